"""Names on lines of their own and nothing else: only a heading, best with a count, shows that this is a thread."""

from __future__ import annotations

from dataclasses import replace

from discourse.parse.text.cues import ends_thread, headings, stated_count
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark
from discourse.parse.text.names import name_quality

NAME = "bare-names"
SIDE: Side = "before"
NEEDS_HEADING = True


def find(page: Lines) -> list[Mark]:
    """Below each heading: lines that are a name, with text below; no more of them than the heading states."""
    found: list[Mark] = []
    for index in headings(page):
        names = _names_below(page, index)
        declared = stated_count(page, index)
        if declared and len(names) > declared:
            names = names[:declared]
        found = names if len(names) > len(found) else found
    return found


def _names_below(page: Lines, index: int) -> list[Mark]:
    names: list[Mark] = []
    for below in range(index + 1, len(page) - 1):
        if names and ends_thread(page, below):
            break
        parsed, line = page.parsed(below), page[below]
        if parsed is None or parsed.name is None or not parsed.is_name:
            continue
        if name_quality(parsed.name) < 0.7 or len(parsed.name.split()) > 4 or line.text[-1:] in ".!?,:":
            continue
        alone = (line.gap >= 1 or bool(line.marker) or not names) and not (names and names[-1].last == below - 1)
        if alone:
            names.append(replace(mark(parsed, below, below), form="bare"))
    return names
