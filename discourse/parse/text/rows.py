"""Rows of bylines that could be one thread: written alike, near each other, cut where the page could be over."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from discourse.parse.state import declared_count, says_none
from discourse.parse.text.cues import ends_thread, heading, stated_count
from discourse.parse.text.lines import Lines, any_within
from discourse.parse.text.marks import Mark, Side

_FARTHEST = 120  # lines between two bylines of one thread
_FARTHEST_QUOTED = 40  # lines before the first byline that a quote may repeat
_MOST_FORMS = 4


def rows_of(page: Lines, side: Side, marks: list[Mark]) -> Iterator[tuple[list[Mark], float]]:
    """Rows of marks that could be one thread, each with what its being written in several ways costs.

    Bylines of one form make a row, with those of other forms between them; so do those of one kind (a day, a clock, a
    verb), at a price for each that is written otherwise and stands outside. Rows are tried whole, and cut wherever the
    page could be over.
    """
    seen: set[tuple[int, ...]] = set()
    tried: set[tuple[int, ...]] = set()
    for row in itertools.chain(_rows_by_form(marks), _rows_by_kind(marks)):
        lines = tuple(m.first for m in row)
        if lines in tried or _lists_articles(page, row):
            continue
        tried.add(lines)
        for part in _parts(page, without_quoted(page, side, row)):
            if (name := tuple(m.first for m in part)) not in seen:
                seen.add(name)
                yield part, _mixture(part)


def _rows_by_form(marks: list[Mark]) -> Iterator[list[Mark]]:
    for alike in _largest(marks, lambda m: m.form):
        low, high = alike[0].first, alike[-1].first
        yield [m for m in marks if low <= m.first <= high]


def _rows_by_kind(marks: list[Mark]) -> Iterator[list[Mark]]:
    yield from _largest(marks, lambda m: str(_kind(m)))


def _largest(marks: list[Mark], key: Callable[[Mark], str]) -> list[list[Mark]]:
    groups: dict[str, list[Mark]] = {}
    for m in marks:
        groups.setdefault(key(m), []).append(m)
    return sorted(groups.values(), key=len, reverse=True)[:_MOST_FORMS]


def _parts(page: Lines, row: list[Mark]) -> Iterator[list[Mark]]:
    whole = list(_split(row, lambda a, b: b.first - a.last > _FARTHEST))
    yield from whole
    for part in whole:
        yield from _split(part, lambda a, b: _ends_between(page, a, b))


def _mixture(row: list[Mark]) -> float:
    """What it costs that bylines at the row's ends are not written as most are."""
    most = Counter(m.form for m in row).most_common(1)[0][0]
    inside = [position for position, m in enumerate(row) if m.form == most]
    return min(8.0, 3.0 * (len(row) - (inside[-1] - inside[0] + 1)))


def _kind(m: Mark) -> tuple[bool, str]:
    form = m.form.rstrip("+")
    time = "relative" if form.endswith("relative") else "clock" if ":" in form else "date" if "0" in form else "none"
    return form.startswith("v"), time


def _split(row: list[Mark], far: Callable[[Mark, Mark], bool]) -> Iterator[list[Mark]]:
    part: list[Mark] = []
    for m in row:
        if part and far(part[-1], m):
            yield part
            part = []
        part.append(m)
    if part:
        yield part


def _ends_between(page: Lines, a: Mark, b: Mark) -> bool:
    return any_within(page, _ends, a.last + 1, b.first)


def _ends(page: Lines, index: int) -> bool:
    return heading(page, index) or ends_thread(page, index)


def _lists_articles(page: Lines, row: Sequence[Mark]) -> bool:
    """Whether counts of comments stand between the bylines: then each heads an article, and the page lists articles."""
    if len(row) < 3:
        return False
    counted = sum(any_within(page, _counts, a.last + 1, b.first) for a, b in itertools.pairwise(row))
    counted = max(counted, sum(any_within(page, _counts_behind, m.first, m.last + 1) for m in row) - 1)
    return counted >= 0.6 * (len(row) - 1)


def _counts(page: Lines, index: int) -> bool:
    text = page[index].text
    if len(text) <= _LONGEST_ROW and (linked := _LINKED.search(text)):  # "3 comments | Read more"
        return declared_count(text[: linked.start()]) is not None or says_none(text[: linked.start()])
    return heading(page, index) and (stated_count(page, index) is not None or says_none(text))


_LONGEST_ROW = 60
_LINKED = re.compile(r"\s[|·•»]\s")
_COUNT_BEHIND = re.compile(r"[\s|·•,(–-]\s{0,2}\(?\d[\d.,]{0,6} ?[^\W\d_]{5,14}\)?$")


def _counts_behind(page: Lines, index: int) -> bool:
    """Whether a byline ends with a count of comments: "Ann Lee, March 3, 2010, 12 comments"."""
    found = _COUNT_BEHIND.search(page.folded(index))
    return found is not None and declared_count(found[0].strip(" ()|·•,–-")) is not None


def without_quoted(page: Lines, side: Side, marks: Sequence[Mark]) -> list[Mark]:
    """The marks less those that a commenter quotes: the name and the time of an earlier one, standing again.

    Where bylines come first, the quoted one follows at once upon the byline of the comment that quotes it. Where they
    come last, the words before it are those of the comment quoted, or none.
    """
    kept: list[Mark] = []
    known: dict[tuple[str | None, str | None], str] = {}
    for m in marks:
        key = (m.author, m.posted)
        before = kept[-1] if kept else None
        words = _words(page, before.last + 1 if before else max(0, m.first - _FARTHEST_QUOTED), m.first)
        if m.author and m.posted and key in known and before and not page[m.first].marker:
            text = known[key]
            quoted = side == "before" and m.first == before.last + 1
            quoted |= side == "after" and m is not marks[-1] and (not words or words in text)
            if quoted:
                continue
        known.setdefault(key, words if side == "after" else "")
        kept.append(m)
    return kept


def _words(page: Lines, first: int, stop: int) -> str:
    return " ".join(page[i].text for i in range(first, stop))
