"""What shares are shares of: cells, the indicators that count them comment by comment, and the groups counted in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from discourse.codebook import STANCES, TONES
from discourse.measure.intervals import Counts

KEYS = ["page_id", "comment_id"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One share to be measured: the columns of the indicator matrix that count it and what it is a share of."""

    topic: str
    category: str
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Group:
    """The comments (positions) of one page, one outlet or all."""

    level: str
    page_id: str | None
    outlet: str | None
    rows: Counts

    @property
    def name(self) -> str:
        """One text that tells the group from all others."""
        return f"{self.level}|{self.page_id}|{self.outlet}"


def topics_of(stances: pd.DataFrame) -> list[str]:
    """The topics of a table of stances, by first appearance."""
    return [str(topic) for topic in pd.unique(stances["topic"].dropna())]


def indicators(frame: pd.DataFrame, stances: pd.DataFrame, topics: Sequence[str]) -> tuple[list[Cell], Counts]:
    """The cells to be measured, and what each comment of `frame` adds to their parts and wholes: comments x columns.

    A topic's stances are parts of the comments to which it applies with a stance; tones (topic "sentiment") of those
    with a tone; topics (topic "topic") of the tagged ones: those of whom `stances` says whether one applies.

    >>> said = pd.DataFrame({"page_id": ["p"], "comment_id": ["1"], "sentiment": ["neutral"]})
    >>> tags = pd.DataFrame({"page_id": ["p"], "comment_id": ["1"], "topic": "tax", "applies": True, "stance": "favor"})
    >>> cells, counts = indicators(said, tags, ["tax"])
    >>> cells[0], counts[0, [cells[0].part, cells[0].whole]].tolist()
    (Cell(topic='tax', category='favor', part=1, whole=0), [1, 1])
    """
    columns: list[Counts] = []
    cells: list[Cell] = []

    def add(topic: str, parts: dict[str, Counts], whole: Counts) -> None:
        cells.extend(Cell(topic, name, len(columns) + 1 + i, len(columns)) for i, name in enumerate(parts))
        columns.extend([whole, *parts.values()])

    none = np.zeros(len(frame), dtype=np.int64)
    tags = _tags(frame, stances)
    applying: dict[str, Counts] = {}
    for topic in topics:
        on_topic = tags[(tags["topic"] == topic) & tags["applies"]]
        applying[topic] = _marks(len(frame), on_topic["row"])
        parts = {each: _marks(len(frame), on_topic.loc[on_topic["stance"] == each, "row"]) for each in STANCES}
        add(topic, parts, sum(parts.values(), start=none))
    tones = {each: _ones(frame["sentiment"] == each) for each in TONES}
    add("sentiment", tones, sum(tones.values(), start=none))
    if topics:
        add("topic", applying, _marks(len(frame), tags["row"]))
    return cells, np.column_stack(columns)


def _tags(frame: pd.DataFrame, stances: pd.DataFrame) -> pd.DataFrame:
    """The stances of the frame's comments, with `row`: the comment's position in it."""
    row = positions_of(frame, stances)
    tags = stances.assign(row=row)[(row >= 0) & was_told(stances)]
    return tags.assign(applies=tags["applies"].astype(bool)).drop_duplicates(["row", "topic"])


def was_told(stances: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each row was told at all: a topic of an untagged comment does not apply, and has no chance either.

    >>> was_told(pd.DataFrame({"applies": [True, False, False], "p_topic": [0.9, 0.1, None]})).tolist()
    [True, True, False]
    """
    told = stances["applies"].notna() & stances.get("p_topic", stances["applies"]).notna()
    return np.asarray(told.to_numpy(dtype=bool))


def positions_of(frame: pd.DataFrame, rows: pd.DataFrame) -> Counts:
    """Where in `frame` the comment of each row stands; -1 where it does not."""
    found = pd.MultiIndex.from_frame(frame[KEYS]).get_indexer(pd.MultiIndex.from_frame(rows[KEYS]))
    return np.asarray(found, dtype=np.int64)


def _ones(mask: pd.Series[bool]) -> Counts:
    return np.asarray(mask.fillna(value=False).astype(bool).to_numpy(), dtype=np.int64)


def _marks(length: int, rows: pd.Series[int]) -> Counts:
    marks = np.zeros(length, dtype=np.int64)
    marks[rows] = 1
    return marks


def groups(articles: pd.DataFrame, frame: pd.DataFrame) -> Iterator[Group]:
    """Pages in the order of `articles`, outlets by first appearance, then all; none that has no comment.

    >>> pages = pd.DataFrame({"page_id": ["p", "q"], "outlet": ["The Paper", None]})
    >>> [group.name for group in groups(pages, pd.DataFrame({"page_id": ["q", "p"]}))]
    ['page|p|The Paper', 'page|q|None', 'outlet|None|The Paper', 'all|None|None']
    """
    known = dict(zip(articles["page_id"], articles["outlet"], strict=True))
    by_page = positions(frame["page_id"])
    for page_id in [*known, *(by_page.keys() - known.keys())]:
        if page_id in by_page:
            name = known.get(page_id)
            yield Group("page", str(page_id), None if pd.isna(name) else str(name), by_page[page_id])
    for name, rows in positions(frame["page_id"].map(known)).items():
        yield Group("outlet", None, name, rows)
    if len(frame):
        yield Group("all", None, None, np.arange(len(frame)))


def positions(keys: pd.Series[str]) -> dict[str, Counts]:
    """Where each key stands, by first appearance; missing keys are left out.

    >>> {key: rows.tolist() for key, rows in positions(pd.Series(["b", "a", None, "b"])).items()}
    {'b': [0, 3], 'a': [1]}
    """
    codes, names = pd.factorize(keys)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
    return {str(name): order[bounds[i] : bounds[i + 1]] for i, name in enumerate(names)}
