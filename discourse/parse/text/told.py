"""Threads read by the byline that the user's layout tells: where its patterns fit the page, they go before all else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from discourse.parse.custom.patterns import BROKEN_OFF, LONGEST_LINE, MOST_A_LINE, MOST_A_PAGE, compiled, cost
from discourse.parse.custom.records import CustomLayout, TextLayout
from discourse.parse.folding import fold
from discourse.parse.text.layouts import Layout
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, time_strength
from discourse.parse.text.scoring import Hypothesis, judge
from discourse.parse.times import times_in

_ENOUGH = 3.0
_STRENGTH = 1.0
"""What a byline of the user's weighs beside its time; a few make up for nothing else that shows a thread."""


def told_hypothesis(page: Lines, layouts: Sequence[CustomLayout]) -> Hypothesis | None:
    """The reading of the user's layout for text that explains the page best, None where none fits it.

    >>> layout = TextLayout("notes", (r"Note by (?P<author>.+), (?P<time>.+)",))
    >>> notes = "\\n\\n".join(f"Note by {who}, 3 May 2019\\n\\nIt rained." for who in ("Ann", "Bo"))
    >>> [mark.author for mark in told_hypothesis(Lines(notes), [layout]).region.marks]
    ['Ann', 'Bo']
    """
    best: Hypothesis | None = None
    for told in layouts:
        if not isinstance(told, TextLayout) or told.applies.casefold() not in page.text.casefold():
            continue
        marks = _marks(page, told)
        found = judge(page, Layout(told.name, told.side, lambda _: []), marks, 0.0) if marks else None
        if found and (told.applies or found.score >= _ENOUGH) and (best is None or found.score > best.score):
            best = _below_heading(page, told, found)
    return best


def _below_heading(page: Lines, told: TextLayout, found: Hypothesis) -> Hypothesis:
    """The reading with its first comment begun below the line that holds nothing but what tells the layout."""
    region = found.region
    first, stop = region.texts[0]
    words = told.applies.casefold()
    at = next((at for at in range(stop - 1, -1, -1) if words and page[at].text.casefold().strip(" :") == words), None)
    if at is None or (at < first and region.heading is not None):
        return found
    begin = max(first, at + 1)
    region = replace(region, texts=((begin, stop), *region.texts[1:]), heading=at, left_over=())
    return replace(found, region=replace(region, first=min(begin, region.marks[0].first)))


def _marks(page: Lines, told: TextLayout) -> list[Mark]:
    """Every byline that the layout's patterns match, in page order."""
    budget = _Budget()
    heads = [(at, found) for at in range(len(page)) if (found := _head(page, at, told, budget))]
    around = told.side == "around"
    tails = {at: end for at in range(len(page)) if around and (end := budget.match(told.closing, page[at].text))}
    if budget.is_spent and BROKEN_OFF not in page.notes:
        page.notes.append(BROKEN_OFF)
    if not around:
        return [_mark(page, told, at, found) for at, found in heads]
    ends = sorted(tails)
    marks = []
    stops = [at for at, _ in heads[1:]] + [len(page)]
    for (at, found), stop in zip(heads, stops, strict=False):
        place = bisect_left(ends, at + len(told.byline))
        if place < len(ends) and ends[place] < stop:
            marks.append(_mark(page, told, at, [*found, tails[ends[place]]], ends[place]))
    return marks


class _Budget:
    """Matches patterns against lines as long as they cost a page no more than it may."""

    def __init__(self) -> None:
        self.left = MOST_A_PAGE
        self.is_spent = False

    def match(self, pattern: str, line: str) -> re.Match[str] | None:
        """The match of a whole line; None also where the line is too long or nothing is left to spend."""
        price = cost(pattern, len(line)) if len(line) <= LONGEST_LINE else MOST_A_LINE + 1
        self.is_spent |= self.left < price <= MOST_A_LINE
        if price > MOST_A_LINE or self.is_spent:
            return None
        self.left -= price
        return compiled(pattern).fullmatch(line)


def _head(page: Lines, at: int, told: TextLayout, budget: _Budget) -> list[re.Match[str]]:
    """What the byline's patterns match on line `at` and those below it: all of them, or none."""
    found = []
    for step, pattern in enumerate(told.byline):
        match = budget.match(pattern, page[at + step].text) if at + step < len(page) else None
        if match is None:
            return []
        found.append(match)
    return found


def _mark(page: Lines, told: TextLayout, at: int, found: Sequence[re.Match[str]], tail: int | None = None) -> Mark:
    """The byline on lines from `at` on, with what its groups hold."""
    held = {name: value.strip() for match in found for name, value in match.groupdict().items() if value}
    last = at + len(told.byline) - 1
    shown = held.get("time")
    time = next(iter(times_in(fold(shown), page.day_first)), None) if shown else None
    ending = found[len(told.byline) - 1]
    opens = ending.start("text") if "text" in held and "text" in ending.groupdict() else -1
    return Mark(
        at,
        last,
        held.get("author"),
        shown,
        time.iso if time else None,
        _STRENGTH + time_strength(time),
        told.name,
        tail=tail,
        text_at=page[last].start + opens if opens >= 0 else None,
    )
