"""How threads ran: volume over time, stance and tone along the thread, who is answered, who is in several threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from discourse.measure.cells import indicators, topics_of
from discourse.measure.counting import counted, per_reader
from discourse.measure.echoes import echoes
from discourse.measure.exchanges import exchanges
from discourse.measure.inequality import inequality
from discourse.measure.intervals import Counts
from discourse.measure.ratios import Resampling, ratios
from discourse.measure.threads import _depths
from discourse.records import ThreadCourse

PARTS = 5
LEAST_COMMENTS = 25  # of a thread that is parted into fifths by itself
MOST_PAGES = 20  # the longest threads: those for which a course of their own is measured
_STEPS = {"hour": 13, "day": 10, "month": 7}  # characters of an ISO time that tell one step from the next
_LONG_DAYS, _SHORT_DAYS = 90, 3
_FIFTHS = ["level", "page_id", "fifth", "topic", "category", "n_comments", "n_authors", "count", "share", "low", "high"]
_INEQUALITY = ["level", "page_id", "n_authors", "gini", "gini_low", "gini_high"]
_INEQUALITY += ["top_tenth", "top_tenth_low", "top_tenth_high"]


def course(
    comments: pd.DataFrame, stances: pd.DataFrame, *, seed: int = 0, draws: int = 1000, level: float = 0.95
) -> ThreadCourse:
    """How the threads of the tables `comments` and `stances` ran. Which columns: `records.ThreadCourse`.

    Fifths go by the times of a thread where all its comments show one, else by the page's order; pages with fewer than
    25 comments count in the fifths of all threads together alone. Nothing here is corrected for the model's errors.

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", "Bo"], "kind": "comment",
    ...     "duplicate_of": None, "posted_at": ["2031-05-01T09:30", "2031-05-01T11:00"], "reply_to": [None, "1"],
    ...     "position": [1, 2], "outlet": "The Paper", "own_text": "Hm.", "sentiment": "neutral"})
    >>> tags = pd.DataFrame(columns=["page_id", "comment_id", "topic", "applies", "stance"])
    >>> found = course(said, tags)
    >>> found.volume[["start", "n"]].values.tolist(), found.answered[["author", "answers"]].values.tolist()
    ([['2031-05-01T09', 1], ['2031-05-01T11', 1]], [['Ann', 1]])
    """
    frame = counted(comments)
    frame["depth"] = _depths(frame)
    how = Resampling(draws, np.random.default_rng(seed), level)
    return ThreadCourse(
        volume=pd.DataFrame(_volume(frame), columns=["page_id", "start", "step", "n"]),
        fifths=pd.DataFrame(_fifths(frame, stances, how), columns=_FIFTHS),
        exchanges=exchanges(frame, stances, how),
        inequality=pd.DataFrame(_inequality(frame, how), columns=_INEQUALITY),
        depths=_by_depth(frame),
        answered=_answered(frame),
        travellers=_travellers(frame),
        echoes=echoes(comments[comments["kind"].fillna("comment") == "comment"]),  # what does not count repeats too
    )


def _volume(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Comments per hour, day or month, as fits how long the thread ran; a date without a time never goes by hours."""
    times = frame["posted_at"].astype("string").dropna()
    times = times[times.str.match(r"\d{4}-\d\d-\d\d")].str.replace(" ", "T")
    days, length = pd.to_datetime(times.str[:10], errors="coerce"), times.str.len()
    shown = pd.DataFrame({"page_id": frame["page_id"].reindex(times.index), "time": times, "day": days, "n": length})
    for page_id, own in shown.groupby("page_id", sort=False):
        if not own["day"].notna().any():
            continue
        span = (own["day"].max() - own["day"].min()).days
        step = "month" if span > _LONG_DAYS else "day"
        if span <= _SHORT_DAYS and (own["n"] >= _STEPS["hour"]).all():
            step = "hour"
        starts = Counter(time[: _STEPS[step]] for time in own["time"].tolist())
        for start, n in sorted(starts.items()):
            yield {"page_id": page_id, "start": start, "step": step, "n": n}


