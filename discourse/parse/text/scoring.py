"""How well a reading explains the page: what speaks for it, and what against.

For a reading: how sure its bylines are by themselves, whether their times run in order, whether a heading stands over
them and its count agrees. Against it: bylines without text, bylines of another kind left inside the texts, words left
over between heading and thread or behind it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from discourse.parse.folding import fold
from discourse.parse.text.answers import with_answers, without_answered
from discourse.parse.text.cues import ends_thread, is_button, opens_form, shows_forum_label, stated_count, stub_follows
from discourse.parse.text.edges import without_edges
from discourse.parse.text.layouts import Layout
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, is_label
from discourse.parse.text.regions import Region, region_of, said_share, with_left_over

FAINT = 0.65
"""Bylines weaker than this are a name or an item: nothing that only a byline would show."""

_MOST_FAINT, _MOST_SELF = 5.0, 3.5


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of the thread, its score, and the clues that made it."""

    layout: str
    region: Region
    score: float
    support: float
    clues: tuple[str, ...]
    is_sure: bool = False


def judge(page: Lines, layout: Layout, marks: Sequence[Mark], price: float) -> Hypothesis | None:
    """The reading that a layout makes of a row of bylines, scored, or None. `price` counts against it."""
    if layout.side == "after" and sum(bool(page[m.first].marker) for m in marks) > 0.5 * len(marks):
        return None  # what begins a list item does not end a comment
    region = region_of(page, layout.side, marks)
    if layout.side == "before":
        region = without_answered(with_answers(page, region))
    region = with_left_over(page, without_edges(page, region))
    if layout.needs_heading and region.heading is None and not _is_framed(page, region):
        return None
    full = [m for m, (first, stop) in zip(region.marks, region.texts, strict=True) if first < stop]
    if not full:
        return None
    empty = len(region.marks) - len(full)
    clues = [f"{len(full)} bylines of the kind {layout.name}"]
    score = _bylines_weight(full) - 1.2 * empty - price
    score -= 0.6 * (_unexplained(page, region) + (_names_over_times(page, region) if layout.side == "around" else 0))
    score -= _left_over(page, region, layout)
    score += _order(full, clues)
    score -= min(_MOST_SELF, 0.7 * _call_themselves(page, region))
    support = _support(page, region, len(full), clues) + _verbs(page, full)
    return Hypothesis(layout.name, region, score + support, support, tuple(clues), layout.is_sure)


def _is_framed(page: Lines, region: Region) -> bool:
    """Whether a service's stub follows, or buttons or a forum's labels stand by the comments, for want of a heading."""
    if stub_follows(page, region.first):
        return True
    count = len(region.marks)
    labelled = sum(shows_forum_label(page, m.first - 2, m.last + 4) for m in region.marks)
    return count >= _FEWEST_FRAMED and (labelled * 2 >= count or region.framed * 2 >= count)


_FEWEST_FRAMED = 3


def _bylines_weight(marks: Sequence[Mark]) -> float:
    """What the bylines weigh together; faint ones, however many, never outweigh a few sure ones."""
    faint = sum(m.strength for m in marks if m.strength < FAINT)
    return sum(m.strength for m in marks if m.strength >= FAINT) + min(faint, _MOST_FAINT)


def _verbs(page: Lines, marks: Sequence[Mark]) -> float:
    """What "says" tells of a thread: little by itself, as in stories; more in a list, with times, or often."""
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


def _names_over_times(page: Lines, region: Region) -> int:
    """How many texts between name and time end with a line that is a name, where most do: these are the authors."""
    texts = [(first, stop) for first, stop in region.texts if stop - first > 1]
    named = sum(bool((parsed := page.parsed(stop - 1)) and parsed.is_name) for _, stop in texts)
    return named if named >= _FEWEST_FRAMED and named * 2 > len(region.texts) else 0


def _left_over(page: Lines, region: Region, layout: Layout) -> float:
    """What the reading leaves unread: lines between heading and thread, and behind the last byline after its text."""
    penalty = 0.0
    penalty += sum(0.15 if len(page[i].text) < 40 else 0.5 for i in region.left_over)
    if layout.side == "after":
        behind = range(region.stop, min(region.stop + 3, len(page)))
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
    above = sum(is_button(page, _above_labels(page, m.first, len(marks))) for m in marks)
    below = sum(m.last + 1 < len(page) and is_button(page, m.last + 1) for m in marks)
    return (above > below) - (below > above) if max(above, below) * 2 > len(marks) else 0


def _above_labels(page: Lines, first: int, among: int) -> int:
    """The line above a byline, past numbers and the labels that stand above most others."""
    above = first - 1
    while (
        above > max(0, first - _MOST_ABOVE)
        and not is_button(page, above)
        and (is_label(page, above, among) or not any(letter.isalpha() for letter in page[above].text))
    ):
        above -= 1
    return above


_MOST_ABOVE = 4


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
        support += 2.5 if said_share(page, region) >= 0.5 else 0.0
        clues.append("a comment service's stub follows")
    # A line of the byline, or one next to it, is what forums put beside a name.
    if sum(shows_forum_label(page, m.first - 2, m.last + 3) for m in region.marks) * 2 >= count:
        support += 2.0
        clues.append("labels as in forums")
    if _call_each_other(page, region) >= 2:
        support += 2.0
        clues.append("commenters call each other by name")
    names = {fold(m.author) for m in region.marks if m.author}
    if sum(m.answers is not None and fold(m.answers) in names for m in region.marks) >= 2:
        support += 2.0
        clues.append("bylines name whom they answer")
    if region.framed * 2 >= count:
        support += 1.5
        clues.append("buttons below the comments")
    return support


def _call_each_other(page: Lines, region: Region) -> int:
    """How many texts open by calling the author of another comment: "@Ann"."""
    names = {fold(m.author).split()[0] for m in region.marks if m.author}
    opening = (page.folded(first)[:60] for first, stop in region.texts if first < stop)
    called = (_CALLED.match(text) for text in opening)
    return sum(match is not None and match[1] in names for match in called)


def _call_themselves(page: Lines, region: Region) -> int:
    """How many texts open by calling their own author: "Ann, you are wrong". Readers call others, not themselves."""
    count = 0
    for mark, (first, stop) in zip(region.marks, region.texts, strict=True):
        name = fold(mark.author).split() if mark.author else []
        if first < stop and name and len(name[0]) > 2 and mark.text_at is None:
            opening = page.folded(first)[: len(name[0]) + 1]
            count += opening in {f"{name[0]},", f"{name[0]}:", f"@{name[0]}"}
    return count


_CALLED = re.compile(r"\s?@\s?(\w[\w.-]{0,40}\w)")
