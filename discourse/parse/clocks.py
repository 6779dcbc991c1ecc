"""Times of day in a folded text: "7:01 pm", "14h30", "9.05 Uhr", "下午3:05"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Code points `start:end` that show a time of day, as `HH:MM` or `HH:MM:SS`; `half`: they show am or pm."""

    start: int
    end: int
    iso: str
    half: bool


CLOCK = re.compile(
    r"(?<![\d:.,/])(?:(上午|下午|午前|午後|오전|오후|am|pm)\s?)?"
    r"(?:([01]?\d|2[0-4])\s?[:h.時点時]\s?([0-5]\d)(?::([0-5]\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?:\s?([ap])\.?\s?m\b\.?|\s?(?:uhr|uur|hrs?|h|min)\b)?"
    r"|(1[0-2]|0?\d)\s?([ap])\.?\s?m\b\.?|([01]?\d|2[0-4])\s?(?:uhr|uur|h)\b)"
)
ZONE = re.compile(
    r"\s?\(?(?:z\b|(?:utc|gmt)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?\b|[+-]\d\d:?\d\d\b|(?:[ecmpa][sd]t|cest|mesz?|mez|"
    r"bst|ist|hst|akdt|aest|eet|msk)\b)\)?"
)
"""A time zone behind a clock; it is passed over."""

_HALVES = {"上午": "a", "午前": "a", "오전": "a", "am": "a", "下午": "p", "午後": "p", "오후": "p", "pm": "p"}


def clocks_in(folded: str) -> Iterator[Clock]:
    """Every time of day that a folded text shows.

    >>> [clock.iso for clock in clocks_in("9:05 pm or 14h30")]
    ['21:05', '14:30']
    """
    for match in CLOCK.finditer(folded):
        hour = int(match[2] or match[6] or match[8])
        half = match[5] or match[7] or _HALVES.get(match[1] or "")
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24:
            yield Clock(match.start(), match.end(), clock_iso(hour, match[3] or "0", match[4]), half is not None)


def clock_iso(hour: int, minute: str, second: str | None) -> str:
    """`HH:MM`, with the seconds where they are shown.

    >>> clock_iso(7, "01", None), clock_iso(19, "1", "5")
    ('07:01', '19:01:05')
    """
    shown = f"{hour:02d}:{int(minute):02d}"
    return f"{shown}:{int(second):02d}" if second else shown
