"""Which charts the report shows, of which rows, under which titles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from discourse.codebook import Codebook, Topic
from discourse.records import Comparison, Tables, ThreadTables, best
from discourse.render import charts
from discourse.render import thread_charts as drawn
from discourse.render.charts import STYLES, Chart, Row

MOST_TOPICS, MOST_GROUPS, MOST_THREADS, MOST_READERS, MOST_DIFFERENCES = 12, 10, 4, 24, 12
LEAST_COMMENTS = 5  # of a group set beside others


def topics_by_size(shares: pd.DataFrame, codebook: Codebook) -> list[Topic]:
    """The codebook's topics that any comment is on, most written about first, at most twelve."""
    counts = {row["category"]: row["count"] for row in _rows(shares, "all", "topic")}
    written = [topic for topic in codebook.topics if counts.get(topic.id, 0) > 0]
    return sorted(written, key=lambda topic: -counts[topic.id])[:MOST_TOPICS]


def stances(shares: pd.DataFrame, topics: Sequence[Topic]) -> list[Chart]:
    """A chart a topic: the shares in favor, against and without a side, over all pages."""
    found = []
    for topic in topics:
        rows = _named(_rows(shares, "all", topic.id), ["against", "neutral", "favor"])
        if rows:
            note = f"Toward: {topic.target}. {_n(rows[0])}."
            found.append(charts.intervals(f"stance-{topic.id}", topic.name, note, rows))
    return found


def side_by_side(tables: Tables, topics: Sequence[Topic]) -> list[Chart]:
    """A chart a topic: both sides at each outlet, or on each page where fewer than two outlets have enough."""
    found = []
    for topic in topics:
        rows = _groups(tables, topic.id, ["against", "favor"])
        if rows:
            found.append(charts.sides(f"groups-{topic.id}", topic.name, f"Toward: {topic.target}.", rows))
    return found


def tones(tables: Tables, codebook: Codebook) -> list[Chart]:
    """What is written about, in what tone, and in what tone at each outlet or on each page."""
    names = {topic.id: topic.name for topic in codebook.topics}
    rows = _rows(tables.shares, "all", "topic")
    topics = [{**row, "name": names.get(row["category"], row["category"])} for row in rows if row["n_comments"]]
    topics = sorted(topics, key=lambda row: -row["share"])[:MOST_TOPICS]
    found = []
    if topics:
        note = f"Share of all tagged comments; one can be on several topics. {_n(topics[0])}."
        found.append(charts.intervals("topics", "How much is written on each topic?", note, topics))
    tones = _named(_rows(tables.shares, "all", "sentiment"), ["negative", "neutral", "positive"])
    if tones:
        note = f"Tone of the comment as a whole. {_n(tones[0])}."
        found.append(charts.intervals("tone-all", "In what tone?", note, tones))
    groups = _groups(tables, "sentiment", ["negative", "positive"])
    if groups:
        found.append(charts.sides("tone-groups", "In what tone, side by side?", "", groups))
    return found


