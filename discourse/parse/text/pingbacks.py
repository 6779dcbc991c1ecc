"""The list of pingbacks below a thread: "Title of the page - […] what it says […]"."""

from __future__ import annotations

from discourse.parse.draft import Draft
from discourse.parse.text.cues import opens_pingbacks
from discourse.parse.text.lines import Lines

_REACH = 4


def pingbacks_below(page: Lines, stop: int) -> tuple[list[Draft], list[int]]:
    """The pingbacks of the list whose heading stands at `stop` or a few lines below, and the lines that hold them."""
    heading = next((i for i in range(stop, min(stop + _REACH, len(page))) if opens_pingbacks(page, i)), None)
    if heading is None or heading + 1 >= len(page) or not page[heading + 1].marker:
        return [], []
    drafts, lines = [], []
    indent = page[heading + 1].indent
    for index in range(heading + 1, len(page)):
        line = page[index]
        if line.indent < indent:
            break
        if line.indent == indent and line.marker:
            title, dash, excerpt = line.text.partition(" - ")
            drafts.append(Draft(title if dash else None, excerpt if dash else line.text, kind="pingback"))
            lines.append(index)
    return drafts, lines
