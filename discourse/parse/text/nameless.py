"""Comments that have lost their bylines, known by being items of the same list as others."""

from __future__ import annotations

from collections.abc import Sequence

from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.cues import heading
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark


def item_indents(page: Lines, marks: Sequence[Mark]) -> frozenset[int]:
    """How deep the list items are indented that begin with a byline; empty where bylines do not begin items."""
    begun = [
        m for m in marks if page[m.first].marker and (m.text_at is not None or page.item_end(m.first) > m.last + 1)
    ]
    return frozenset(page[m.first].indent for m in begun) if len(begun) >= max(1, 0.7 * len(marks)) else frozenset()


def with_nameless_items(page: Lines, marks: Sequence[Mark], indents: frozenset[int]) -> list[Mark]:
    """The marks and, between and around them, the items of the same lists that show no byline."""
    outer = min(indents)
    first = marks[0].first
    while first > 0 and _in_list(page, first - 1, outer) and not heading(page, first - 1):
        first -= 1
    if first == 0 or not heading(page, first - 1):
        first = marks[0].first  # a list that no heading opens may be another one
    stop = marks[-1].first + 1
    while first < marks[0].first and stop < len(page) and _in_list(page, stop, outer):
        stop += 1
    known = {m.first: m for m in marks}
    found: list[Mark] = []
    busy = -1  # the lines of a byline hold no item of their own
    for index in range(first, stop):
        line = page[index]
        if index in known:
            found.append(known[index])
            busy = known[index].last
        elif index > busy and line.marker and line.indent in indents and _same_kind(page, index, marks):
            between = marks[0].first < index < marks[-1].first
            if says_something(page, index) or (between and not _only_buttons(page, index)):
                found.append(_nameless(page, index))
                busy = found[-1].last
    return found


def _only_buttons(page: Lines, index: int) -> bool:
    return page.item_end(index) == index + 1 and only_buttons(page[index].text)


def says_something(page: Lines, index: int) -> bool:
    """Whether the list item that begins at `index` holds something said: a line with a full stop, or a long one."""
    return any(len(page[i].text) >= 60 or page[i].text[-1] in ".!?…" for i in range(index, page.item_end(index)))


def _in_list(page: Lines, index: int, indent: int) -> bool:
    """Whether the line belongs to a list whose items are indented so deep: an item, or something within one."""
    line = page[index]
    return line.indent > indent or (line.indent == indent and bool(line.marker))


def _nameless(page: Lines, index: int) -> Mark:
    """The mark of an item that has lost its name; its time may stand a few lines into it."""
    for below in range(index, min(index + 4, page.item_end(index))):
        parsed = page.parsed(below)
        if parsed and parsed.is_time and parsed.time:
            return Mark(index, below, None, parsed.shown, parsed.time.iso, 0.3, "item")
        if len(page[below].text) > 60:
            break
    return Mark(index, index, None, None, None, 0.1, "item", text_at=page[index].start)


def _same_kind(page: Lines, index: int, marks: Sequence[Mark]) -> bool:
    """Whether the item is numbered as the others are, or has a bullet as they have."""
    numbered = page[marks[0].first].marker[:1].isdigit()
    return page[index].marker[:1].isdigit() == numbered
