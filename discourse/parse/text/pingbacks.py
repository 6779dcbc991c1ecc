"""The list of pingbacks below a thread: "Title of the page - […] what it says […]"."""

from __future__ import annotations

from discourse.parse.draft import Draft
from discourse.parse.text.cues import opens_pingbacks
from discourse.parse.text.lines import Line, Lines
from discourse.parse.text.spans import Placed

_REACH = 4
_DASH = " - "

Pingback = tuple[Draft, Placed, tuple[int, int] | None]
"""A pingback, where its text stands, and the code points of the linking page's title where it shows one."""


def pingbacks_below(page: Lines, stop: int) -> list[Pingback]:
    """The pingbacks of the list whose heading stands at line `stop` or a few lines below."""
    heading = next((i for i in range(stop, min(stop + _REACH, len(page))) if opens_pingbacks(page, i)), None)
    if heading is None or heading + 1 >= len(page) or not page[heading + 1].marker:
        return []
    found = []
    indent = page[heading + 1].indent
    for index in range(heading + 1, len(page)):
        line = page[index]
        if line.indent < indent:
            break
        if line.indent == indent and line.marker and line.text:
            found.append(_pingback(page, line))
    return found


def _pingback(page: Lines, line: Line) -> Pingback:
    title, dash, excerpt = line.text.partition(_DASH)
    if not dash or not excerpt.strip():
        place = Placed(((line.start, line.end),))
        return Draft(None, place.text(page), kind="pingback"), place, None
    place = Placed(((line.start + len(title) + len(_DASH), line.end),))
    return Draft(title, place.text(page), kind="pingback"), place, (line.start, line.start + len(title))
