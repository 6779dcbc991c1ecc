"""How groups differ, for the report and the terminal: forest plots, sentences, a table to read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from discourse.codebook import Codebook
from discourse.records import ENOUGH_READERS, Comparison, Tables, page_names
from discourse.render import charts
from discourse.render.charts import STYLES, Chart, Row
from discourse.render.panels import LEAST_COMMENTS

MOST_DIFFERENCES, MOST_FEW = 12, 4
Names = Mapping[str, str]


def group_names(tables: Tables, codebook: Codebook) -> dict[str, str]:
    """What to call groups that are known by an ident: pages and topics."""
    return page_names(tables.articles) | {topic.id: topic.name for topic in codebook.topics}


def differences(comparison: Comparison, codebook: Codebook, groups: Names) -> list[Chart]:
    """A forest plot a topic: how far apart groups of five comments or more are, at most twelve, the widest first."""
    names = _topics(codebook, "Topic against topic")
    rows = comparison.differences[~comparison.differences["category"].eq("neutral")]
    rows = rows[rows[["n_first", "n_second"]].min(axis=1) >= LEAST_COMMENTS]
    pair = len(rows[["first", "second"]].drop_duplicates()) == 1
    found = []
    for topic in [each for each in dict.fromkeys(rows["topic"]) if each in names]:
        own = rows[rows["topic"] == topic]
        widest = own.assign(far=own["difference"].abs()).sort_values("far", ascending=False, kind="stable")
        chosen = widest.head(MOST_DIFFERENCES)
        labelled = [_labelled(row, groups, pair=pair) for row in chosen.to_dict("records")]
        shares = "Corrected shares" if chosen["corrected"].all() else "Shares by the model’s tags"
        note = f"{shares}, in percentage points.{'' if pair else _few(chosen, groups)}"
        found.append(charts.forest(f"apart-{topic}", names[topic], note, labelled))
    return found


def lead(comparison: Comparison, groups: Names, *, drawn: bool = True) -> str:
    """What must be said of plots, or of the table where none is drawn: how to read it, what was tested, who has few."""
    rows = comparison.differences
    if rows.empty:
        return f"No two groups are here to set side by side. Tests: {comparison.family}."
    pairs = rows[["first", "second"]].drop_duplicates().to_dict("records")
    pair = len(pairs) == 1
    what = (
        f"The share in {_less(pairs[0], groups, 70, ' less that in ')}" if pair else "One group’s share less another’s"
    )
    few = _few(rows, groups) if pair else ""
    none = "a bar that crosses the dashed line" if drawn else "what has 0 in its interval"
    return f"{what}; {none} may be no difference at all. Tests: {comparison.family}.{few}"


def _topics(codebook: Codebook, stance: str) -> dict[str, str]:
    return {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone", "stance": stance}


def _labelled(row: dict[Any, Any], groups: Names, *, pair: bool) -> Row:
    """The row with its name: what is compared, and of whom, unless one pair of groups is all there is."""
    said = STYLES[row["category"]][0]
    return {**row, "name": said if pair else f"{_less(row, groups, 18)}, {said.lower()}"}


def _less(row: Mapping[Any, Any], groups: Names, width: int, less: str = " less ") -> str:
    return less.join(charts.clip(groups.get(row[side], str(row[side])), width) for side in ("first", "second"))


def _few(rows: pd.DataFrame, groups: Names) -> str:
    """Which groups have too few readers for their intervals to be more than an approximation."""
    short = [
        row[side]
        for side in ("first", "second")
        for row in rows.to_dict("records")
        if row[f"readers_{side}"] < ENOUGH_READERS
    ]
    names = [charts.clip(groups.get(each, str(each)), 30) for each in dict.fromkeys(short)]
    if not names:
        return ""
    more = f" and {len(names) - MOST_FEW} more" if len(names) > MOST_FEW else ""
    return f" Fewer than {ENOUGH_READERS} readers: {'; '.join(names[:MOST_FEW])}{more}."


def associations(comparison: Comparison, codebook: Codebook) -> list[str]:
    """How far stances and tone go with the groups, in a sentence a topic."""
    names = _topics(codebook, "Stance, by topic")
    return [
        f"{names.get(row['topic'], row['topic'])}: Cramér’s V {row['v']:.2f} ({row['low']:.2f} to"
        f" {row['high']:.2f}{charts.tested(row['p_adjusted'])}; {row['n_comments']:,} comments,"
        f" {row['groups']} groups)."
        for row in comparison.associations.dropna(subset=["v"]).to_dict("records")
    ]


def readable(comparison: Comparison, groups: Names) -> pd.DataFrame:
    """The differences as a table for people, groups by their names unless there is but one pair (`lead` names it)."""
    rows = [{str(key): value for key, value in row.items()} for row in comparison.differences.to_dict("records")]
    table = pd.DataFrame(
        {
            "topic": [row["topic"] for row in rows],
            "category": [groups.get(row["category"], row["category"]) for row in rows],
            **{
                side: [charts.clip(groups.get(row[side], str(row[side])), 30) for row in rows]
                for side in ("first", "second")
            },
            "n": [f"{row['n_first']}, {row['n_second']}" for row in rows],
            "shares": [f"{charts.percent(row['share_first'])}, {charts.percent(row['share_second'])}" for row in rows],
            "points": [charts.gap(row | {"p_adjusted": math.nan}) for row in rows],
            "p adjusted": [row["p_adjusted"] for row in rows],
            "corrected": ["yes" if row["corrected"] else "no" for row in rows],
        }
    )
    untested = ["p adjusted"] if table["p adjusted"].isna().all() else []
    pair = ["first", "second"] if len(table[["first", "second"]].drop_duplicates()) == 1 else []
    return table.drop(columns=untested + pair)
