"""The name before the text and the time after it: "Ann said...", the text, "April 12, 2011 11:30 AM"."""

from __future__ import annotations

from discourse.parse.text.cues import ends_thread, heading_above, is_button, is_forum_label
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "name-before-time-after"
SIDE: Side = "around"
_REACH = 4
_LONGEST_NOTICE = 60


def find(page: Lines) -> list[Mark]:
    """Every line of time whose text, counted from the time before it or the heading, opens with a name."""
    found: list[Mark] = []
    tails = page.times
    for position, tail in enumerate(tails):
        start = _first(page, tail, tails[position - 1] + 1 if position else 0)
        start = _head(page, start, tail)
        head, time = page.parsed(start), page.parsed(tail)
        if start < tail - 1 and head and time and head.name and not head.time:
            found.append(mark(head, start, start, time=time, tail=tail))
    return found


def _head(page: Lines, start: int, tail: int) -> int:
    """The line of the name: the first at or below `start` that is one, across buttons, labels and short notices."""
    for index in range(start, min(start + _REACH, tail - 1)):
        parsed = page.parsed(index)
        if parsed and parsed.name and not _passes(page, index):
            return index
        if len(page[index].text) > _LONGEST_NOTICE:
            break
    return start


def _passes(page: Lines, index: int) -> bool:
    """Whether the line may stand above the name: a button, a label such as "Guest", a call."""
    return is_button(page, index) or is_forum_label(page, index) or ends_thread(page, index)


def _first(page: Lines, tail: int, start: int) -> int:
    """Where the comment begins: after the time before it, or below a heading that stands between."""
    if start and tail - start <= 3:
        return start
    above = heading_above(page, tail, reach=min(60, tail - start), most_long=20)
    if above is not None:
        return above + 1
    if start:
        return start
    for index in range(tail - 2, max(-1, tail - 30), -1):
        parsed = page.parsed(index)
        if parsed and parsed.name and (parsed.verb or _passes(page, index - 1)):
            return index
    return max(0, tail - 2)
