"""Shares of stance, tone and topics, each with its interval, its n and its method."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pandas as pd

from discourse.measure.cells import Cell, Group, groups, indicators, topics_of
from discourse.measure.counting import counted, per_reader
from discourse.measure.intervals import Counts
from discourse.measure.ratios import Resampling, ratios
from discourse.records import COLUMNS

UNVALIDATED = "unvalidated"
NOTHING = "nothing to count"


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
    if not 0 < level < 1 or draws < 2:
        raise ValueError(f"level must lie between 0 and 1 and draws be at least 2, not {level} and {draws}")
    frame = counted(comments)
    cells, counts = indicators(frame, stances, topics_of(stances))
    readers = frame["reader"].to_numpy(dtype=np.int64)
    blocks = []
    for group in groups(articles, frame):
        # Each group draws by its own name, so that no page's interval moves when another page comes in.
        rng = np.random.default_rng([seed, crc32(group.name.encode("utf-8", "replace"))])
        table = per_reader(readers[group.rows], counts[group.rows])
        blocks.append(_measure(group, cells, table, Resampling(draws, rng, level)))
    if not blocks:
        return pd.DataFrame({name: pd.Series(dtype=_dtype(kind)) for name, kind in COLUMNS["shares"].items()})
    return pd.concat(blocks, ignore_index=True)[list(COLUMNS["shares"])]


def _dtype(kind: str) -> str:
    return {"string": "object", "double": "float64"}.get(kind, kind)


def _measure(group: Group, cells: list[Cell], table: Counts, how: Resampling) -> pd.DataFrame:
    """The rows of one group; `table` holds each reader's counts."""
    found = ratios(table, [each.part for each in cells], [each.whole for each in cells], how)
    totals = table.sum(axis=0)
    n = totals[[each.whole for each in cells]]
    resampled = f"readers resampled {how.draws} times, Wilson at the effective n, {how.level:.0%}; {UNVALIDATED}"
    plain = f"Wilson at the effective number of readers (too little to resample), {how.level:.0%}; {UNVALIDATED}"
    return pd.DataFrame(
        {
            "level": group.level,
            "page_id": group.page_id,
            "outlet": group.outlet,
            "topic": [each.topic for each in cells],
            "category": [each.category for each in cells],
            "n_comments": n,
            "n_authors": found.readers,
            "count": totals[[each.part for each in cells]],
            "share": found.share,
            "low": found.low,
            "high": found.high,
            "corrected_share": np.nan,
            "corrected_low": np.nan,
            "corrected_high": np.nan,
            "method": np.where(n == 0, NOTHING, np.where(found.resampled, resampled, plain)),
        }
    )
