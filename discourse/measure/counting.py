"""Which comments count, and which reader each belongs to."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from discourse.measure.intervals import Counts

Number = TypeVar("Number", np.int64, np.float64)


def counted(comments: pd.DataFrame) -> pd.DataFrame:
    """The comments that shares are counted from, with an integer column `reader`, in their order.

    Left out: pingbacks, trackbacks and deleted comments; a page's second copy; and a comment that repeats an earlier
    one of the same page by the same named reader (`duplicate_of`). The same text by another hand counts.
    `reader` is one number per name over all pages; comments without a name stand alone, each with a number of its own.

    >>> frame = pd.DataFrame({
    ...     "page_id": "p", "comment_id": ["a", "b", "c", "d"], "author": ["Ann", "Ann", None, "Bo"],
    ...     "kind": ["comment", "comment", "comment", "pingback"], "duplicate_of": [None, "a", None, None]})
    >>> counted(frame)[["comment_id", "reader"]].values.tolist()
    [['a', 0], ['c', 1]]
    """
    kept = comments[comments["kind"].fillna("comment") == "comment"]
    kept = kept.drop_duplicates(["page_id", "comment_id"]).reset_index(drop=True)
    kept = kept[~_reposted(kept)].reset_index(drop=True)
    return kept.assign(reader=_readers(kept["author"]))


def _reposted(comments: pd.DataFrame) -> pd.Series[bool]:
    """Whether the comment repeats an earlier one of its page by the same named reader, whoever wrote it first."""
    original = comments["duplicate_of"].fillna(comments["comment_id"])
    said = comments[["page_id", "author"]].assign(original=original)
    return said.duplicated() & comments["author"].notna() & (comments["author"] != "")


def _readers(author: pd.Series[str]) -> Counts:
    codes, names = pd.factorize(author.where(author != ""))
    alone = codes < 0
    codes = codes.astype(np.int64)
    codes[alone] = len(names) + np.arange(alone.sum())
    return codes


def per_reader(reader: Counts, values: NDArray[Number]) -> NDArray[Number]:
    """Sums of `values` (comments x columns) over each reader: readers x columns, in the order of their numbers.

    >>> per_reader(np.array([7, 2, 7]), np.array([[1, 0], [5, 5], [1, 1]])).tolist()
    [[5, 5], [2, 1]]
    """
    if not len(reader):
        return values[:0]
    order = np.argsort(reader, kind="stable")
    ordered = reader[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))
