"""Whole-page hypotheses: each layout's reading of the thread, scored; the one that explains the page best wins.

What counts for a reading: how sure its bylines are by themselves, whether they are written alike, whether their times run
in order, whether a heading stands over them and its count agrees. What counts against it: bylines without text, bylines
of another kind left inside the texts, words left over between heading and thread or behind it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.state import says_none
from discourse.parse.text.cues import (
    ends_thread,
    heading,
    is_button,
    is_forum_label,
    opens_form,
    stated_count,
    stub_follows,
)
from discourse.parse.text.layouts import Layout, layouts
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side
from discourse.parse.text.regions import Region, region_of, with_left_over, without_edges, without_quoted
from discourse.parse.times import fold

_ENOUGH = 3.0
_FAINT = 0.65  # a name, an item: nothing that only a byline would show
_MOST_FAINT = 5.0
_FARTHEST = 120  # lines between two bylines of one thread


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of the thread, its score, and the clues that made it."""

    layout: str
    region: Region
    score: float
    support: float
    clues: tuple[str, ...]


def best_hypothesis(page: Lines) -> Hypothesis | None:
    """The reading of the page's thread that explains it best, or None where none is good enough."""
    best: Hypothesis | None = None
    for layout in layouts():
        for marks, price in _runs(page, layout.side, layout.find(page)):
            found = _judge(page, layout, marks, price)
            if found and (best is None or found.score > best.score) and _is_believed(page, found):
                best = found
    return best


def _runs(page: Lines, side: Side, marks: list[Mark]) -> Iterator[tuple[list[Mark], float]]:
    """Rows of marks that could be one thread, each with what its being written in several ways costs.

    Bylines of one form make a row, with those of other forms between them; so do those of one kind (a day, a clock, a
    verb), at a price for each that is written otherwise and stands outside. Rows are tried whole, and cut wherever the
    page could be over.
    """
    seen: set[tuple[int, ...]] = set()
    for key in (lambda m: m.form, _kind):
        groups: dict[object, list[Mark]] = {}
        for m in marks:
            groups.setdefault(key(m), []).append(m)
        for alike in sorted(groups.values(), key=len, reverse=True)[:4]:
            low, high = alike[0].first, alike[-1].last
            row = [m for m in marks if low <= m.first <= high] if key is not _kind else alike
            if _lists_articles(page, row):
                continue
            row = without_quoted(page, side, row)
            for part in _parts(page, row):
                if (name := tuple(m.first for m in part)) not in seen:
                    seen.add(name)
                    yield part, _mixture(part)


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
    return any(heading(page, i) or ends_thread(page, i) for i in range(a.last + 1, b.first))


def _judge(page: Lines, layout: Layout, marks: Sequence[Mark], price: float) -> Hypothesis | None:
    if layout.side == "after" and sum(bool(page[m.first].marker) for m in marks) > 0.5 * len(marks):
        return None  # what begins a list item does not end a comment
    region = with_left_over(page, without_edges(page, region_of(page, layout.side, marks)))
    if layout.needs_heading and region.heading is None and not stub_follows(page, region.first):
        return None
    full = [m for m, (first, stop) in zip(region.marks, region.texts, strict=True) if first < stop]
    if not full:
        return None
    empty = len(region.marks) - len(full)
    clues = [f"{len(full)} bylines of the kind {layout.name}"]
    score = _bylines_weight(full) - 1.2 * empty - price
    score -= 0.6 * _unexplained(page, region)
    score -= _left_over(page, region, layout)
    score += _order(full, clues)
    support = _support(page, region, len(full), clues) + _verbs(page, full)
    return Hypothesis(layout.name, region, score + support, support, tuple(clues))


def _is_believed(page: Lines, found: Hypothesis) -> bool:
    """Whether a reading is good enough to say that there is a thread at all."""
    return found.score >= _ENOUGH and (found.support >= 1 or _stands_alone(page, found.region))


def _bylines_weight(marks: Sequence[Mark]) -> float:
    """What the bylines weigh together; faint ones, however many, never outweigh a few sure ones."""
    faint = sum(m.strength for m in marks if m.strength < _FAINT)
    return sum(m.strength for m in marks if m.strength >= _FAINT) + min(faint, _MOST_FAINT)


def _lists_articles(page: Lines, row: Sequence[Mark]) -> bool:
    """Whether counts of comments stand between the bylines: then each heads an article, and the page lists articles."""
    if len(row) < 3:
        return False
    counted = sum(any(_counts(page, i) for i in range(a.last + 1, b.first)) for a, b in itertools.pairwise(row))
    return counted >= 0.6 * (len(row) - 1)


def _counts(page: Lines, index: int) -> bool:
    return heading(page, index) and (stated_count(page, index) is not None or says_none(page[index].text))


def _verbs(page: Lines, marks: Sequence[Mark]) -> float:
    """What "says" tells of a thread: little by itself, for stories have it too; more in a list, with times, or often."""
    saying = [m for m in marks if m.form.startswith("v")]
    sure = len(saying) >= 6 or any(m.posted for m in saying) or any(page[m.first].marker for m in saying)
    return min(2.0, 0.5 * len(saying)) if sure else 0.0


def _unexplained(page: Lines, region: Region) -> int:
    """How many lines inside the texts read as bylines themselves."""
    count = 0
    for first, stop in region.texts:
        for index in range(first, stop):
            parsed = page.parsed(index)
            count += parsed is not None and (
                parsed.is_time or (parsed.verb and parsed.name is not None and index > first)
            )
    return count


