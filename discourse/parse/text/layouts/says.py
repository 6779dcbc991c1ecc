"""A name and a verb before the text: "Ann says:", "Ann schrieb am 3. März:", the time on the next line or none."""

from __future__ import annotations

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "says"
SIDE: Side = "before"


def find(page: Lines) -> list[Mark]:
    """Every line that says that someone says; a line of time below belongs to it."""
    found = []
    for index in range(len(page)):
        parsed = page.parsed(index)
        if parsed is None or not parsed.verb or not parsed.name:
            continue
        below = page.parsed(index + 1)
        if parsed.time is None and below and below.is_time and page[index + 1].gap <= 1:
            found.append(mark(parsed, index, index + 1, time=below))
        else:
            found.append(mark(parsed, index, index))
    return found
