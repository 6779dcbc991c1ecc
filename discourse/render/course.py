"""The report's part on how threads ran: timelines, stance and tone by fifths, and figures in sentences and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from discourse.codebook import Codebook
from discourse.records import INEQUALITY_READERS, Tables, ThreadCourse, page_names
from discourse.render import course_charts as drawn
from discourse.render.charts import Chart, clip, percent, span

MOST_TIMELINES, MOST_TOPICS, MOST_ROWS, MOST_THREADS = 4, 4, 8, 30
LEAST_BINS, LEAST_PAIRS, LEAST_READERS, LEAST_ALONG = 3, 5, 10, 25
_UNTESTED = "By the model’s tags, not checked by hand."


@dataclass(frozen=True, slots=True)
class Figures:
    """A small table: its title, what must be said with it, its heads and rows of shown cells."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def along(tables: Tables, course: ThreadCourse, codebook: Codebook) -> list[Chart]:
    """Stance and tone along all threads, and tone along each of the longest."""
    return [*_fifths(course, codebook), *_each_along(tables, course)]


def timelines(tables: Tables, course: ThreadCourse) -> Iterator[Chart]:
    """Comments over time in each of the busiest threads."""
    names = page_names(tables.articles)
    sizes = course.volume.groupby("page_id", sort=False)["n"].agg(["sum", "size"])
    busiest = sizes[sizes["size"] >= LEAST_BINS].sort_values("sum", ascending=False, kind="stable")
    for i, page_id in enumerate(list(busiest.index)[:MOST_TIMELINES], start=1):
        own = course.volume[course.volume["page_id"] == page_id]
        step = str(own["step"].iloc[0])
        title, note = clip(names.get(page_id, page_id), 80), f"Comments, {step} by {step}."
        counts = dict(zip(own["start"], own["n"], strict=True))
        yield drawn.timeline(f"timeline-{i}", title, note, counts, step)


def _fifths(course: ThreadCourse, codebook: Codebook) -> Iterator[Chart]:
    every = course.fifths[course.fifths["level"] == "all"]
    names = {topic.id: (topic.name, ["against", "favor"]) for topic in codebook.topics}
    sizes = every[every["topic"].isin(names)].groupby("topic", sort=False)["count"].sum()
    topics = list(sizes.sort_values(ascending=False, kind="stable").index[:MOST_TOPICS])
    for topic in [*topics, "sentiment"]:
        name, sides = names.get(topic, ("Tone", ["negative", "positive"]))
        own = every[(every["topic"] == topic) & every["category"].isin(sides)]
        n = int(own.drop_duplicates("fifth")["n_comments"].sum())
        if own["fifth"].nunique() == 5 and n >= LEAST_ALONG:
            note = f"All threads together; {n:,} comments."
            yield drawn.along(f"along-{topic}", name, note, own.to_dict("records"))


def _each_along(tables: Tables, course: ThreadCourse) -> Iterator[Chart]:
    """Tone along each of the longest threads, where there are several."""
    names = page_names(tables.articles)
    own = course.fifths[(course.fifths["level"] == "page") & (course.fifths["topic"] == "sentiment")]
    pages = list(dict.fromkeys(own["page_id"]))[:MOST_TIMELINES]
    for i, page_id in enumerate(pages if len(pages) > 1 else [], start=1):
        rows = own[(own["page_id"] == page_id) & own["category"].isin(["negative", "positive"])]
        if rows["fifth"].nunique() == 5:
            note = f"{int(rows.drop_duplicates('fifth')['n_comments'].sum()):,} comments."
            title = f"Tone: {clip(names.get(page_id, page_id), 74)}"
            yield drawn.along(f"tone-along-{i}", title, note, rows.to_dict("records"))


def sentences(course: ThreadCourse) -> list[str]:
    """What the figures over all threads say: who takes part, who is answered, how sides meet, what is repeated."""
    return [*_taking_part(course), *_answering(course), *_meeting(course), *_repeating(course)]


def _taking_part(course: ThreadCourse) -> Iterator[str]:
    rows = course.inequality[course.inequality["level"] == "all"].to_dict("records")
    for row in (row for row in rows if row["n_authors"] >= LEAST_READERS):
        known = not pd.isna(row["gini_low"])
        tenth = f" ({percent(row['top_tenth_low'])} to {percent(row['top_tenth_high'])})" if known else ""
        gini = f" ({row['gini_low']:.2f} to {row['gini_high']:.2f})" if known else ""
        few = "" if known else " Too few readers for an interval."
        yield (
            f"The most active tenth of {row['n_authors']:,} readers wrote {percent(row['top_tenth'])}{tenth} of the"
            f" comments; Gini’s coefficient is {row['gini']:.2f}{gini}.{few}"
        )
    several = len(course.travellers)
    if several:
        most = int(course.travellers["pages"].max())
        write = "reader writes" if several == 1 else "readers write"
        yield f"{several:,} {write} in more than one thread (up to {most})."


def _answering(course: ThreadCourse) -> Iterator[str]:
    n, got = int(course.depths["n"].sum()), int(course.depths["answers"].sum())
    if got:
        deepest = int(course.depths["depth"].max())
        yield f"A comment got {got / n:.2f} answers on average; the longest chain is {deepest + 1} comments long."


def _meeting(course: ThreadCourse) -> Iterator[str]:
    rows = course.exchanges[course.exchanges["level"] == "all"]
    pairs, opposed = int(rows["pairs"].sum()), int(rows["opposed"].sum())
    if pairs:
        yield (
            f"Where an answer and what it answers both take a side of one topic ({pairs:,} times), they take opposed"
            f" sides {opposed:,} times. {_UNTESTED}"
        )


