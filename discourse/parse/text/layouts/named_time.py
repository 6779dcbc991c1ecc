"""Name and time on one line before the text: "Ann Lee, 3 March 2010 at 5:06 pm"."""

from __future__ import annotations

from discourse.parse.text.bylines import Parsed
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "name-and-time"
SIDE: Side = "before"


def find(page: Lines) -> list[Mark]:
    """Every line that holds a name and a time and little else; the time may stand on the next line again."""
    return [mark(parsed, i, _last(page, i, parsed)) for i in page.named_times if (parsed := page.parsed(i))]


def _last(page: Lines, index: int, named: Parsed) -> int:
    below = page.parsed(index + 1)
    return index + bool(below and below.is_time and below.time and named.time and below.time.iso == named.time.iso)
