"""A line of name above a line of time, both below the text, with buttons behind them."""

from __future__ import annotations

from discourse.parse.text.cues import is_button
from discourse.parse.text.layouts import name_over_time
from discourse.parse.text.lines import Lines, any_within
from discourse.parse.text.marks import Mark, Side

NAME = "name-over-time-after"
SIDE: Side = "after"
_FEWEST = 3


def find(page: Lines) -> list[Mark]:
    """Names over times, with buttons right below nearly all of them, not above: there the text would follow."""
    found = [m for m in name_over_time.find(page) if any_within(page, is_button, m.first + 2, m.last + 2)]
    above = sum(is_button(page, m.first - 1) for m in found)
    return found if len(found) >= _FEWEST and above == 0 else []
