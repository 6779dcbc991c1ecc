"""Byline and text on one line: "Ann says: I was there.", "Ann (3 March 2010, 10:04): I was there."."""

from __future__ import annotations

import re
from dataclasses import replace

from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.bylines import Parsed, parse_byline
from discourse.parse.text.lines import Line, Lines
from discourse.parse.text.marks import Mark, Side, mark
from discourse.parse.text.names import name_quality
from discourse.parse.text.vocabulary import SAYS
from discourse.parse.times import times_in

NAME = "inline"
SIDE: Side = "before"
NEEDS_HEADING = True
_HEAD = 130
_LATEST_TIME = 70
_DIGIT = re.compile(r"\d")
_SAYS = re.compile(
    rf"(?P<name>[^\n:.!?]{{1,50}}?)\s(?:{SAYS})(?:\s(?:on|at|am|um|le|el)[^:\n]{{0,40}})?\s?[:：]\s(?=\S)"
)
_AFTER_TIME = re.compile(rf"[\s)\].,;|·•–—-]{{0,4}}(?:(?:{SAYS})\b)?[\s:：)\]|·•–—-]{{1,5}}(?=\S)")


def find(page: Lines) -> list[Mark]:
    """Every line that opens with a name and a time, or a name and a verb, and goes on."""
    return [found for index in range(len(page)) if (found := _mark(page, index, page[index]))]


def _mark(page: Lines, index: int, line: Line) -> Mark | None:
    if len(line.text) < 12:
        return None
    whole = page.parsed(index)
    if whole and (whole.is_time or (whole.time and not whole.rest)):
        return None  # a byline and no more
    head = line.text[:_HEAD]
    folded = page.folded(index)[:_HEAD]
    opened = _opened_by_time(page, head, folded) or _opened_by_verb(head, folded)
    if opened is None:
        return None
    parsed, length = opened
    if length >= len(line.text) or not parsed.name or only_buttons(line.text[length:]):
        return None
    found = mark(parsed, index, index, text_at=line.start + length)
    return replace(found, form="i" + found.form)


def _opened_by_time(page: Lines, head: str, folded: str) -> tuple[Parsed, int] | None:
    if not _DIGIT.search(folded, 0, _LATEST_TIME):
        return None
    time = next((t for t in times_in(folded, page.day_first) if t.start <= _LATEST_TIME), None)
    if time is None or time.start == 0:
        return None
    match = _AFTER_TIME.match(folded, time.end)
    if match is None:
        return None
    parsed = parse_byline(head[: time.end], page.day_first)
    return (parsed, match.end()) if parsed and parsed.is_named_time and not parsed.rest else None


def _opened_by_verb(head: str, folded: str) -> tuple[Parsed, int] | None:
    match = _SAYS.match(folded) if ":" in folded or "：" in folded else None
    if match is None:
        return None
    name = head[: match.end("name")].strip()
    return (Parsed(name, None, None, verb=True), match.end()) if name_quality(name) >= 0.7 else None
