"""A comment's byline as a layout finds it, and what several layouts do alike to find it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from discourse.parse.calendars import MONTHS, WEEKDAYS
from discourse.parse.folding import fold
from discourse.parse.text.bylines import Parsed
from discourse.parse.text.lines import Lines
from discourse.parse.text.names import name_quality
from discourse.parse.times import ShownTime

Side = Literal["before", "after", "around"]
"""Where the byline stands: before the comment's text, after it, or with the name before and the time after."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One byline: lines `first` to `last`; with `tail`, the line of its time behind the text.

    `text_at` is the code point at which the text begins on line `last`, where both share it. `strength` says how sure
    the byline is by itself, `form` how it is written: the bylines of one thread are written alike. `title` is the line
    above the byline that the commenter wrote over the text.
    """

    first: int
    last: int
    author: str | None
    posted: str | None
    iso: str | None
    strength: float
    form: str
    tail: int | None = None
    text_at: int | None = None
    number: str | None = None
    answers: str | None = None
    title: int | None = None


def mark(
    parsed: Parsed,
    first: int,
    last: int,
    *,
    time: Parsed | None = None,
    tail: int | None = None,
    text_at: int | None = None,
) -> Mark:
    """The mark that a line read as a byline makes, its time perhaps taken from another line."""
    timed = time or parsed
    shown = timed.time
    strength = time_strength(shown) + 0.8 * parsed.verb + 0.3 * (parsed.label or timed.label)
    if parsed.name:
        strength += 0.3 * name_quality(parsed.name)
    form = f"{'v' * parsed.verb}{'l' * parsed.label}{_form_of(timed)}{'+' * bool(parsed.rest)}"
    return Mark(
        first,
        last,
        parsed.name,
        timed.shown,
        shown.iso if shown else None,
        strength,
        form,
        tail,
        text_at,
        parsed.number,
        parsed.answers,
    )


def time_strength(time: ShownTime | None) -> float:
    """How much a time tells of a byline: most with a clock, little for a clock alone."""
    if time is None:
        return 0.0
    if time.iso:
        return 1.0 if "T" in time.iso else 0.8
    return 0.8 if time.is_relative else 0.4


_WORD = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+")


def _form_of(timed: Parsed) -> str:
    if timed.time is None or timed.shown is None:
        return ""
    return "relative" if timed.time.is_relative else time_form(timed.shown)


def time_form(shown: str) -> str:
    """How a time is written, its values left aside, so that times of one thread compare equal.

    >>> time_form("March 22, 2007 at 7:01 PM") == time_form("May 3, 2008 at 11:59 AM")
    True
    """
    folded = _NUMBERS.sub("0", fold(shown))

    def kind(match: re.Match[str]) -> str:
        word = match[0]
        if word in {"am", "pm", "a", "p", "m"}:
            return "p"
        return "m" if word in MONTHS else "w" if word in WEEKDAYS else word

    return _WORD.sub(kind, folded).replace(".", "")


def name_offset(page: Lines, anchors: Sequence[int], offsets: Iterable[int]) -> int | None:
    """Where, counted from the anchors, the lines that hold names stand; None where no place holds them regularly.

    Names vary from anchor to anchor where labels do not, and a name is a line of its own.
    """
    best, best_score = None, 0.55
    taken = set(anchors)
    for offset in offsets:
        names: list[str] = []
        quality = 0.0
        step = 1 if offset > 0 else -1
        for anchor in anchors:
            between = range(anchor + step, anchor + offset, step)
            parsed = page.parsed(anchor + offset)
            if parsed and parsed.name and not parsed.time and not taken.intersection(between):
                names.append(fold(parsed.name))
                quality += min(1.0, 0.4 + name_quality(parsed.name))
        if not names:
            continue
        share = quality / len(anchors)
        most = Counter(names).most_common(1)[0][1]
        labelled = len(names) > 3 and most / len(names) > 0.6 and len(set(names)) < 3
        score = share * (0.5 if labelled else 1.0) - 0.02 * abs(offset)
        if score > best_score + 1e-9:
            best, best_score = offset, score
    return best


def is_label(page: Lines, index: int, among: int) -> bool:
    """Whether the line is one of those that stand in most of `among` bylines: "Posts: 12", "Member", "Reply #4"."""
    text = page[index].text
    return len(text) <= 60 and text[-1] not in ".!?…" and page.shape_count(index) >= max(3, among * 0.4)
