"""How threads went: who answers whom, at what hours, and how unequally readers take part."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from discourse.measure.counting import counted
from discourse.measure.intervals import Floats
from discourse.measure.tallies import Pattern, Relation, combined, opened, tallies
from discourse.records import ThreadTables

_PARTICIPATION = ["level", "page_id", "outlet", "n_comments", "n_authors", "unnamed"]
_PARTICIPATION += ["replies", "answered", "depth", "top_tenth", "gini"]
_NO_STANCES = pd.DataFrame(columns=["page_id", "comment_id", "topic", "applies", "stance"])


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
    pages = page_threads(articles, comments)
    tallied = tallies(articles, comments.assign(sentiment=None), _NO_STANCES)  # neither tone nor stance is asked for
    rows = [*pages.participation.to_dict("records"), *participation_together(pages.participation, tallied)]
    return ThreadTables(pages.answers, pages.hours, pd.DataFrame(rows, columns=_PARTICIPATION))


def page_threads(articles: pd.DataFrame, comments: pd.DataFrame) -> ThreadTables:
    """The same page by page: the rows of `participation` are those of pages alone."""
    frame = counted(comments)
    frame["outlet"] = frame["page_id"].map(dict(zip(articles["page_id"], articles["outlet"], strict=True)))
    frame["depth"] = _depths(frame)
    return ThreadTables(_answers(frame), _hours(frame), _participation(frame))


def participation_together(pages: Relation, tallied: Relation) -> Iterator[dict[str, Any]]:
    """The rows of `participation` for each outlet, by name, and for all pages together.

    `pages` holds the rows of the pages, `tallied` a table of `tallies.tallies`; either may be the paths of Parquet
    files that hold it in parts.
    """
    sums = "sum(unnamed) AS unnamed, sum(replies) AS replies, sum(answered) AS answered, max(depth) AS depth"
    with opened({"tallies": tallied, "pages": pages}) as database:
        summed = database.execute(f"SELECT outlet, {sums} FROM pages GROUP BY outlet").df()  # noqa: S608 - a constant
        by_outlet = {row["outlet"]: row for row in summed.to_dict("records")}
        for outlet, (wrote,) in combined(database, [], "outlet"):
            yield _together("outlet", outlet, wrote, by_outlet[outlet])
        for _, (wrote,) in combined(database, [], "all"):
            yield _together("all", None, wrote, database.execute(f"SELECT {sums} FROM pages").df().iloc[0].to_dict())  # noqa: S608


def _together(level: str, outlet: str | None, wrote: Pattern, summed: Mapping[Hashable, Any]) -> dict[str, Any]:
    written = wrote.counts[:, 0]
    return {
        "level": level,
        "page_id": None,
        "outlet": outlet,
        "n_comments": int(written @ wrote.readers),
        "n_authors": int(wrote.readers.sum()),
        **{name: int(summed[name]) for name in ("unnamed", "replies", "answered", "depth")},
        "top_tenth": top_tenth(written, wrote.readers),
        "gini": gini(written, wrote.readers),
    }


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
    rows = [_taking_part(str(page_id), rows) for page_id, rows in frame.groupby("page_id", sort=False)]
    return pd.DataFrame(rows, columns=_PARTICIPATION)


def _taking_part(page_id: str, rows: pd.DataFrame) -> dict[str, Any]:
    each = rows["reader"].value_counts().to_numpy()
    outlet = rows["outlet"].iloc[0]
    return {
        "level": "page",
        "page_id": page_id,
        "outlet": None if pd.isna(outlet) else outlet,
        "n_comments": len(rows),
        "n_authors": len(each),
        "unnamed": int(rows["author"].isna().sum()),
        "replies": int(rows["reply_to"].notna().sum()),
        "answered": rows["reply_to"].nunique(),
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


def gini(counts: ArrayLike, readers: ArrayLike = 1) -> float:
    """Gini's coefficient of inequality: 0 where all write alike, toward 1 where one writes everything.

    `readers` says how many readers each count stands for. The plain form (no small-sample factor), as in Cowell (2011),
    Measuring Inequality. Null (NaN) without counts.

    >>> gini([1, 1, 1]), round(gini([1, 2, 3, 4]), 3), round(gini([1, 4], [2, 1]), 3) == round(gini([1, 1, 4]), 3)
    (0.0, 0.25, True)
    """
    ordered, number = _ordered(counts, readers)
    total, n = float(ordered @ number), float(number.sum())
    if not total:
        return math.nan
    before = np.cumsum(number) - number
    return float((ordered * number) @ (2 * before + number - n) / (n * total))


def top_tenth(counts: ArrayLike, readers: ArrayLike = 1) -> float:
    """Share of all comments that the most active tenth of readers wrote (rounded up to whole readers).

    `readers` says how many readers each count stands for.

    >>> top_tenth([10, 1, 1, 1, 1, 1, 1, 1, 1, 2]), top_tenth([10, 1, 2], [1, 8, 1])
    (0.5, 0.5)
    """
    ordered, number = (each[::-1] for each in _ordered(counts, readers))
    if not (ordered @ number):
        return math.nan
    before = np.cumsum(number) - number
    taken = np.clip(math.ceil(number.sum() / 10) - before, 0, number)
    return float(ordered @ taken / (ordered @ number))


def _ordered(counts: ArrayLike, readers: ArrayLike) -> tuple[Floats, Floats]:
    """The counts from small to large, and how many readers each stands for."""
    counts = np.asarray(counts, dtype=float)
    order = np.argsort(counts, kind="stable")
    return counts[order], np.broadcast_to(np.asarray(readers, dtype=float), counts.shape)[order]
