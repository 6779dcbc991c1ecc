"""Where a thread's first comment begins and its last one ends, where no byline says so."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from discourse.parse.text.cues import (
    answer_told,
    ends_thread,
    heading,
    is_button,
    is_count,
    is_notice,
    opens_pingbacks,
    turns_letters,
)
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark

FARTHEST_START = 40
"""How many lines above its byline the first comment may begin."""

_FEWEST_CLOSED = 3
_LONGEST_SECTION = 40
_FEW_TITLES = 12  # one line in so many may look like a headline before such lines are held to be the commenters' own


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the comments before the last one look like: how deep, how loose, with bullets, headlines or buttons."""

    shallow: int
    widest: int
    bullets: bool
    titles: bool
    buttons: bool
    many: bool
    closing: frozenset[str]  # shapes of the rows with which most of them end
    rules: bool  # lines drawn across


def thread_end(page: Lines, start: int, stop: int, others: Sequence[tuple[int, int]], *, in_items: bool = False) -> int:
    """The line after the last comment's text, which begins at `start`: the others show what a comment may hold."""
    if start >= stop:
        return stop
    habits = _habits(page, start, others)
    said = False  # buttons and labels over a text end nothing
    for index in range(start, stop):
        if _ends_page(page, index, opening=index == start):
            return index
        if not in_items and page[index].indent < habits.shallow:
            return index
        if said and _breaks(page, index, habits, in_items):
            return index
        said = said or not (_frames(page, index) or answer_told(page, index))
    return stop


def _habits(page: Lines, start: int, others: Sequence[tuple[int, int]]) -> _Habits:
    inside = [i for first, stop in others for i in range(first, stop)]
    later = [i for first, stop in others for i in range(first + 1, stop)]
    closing = _closing(page, others)
    ends = [stop - 1 - (page.shape(stop - 1) in closing) for first, stop in others if first < stop - 1]
    framed = sum(_frames(page, end) for end in ends)
    return _Habits(
        shallow=min((page[i].indent for i in inside), default=page[start].indent),
        widest=max((page[i].gap for i in later), default=1),
        bullets=any(page[i].marker for i in inside),
        titles=not inside or sum(_titled(page, i) for i in later) * _FEW_TITLES >= len(inside),
        buttons=framed > 0.6 * len(others) if others else False,
        many=len(others) > 1,
        closing=closing,
        rules=any(_is_rule(page, i) for i in inside),
    )


def _closing(page: Lines, others: Sequence[tuple[int, int]]) -> frozenset[str]:
    """The shapes of lines that close three comments in five, three at least: buttons, in whatever language."""
    shapes = Counter(page.shape(stop - 1) for first, stop in others if first < stop - 1)
    most = max(_FEWEST_CLOSED, 0.6 * len(others))
    return frozenset(key for key, count in shapes.items() if key and count >= most)


def _ends_page(page: Lines, index: int, *, opening: bool) -> bool:
    """Whether the line opens what follows threads: a form, a notice, another heading."""
    if ends_thread(page, index) or is_notice(page, index) or opens_pingbacks(page, index) or turns_letters(page, index):
        return True
    return not opening and heading(page, index)


def _breaks(page: Lines, index: int, habits: _Habits, in_items: bool) -> bool:
    """Whether the line is of a kind that no comment before it holds."""
    line = page[index]
    if habits.buttons and _frames(page, index - 1) and not _frames(page, index):
        return True
    if page.shape(index - 1) in habits.closing and page.shape(index) not in habits.closing:
        return True
    if habits.many and (line.gap > max(habits.widest, 1) or (not habits.rules and _is_rule(page, index))):
        return True
    if in_items:
        return False
    return (habits.many and bool(line.marker) and not habits.bullets) or (not habits.titles and _titled(page, index))


def _is_rule(page: Lines, index: int) -> bool:
    """Whether the line is one drawn across the page, or an empty field of a form, as text shows them."""
    text = page[index].text
    return len(text) >= _SHORTEST_RULE and not text.strip("_")


_SHORTEST_RULE = 12


def _frames(page: Lines, index: int) -> bool:
    return is_button(page, index) or is_count(page, index)


def _titled(page: Lines, index: int) -> bool:
    """Whether the line looks like a headline: short, set apart, with a capital and no full stop."""
    line = page[index]
    return (
        line.gap >= 1
        and len(line.text) <= 60
        and line.text[-1:].isalnum()
        and line.text[:1].isupper()
        and 1 <= len(line.text.split()) <= 7
    )


def first_text(page: Lines, marks: Sequence[Mark], above: int | None) -> int:
    """Where the first comment begins, where bylines follow the text."""
    mark = marks[0].first
    if above is not None:
        start = above + 1
        while start < mark - 1 and (is_button(page, start) or ends_thread(page, start)):
            start += 1
        return start
    lengths = sorted(later.first - earlier.last - 1 for earlier, later in itertools.pairwise(marks))
    longest = max(lengths, default=6)
    start = mark
    while start > 0 and mark - start < min(longest, FARTHEST_START):
        line, before = page[start], page[start - 1]
        if start < mark and (line.gap >= 2 or is_button(page, start - 1) or ends_thread(page, start - 1)):
            break
        if before.indent != page[mark].indent and start < mark:
            break
        start -= 1
    openings = [m.last + 1 for m, below in itertools.pairwise(marks) if m.last + 1 < below.first]
    while start < mark - 1 and _stands_over(page, start) and not any(_stands_over(page, i) for i in openings):
        start += 1
    return start


def _stands_over(page: Lines, index: int) -> bool:
    """Whether the line reads like a section's name: few words with a capital, nothing that ends a sentence."""
    text = page[index].text
    return len(text.split()) <= 6 and text[:1].isupper() and text[-1:].isalnum() and len(text) <= _LONGEST_SECTION
