"""Which words of a comment repeat an earlier comment of the page.

Every three words in a row are looked up among all that came before, at once for the whole page (one stable sort), so
the work is near-linear in the number of words; only where words recur are two comments laid side by side.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"\w+")
_SHINGLE = 3
_LEAST_HITS = 2  # shingles known from an earlier comment without which no line can be a quote: four words in a row
_MOST_RUNS = 4  # places in a source that one line is laid beside
_MOST_SOURCES = 4  # comments laid beside one line
_TITLE_OF_ANSWER = re.compile(r"(?:re|aw|antw|sv|odp|r[eé]p) ?: ?\S[^\n]*\n", re.IGNORECASE)
_BOILERPLATE = 6  # words standing in so many comments are nobody's: signatures, slogans, "Sent from my phone"
_OPENING, _CLOSING = "\"'“”„«»‘’‚‹›「『", "\"'“”«»‘’‹›」』"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Code points `start:end` of a text that repeat words of the text at position `source`."""

    start: int
    end: int
    source: int


class Repeats:
    """An index of the words of a page's comments, asked for one comment at a time.

    >>> texts = ["The bridge will never open on time.", "The bridge will never open on time.\\nWant to bet?"]
    >>> Repeats(texts, ["Ann", "Bob"]).unmarked(1)
    [Repeat(start=0, end=35, source=0)]
    """

    def __init__(self, texts: Sequence[str], authors: Sequence[str | None]) -> None:
        self._texts, self._authors = texts, authors
        ids: defaultdict[str, int] = defaultdict()
        ids.default_factory = ids.__len__  # a word that is new gets the next number
        words = array("i")
        bounds = array("q", [0])
        for text in texts:
            words.fromlist(list(map(ids.__getitem__, _WORD.findall(text.lower()))))
            bounds.append(len(words))
        del ids
        self._words, self._bounds = words, bounds
        self._first, self._count = _first_occurrences(
            np.frombuffer(words, dtype=np.int32) if words else np.zeros(0, np.int32),
            np.frombuffer(bounds, dtype=np.int64),
        )
        known = self._first >= 0
        in_a_row = np.zeros(len(known), bool)
        in_a_row[:-1] = known[:-1] & (self._first[1:] == self._first[:-1] + 1)
        self._hits = _held(known, bounds)
        self._rows = _held(in_a_row, bounds)

    def unmarked(self, position: int) -> list[Repeat]:
        """The lines, or long or quoted parts of lines, of one comment that repeat an earlier one near-verbatim.

        A comment that is nothing but a repetition is a double post, not a quote, and gives none.
        """
        if not self._rows[position]:  # no four words in a row from one earlier comment
            return []
        low, high = self._bounds[position], self._bounds[position + 1]
        firsts = self._first[low:high].tolist()
        text = self._texts[position]
        spans = _word_spans(text)
        if len(spans) != high - low:  # a letter whose lower case is several code points: offsets are not to be trusted
            return []
        found: list[Repeat] = []
        covered = 0
        author = self._authors[position]
        for start, end in _lines(text, spans):
            if not start and _TITLE_OF_ANSWER.match(text):
                continue
            here = firsts[start:end]
            shingles = here[: 1 - _SHINGLE]
            if len(shingles) - shingles.count(-1) < _LEAST_HITS:
                continue
            votes = self._votes(shingles)
            best: Repeat | None = None
            for source, _ in votes.most_common(_MOST_SOURCES):
                if author is not None and self._authors[source] == author:
                    continue
                repeat = self._beside(text, spans, low, (start, end), here, source)
                if repeat and (best is None or repeat.end - repeat.start > best.end - best.start):
                    best = repeat
            if best:
                found.append(best)
                covered += bisect_left(spans, (best.end,), start, end) - bisect_left(spans, (best.start,), start, end)
        return found if covered < len(spans) else []

    def source_of(self, position: int, start: int, end: int) -> int | None:
        """The earlier comment that most of the words in code points `start:end` of a comment come from."""
        if not self._hits[position]:
            return None
        low = self._bounds[position]
        spans = _word_spans(self._texts[position])
        inside = [low + i for i, span in enumerate(spans) if start <= span[0] and span[1] <= end]
        if len(inside) < _SHINGLE or inside[-1] >= self._bounds[position + 1]:
            return None
        votes = self._votes(self._first[inside[0] : inside[-1] + 2 - _SHINGLE].tolist())
        source, share = max(votes.items(), key=lambda item: (item[1], -item[0]), default=(None, 0))
        return source if share * 2 >= len(inside) - _SHINGLE + 1 else None

    def _votes(self, firsts: list[int]) -> Counter[int]:
        """How many of some shingles each earlier comment was the first to hold."""
        return Counter(bisect_right(self._bounds, first) - 1 for first in firsts if first >= 0)

    def _beside(
        self, text: str, spans: list[tuple[int, int]], low: int, line: tuple[int, int], firsts: list[int], source: int
    ) -> Repeat | None:
        """The longest part of one line that repeats the source, if it is long or marked enough to be a quote."""
        start, end = line
        bounds = self._bounds[source], self._bounds[source + 1]
        ours = self._words[low + start : low + end].tolist()
        theirs = self._words[bounds[0] : bounds[1]].tolist()
        best: tuple[int, int] | None = None
        for first, their_first in _runs(firsts, bounds):
            begin, stop, missed = _aligned(ours, theirs, first, their_first - bounds[0])
            if missed * 5 <= stop - begin and (best is None or stop - begin > best[1] - best[0]):
                best = begin, stop
        if best is None:
            return None
        begin, stop = best
        if len(ours) > 8 and begin + len(ours) - stop <= 1:
            begin, stop = 0, len(ours)
        rarity = int(self._count[low + start + begin : low + start + max(begin + 1, stop - _SHINGLE + 1)].min())
        if rarity >= _BOILERPLATE or not _is_quote(text, spans, line, (start + begin, start + stop), rarity):
            return None
        return Repeat(*_with_marks(text, spans[start + begin][0], spans[start + stop - 1][1]), source)