def differences(comparison: Comparison, codebook: Codebook) -> list[Chart]:
    """A forest plot a topic: how far apart groups of five comments or more are, at most twelve, the widest first."""
    names = {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone", "stance": "Topic against topic"}
    rows = comparison.differences[~comparison.differences["category"].eq("neutral")]
    rows = rows[rows[["n_first", "n_second"]].min(axis=1) >= LEAST_COMMENTS]
    found = []
    for topic in [each for each in dict.fromkeys(rows["topic"]) if each in names]:
        own = rows[rows["topic"] == topic]
        chosen = own.assign(far=own["difference"].abs()).sort_values("far", ascending=False, kind="stable")
        labelled = [_labelled(row) for row in chosen.head(MOST_DIFFERENCES).to_dict("records")]
        title = f"{names[topic]}: how far apart?"
        found.append(charts.forest(f"apart-{topic}", title, "Difference of the shares, in points.", labelled))
    return found


def associations(comparison: Comparison, codebook: Codebook) -> list[str]:
    """How far stances and tone go with the groups, in a sentence a topic."""
    names = {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone", "stance": "Stance, by topic"}
    found = []
    for row in comparison.associations.dropna(subset=["v"]).to_dict("records"):
        p = row["p_adjusted"]
        tested = "" if math.isnan(p) else ", p < .001" if p < 0.001 else f", p = {p:.3f}".replace("0.", ".", 1)
        found.append(
            f"{names.get(row['topic'], row['topic'])}: Cramér’s V {row['v']:.2f} ({row['low']:.2f} to"
            f" {row['high']:.2f}{tested}; {row['n_comments']} comments, {row['groups']} groups)."
        )
    return found


def _labelled(row: dict[Any, Any]) -> Row:
    name = f"{row['first']} less {row['second']}, {_SAID[row['category']]}"
    return {**row, "name": charts.clip(name, 52)}


_SAID = {"favor": "in favor", "against": "against", "negative": "negative", "positive": "positive"}


def thread_charts(articles: pd.DataFrame, threads: ThreadTables) -> list[Chart]:
    """The hours of the day at which comments were posted, and who answers whom in the liveliest threads."""
    found = []
    if len(threads.hours):
        by_hour = threads.hours.groupby("hour")["n"].sum()
        counts = [int(by_hour.get(hour, 0)) for hour in range(24)]
        note = f"By each page’s own clock; {sum(counts):,} comments show a time."
        found.append(drawn.hours("hours", "At what time of day do they write?", note, counts))
    names = page_names(articles)
    liveliest = threads.answers.groupby("page_id", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    for i, page in enumerate(list(liveliest.index)[:MOST_THREADS], start=1):
        pairs = _liveliest(threads.answers[threads.answers["page_id"] == page])
        found.append(drawn.answers(f"answers-{i}", "Who answers whom?", charts.clip(names[page], 90), pairs))
    return found


def _liveliest(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs among the readers who answer and are answered most, as many as can be told apart in a drawing."""
    pairs = pairs.assign(**{name: pairs[name].fillna("(no name)") for name in ("author", "answered")})
    takes = pd.concat([pairs["author"], pairs["answered"]]).value_counts()
    most = set(takes.index[:MOST_READERS])
    return pairs[pairs["author"].isin(most) & pairs["answered"].isin(most)]


def _rows(shares: pd.DataFrame, level: str, topic: str) -> list[Row]:
    """Rows of shares, corrected where hand codes corrected them."""
    chosen = shares[(shares["level"] == level) & (shares["topic"] == topic)]
    return [best({str(key): value for key, value in row.items()}) for row in chosen.to_dict("records")]


def _named(rows: Sequence[Row], categories: Sequence[str]) -> list[Row]:
    """The rows of the categories, in their order, named as people say; none where nothing was counted."""
    by_category = {row["category"]: row for row in rows if row["n_comments"]}
    tone = any(row["topic"] == "sentiment" for row in rows)
    names = {each: "Neutral" if tone and each == "neutral" else STYLES[each][0] for each in categories}
    return [{**by_category[each], "name": names[each]} for each in categories if each in by_category]


def _groups(tables: Tables, topic: str, categories: Sequence[str]) -> list[Row]:
    """Rows of the outlets, else the pages, with most comments on the topic, most first; none where but one has some."""
    for level, names in (("outlet", None), ("page", page_names(tables.articles))):
        by_group: dict[Any, list[Row]] = {}
        for row in _rows(tables.shares, level, topic):
            by_group.setdefault(names[row["page_id"]] if names else row["outlet"], []).append(row)
        groups = {group: named for group, rows in by_group.items() if (named := _named(rows, categories))}
        groups = {group: rows for group, rows in groups.items() if rows[0]["n_comments"] >= LEAST_COMMENTS}
        largest = sorted(groups, key=lambda group: -groups[group][0]["n_comments"])[:MOST_GROUPS]
        if len(largest) > 1:
            return [{**row, "group": str(group)} for group in largest for row in groups[group]]
    return []


def page_names(articles: pd.DataFrame) -> dict[str, str]:
    """A name for each page: its outlet and title, or its title, or where it came from; told apart where they repeat."""
    found: dict[str, str] = {}
    for page in articles.to_dict("records"):
        parts = [str(page[each]) for each in ("outlet", "title") if not pd.isna(page[each])]
        name = ": ".join(parts) or str(page["source"])
        found[page["page_id"]] = name if name not in found.values() else f"{name} ({page['source']})"
    return found


def _n(row: Row) -> str:
    corrected = ", corrected by hand codes" if row["corrected"] else ""
    many = (f"{row[name]:,} {what}{'' if row[name] == 1 else 's'}" for name, what in _COUNTED)
    return " by ".join(many) + corrected


_COUNTED = (("n_comments", "comment"), ("n_authors", "reader"))
