"""A name below the text, after a dash or with a place behind it, and no time: "— Ann", "Ann Lee, Leeds"."""

from __future__ import annotations

import re
from dataclasses import replace

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark
from discourse.parse.text.names import name_quality

NAME = "signed-names"
SIDE: Side = "after"
NEEDS_HEADING = True
_SIGNED = re.compile(r"[-–—~]{1,2}\s?(?=\S)|[^\W\d_][^,\n]{1,35}(?:,\s[^\W\d_][^,\n]{1,25}){1,2}$")
_MOST_WORDS = 3


def find(page: Lines) -> list[Mark]:
    """Lines that hold nothing but a name with a dash before it or a place behind it."""
    return [found for index in range(1, len(page)) if (found := _mark(page, index))]


def _mark(page: Lines, index: int) -> Mark | None:
    text, parsed = page[index].text, page.parsed(index)
    if parsed is None or parsed.name is None or not (parsed.is_name or parsed.rest) or _SIGNED.match(text) is None:
        return None
    name = parsed.name.split(",")[0]
    lower = any(word[0].islower() for part in text.split(",")[1:] for word in part.split()[:1])
    if len(name.split()) > _MOST_WORDS or name_quality(name) < 0.7 or text[-1] in ".!?:" or lower:
        return None
    return replace(mark(parsed, index, index), author=name, form="signed")
