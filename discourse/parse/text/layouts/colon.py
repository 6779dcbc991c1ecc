"""Name, colon and text on one line, and no verb or time: "Ann: I was there."."""

from __future__ import annotations

import re
from dataclasses import replace

from discourse.parse.text.bylines import Parsed
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark
from discourse.parse.text.names import name_quality

NAME = "name-and-colon"
SIDE: Side = "before"
NEEDS_HEADING = True
_OPENING = re.compile(r"@?(?P<name>(?:[^\W\d_]\.\s?){0,2}[^\n:.!?,]{2,40}(?:\.[^\n:.!?,]{0,20})?):\s(?=\S)")
_MOST_WORDS = 3
_FEWEST = 3


def find(page: Lines) -> list[Mark]:
    """Lines that open with a name and a colon; none where a few names take turns, as in an interview."""
    found = [opened for index in range(len(page)) if (opened := _mark(page, index))]
    names = {m.author for m in found}
    return found if len(found) >= _FEWEST and len(names) * 2 > len(found) else []


def _mark(page: Lines, index: int) -> Mark | None:
    line = page[index]
    match = _OPENING.match(line.text)
    name = match["name"].strip() if match else ""
    if match is None or len(name.split()) > _MOST_WORDS or name_quality(name) < 1:
        return None
    found = mark(Parsed(name, None, None), index, index, text_at=line.start + match.end())
    return replace(found, form="colon")
