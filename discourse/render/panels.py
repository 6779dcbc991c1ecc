"""Which charts the report shows, of which rows, under which titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from discourse.codebook import Codebook, Topic
from discourse.records import Tables, ThreadTables, best, page_names
from discourse.render import charts
from discourse.render import thread_charts as drawn
from discourse.render.charts import STYLES, Chart, Row

MOST_TOPICS, MOST_GROUPS, MOST_THREADS, MOST_READERS = 12, 10, 4, 24
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
            note = f"Toward: {topic.target}. {_basis(tables, rows)}"
            found.append(charts.sides(f"groups-{topic.id}", topic.name, note, rows))
    return found


def _basis(tables: Tables, rows: Sequence[Row]) -> str:
    """Whether groups are shown corrected or by their tags, where hand codes correct anything."""
    if rows[0]["corrected"]:
        return "Corrected by hand codes."
    validated = tables.shares["corrected_share"].notna().any()
    return "Not corrected: too few comments of some groups were coded." if validated else ""


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
        found.append(charts.sides("tone-groups", "In what tone, side by side?", _basis(tables, groups), groups))
    return found


def hours(threads: ThreadTables) -> list[Chart]:
    """The hours of the day at which comments were posted; none where no page shows them."""
    if threads.hours.empty:
        return []
    by_hour = threads.hours.groupby("hour")["n"].sum()
    counts = [int(by_hour.get(hour, 0)) for hour in range(24)]
    note = f"By each page’s own clock; {sum(counts):,} comments show a time."
    return [drawn.hours("hours", "At what time of day?", note, counts)]


def answers(articles: pd.DataFrame, threads: ThreadTables) -> list[Chart]:
    """Who answers whom in each of the liveliest threads."""
    names = page_names(articles)
    sums = threads.answers.groupby("page_id", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    found = []
    for i, (page, n) in enumerate(list(sums.items())[:MOST_THREADS], start=1):
        pairs = _liveliest(threads.answers[threads.answers["page_id"] == page])
        title = charts.clip(names[str(page)], 80)
        found.append(drawn.answers(f"answers-{i}", title, f"{n:,} answer{'' if n == 1 else 's'}.", pairs))
    return found


def _liveliest(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs among the readers who answer and are answered most, as many as can be told apart in a drawing."""
    pairs = pairs.assign(**{name: pairs[name].fillna("(no name)") for name in ("author", "answered")})
    takes = pd.concat([pairs["author"], pairs["answered"]]).value_counts()
    most = set(takes.index[:MOST_READERS])
    return pairs[pairs["author"].isin(most) & pairs["answered"].isin(most)]


def _rows(shares: pd.DataFrame, level: str, topic: str, *, correct: bool = True) -> list[Row]:
    """Rows of shares, corrected where hand codes corrected them."""
    chosen = shares[(shares["level"] == level) & (shares["topic"] == topic)].to_dict("records")
    rows = [{str(key): value for key, value in row.items()} for row in chosen]
    return [best(row) if correct else {**row, "corrected": False} for row in rows]


def _named(rows: Sequence[Row], categories: Sequence[str]) -> list[Row]:
    """The rows of the categories, in their order, named as people say; none where nothing was counted."""
    by_category = {row["category"]: row for row in rows if row["n_comments"]}
    tone = any(row["topic"] == "sentiment" for row in rows)
    names = {each: "Neutral" if tone and each == "neutral" else STYLES[each][0] for each in categories}
    return [{**by_category[each], "name": names[each]} for each in categories if each in by_category]


def _groups(tables: Tables, topic: str, categories: Sequence[str]) -> list[Row]:
    """Rows of the outlets, else the pages, with most comments on the topic, most first; none where but one has some.

    Corrected where all of them are: a corrected share beside a raw one would show a difference that is none.
    """
    for level, names in (("outlet", None), ("page", page_names(tables.articles))):
        rows = _largest(_rows(tables.shares, level, topic), names, categories)
        if rows and not all(row["corrected"] for row in rows):
            rows = _largest(_rows(tables.shares, level, topic, correct=False), names, categories)
        if rows:
            return rows
    return []


def _largest(rows: Sequence[Row], names: Mapping[str, str] | None, categories: Sequence[str]) -> list[Row]:
    """The rows of the groups with most comments, each with its group's name; none where fewer than two have enough."""
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        by_group.setdefault(names[row["page_id"]] if names else str(row["outlet"]), []).append(row)
    groups = {group: named for group, own in by_group.items() if (named := _named(own, categories))}
    groups = {group: own for group, own in groups.items() if own[0]["n_comments"] >= LEAST_COMMENTS}
    largest = sorted(groups, key=lambda group: -groups[group][0]["n_comments"])[:MOST_GROUPS]
    return [{**row, "group": group} for group in largest for row in groups[group]] if len(largest) > 1 else []


def _n(row: Row) -> str:
    corrected = ", corrected by hand codes" if row["corrected"] else ""
    many = (f"{row[name]:,} {what}{'' if row[name] == 1 else 's'}" for name, what in _COUNTED)
    return " by ".join(many) + corrected


_COUNTED = (("n_comments", "comment"), ("n_authors", "reader"))
