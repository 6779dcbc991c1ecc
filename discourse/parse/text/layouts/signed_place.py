"""A name and a place right below the text, and no time: "Ann Lee, Leeds, UK"."""

from __future__ import annotations

import re

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side

NAME = "name-and-place-after"
SIDE: Side = "after"
NEEDS_HEADING = True
_FEWEST = 3
_STRENGTH = 0.6
_SIGNED = re.compile(r"(?:[-–—]\s?)?(?P<name>[^\W\d_][\w.'’ -]{1,40}),\s(?P<place>[^\W\d_][^\d.!?;:]{1,40})")
_ENDS = frozenset('.!?…"”)')


def find(page: Lines) -> list[Mark]:
    """Every line of a name and a place that ends a paragraph, below a sentence."""
    found = []
    for index in range(1, len(page)):
        line = page[index]
        if line.gap or (index + 1 < len(page) and not page[index + 1].gap):
            continue
        signed = _SIGNED.fullmatch(line.text) if page[index - 1].text[-1] in _ENDS else None
        if signed and signed["place"][0].isupper():
            found.append(Mark(index, index, signed["name"].strip(), None, None, _STRENGTH, NAME))
    return found if len(found) >= _FEWEST else []
