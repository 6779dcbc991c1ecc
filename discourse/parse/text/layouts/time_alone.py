"""A time on a line of its own before the text, and no name anywhere: the extractor has lost it."""

from __future__ import annotations

from dataclasses import replace

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "time-alone"
SIDE: Side = "before"
NEEDS_HEADING = True
_NAMELESS = 0.3  # where a name can be read as well, the layout that reads it wins


def find(page: Lines) -> list[Mark]:
    """Every line that holds a time and nothing else."""
    found = [mark(parsed, i, i) for i in page.times if (parsed := page.parsed(i))]
    return [replace(each, strength=each.strength - _NAMELESS) for each in found]
