"""Replies beside what they answer: whether both take the same side of a topic, or opposed ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from discourse.measure.cells import KEYS
from discourse.measure.counting import per_reader
from discourse.measure.ratios import Resampling, ratios

SIDES = ("favor", "against")
COLUMNS = ["level", "page_id", "topic", "pairs", "n_authors", "same", "opposed", "share", "low", "high", "expected"]


def exchanges(frame: pd.DataFrame, stances: pd.DataFrame, how: Resampling) -> pd.DataFrame:
    """How often a reply and what it answers take opposed sides of a topic that both are on, page by page and over all.

    `frame` holds the counted comments (`counting.counted`). Only replies to another reader count, and only where both
    take a side. Readers who answer are the units of the interval. `expected` is the share of opposed pairs if those who
    answer and those who are answered met by chance: by it one sees whether opposition draws answers. Columns:
    `records.ThreadCourse`.

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "reply_to": [None, "1"], "reader": [0, 1]})
    >>> sides = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "topic": "tax", "applies": True,
    ...     "stance": ["favor", "against"]})
    >>> found = exchanges(said, sides, Resampling(100, np.random.default_rng(0), 0.95))
    >>> found[["level", "pairs", "opposed"]].values.tolist()
    [['page', 1, 1], ['all', 1, 1]]
    """
    pairs = pairs_of(frame, stances)
    rows: list[dict[str, Any]] = []
    for page_id, own in pairs.groupby("page_id", sort=False):
        rows += _rows("page", str(page_id), own, how)
    rows += _rows("all", None, pairs, how)
    return pd.DataFrame(rows, columns=COLUMNS)


def pairs_of(frame: pd.DataFrame, stances: pd.DataFrame) -> pd.DataFrame:
    """A row a reply and topic on which both it and the comment of another reader that it answers take a side.

    Columns: page_id, comment_id, reply_to, reader, topic, side, answered (the other's side).
    """
    applies = stances["applies"].fillna(value=False).astype(bool)
    sides = stances.loc[applies & stances["stance"].isin(SIDES), [*KEYS, "topic", "stance"]]
    replies = frame.loc[frame["reply_to"].notna(), [*KEYS, "reply_to", "reader"]]
    above = frame[[*KEYS, "reader"]].rename(columns={"comment_id": "reply_to", "reader": "other"})
    replies = replies.merge(above, on=["page_id", "reply_to"])
    replies = replies[replies["reader"] != replies["other"]].drop(columns="other")
    said = replies.merge(sides.rename(columns={"stance": "side"}), on=KEYS)
    theirs = sides.rename(columns={"comment_id": "reply_to", "stance": "answered"})
    return said.merge(theirs, on=["page_id", "reply_to", "topic"])


def _rows(level: str, page_id: str | None, pairs: pd.DataFrame, how: Resampling) -> Iterator[dict[str, Any]]:
    for topic, own in pairs.groupby("topic", sort=False):
        opposed = (own["side"] != own["answered"]).to_numpy()
        table = per_reader(
            own["reader"].to_numpy(dtype=np.int64), np.column_stack([opposed, np.ones(len(own))]).astype(np.int64)
        )
        found = ratios(table, [0], [1], how)
        mine, theirs = ((own[name] == "favor").mean() for name in ("side", "answered"))
        yield {
            "level": level,
            "page_id": page_id,
            "topic": topic,
            "pairs": len(own),
            "n_authors": len(table),
            "same": int((~opposed).sum()),
            "opposed": int(opposed.sum()),
            "share": float(found.share[0]),
            "low": float(found.low[0]),
            "high": float(found.high[0]),
            "expected": float(mine * (1 - theirs) + theirs * (1 - mine)),
        }
