"""What a comparison says in sentences that can be quoted: the differences that hold, or that none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from discourse.codebook import Codebook, Topic
from discourse.records import ENOUGH_READERS, Comparison, Finding, Tables, page_names

MOST_SAID = 3
ALPHA = 0.05
LEAST_COMMENTS = 5
_LONG = 60  # characters of a page's name
_UNTESTED = "Not tested: {family}. By the model’s tags, unvalidated, the widest of {n} differences."
_SAID = {
    "favor": "are in favor of {target}",
    "against": "are against {target}",
    "neutral": "take no side on {target}",
    "negative": "are negative in tone",
    "positive": "are positive in tone",
}


def contrasts(comparison: Comparison, tables: Tables, codebook: Codebook, confidence: float = 0.95) -> list[Finding]:
    """The differences that hold after adjustment, widest first, at most three; where none does, that; untested, one.

    >>> empty = Comparison(pd.DataFrame(columns=["category", "n_first", "n_second"]), pd.DataFrame(), "none")
    >>> contrasts(empty, Tables(*[pd.DataFrame(columns=["page_id"])] * 4), Codebook("", "1", (), ""))
    []
    """
    rows = comparison.differences
    rows = rows[rows[["n_first", "n_second"]].min(axis=1) >= LEAST_COMMENTS]
    if rows.empty:
        return []
    rows = rows.assign(far=rows["difference"].abs()).sort_values("far", ascending=False, kind="stable")
    topics = {topic.id: topic for topic in codebook.topics}
    pages = {page: f"“{_clipped(name)}”" for page, name in page_names(tables.articles).items()}
    names = pages | {topic.id: topic.name for topic in codebook.topics}
    known = _Known(topics, names, confidence)
    tested = rows[rows["p_adjusted"].notna()]
    if tested.empty:
        rows = rows[rows["category"].isin(list(_SAID)) & rows["category"].ne("neutral")]
        caveat = _UNTESTED.format(family=comparison.family.removeprefix("none; "), n=len(comparison.differences))
        return [_finding(known, row, caveat) for row in rows.head(1).to_dict("records")]
    held = tested[tested["p_adjusted"] < ALPHA]
    if held.empty:
        return [_none(tested)]
    return [
        _finding(known, row, f"Holds among {comparison.family.split(',')[0]}: p = {max(row['p_adjusted'], 0.001):.3f}")
        for row in held.head(MOST_SAID).to_dict("records")
    ]


def _clipped(name: str) -> str:
    return name if len(name) <= _LONG else name[:_LONG].rstrip() + "…"


def percent(share: float) -> str:
    """A share as people write it.

    >>> percent(0.3913), percent(0.004), percent(0.0), percent(0.996)
    ('39%', 'under 1%', '0%', 'over 99%')
    """
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{share:.0%}"


def _none(tested: pd.DataFrame) -> Finding:
    least = tested["p_adjusted"].min()
    sentence = (
        f"None of {len(tested):,} differences between groups is beyond what chance brings about. That is no proof that"
        " they are alike."
    )
    n = int(tested[["n_first", "n_second"]].sum(axis=1).max())
    readers = int(tested[["readers_first", "readers_second"]].sum(axis=1).max())
    return Finding(sentence, n, readers, f"Smallest p, adjusted for all tests: {least:.2f}.")


@dataclass(frozen=True, slots=True)
class _Known:
    """What people know topics and groups by, and the level of the intervals."""

    topics: Mapping[str, Topic]
    names: Mapping[str, str]
    confidence: float


def _finding(known: _Known, row: Mapping[Any, Any], caveat: str) -> Finding:
    few = min(row["readers_first"], row["readers_second"]) < ENOUGH_READERS
    limits = " to ".join(f"{100 * row[end]:+.0f}".replace("-", "−") for end in ("low", "high"))
    points = abs(100 * row["difference"])
    backing = f"{percent(known.confidence)} interval of the difference: {limits} points. {caveat.rstrip('.')}."
    return Finding(
        f"{_said(known, row)}: {points:.0f} point{'' if round(points) == 1 else 's'} apart.",
        int(row["n_first"] + row["n_second"]),
        int(row["readers_first"] + row["readers_second"]),
        backing + (f" Fewer than {ENOUGH_READERS} readers in a group." if few else ""),
        topic=str(row["topic"]),
    )


def _said(known: _Known, row: Mapping[Any, Any]) -> str:
    topic, category = str(row["topic"]), str(row["category"])
    about = known.topics.get(topic)
    target = f"“{about.target}”" if about else "its target"
    what = _SAID.get(category, f"are on {known.names.get(category, category)}").format(target=target)
    if topic == "sentiment" and category == "neutral":
        what = "are neutral in tone"
    title = f"{about.name}: " if about else ""
    where = "on" if topic == "stance" else "in"
    first, second = (f"{where} {known.names.get(row[side], row[side])}" for side in ("first", "second"))
    return (
        f"{title}{percent(row['share_first'])} of the comments {first} {what},"
        f" {percent(row['share_second'])} of those {second}"
    )
