"""Shares of stance, tone and topics, each with its interval, its n and its method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd

from discourse.measure.counting import counted, per_reader
from discourse.measure.intervals import Counts, Floats, effective_readers, normal_quantile, resample, t_quantile, wilson
from discourse.records import COLUMNS

STANCES = ("favor", "against", "neutral")
TONES = ("negative", "neutral", "positive")
ENOUGH_READERS = 20


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


def shares(
    articles: pd.DataFrame,
    comments: pd.DataFrame,
    stances: pd.DataFrame,
    *,
    seed: int = 0,
    draws: int = 1000,
    level: float = 0.95,
) -> pd.DataFrame:
    """Shares per page, per outlet and over all, as the table `shares` of `records.COLUMNS`.

    Three kinds of rows: a topic's stances (of the comments to which the topic applies), topic "sentiment" with the
    three tones (of the comments with a tone), and topic "topic", whose categories are topic ids (the share of tagged
    comments to which each applies). Which comments count: `counting.counted`. Groups without a counted comment have no
    row; pages of unknown outlet have none at that level, since they need not be one outlet.

    Readers are the units. With 20 of them or more, and a share neither 0 nor 1, readers are resampled `draws` times;
    the spread gives the effective number of comments, which goes into Wilson's interval with the t quantile at the
    effective readers. With fewer, Wilson's interval is taken at the effective number of readers, as though each
    reader's comments all said the same. Both keep what they promise where the plain percentile interval falls short.
    The result depends on `seed` and the data alone. Nothing here is corrected for classifier error, so every `method`
    says "unvalidated". Raises `ValueError` for a `level` outside 0…1 or fewer than 2 draws.

    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", "Bo"], "kind": "comment",
    ...     "duplicate_of": None, "outlet": "The Paper", "sentiment": ["negative", "neutral"]})
    >>> tags = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "topic": "tax", "applies": True,
    ...     "stance": ["against", "favor"]})
    >>> table = shares(pages, said, tags)
    >>> table.query("level == 'page' and topic == 'tax'")[["category", "count", "share"]].values.tolist()
    [['favor', 1, 0.5], ['against', 1, 0.5], ['neutral', 0, 0.0]]
    """
    if not 0 < level < 1 or draws < 2:
        raise ValueError(f"level must lie between 0 and 1 and draws be at least 2, not {level} and {draws}")
    frame = counted(comments)
    cells, indicators = _indicators(frame, stances)
    readers = frame["reader"].to_numpy(dtype=np.int64)
    blocks = []
    for group in _groups(articles, frame):
        table = per_reader(readers[group.rows], indicators[group.rows])
        name = f"{group.level}|{group.page_id}|{group.outlet}"
        rng = np.random.default_rng([seed, crc32(name.encode("utf-8", "replace"))])
        blocks.append(_measure(group, cells, table, rng, draws, level))
    if not blocks:
        return pd.DataFrame({name: pd.Series(dtype=_dtype(kind)) for name, kind in COLUMNS["shares"].items()})
    return pd.concat(blocks, ignore_index=True)[list(COLUMNS["shares"])]


def _dtype(kind: str) -> str:
    return {"string": "object", "double": "float64"}.get(kind, kind)


def _indicators(frame: pd.DataFrame, stances: pd.DataFrame) -> tuple[list[Cell], Counts]:
    """The cells to be measured, and what each comment adds to their parts and wholes: comments x columns."""
    columns: list[Counts] = []
    cells: list[Cell] = []

    def add(topic: str, parts: dict[str, Counts], whole: Counts) -> None:
        cells.extend(Cell(topic, name, len(columns) + 1 + i, len(columns)) for i, name in enumerate(parts))
        columns.extend([whole, *parts.values()])

    tags = _tags(frame, stances)
    applying: dict[str, Counts] = {}
    tagged = np.zeros(len(frame), dtype=np.int64)
    for topic, rows in tags.groupby("topic", sort=False):
        applying[str(topic)] = _marks(len(frame), rows.loc[rows["applies"], "row"])
        tagged[rows["row"]] = 1
        on_topic = rows[rows["applies"]]
        parts = {each: _marks(len(frame), on_topic.loc[on_topic["stance"] == each, "row"]) for each in STANCES}
        add(str(topic), parts, sum(parts.values(), start=np.zeros(len(frame), dtype=np.int64)))
    tones = {each: _ones(frame["sentiment"] == each) for each in TONES}
    add("sentiment", tones, sum(tones.values(), start=np.zeros(len(frame), dtype=np.int64)))
    add("topic", applying, tagged)
    return cells, np.column_stack(columns)


def _tags(frame: pd.DataFrame, stances: pd.DataFrame) -> pd.DataFrame:
    """The stances of counted comments, with `row`: the comment's position in `frame`."""
    keys = ["page_id", "comment_id"]
    row = pd.MultiIndex.from_frame(frame[keys]).get_indexer(pd.MultiIndex.from_frame(stances[keys]))
    tags = stances.assign(row=row)[(row >= 0) & stances["applies"].notna().to_numpy()]
    return tags.assign(applies=tags["applies"].astype(bool)).drop_duplicates(["row", "topic"])