def _first_occurrences(
    words: npt.NDArray[np.int32], bounds: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """For each word: where its shingle first stood in an earlier comment, or -1; and how often it stands here.

    Shingles are compared by 32 bits of hash: a chance agreement costs a look at two comments and no more. Numbers are
    kept small and arrays let go as soon as they have served, for a page may hold millions of words.
    """
    total = len(words)
    first, count = np.full(total, -1, np.int32), np.zeros(total, np.int32)
    if total < _SHINGLE:
        return first, count
    keys = np.zeros(total - _SHINGLE + 1, np.uint32)
    for offset in range(_SHINGLE):
        keys *= np.uint32(0x9E3779B1)
        keys += words[offset : total - _SHINGLE + 1 + offset].astype(np.uint32) + np.uint32(1)
    at = np.flatnonzero(_within_comments(len(keys), bounds)).astype(np.int32)
    keys = keys[at]
    places = np.argsort(keys, kind="stable")
    order, keys = at[places], keys[places]
    del at, places
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    lengths = np.diff(np.append(starts, len(order)))
    del keys
    earliest = np.repeat(order[starts], lengths)
    owner = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))
    elsewhere = owner[earliest] != owner[order]
    first[order[elsewhere]] = earliest[elsewhere]
    count[order] = np.repeat(lengths, lengths)
    return first, count


def _held(marked: npt.NDArray[np.bool_], bounds: Sequence[int]) -> list[int]:
    """How many of its words are marked in each comment."""
    held: list[int] = np.diff(np.concatenate(([0], np.cumsum(marked, dtype=np.int32)))[bounds]).tolist()
    return held


