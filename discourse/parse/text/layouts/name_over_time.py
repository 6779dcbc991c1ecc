"""A line of name above a line of time, with labels between or below: forum blocks are of this kind."""

from __future__ import annotations

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, anchors_of, is_label, mark, name_offset

NAME = "name-over-time"
SIDE: Side = "before"
_REACH = 9


def find(page: Lines) -> list[Mark]:
    """Times on lines of their own, each with the name that stands as far above it as on most of the others."""
    anchors = anchors_of(page, bare=True)
    if len(anchors) < 1:
        return []
    offset = name_offset(page, anchors, range(-1, -_REACH, -1))
    if offset is None:
        return []
    found = []
    bound = -1
    for anchor in anchors:
        first = _name_line(page, anchor, offset, bound)
        if first is None:
            continue
        last = anchor
        while last + 1 < len(page) and is_label(page, last + 1, len(anchors)) and page[last + 1].gap <= 1:
            last += 1
        parsed, time = page.parsed(first), page.parsed(anchor)
        if parsed and time:
            found.append(mark(parsed, first, last, time=time))
            bound = last
    return found


def _name_line(page: Lines, anchor: int, offset: int, bound: int) -> int | None:
    """The line of the name: where it should stand, else the nearest above that reads as one."""
    for candidate in (anchor + offset, *range(anchor - 1, anchor + offset - 3, -1)):
        parsed = page.parsed(candidate)
        if candidate > bound and parsed and parsed.name and not parsed.time:
            return candidate
    return None
