"""A list below a heading whose items are the comments, without bylines or each with a name for its first line."""

from __future__ import annotations

from dataclasses import replace

from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.cues import headings, is_button, lists_above_stub
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark
from discourse.parse.text.nameless import says_something

NAME = "list-items"
SIDE: Side = "before"
NEEDS_HEADING = True
_FARTHEST = 3


def find(page: Lines) -> list[Mark]:
    """The items of the first list below each heading, or of the list above a stub; the longest such list."""
    best: list[Mark] = []
    starts = headings(page) + [i - 1 for i in lists_above_stub(page)]
    for index in starts:
        found = _items_below(page, index)
        best = found if len(found) > len(best) else best
    return best


def _items_below(page: Lines, index: int) -> list[Mark]:
    start = next((i for i in range(index + 1, min(index + 1 + _FARTHEST, len(page))) if page[i].marker), None)
    if start is None:
        return []
    indent, numbered = page[start].indent, page[start].marker[:1].isdigit()
    found: list[Mark] = []
    for i in range(start, len(page)):
        line = page[i]
        if line.indent < indent:
            break
        if (line.indent == indent and line.marker and line.marker[:1].isdigit() == numbered) or (
            line.marker and line.indent > indent and _answers(page, i, found)
        ):
            found.append(_mark(page, i))
    first = next((place for place, m in enumerate(found) if says_something(page, m.first)), len(found))
    return found[first:]


def _answers(page: Lines, index: int, found: list[Mark]) -> bool:
    """Whether an item within an item is a reply, not a list of the commenter's own: buttons stand right above it."""
    return index > 0 and is_button(page, index - 1) and not only_buttons(page[index].text) and bool(found)


def _mark(page: Lines, index: int) -> Mark:
    parsed = page.parsed(index)
    if parsed and parsed.is_name and index + 1 < page.item_end(index):
        return replace(mark(parsed, index, index), form="item", strength=0.4)
    return Mark(index, index, None, None, None, 0.4, "item", text_at=page[index].start)
