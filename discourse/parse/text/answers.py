"""Whom a comment answers, where a line of its own says so: "Reply to Ann", above the byline or right below it."""

from __future__ import annotations

import re
from dataclasses import replace

from discourse.parse.folding import fold
from discourse.parse.text.cues import answer_told
from discourse.parse.text.lines import Lines
from discourse.parse.text.names import STRIP
from discourse.parse.text.regions import Region


def with_answers(page: Lines, region: Region) -> Region:
    """The region with such lines taken out of the texts: only where they name another commenter of the thread."""
    known = {fold(m.author).strip(STRIP) for m in region.marks if m.author}
    marks, texts = list(region.marks), list(region.texts)
    for place in range(len(texts)):
        first, stop = texts[place]
        if first < stop and marks[place].text_at is None and (name := _named(page, first, known)):
            marks[place] = replace(marks[place], last=first, answers=marks[place].answers or name)
            first += 1
        below = marks[place + 1] if place + 1 < len(marks) else None
        if below and stop == below.first and first < stop - 1 and (name := _named(page, stop - 1, known)):
            marks[place + 1] = replace(below, answers=below.answers or name)
            stop -= 1
        texts[place] = (first, stop)
    return replace(region, marks=tuple(marks), texts=tuple(texts))


def without_answered(region: Region) -> Region:
    """The region with names parted that run together: "Ann ferry_fan", where an earlier comment is by ferry_fan."""
    marks = list(region.marks)
    handles: set[str] = set()
    for place, mark in enumerate(marks):
        author, answered = _parted(mark.author or "", handles)
        if answered and mark.answers is None:
            marks[place] = replace(mark, author=author, answers=answered)
        elif mark.author and _HANDLE.search(mark.author):
            handles.add(mark.author)
    return replace(region, marks=tuple(marks))


def _parted(author: str, handles: set[str]) -> tuple[str, str | None]:
    """The author less the handle of another that stands behind it, and that handle."""
    words = author.split()
    for cut in range(1, min(len(words), _MOST_WORDS)):
        if (answered := " ".join(words[cut:])) in handles:
            return " ".join(words[:cut]), answered
    return author, None


_HANDLE = re.compile(r"^[a-zß-ÿ]|[\d_]|[a-zß-ÿ][A-Z]")
"""What a handle has and no surname: "ferry_fan", "OneEyedJack"."""
_MOST_WORDS = 6


def _named(page: Lines, index: int, known: set[str]) -> str | None:
    """The commenter whom the line names as answered, or None."""
    told = answer_told(page, index)
    name = page[index].text[told:].strip(STRIP) if told else ""
    return name if name and fold(name).strip(STRIP) in known else None
