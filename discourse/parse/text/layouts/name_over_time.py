"""A line of name above a line of time, with labels between or below: forum blocks are of this kind."""

from __future__ import annotations

from dataclasses import replace

from discourse.parse.text.bylines import Parsed
from discourse.parse.text.cues import is_button, is_forum_label, is_role
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, is_label, mark, name_offset
from discourse.parse.text.places import places_stand_between

NAME = "name-over-time"
SIDE: Side = "before"
_REACH = 9
_LONGEST_NAME = 50


def find(page: Lines) -> list[Mark]:
    """Times on lines of their own, each with the name above it, across labels or as far up as on most others."""
    anchors = page.times
    if not anchors:
        return []
    offset = -2 if places_stand_between(page, anchors) else name_offset(page, anchors, range(-1, -_REACH, -1))
    found = []
    bound = -1
    for anchor in anchors:
        if anchor <= bound:
            continue
        first = _name_line(page, anchor, offset, bound, len(anchors))
        if first is None:
            continue
        last = shown = _second_time(page, anchor, len(anchors))
        while last + 1 < len(page) and is_label(page, last + 1, len(anchors)) and page[last + 1].gap <= 1:
            last += 1
        parsed, time = _named(page, first), page.parsed(shown)
        if parsed and time:
            labels = sum(_passes(page, i, len(anchors)) for i in range(first + 1, anchor))
            made = mark(parsed, first, last, time=time)
            found.append(replace(made, strength=made.strength + 0.2 * min(labels, 3)))
            bound = last
    return found


def _second_time(page: Lines, anchor: int, among: int) -> int:
    """The line of the time that is the post's: where a day is followed by a time with a clock, the latter.

    The day is that on which the author joined, most likely; labels may stand between the two.
    """
    if "T" in (_iso(page, anchor) or "T"):
        return anchor
    for below in range(anchor + 1, min(anchor + 4, len(page))):
        if "T" in (_iso(page, below) or ""):
            return below
        if not _passes(page, below, among):
            break
    return anchor


def _iso(page: Lines, index: int) -> str | None:
    parsed = page.parsed(index)
    return parsed.time.iso if parsed and parsed.is_time and parsed.time else None


def _named(page: Lines, index: int) -> Parsed | None:
    """The line as a name; a short line without a full stop where names stand is one, however odd."""
    parsed, text = page.parsed(index), page[index].text
    if parsed is None and len(text) <= _LONGEST_NAME and text[-1:].isalnum():
        return Parsed(text, None, None)
    return parsed


def _passes(page: Lines, index: int, among: int) -> bool:
    """Whether the line is a label that may stand between a name and its time."""
    return is_forum_label(page, index) or is_button(page, index) or is_role(page, index) or is_label(page, index, among)


def _is_rank(page: Lines, index: int, among: int) -> bool:
    """Whether the line where names stand is a label all the same: it recurs, or a name stands right above it."""
    above = page.parsed(index - 1)
    below_name = bool(above and above.name and not above.time)
    if is_forum_label(page, index):
        return below_name or is_label(page, index, among)
    return below_name and is_role(page, index)


def _name_line(page: Lines, anchor: int, offset: int | None, bound: int, among: int) -> int | None:
    """The line of the name: the first above the labels, which stands where most names stand or next to the time."""
    usual = anchor + offset if offset is not None else None
    for candidate in range(anchor - 1, max(bound, anchor - _REACH), -1):
        parsed = _named(page, candidate) if candidate == usual else page.parsed(candidate)
        named = parsed is not None and bool(parsed.name) and not parsed.time
        if candidate == usual and named and not _is_rank(page, candidate, among):
            return candidate
        if _passes(page, candidate, among):
            continue
        if named and (usual is None or candidate < usual):
            return candidate
        if usual is None or candidate < usual:
            return None
    return None