def _ones(mask: pd.Series[bool]) -> Counts:
    return np.asarray(mask.fillna(value=False).astype(bool).to_numpy(), dtype=np.int64)


def _marks(length: int, rows: pd.Series[int]) -> Counts:
    marks = np.zeros(length, dtype=np.int64)
    marks[rows] = 1
    return marks


def _groups(articles: pd.DataFrame, frame: pd.DataFrame) -> Iterator[Group]:
    """Pages in the order of `articles`, outlets by first appearance, then all."""
    known = dict(zip(articles["page_id"], articles["outlet"], strict=True))
    outlet = frame["page_id"].map(known)
    by_page = _positions(frame["page_id"])
    for page_id in [*known, *(by_page.keys() - known.keys())]:
        if page_id in by_page:
            name = known.get(page_id)
            yield Group("page", str(page_id), None if pd.isna(name) else str(name), by_page[page_id])
    for name, rows in _positions(outlet).items():
        yield Group("outlet", None, name, rows)
    if len(frame):
        yield Group("all", None, None, np.arange(len(frame)))


def _positions(keys: pd.Series[str]) -> dict[str, Counts]:
    """Where each key stands, by first appearance; missing keys are left out."""
    codes, names = pd.factorize(keys)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
    return {str(name): order[bounds[i] : bounds[i + 1]] for i, name in enumerate(names)}


def _measure(
    group: Group, cells: list[Cell], table: Counts, rng: np.random.Generator, draws: int, level: float
) -> pd.DataFrame:
    """The rows of one group; `table` holds each reader's counts."""
    part, whole = [each.part for each in cells], [each.whole for each in cells]
    count, n = table.sum(axis=0)[part], table.sum(axis=0)[whole]
    readers = (table[:, whole] > 0).sum(axis=0)
    effective = effective_readers(table)[whole]
    with np.errstate(invalid="ignore"):
        share = count / np.where(n > 0, n, np.nan)
    enough = (readers >= ENOUGH_READERS) & (count > 0) & (count < n)
    size, quantile = effective, np.full(len(cells), normal_quantile(level))
    if enough.any():
        spread = _spread(table, part, whole, draws, rng)
        with np.errstate(divide="ignore", invalid="ignore"):
            size = np.where(enough, np.minimum(share * (1 - share) / spread, n), effective)
        quantile = np.where(enough, t_quantile(level, effective), quantile)
    low, high = wilson(share, size, quantile)
    resampled = f"readers resampled {draws} times, Wilson at the effective n, {level:.0%}; unvalidated"
    plain = f"Wilson at the effective number of readers (too little to resample), {level:.0%}; unvalidated"
    return pd.DataFrame(
        {
            "level": group.level,
            "page_id": group.page_id,
            "outlet": group.outlet,
            "topic": [each.topic for each in cells],
            "category": [each.category for each in cells],
            "n_comments": n,
            "n_authors": readers,
            "count": count,
            "share": share,
            "low": low,
            "high": high,
            "corrected_share": np.nan,
            "corrected_low": np.nan,
            "corrected_high": np.nan,
            "method": np.where(n == 0, "nothing to count", np.where(enough, resampled, plain)),
        }
    )


def _spread(table: Counts, part: list[int], whole: list[int], draws: int, rng: np.random.Generator) -> Floats:
    """Variance of each share over samples of readers drawn with replacement."""
    totals = resample(table, draws, rng)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = totals[:, part] / totals[:, whole]
    # A draw that holds no comment on a topic says nothing of its share; columns without any draw stay null.
    known = np.isfinite(drawn)
    n = np.maximum(known.sum(axis=0), 2)
    mean = np.where(known, drawn, 0).sum(axis=0) / n
    variance = np.where(known, (drawn - mean) ** 2, 0).sum(axis=0) / (n - 1)
    return np.asarray(variance * len(table) / (len(table) - 1))
