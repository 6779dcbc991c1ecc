"""Name and time on one line after the text: "Posted by: Ann Lee at April 25, 2006 06:24 AM"."""

from __future__ import annotations

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "name-and-time-after"
SIDE: Side = "after"


def find(page: Lines) -> list[Mark]:
    """Every line that holds a name and a time and little else."""
    return [mark(parsed, i, i) for i in page.named_times if (parsed := page.parsed(i))]
