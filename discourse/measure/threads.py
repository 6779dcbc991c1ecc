"""How threads went: who answers whom, at what hours, and how unequally readers take part."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from discourse.measure.counting import counted
from discourse.records import ThreadTables

_PARTICIPATION = ["level", "page_id", "outlet", "n_comments", "n_authors", "unnamed"]
_PARTICIPATION += ["replies", "answered", "depth", "top_tenth", "gini"]


def threads(articles: pd.DataFrame, comments: pd.DataFrame) -> ThreadTables:
    """Replies, hours and participation of the counted comments (`counting.counted`).

    `participation` has a row per page, per outlet and over all, as `shares` has. Which columns: `records.ThreadTables`.

    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", "Bo"], "kind": "comment",
    ...     "duplicate_of": None, "posted_at": ["2031-05-01T09:30", None], "reply_to": [None, "1"],
    ...     "reply_basis": [None, "quote"]})
    >>> found = threads(pages, said)
    >>> found.answers[["author", "answered", "n", "basis"]].values.tolist()
    [['Bo', 'Ann', 1, 'quote']]
    """
    frame = counted(comments)
    frame["outlet"] = frame["page_id"].map(dict(zip(articles["page_id"], articles["outlet"], strict=True)))
    frame["depth"] = _depths(frame)
    return ThreadTables(_answers(frame), _hours(frame), _participation(frame))


def _answers(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a page and pair of readers, with the basis of the first answer; unnamed readers are null."""
    replies = frame.loc[frame["reply_to"].notna(), ["page_id", "author", "reply_to", "reply_basis"]]
    named = frame[["page_id", "comment_id", "author"]].rename(columns={"comment_id": "reply_to", "author": "answered"})
    pairs = replies.merge(named, on=["page_id", "reply_to"])
    grouped = pairs.groupby(["page_id", "author", "answered"], sort=False, dropna=False)
    found = grouped.agg(n=("reply_to", "size"), basis=("reply_basis", "first")).reset_index()
    return found[["page_id", "author", "answered", "n", "basis"]]


def _hours(frame: pd.DataFrame) -> pd.DataFrame:
    """Comments per page and hour of the day, as the page's own clock shows it; dates without a time are left out."""
    hour = frame["posted_at"].astype("string").str.extract(r"^\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3])", expand=False)
    timed = frame.assign(hour=hour).dropna(subset=["hour"])
    found = timed.groupby(["page_id", "hour"], sort=True).size().rename("n").reset_index()
    return found.assign(hour=found["hour"].astype("int64"))


def _participation(frame: pd.DataFrame) -> pd.DataFrame:
    rows = [_taking_part("page", rows, page_id=str(page_id)) for page_id, rows in frame.groupby("page_id", sort=False)]
    rows += [_taking_part("outlet", rows) for _, rows in frame.groupby("outlet", sort=False)]
    rows += [_taking_part("all", frame)] if len(frame) else []
    return pd.DataFrame(rows, columns=_PARTICIPATION)


def _taking_part(level: str, rows: pd.DataFrame, page_id: str | None = None) -> dict[str, Any]:
    each = rows["reader"].value_counts().to_numpy()
    outlet = rows["outlet"].iloc[0]
    answered = rows[["page_id", "reply_to"]].dropna().drop_duplicates()
    return {
        "level": level,
        "page_id": page_id,
        "outlet": None if level == "all" or pd.isna(outlet) else outlet,
        "n_comments": len(rows),
        "n_authors": len(each),
        "unnamed": int(rows["author"].isna().sum()),
        "replies": int(rows["reply_to"].notna().sum()),
        "answered": len(answered),
        "depth": int(rows["depth"].max()),
        "top_tenth": top_tenth(each),
        "gini": gini(each),
    }


def _depths(frame: pd.DataFrame) -> list[int]:
    """How many comments stand above each in its chain of answers; a chain that bites its tail is cut."""
    keys = list(zip(frame["page_id"], frame["comment_id"], strict=True))
    above = {
        key: (key[0], parent)
        for key, parent in zip(keys, frame["reply_to"], strict=True)
        if isinstance(parent, str) and (key[0], parent) != key
    }
    depth: dict[tuple[str, str], int] = {}
    for key in keys:
        chain, at = [], key
        seen = {key}
        while at not in depth and at in above and above[at] not in seen:
            chain.append(at)
            at = above[at]
            seen.add(at)
        base = depth.setdefault(at, 0)
        for steps, one in enumerate(reversed(chain), start=1):
            depth[one] = base + steps
    return [depth[key] for key in keys]


def gini(counts: ArrayLike) -> float:
    """Gini's coefficient of inequality: 0 where all write alike, toward 1 where one writes everything.

    The plain form (no small-sample factor), as in Cowell (2011), Measuring Inequality. Null (NaN) without counts.

    >>> gini([1, 1, 1]), round(gini([1, 2, 3, 4]), 3)
    (0.0, 0.25)
    """
    ordered = np.sort(np.asarray(counts, dtype=float))
    total, n = ordered.sum(), len(ordered)
    if not total:
        return math.nan
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def top_tenth(counts: ArrayLike) -> float:
    """Share of all comments that the most active tenth of readers wrote (rounded up to whole readers).

    >>> top_tenth([10, 1, 1, 1, 1, 1, 1, 1, 1, 2])
    0.5
    """
    ordered = np.sort(np.asarray(counts, dtype=float))[::-1]
    if not ordered.sum():
        return math.nan
    return float(ordered[: math.ceil(len(ordered) / 10)].sum() / ordered.sum())