def _left_over(page: Lines, region: Region, layout: Layout) -> float:
    """What the reading leaves unread: lines between heading and thread, and behind the last byline after its text."""
    penalty = 0.0
    penalty += sum(0.15 if len(page[i].text) < 40 else 0.5 for i in region.left_over)
    if layout.side == "after":
        behind = [i for i in range(region.stop, min(region.stop + 3, len(page)))]
        for i in behind:
            if ends_thread(page, i) or is_button(page, i) or page[i].gap > 2:
                break
            penalty += 0.5 if len(page[i].text) > 40 else 0.2
        first, stop = region.texts[0]
        if stop - first > 3 * max([b - a for a, b in region.texts[1:]], default=3) + 3:
            penalty += 2
    if layout.side != "around":
        penalty -= _spacing(page, region, layout)
    return penalty


def _spacing(page: Lines, region: Region, layout: Layout) -> float:
    """Whether bylines stand nearer to the text that the layout gives them than to their other neighbour."""
    buttons = _button_side(page, region)
    if buttons:
        return 1.5 if (buttons > 0) == (layout.side == "before") else -1.5
    above = [page[m.first].gap for m in region.marks[1:]]
    below = [page[m.last + 1].gap for m in region.marks[:-1] if m.last + 1 < len(page) and m.text_at is None]
    if not above or not below:
        return 0.0
    lean = sum(above) / len(above) - sum(below) / len(below)
    if layout.side == "after":
        lean = -lean
    return 1.5 if lean > 0.3 else -1.5 if lean < -0.3 else 0.0


def _button_side(page: Lines, region: Region) -> int:
    """1 where buttons stand right above most bylines, closing the comment before; -1 where they stand right below."""
    marks = region.marks[1:]
    above = sum(is_button(page, m.first - 1) for m in marks)
    below = sum(m.last + 1 < len(page) and is_button(page, m.last + 1) for m in marks)
    return (above > below) - (below > above) if max(above, below) * 2 > len(marks) else 0


def _order(marks: Sequence[Mark], clues: list[str]) -> float:
    times = [m.iso for m in marks if m.iso]
    if len(times) < 3:
        return 0.0
    pairs = list(itertools.pairwise(times))
    rising = sum(a <= b for a, b in pairs) / len(pairs)
    falling = sum(a >= b for a, b in pairs) / len(pairs)
    share = max(rising, falling)
    if share > 0.9:
        clues.append("times run in order")
    return (share - 0.6) * min(len(times), 10) * 0.5


def _support(page: Lines, region: Region, count: int, clues: list[str]) -> float:
    """What the page says around the thread: a heading, a count that agrees, a form, buttons below the comments."""
    support = 0.0
    if region.heading is not None:
        support += 2.0
        clues.append(f"heading “{page[region.heading].text[:60]}”")
        declared = stated_count(page, region.heading)
        if declared is not None:
            support += 3.0 if declared == count else 0.5 if declared > count else -0.5 * min(6, count - declared)
            if declared == count:
                clues.append("count agrees")
    if any(opens_form(page, i) for i in range(region.stop, min(region.stop + 8, len(page)))):
        support += 1.5
        clues.append("a form follows")
    if region.heading is None and page[region.first].marker and stub_follows(page, region.first):
        support += 2.5 * _like_comments(page, region)
        clues.append("a comment service's stub follows")
    if sum(_forum_block(page, m) for m in region.marks) * 2 >= count:
        support += 2.0
        clues.append("labels as in forums")
    if _call_each_other(page, region) >= 2:
        support += 2.0
        clues.append("commenters call each other by name")
    if region.framed * 2 >= count:
        support += 1.5
        clues.append("buttons below the comments")
    return support


def _like_comments(page: Lines, region: Region) -> bool:
    """Whether half the texts or more end like something said, not like a headline or a link."""
    said = sum(page[stop - 1].text[-1] in ".!?…)" for first, stop in region.texts if first < stop)
    return said * 2 >= len(region.texts)


def _call_each_other(page: Lines, region: Region) -> int:
    """How many texts open by calling the author of another comment: "@Ann"."""
    names = {fold(m.author).split()[0] for m in region.marks if m.author}
    opening = (page.folded(first)[:60] for first, stop in region.texts if first < stop)
    called = (_CALLED.match(text) for text in opening)
    return sum(match is not None and match[1] in names for match in called)


_CALLED = re.compile(r"\s?@\s?(\w[\w.-]{0,40}\w)")


def _forum_block(page: Lines, m: Mark) -> bool:
    """Whether a line of the byline, or one next to it, is what forums put beside a name."""
    around = range(max(0, m.first - 2), min(len(page), m.last + 3))
    return any(is_forum_label(page, i) for i in around)


def _stands_alone(page: Lines, region: Region) -> bool:
    """Whether bylines that nothing on the page supports are a thread: many, with clocks, in order, close in time."""
    marks = [m for m, (first, stop) in zip(region.marks, region.texts, strict=True) if first < stop]
    clocked = [m.iso for m in marks if m.iso and "T" in m.iso]
    if len(marks) < 4 or len(clocked) < 0.8 * len(marks) or len({m.author for m in marks}) < 2:
        return False
    if any(m.author is None for m in marks):
        return False
    pairs = list(itertools.pairwise(clocked))
    in_order = max(sum(a <= b for a, b in pairs), sum(a >= b for a, b in pairs)) / len(pairs)
    same_day = sum(a[:10] == b[:10] for a, b in pairs) / len(pairs)
    return in_order > 0.8 and same_day >= 0.3