def _within_comments(length: int, bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which shingles do not run over the end of their comment."""
    inside = np.ones(length, bool)
    for back in range(1, _SHINGLE):
        ends = bounds[1:] - back
        inside[ends[(ends >= 0) & (ends < length)]] = False
    return inside


def _runs(firsts: list[int], bounds: tuple[int, int]) -> list[tuple[int, int]]:
    """The starts, here and there, of the longest runs of shingles that stand in a row in the source too."""
    low, high = bounds
    found: list[tuple[int, int, int]] = []
    length = 0
    for i, value in enumerate(firsts):
        if not low <= value < high:
            length = 0
        elif length and value == firsts[i - 1] + 1:
            length += 1
            found[-1] = (length, *found[-1][1:])
        else:
            length = 1
            found.append((1, i, value))
    found.sort(reverse=True)
    return [(first, their_first) for _, first, their_first in found[:_MOST_RUNS]]


def _aligned(ours: list[int], theirs: list[int], first: int, their_first: int) -> tuple[int, int, int]:
    """The part `begin:stop` of our words that follows theirs around an anchor, and how many of it do not agree."""
    left, left_missed = _extend(ours[first::-1], theirs[their_first::-1])
    right, right_missed = _extend(ours[first:], theirs[their_first:])
    return first - left + 1, first + right, left_missed + right_missed


def _extend(ours: list[int], theirs: list[int]) -> tuple[int, int]:
    """How many of our words follow theirs from the start, and how many of these do not agree.

    A few words may differ or be missing where three in a row agree again behind them.
    """
    i = j = missed = 0
    good = (0, 0)
    while i < len(ours) and j < len(theirs):
        if ours[i] == theirs[j]:
            i, j = i + 1, j + 1
            good = (i, missed)
            continue
        step = _rejoin(ours, theirs, i, j)
        if step is None:
            break
        missed += max(step)
        i, j = i + step[0], j + step[1]
    return good


_STEPS = sorted(((a, b) for a in range(6) for b in range(6) if a or b), key=lambda step: (max(step), sum(step)))


def _rejoin(ours: list[int], theirs: list[int], i: int, j: int) -> tuple[int, int] | None:
    last, their_last = len(ours) - _SHINGLE - i, len(theirs) - _SHINGLE - j
    for a, b in _STEPS:
        if a <= last and b <= their_last and ours[i + a] == theirs[j + b]:
            row, their_row = ours[i + a : i + a + _SHINGLE], theirs[j + b : j + b + _SHINGLE]
            if row == their_row:
                return a, b
    return None


def _is_quote(
    text: str, spans: list[tuple[int, int]], line: tuple[int, int], part: tuple[int, int], rarity: int
) -> bool:
    """Whether repeated words are a quote, not a common turn of phrase: a whole line, a marked or a long enough part."""
    length = part[1] - part[0]
    if part == line:
        return length >= 7 or (length >= _SHINGLE + 1 and rarity <= 2 and part[1] < len(spans))
    before, after = text[: spans[part[0]][0]].rstrip(" .…"), text[spans[part[1] - 1][1] :].lstrip(" .,…!?;:")
    if before[-1:] and after[:1] and before[-1] in _OPENING and after[0] in _CLOSING:
        # Words marked within a sentence are cited; those that stand as one of their own are quoted.
        opens = part[0] == line[0] or before[:-1].rstrip()[-1:] in set(".!?:…") | set(_CLOSING)
        onward = after[1:].lstrip()
        closes = part[1] == line[1] or not (onward[:1].islower() or onward[:1] in {",", ";"})
        return rarity <= 3 and length >= (_SHINGLE + 1 if opens and closes else _LONGEST_CITED)
    starts = part[0] == line[0] or before[-1:] in {".", "!", "?", ":"}
    gap = text[spans[part[1] - 1][1] : spans[part[1]][0]] if part[1] < line[1] else "."
    ends = part[1] == line[1] or any(mark in gap for mark in ".!?…")
    return length >= (8 if starts and ends else 12 if starts or ends else 16)


_LONGEST_CITED = 8


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The span together with the quotation marks and full stops that belong to it."""
    while start > 0 and text[start - 1] in _OPENING + "…[(>*":
        start -= 1
    while end < len(text) and text[end] in _CLOSING + ".,…!?;:)]*":
        end += 1
    return start, end


def _word_spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text)]


def _lines(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The text's lines of three words or more, as ranges of word positions."""
    begin = at = 0
    while begin < len(spans):
        at = text.find("\n", at) + 1
        end = bisect_left(spans, (at,)) if at else len(spans)
        if end - begin >= _SHINGLE:
            yield begin, end
        if not at:
            break
        begin = end
