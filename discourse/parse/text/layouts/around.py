"""The name before the text and the time after it, as Blogger does: "Ann said...", the text, "April 12, 2011 11:30 AM"."""

from __future__ import annotations

from discourse.parse.text.cues import heading_above, is_button
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, anchors_of, mark

NAME = "name-before-time-after"
SIDE: Side = "around"


def find(page: Lines) -> list[Mark]:
    """Every line of time whose text, counted from the time before it or the heading, opens with a name."""
    found: list[Mark] = []
    tails = anchors_of(page, bare=True)
    for position, tail in enumerate(tails):
        start = tails[position - 1] + 1 if position else _first(page, tail)
        while start < tail and is_button(page, start):
            start += 1
        head, time = page.parsed(start), page.parsed(tail)
        if start < tail - 1 and head and time and head.name and not head.time:
            found.append(mark(head, start, start, time=time, tail=tail))
    return found


def _first(page: Lines, tail: int) -> int:
    """Where the first comment begins: below the heading, else at the nearest name above its time."""
    above = heading_above(page, tail, reach=40)
    if above is not None:
        return above + 1
    for index in range(tail - 2, max(-1, tail - 30), -1):
        parsed = page.parsed(index)
        if parsed and parsed.name and parsed.verb:
            return index
    return max(0, tail - 2)
