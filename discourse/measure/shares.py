"""Shares of stance, tone and topics, each with its interval, its n and its method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from discourse.measure.intervals import Counts, Floats, effective_readers, normal_quantile, resample, t_quantile, wilson
from discourse.measure.tallies import STANCES, TONE, TONES, Pattern, combined, opened, patterns, tallies
from discourse.records import COLUMNS

ENOUGH_READERS = 20


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How shares are measured: the seed and number of draws of the bootstrap, and the confidence `level`."""

    seed: int = 0
    draws: int = 1000
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 0 < self.level < 1 or self.draws < 2:
            what = f"level must lie between 0 and 1 and draws be at least 2, not {self.level} and {self.draws}"
            raise ValueError(what)


@dataclass(frozen=True, slots=True)
class Group:
    """One page, one outlet or all, with how its readers wrote on each topic."""

    level: str
    page_id: str | None
    outlet: str | None
    patterns: tuple[Pattern, ...]


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
    how = Bootstrap(seed, draws, level)
    found = tallies(articles, comments, stances)
    topics = [each for each in dict.fromkeys(found["topic"]) if each != TONE]
    blocks = [*page_shares(articles, found, how), *shares_together(found, topics, how)]
    if not blocks:
        return pd.DataFrame({name: pd.Series(dtype=_dtype(kind)) for name, kind in COLUMNS["shares"].items()})
    return pd.concat(blocks, ignore_index=True)


def page_shares(articles: pd.DataFrame, tallied: pd.DataFrame, how: Bootstrap) -> Iterator[pd.DataFrame]:
    """The shares of each page that has tallies, in the order of `articles`."""
    known = dict(zip(articles["page_id"], articles["outlet"], strict=True))
    by_page = dict(iter(tallied.groupby("page_id", sort=False)))
    for page_id in [*known, *(by_page.keys() - known.keys())]:
        if page_id in by_page:
            name = known.get(page_id)
            group = Group("page", str(page_id), None if pd.isna(name) else str(name), patterns(by_page[page_id]))
            yield measured(group, how)


def shares_together(
    tallied: pd.DataFrame | Sequence[str], topics: Sequence[str], how: Bootstrap
) -> Iterator[pd.DataFrame]:
    """The shares of each outlet, by name, and then those over all pages, with `topics` in that order.

    `tallied` is a table of `tallies`, or the paths of Parquet files that hold it in parts. Memory does not grow with
    the number of pages or readers.
    """
    with opened(tallied) as database:
        for level in ("outlet", "all"):
            for outlet, found in combined(database, topics, level):
                yield measured(Group(level, None, outlet, found), how)


def measured(group: Group, how: Bootstrap) -> pd.DataFrame:
    """The rows of one group."""
    blocks = [_measure(group, pattern, how) for pattern in group.patterns]
    rows = [row for block in blocks for row in block if row["topic"] != "topic"]
    rows += [row for block in blocks for row in block if row["topic"] == "topic"]
    return pd.DataFrame(rows)[list(COLUMNS["shares"])]


def _measure(group: Group, pattern: Pattern, how: Bootstrap) -> list[dict[str, Any]]:
    """The cells of one topic: a share each of those in favor, against and neutral, and that of all tagged comments."""
    of, applies, *sides = pattern.counts.T
    stated = np.sum(sides, axis=0)
    part, whole = np.column_stack([*sides, applies]), np.column_stack([stated, stated, stated, of])
    names = [(pattern.topic, each) for each in STANCES] + [("topic", pattern.topic)]
    if pattern.topic == TONE:
        part, whole, names = part[:, :3], whole[:, :3], [(TONE, each) for each in TONES]
    weight = pattern.readers
    count, n, readers = weight @ part, weight @ whole, weight @ (whole > 0)
    effective = effective_readers(whole, weight)
    with np.errstate(invalid="ignore"):
        share = count / np.where(n > 0, n, np.nan)
    enough = (readers >= ENOUGH_READERS) & (count > 0) & (count < n)
    size, quantile = effective, np.full(len(names), normal_quantile(how.level))
    if enough.any():
        spread = _spread(part, whole, weight, how.draws, _generator(group, pattern.topic, how.seed))
        with np.errstate(divide="ignore", invalid="ignore"):
            size = np.where(enough, np.minimum(share * (1 - share) / spread, n), effective)
        quantile = np.where(enough, t_quantile(how.level, effective), quantile)
    low, high = wilson(share, size, quantile)
    return [
        {
            "level": group.level,
            "page_id": group.page_id,
            "outlet": group.outlet,
            "topic": topic,
            "category": category,
            "n_comments": int(n[i]),
            "n_authors": int(readers[i]),
            "count": int(count[i]),
            "share": share[i],
            "low": low[i],
            "high": high[i],
            "corrected_share": np.nan,
            "corrected_low": np.nan,
            "corrected_high": np.nan,
            "method": _method(int(n[i]), bool(enough[i]), how),
        }
        for i, (topic, category) in enumerate(names)
    ]


def _generator(group: Group, topic: str, seed: int) -> np.random.Generator:
    """Each group and topic has a stream of its own, so that no other page, and no other topic, moves its intervals."""
    name = f"{group.level}|{group.page_id}|{group.outlet}|{topic}"
    return np.random.default_rng([seed, crc32(name.encode("utf-8", "replace"))])


def _method(n: int, enough: bool, how: Bootstrap) -> str:
    if n == 0:
        return "nothing to count"
    if enough:
        return f"readers resampled {how.draws} times, Wilson at the effective n, {how.level:.0%}; unvalidated"
    return f"Wilson at the effective number of readers (too little to resample), {how.level:.0%}; unvalidated"


def _spread(part: Counts, whole: Counts, readers: Counts, draws: int, rng: np.random.Generator) -> Floats:
    """Variance of each share over samples of readers drawn with replacement."""
    totals = resample(np.hstack([part, whole]), draws, rng, readers)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = totals[:, : part.shape[1]] / totals[:, part.shape[1] :]
    # A draw that holds no comment on a topic says nothing of its share; columns without any draw stay null.
    known = np.isfinite(drawn)
    n = np.maximum(known.sum(axis=0), 2)
    mean = np.where(known, drawn, 0).sum(axis=0) / n
    variance = np.where(known, (drawn - mean) ** 2, 0).sum(axis=0) / (n - 1)
    return np.asarray(variance * readers.sum() / (readers.sum() - 1))


def _dtype(kind: str) -> str:
    return {"string": "object", "double": "float64"}.get(kind, kind)
