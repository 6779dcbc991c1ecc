"""A time, perhaps with a number, before the text, and a name with a dash below it: "March 3, 2009", …, "— Ann"."""

from __future__ import annotations

import itertools
import re

from discourse.parse.text.cues import is_button
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark
from discourse.parse.text.names import name_quality

NAME = "time-before-name-after"
SIDE: Side = "around"
_DASHED = re.compile(r"[-–—~]{1,2}\s?(?=\S)")
_MOST_BUTTONS = 3
_FEWEST = 0.5


def find(page: Lines) -> list[Mark]:
    """Every line of time whose text ends in a line that holds a dash and a name."""
    found: list[Mark] = []
    for anchor, bound in itertools.pairwise([*page.times, len(page)]):
        last = anchor
        while last + 1 < bound and last - anchor < _MOST_BUTTONS and is_button(page, last + 1):
            last += 1
        tail = next((i for i in range(last + 2, bound) if _is_signed(page, i)), None)
        name, time = page.parsed(tail) if tail is not None else None, page.parsed(anchor)
        if name and time:
            above = page.parsed(anchor - 1)
            first = anchor - 1 if above and above.number and not (above.name or above.time) else anchor
            found.append(mark(name, first, last, time=time, tail=tail))
    return found if len(found) > _FEWEST * len(page.times) else []


def _is_signed(page: Lines, index: int) -> bool:
    parsed = page.parsed(index)
    if parsed is None or not parsed.name or parsed.time or _DASHED.match(page[index].text) is None:
        return False
    return name_quality(parsed.name) >= 0.4
