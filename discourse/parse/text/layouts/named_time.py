"""Name and time on one line before the text: "Ann Lee, 3 March 2010 at 5:06 pm"."""

from __future__ import annotations

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "name-and-time"
SIDE: Side = "before"


def find(page: Lines) -> list[Mark]:
    """Every line that holds a name and a time and little else."""
    return [mark(parsed, i, i) for i in page.named_times if (parsed := page.parsed(i))]
