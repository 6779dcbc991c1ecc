"""Name and time on one line after the text: "Posted by: Ann Lee at April 25, 2006 06:24 AM"."""

from __future__ import annotations

import re
from dataclasses import replace

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "name-and-time-after"
SIDE: Side = "after"


def find(page: Lines) -> list[Mark]:
    """Every line that holds a name and a time and little else.

    Old guest books set the name and the address above, and where the writer is from before the time.
    """
    found = []
    for i in page.named_times:
        parsed, above = page.parsed(i), _ADDRESSED.fullmatch(page[i - 1].text) if i else None
        if parsed and above and page[i].gap == 0:
            found.append(mark(replace(parsed, name=above["name"].strip()), i - 1, i))
        elif parsed:
            found.append(mark(parsed, i, i))
    return found


_ADDRESSED = re.compile(r"(?P<name>[^<>@\n]{1,60})<[^<>@\s]{1,60}@[^<>@\s]{1,60}>")