def _repeating(course: ThreadCourse) -> Iterator[str]:
    kinds = Counter(zip(course.echoes["kind"], course.echoes["hands"], strict=True))
    words = {"same": "the same in words", "near": "nearly the same"}
    hands = {"same": "by the same hand", "other": "by another hand", "unknown": "by hands without a name"}
    said = [f"{n} {words[kind]} {hands[hand]}" for (kind, hand), n in sorted(kinds.items())]
    if said:
        yield f"Comments that repeat an earlier one: {', '.join(said)}."


def by_thread(course: ThreadCourse, names: Mapping[str, str]) -> Figures:
    """The longest of the threads that `names` has, by page, a row each: answers, depth, inequality, opposed sides."""
    depths = course.depths.assign(deep=course.depths["depth"] + 1).groupby("page_id", sort=False)
    sums = depths[["n", "answers"]].sum().join(depths["deep"].max())
    sums = sums[sums.index.isin(list(names))].sort_values("n", ascending=False, kind="stable").head(MOST_THREADS)
    uneven = {row["page_id"]: row for row in _rows(course.inequality, "page")}
    met = course.exchanges[course.exchanges["level"] == "page"].groupby("page_id")[["pairs", "opposed"]].sum()
    sides = {page_id: (int(pairs), int(opposed)) for page_id, pairs, opposed in met.itertuples(name=None)}
    rows = []
    for row in sums.reset_index().to_dict("records"):
        part, (pairs, opposed) = uneven[row["page_id"]], sides.get(row["page_id"], (0, 0))
        gini = f"{part['gini']:.2f}" + _between(part, "gini", "{:.2f}".format)
        top = percent(part["top_tenth"]) + _between(part, "top_tenth", percent)
        cells = (str(row["n"]), str(part["n_authors"]), f"{row['answers'] / row['n']:.2f}", str(row["deep"]), gini, top)
        rows.append((clip(names[row["page_id"]], 110), *cells, f"{opposed} of {pairs}" if pairs else "–"))
    heads = (
        "Thread",
        "Comments",
        "Readers",
        "Answers a comment",
        "Longest chain",
        "Gini",
        "Top tenth wrote",
        "Opposed",
    )
    note = (
        f"Intervals in brackets, from {INEQUALITY_READERS} readers on. Opposed: of the answers that take a side on what"
        f" the answered comment takes one on too, those that take the other. {_UNTESTED}"
    )
    return Figures("Thread by thread", note, heads, tuple(rows))


def _between(row: Mapping[Any, Any], name: str, shown: Callable[[float], str]) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "" if pd.isna(low) else f" ({shown(low)}–{shown(high)})"


def figures(course: ThreadCourse, codebook: Codebook) -> list[Figures]:
    """The tables of the section: how sides meet, who is answered most, who writes in several threads."""
    names = {topic.id: topic.name for topic in codebook.topics}
    found = [
        Figures(
            "How do sides meet in answers?",
            f"By chance: the share if those who answer and those answered met without regard to sides. {_UNTESTED}",
            ("Topic", "Pairs", "Opposed", "By chance"),
            tuple(_exchange(row, names) for row in _rows(course.exchanges, "all") if row["pairs"] >= LEAST_PAIRS),
        ),
        Figures(
            "Who is answered most?",
            "By other readers: how many answers, in how many threads, and how much they wrote in these.",
            ("Reader", "Answers", "Threads", "Wrote"),
            tuple(_answered(course.answered)),
        ),
        Figures(
            "Who writes in several threads?",
            "One name is taken for one reader.",
            ("Reader", "Threads", "Outlets", "Wrote"),
            tuple(
                (str(row["author"]), str(row["pages"]), str(row["outlets"]), str(row["n_comments"]))
                for row in course.travellers.head(MOST_ROWS).to_dict("records")
            ),
        ),
    ]
    return [each for each in found if each.rows]


def _answered(answered: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """The readers who got most answers, over all threads."""
    by_reader = answered.groupby("author", sort=False)
    found = by_reader.agg(answers=("answers", "sum"), threads=("page_id", "size"), wrote=("n_comments", "sum"))
    for row in found.nlargest(MOST_ROWS, "answers").reset_index().itertuples(index=False):
        yield tuple(map(str, row))


def _rows(table: pd.DataFrame, level: str) -> list[dict[Any, Any]]:
    return table[table["level"] == level].to_dict("records")


def _exchange(row: dict[Any, Any], names: dict[str, str]) -> tuple[str, ...]:
    return names.get(row["topic"], row["topic"]), str(row["pairs"]), span(row), percent(row["expected"])


def echoes(course: ThreadCourse, comments: pd.DataFrame) -> Sequence[tuple[str, str, str]]:
    """The comments that repeat another one by other hands: both comments' anchors in the report, and how alike."""
    keys = zip(comments["page_id"], comments["comment_id"], strict=True)
    idents = {key: f"c{i}" for i, key in enumerate(keys, start=1)}
    listed = course.echoes["page_id"].isin(comments["page_id"]) & course.echoes["of_page_id"].isin(comments["page_id"])
    others = course.echoes[listed & (course.echoes["hands"] != "same")].head(MOST_ROWS).to_dict("records")
    return [
        (
            idents[row["page_id"], row["comment_id"]],
            idents[row["of_page_id"], row["of_comment_id"]],
            "word for word" if row["kind"] == "same" else f"{percent(row['likeness'])} alike",
        )
        for row in others
    ]
