"""A line of time above a line of name: "Oct 04, 2010", then "Ann said...", then the text."""

from __future__ import annotations

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark, name_offset

NAME = "time-over-name"
SIDE: Side = "before"


def find(page: Lines) -> list[Mark]:
    """Times on lines of their own, each with the name that stands right below it."""
    anchors = page.times
    offset = name_offset(page, anchors, (1, 2)) if anchors else None
    if offset is None:
        return []
    found = []
    for anchor in anchors:
        parsed, time = page.parsed(anchor + offset), page.parsed(anchor)
        if parsed and time and parsed.name and not parsed.time:
            found.append(mark(parsed, anchor, anchor + offset, time=time))
    return found