def fifth_of(frame: pd.DataFrame) -> Counts:
    """The fifth (0-4) of its thread in which each comment stands, by time where all of the thread's are known.

    >>> fifth_of(pd.DataFrame({"page_id": "p", "position": range(5), "posted_at": None})).tolist()
    [0, 1, 2, 3, 4]
    """
    timed = frame["posted_at"].astype("string").str.len() >= _STEPS["hour"]
    timed = timed.fillna(value=False).groupby(frame["page_id"]).transform("all")
    time = frame["posted_at"].astype("string").where(timed, "").fillna("")
    ordered = frame.assign(time=time)[["page_id", "time", "position"]].sort_values(["page_id", "time", "position"])
    rank = ordered.groupby("page_id").cumcount().reindex(frame.index)
    size = frame.groupby("page_id")["page_id"].transform("size")
    return np.asarray(rank * PARTS // size, dtype=np.int64)


def _fifths(frame: pd.DataFrame, stances: pd.DataFrame, how: Resampling) -> Iterator[dict[str, Any]]:
    if frame.empty:
        return
    cells, counts = indicators(frame, stances, topics_of(stances))
    columns, fifth = counts.shape[1], fifth_of(frame)
    spread = np.zeros((len(frame), PARTS * columns), dtype=np.int64)
    for k in range(PARTS):
        spread[fifth == k, k * columns : (k + 1) * columns] = counts[fifth == k]
    part = [cell.part + k * columns for k in range(PARTS) for cell in cells]
    whole = [cell.whole + k * columns for k in range(PARTS) for cell in cells]
    readers = frame["reader"].to_numpy(dtype=np.int64)
    for page_id, rows in _long_threads(frame):
        found = ratios(per_reader(readers[rows], spread[rows]), part, whole, how)
        totals = spread[rows].sum(axis=0)
        for i, cell in enumerate(cells * PARTS):
            if totals[whole[i]]:
                yield {
                    "level": "all" if page_id is None else "page",
                    "page_id": page_id,
                    "fifth": i // len(cells) + 1,
                    "topic": cell.topic,
                    "category": cell.category,
                    "n_comments": int(totals[whole[i]]),
                    "n_authors": int(found.readers[i]),
                    "count": int(totals[part[i]]),
                    "share": float(found.share[i]),
                    "low": float(found.low[i]),
                    "high": float(found.high[i]),
                }


def _long_threads(frame: pd.DataFrame) -> Iterator[tuple[str | None, Counts]]:
    """The longest pages with the positions of their comments, then all comments of threads of five or more."""
    sizes = frame["page_id"].value_counts()
    longest = sizes[sizes >= LEAST_COMMENTS].index[:MOST_PAGES]
    for page_id in longest:
        yield str(page_id), np.flatnonzero((frame["page_id"] == page_id).to_numpy(dtype=bool))
    yield None, np.flatnonzero(frame["page_id"].isin(sizes[sizes >= PARTS].index).to_numpy(dtype=bool))


def _inequality(frame: pd.DataFrame, how: Resampling) -> Iterator[dict[str, Any]]:
    groups = [("page", page_id, own) for page_id, own in frame.groupby("page_id", sort=False)]
    for level, page_id, own in [*groups, ("all", None, frame)] if len(frame) else []:
        each = own["reader"].value_counts().to_numpy()
        found = inequality(each, rng=how.rng, draws=how.draws, level=how.level)
        yield {"level": level, "page_id": page_id, **found}


def _by_depth(frame: pd.DataFrame) -> pd.DataFrame:
    """How many comments stand how deep, and how many answers those got."""
    got = frame.groupby(["page_id", "reply_to"]).size().rename("answers").reset_index()
    got = got.rename(columns={"reply_to": "comment_id"})
    each = frame[["page_id", "comment_id", "depth"]].merge(got, how="left", on=["page_id", "comment_id"])
    grouped = each.groupby(["page_id", "depth"], sort=False)["answers"]
    found = grouped.agg(n="size", answers="sum").reset_index()
    return found.astype({"n": "int64", "answers": "int64"})


def _answered(frame: pd.DataFrame) -> pd.DataFrame:
    """Named readers whom others answer, page by page, most answered first; one's own answers do not count."""
    above = frame[["page_id", "comment_id", "author", "reader"]]
    above = above.rename(columns={"comment_id": "reply_to", "author": "answered", "reader": "other"})
    pairs = frame.loc[frame["reply_to"].notna(), ["page_id", "reply_to", "reader"]].merge(
        above, on=["page_id", "reply_to"]
    )
    pairs = pairs[(pairs["reader"] != pairs["other"]) & pairs["answered"].notna()]
    got = pairs.groupby(["page_id", "answered"])["reader"].agg(answers="size", answerers="nunique").reset_index()
    wrote = frame.groupby(["page_id", "author"]).size().rename("n_comments").reset_index()
    found = got.rename(columns={"answered": "author"}).merge(wrote, on=["page_id", "author"])
    found = found.sort_values(["answers", "answerers"], ascending=False, kind="stable", ignore_index=True)
    return found[["page_id", "author", "n_comments", "answers", "answerers"]]


def _travellers(frame: pd.DataFrame) -> pd.DataFrame:
    """Named readers who write in several threads, those in most first."""
    grouped = frame[frame["author"].notna()].groupby("author", sort=False)
    found = grouped.agg(pages=("page_id", "nunique"), outlets=("outlet", "nunique"), n_comments=("page_id", "size"))
    found = found[found["pages"] > 1].sort_values(["pages", "n_comments"], ascending=False, kind="stable")
    return found.reset_index()[["author", "pages", "outlets", "n_comments"]]
