"""Comments that repeat one another: word for word, or nearly so, by the same hand or by others.

Near-repeats are found by shingles (runs of four words) as by Broder (1997), On the resemblance and containment of
documents: each comment is known by its few smallest shingle hashes, the comments that share most of them are compared
in full, and those whose sets of shingles overlap by four fifths or more (Jaccard) are near-repeats. Time and memory
grow with the number of words, and a shingle that very many comments share is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from discourse.measure.intervals import Counts

COLUMNS = ["page_id", "comment_id", "author", "of_page_id", "of_comment_id", "of_author", "kind", "likeness", "hands"]
_WHOSE = ["page_id", "comment_id", "author"]
LEAST_SAME, LEAST_NEAR = 5, 10  # words: "Thank you" said twice is no repeat of one by another
LIKENESS = 0.8
_RUN, _SKETCH, _MOST_SHARED, _MOST_COMPARED = 4, 8, 50, 5
_LEAST_SHARED = 3  # of a sketch: sets that are four fifths alike have six or seven of their eight smallest in common

_MOST_AT_ONCE = 2_000_000  # pairs looked at, for memory's sake

Hashes = NDArray[np.uint64]


def echoes(frame: pd.DataFrame) -> pd.DataFrame:
    """Each comment that repeats an earlier one of the frame, with the earliest or likest that it repeats.

    `frame` has page_id, comment_id, author and own_text, in order. Words are compared without case and punctuation.
    Texts that are null repeat nothing. Columns: `records.ThreadCourse`.

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2", "3"], "author": ["Ann", "Bo", "Cy"],
    ...     "own_text": ["No toll on our bridge, ever!", "no toll on our bridge ever", "A toll? Fine by me, I say."]})
    >>> echoes(said)[["comment_id", "of_comment_id", "kind", "hands"]].values.tolist()
    [['2', '1', 'same', 'other']]
    """
    number, starts = _numbered(frame["own_text"])
    rows = list(_same(number, starts))
    repeated = {row[0] for row in rows}
    rows += [row for row in _near(number, starts) if row[0] not in repeated]
    at, of, kind, likeness = zip(*sorted(rows), strict=True) if rows else ((), (), (), ())
    mine, theirs = (frame[_WHOSE].iloc[list(places)].reset_index(drop=True) for places in (at, of))
    same, named = mine["author"] == theirs["author"], mine["author"].notna() & theirs["author"].notna()
    hands = np.select([~named.to_numpy(bool), same.fillna(value=False).to_numpy(bool)], ["unknown", "same"], "other")
    found = pd.concat([mine, theirs.add_prefix("of_")], axis=1)
    return found.assign(kind=list(kind), likeness=list(likeness), hands=hands)[COLUMNS]


def _numbered(texts: pd.Series[str]) -> tuple[Counts, Counts]:
    """All words of all texts as numbers, one after another, and where each text starts (and the last one ends)."""
    words: pd.Series[Any] = (
        texts.fillna("").astype("string").str.casefold().str.replace(r"[^\w\s]+", "", regex=True).str.split()
    )
    lengths = [len(each) for each in words]
    number, _ = pd.factorize(words.explode().dropna())
    return np.asarray(number, dtype=np.int64), np.r_[0, np.cumsum(np.asarray(lengths, dtype=np.int64))]


def _same(number: Counts, starts: Counts) -> Iterator[tuple[int, int, str, float]]:
    first: dict[bytes, int] = {}
    for i, (start, end) in enumerate(pairwise(starts.tolist())):
        if end - start >= LEAST_SAME:
            earlier = first.setdefault(number[start:end].tobytes(), i)
            if earlier != i:
                yield i, earlier, "same", 1.0


def _near(number: Counts, starts: Counts) -> Iterator[tuple[int, int, str, float]]:
    """Position, position of the likest earlier comment, kind and likeness."""
    owner, hashes = _sets(number, starts)
    bounds = np.searchsorted(owner, np.arange(len(starts)))
    likest: dict[int, tuple[float, int]] = {}
    for i, j in _alike(owner, hashes, bounds):
        one, other = hashes[bounds[i] : bounds[i + 1]], hashes[bounds[j] : bounds[j + 1]]
        likest[i] = max(likest.get(i, (0.0, 0)), (_likeness(one, other), -j))
    for i, (likeness, j) in likest.items():
        if likeness >= LIKENESS:
            yield i, -j, "near", likeness


def _sets(number: Counts, starts: Counts) -> tuple[Counts, Hashes]:
    """The distinct shingles of each text that is long enough, in ascending order, and which text each is of."""
    lengths = np.diff(starts)
    counts = np.where(lengths >= LEAST_NEAR, lengths - _RUN + 1, 0)
    owner = np.repeat(np.arange(len(counts)), counts)
    hashes = _shingles(number)[_ranges(starts[:-1], counts)]
    hashes = hashes[np.lexsort((hashes, owner))]  # the owners stand in order already
    new = np.ones(len(owner), dtype=bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (owner[1:] != owner[:-1])
    return owner[new], hashes[new]


def _alike(owner: Counts, hashes: Hashes, bounds: Counts) -> Iterator[tuple[int, int]]:
    """Pairs of a text and an earlier one that share enough of their sketches, at most five for a text."""
    sketch = np.arange(len(owner)) - bounds[owner] < _SKETCH
    owner, hashes = owner[sketch], hashes[sketch]
    by_hash = np.lexsort((owner, hashes))
    sharing, hashes = owner[by_hash], hashes[by_hash]
    place = np.arange(len(hashes))
    new = np.ones(len(hashes), dtype=bool)
    new[1:] = hashes[1:] != hashes[:-1]
    first = np.maximum.accumulate(np.where(new, place, 0))
    earlier = np.minimum(place - first, _MOST_SHARED)  # of those that share a shingle, the first ones are looked at
    again = np.argsort(sharing, kind="stable")  # text by text
    first, earlier = first[again], earlier[again]
    ends = np.searchsorted(sharing[again], np.arange(len(bounds)))
    work = np.r_[0, np.cumsum(earlier)][ends]
    at = 0
    while at < len(ends) - 1:
        to = max(at + 1, int(np.searchsorted(work, work[at] + _MOST_AT_ONCE, side="right")) - 1)
        some = slice(ends[at], ends[to])
        one = np.repeat(sharing[again[some]], earlier[some])
        other = sharing[_ranges(first[some], earlier[some])]
        pairs, shared = np.unique(one * len(bounds) + other, return_counts=True)
        pairs, shared = pairs[shared >= _LEAST_SHARED], shared[shared >= _LEAST_SHARED]
        one, other = np.divmod(pairs, len(bounds))
        order = np.lexsort((other, -shared, one))
        one, other = one[order], other[order]
        kept = np.arange(len(one)) - np.searchsorted(one, one) < _MOST_COMPARED
        yield from zip(one[kept].tolist(), other[kept].tolist(), strict=True)
        at = to


def _ranges(starts: Counts, counts: Counts) -> Counts:
    """The numbers from each start on, so many as its count says, one run after another."""
    before = np.cumsum(counts) - counts
    return np.asarray(np.arange(int(counts.sum())) + np.repeat(starts - before, counts), dtype=np.int64)


def _shingles(number: Counts) -> Hashes:
    """A hash of each run of four words, by where it starts; runs over the ends of texts are never looked at."""
    mixed = _mixed(number.astype(np.uint64))
    found = np.zeros(max(len(number) - _RUN + 1, 0), dtype=np.uint64)
    for k in range(_RUN):
        found = _mixed(found + mixed[k : len(mixed) - _RUN + 1 + k])
    return found


def _mixed(values: Hashes) -> Hashes:
    """Each number spread over 64 bits, so that the smallest hashes are a random choice: SplitMix64's finaliser."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _likeness(one: Hashes, other: Hashes) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
