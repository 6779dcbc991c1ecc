"""Name and time on one line before the text: "Ann Lee, 3 March 2010 at 5:06 pm"."""

from __future__ import annotations

from dataclasses import replace

from discourse.parse.text.bylines import Parsed
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, mark

NAME = "name-and-time"
SIDE: Side = "before"
_FEWEST = 3
_LONGEST_NAME = 40


def find(page: Lines) -> list[Mark]:
    """Every line that holds a name and a time and little else; the time may stand on the next line again."""
    found = [mark(parsed, i, _last(page, i, parsed)) for i in page.named_times if (parsed := page.parsed(i))]
    return sorted([*found, *_odd_names(page, found)], key=lambda m: m.first)


def _odd_names(page: Lines, found: list[Mark]) -> list[Mark]:
    """Lines with places behind the name, written like most of those found, whose names would not pass by themselves."""
    commas = [page[m.first].text.count(",") for m in found]
    if len(found) < _FEWEST or sum(count >= 1 for count in commas) * 5 < 4 * len(found):
        return []
    forms = {m.form.rstrip("+") for m in found}
    odd = []
    for index in range(found[0].first, len(page)):
        parsed, text = page.parsed(index), page[index].text
        if parsed is None or parsed.name or not parsed.rest or not parsed.time or text.count(",") not in commas:
            continue
        name = text.partition(",")[0]
        if parsed.time.end >= len(text) - 1 and parsed.time.start > len(name) and len(name) <= _LONGEST_NAME:
            odd.append(mark(replace(parsed, name=name.strip()), index, index))
    return [m for m in odd if m.form.rstrip("+") in forms]


def _last(page: Lines, index: int, named: Parsed) -> int:
    below = page.parsed(index + 1)
    return index + bool(below and below.is_time and below.time and named.time and below.time.iso == named.time.iso)
