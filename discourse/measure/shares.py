"""Shares of stance, tone and topics, each with its interval, its n and its method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np
import pandas as pd

from discourse.codebook import STANCES, TONES
from discourse.measure.ratios import Resampling, ratios
from discourse.measure.tallies import TONE, Pattern, Relation, combined, opened, patterns, tallies
from discourse.records import COLUMNS

Row: TypeAlias = dict[str, Any]

_DTYPES = {"string": "string", "double": "float64", "int64": "int64"}
UNVALIDATED = "unvalidated"
NOTHING = "nothing to count"


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How shares are measured: the seed and the number of draws of the bootstrap, and the confidence `level`."""

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

    Readers are the units: `ratios.ratios` says how intervals are made, which keep what they promise where the plain
    percentile interval falls short. The result depends on `seed` and the data alone. Nothing here is corrected for
    classifier error, so every `method` says "unvalidated". Raises `ValueError` for a `level` outside 0…1 or fewer than
    2 draws.

    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", "Bo"], "kind": "comment",
    ...     "duplicate_of": None, "sentiment": ["negative", "neutral"]})
    >>> tags = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "topic": "tax", "applies": True,
    ...     "stance": ["against", "favor"]})
    >>> table = shares(pages, said, tags)
    >>> table.query("level == 'page' and topic == 'tax'")[["category", "count", "share"]].values.tolist()
    [['favor', 1, 0.5], ['against', 1, 0.5], ['neutral', 0, 0.0]]
    """
    how = Bootstrap(seed, draws, level)
    tallied = tallies(articles, comments, stances)
    topics = [each for each in dict.fromkeys(tallied["topic"]) if each != TONE]
    return table([*page_shares(articles, tallied, how), *shares_together(tallied, topics, how)])


def table(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as the table `shares`."""
    columns = COLUMNS["shares"]
    return pd.DataFrame(rows, columns=list(columns)).astype({name: _DTYPES[kind] for name, kind in columns.items()})


def page_shares(articles: pd.DataFrame, tallied: pd.DataFrame, how: Bootstrap) -> Iterator[Row]:
    """The shares of each page that has tallies, in the order of `articles`."""
    known = dict(zip(articles["page_id"], articles["outlet"], strict=True))
    by_page = dict(iter(tallied.groupby("page_id", sort=False)))
    for page_id in [*known, *(by_page.keys() - known.keys())]:
        if page_id in by_page:
            name = known.get(page_id)
            group = Group("page", str(page_id), None if pd.isna(name) else str(name), patterns(by_page[page_id]))
            yield from measured(group, how)


def shares_together(tallied: Relation, topics: Sequence[str], how: Bootstrap) -> Iterator[Row]:
    """The shares of each outlet, by name, and then those over all pages, with `topics` in that order.

    `tallied` is a table of `tallies`, or the paths of Parquet files that hold it in parts. Memory does not grow with
    the number of pages or readers.
    """
    with opened({"tallies": tallied}) as database:
        for level in ("outlet", "all"):
            for outlet, found in combined(database, topics, level):
                yield from measured(Group(level, None, outlet, found), how)


def measured(group: Group, how: Bootstrap) -> list[Row]:
    """The rows of one group: its topics' stances, its tones, and its topics' shares."""
    rows = [row for pattern in group.patterns for row in _measure(group, pattern, how)]
    return sorted(rows, key=lambda row: bool(row["topic"] == "topic"))


def _measure(group: Group, pattern: Pattern, how: Bootstrap) -> Iterator[Row]:
    """The cells of one topic: shares of those in favor, against and neutral, and that of all tagged comments."""
    of, applies, *sides = pattern.counts.T
    names, parts, wholes = [(pattern.topic, each) for each in STANCES], [0, 1, 2], [3, 3, 3]
    if pattern.topic == TONE:
        names = [(TONE, each) for each in TONES]
    else:
        names, parts, wholes = [*names, ("topic", pattern.topic)], [*parts, 4], [*wholes, 5]
    columns = np.column_stack([*sides, np.sum(sides, axis=0), applies, of])
    # Each group and topic draws by its own name, so that no interval moves when another page or topic comes in.
    name = f"{group.level}|{group.page_id}|{group.outlet}|{pattern.topic}"
    rng = np.random.default_rng([how.seed, crc32(name.encode("utf-8", "replace"))])
    found = ratios(columns, parts, wholes, Resampling(how.draws, rng, how.level), pattern.readers)
    totals = pattern.readers @ columns
    for i, (topic, category) in enumerate(names):
        n = int(totals[wholes[i]])
        yield {
            "level": group.level,
            "page_id": group.page_id,
            "outlet": group.outlet,
            "topic": topic,
            "category": category,
            "n_comments": n,
            "n_authors": int(found.readers[i]),
            "count": int(totals[parts[i]]),
            "share": found.share[i],
            "low": found.low[i],
            "high": found.high[i],
            "corrected_share": np.nan,
            "corrected_low": np.nan,
            "corrected_high": np.nan,
            "method": _method(n, bool(found.resampled[i]), how),
        }


def _method(n: int, resampled: bool, how: Bootstrap) -> str:
    if n == 0:
        return NOTHING
    if resampled:
        return f"readers resampled {how.draws} times, Wilson at the effective n, {how.level:.0%}; {UNVALIDATED}"
    return f"Wilson at the effective number of readers (too little to resample), {how.level:.0%}; {UNVALIDATED}"


def largest_topic(table: pd.DataFrame) -> float | None:
    """The share of the comments that the most frequent topic applies to, by a table of shares; None without any.

    >>> import pandas as pd
    >>> rows = [("all", "topic", "toll", 0.4), ("all", "topic", "rail", 0.7), ("page", "topic", "toll", 1.0)]
    >>> largest_topic(pd.DataFrame(rows, columns=["level", "topic", "category", "share"]))
    0.7
    """
    of_topics = table.loc[(table["level"] == "all") & (table["topic"] == "topic"), "share"].dropna()
    return float(of_topics.max()) if len(of_topics) else None
