"""Shown times: where they stand in a text, and what they say in ISO 8601.

Absolute times are read in the customary forms of European languages (named months, numeric dates, ISO, 12 and 24 hour
clocks) and of Chinese, Japanese and Korean. Relative ones ("3 hours ago", "vor 2 Tagen") are found but have no ISO
form, for a saved page does not say when "now" was. Time zones are passed over: a time is local to its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from discourse.parse.calendars import MONTHS, WEEKDAYS
from discourse.parse.clocks import ZONE, Clock, clocks_in
from discourse.parse.dates import DateAtom, dates_in, day_first_of, may_hold_numeric
from discourse.parse.folding import fold
from discourse.parse.relative import relative_in

__all__ = ["ShownTime", "day_first_of", "find_times", "read_time", "times_in"]


@dataclass(frozen=True, slots=True)
class ShownTime:
    """Code points `start:end` of a text that show a time; `iso` is None where it is relative or names no year."""

    start: int
    end: int
    iso: str | None
    is_relative: bool = False


def read_time(shown: str, *, day_first: bool | None = None) -> str | None:
    """The first absolute time that `shown` holds, as ISO 8601: a date, or date and time where a time is shown.

    `day_first` settles dates such as 3/4/2010; None lets the form itself decide. Relative times and times without
    a year give None.

    >>> read_time("March 22, 2007 at 7:01 PM")
    '2007-03-22T19:01'
    >>> read_time("am 5. März 2010 um 14.30 Uhr")
    '2010-03-05T14:30'
    >>> read_time("3/4/2010", day_first=True), read_time("3 hours ago")
    ('2010-04-03', None)
    """
    return next((time.iso for time in find_times(shown, day_first=day_first) if time.iso), None)


def find_times(text: str, *, day_first: bool | None = None) -> list[ShownTime]:
    """Every time that `text` shows, in order, none overlapping another. Work is linear in the length of `text`.

    >>> [text for text in ("Bob, 3 days ago", "Eva (12.03.2010, 9:15)", "in 2010") if find_times(text)]
    ['Bob, 3 days ago', 'Eva (12.03.2010, 9:15)']
    """
    return times_in(fold(text), day_first)


def times_in(folded: str, day_first: bool | None = None) -> list[ShownTime]:
    """`find_times` of a text that is folded already.

    >>> [time.iso for time in times_in("5 march 2010 at 14:30")]
    ['2010-03-05T14:30']
    """
    found: list[ShownTime] = []
    if _DIGIT.search(folded) and (may_hold_numeric(folded) or not MONTHS.keys().isdisjoint(_LETTERS.findall(folded))):
        found = list(_absolute(folded, day_first))
    found += [ShownTime(start, end, None, is_relative=True) for start, end in relative_in(folded)]
    found.sort(key=lambda time: (time.start, -time.end))
    kept: list[ShownTime] = []
    for time in found:
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
    return kept


_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{3,12}")
_TO_CLOCK = re.compile(
    r"[\s,.;|·•∙@()\[\]/–—\-~:]{0,6}(?:(?:at|um|a|as|alle|ore|alle ore|om|ob|kl|klo|kello|o|godz|o godz|godzina|"
    r"ora|t|a las|a la|le|v|в|о|saat|klockan|kel)"
    r"(?![^\W\d_])[\s.:]{0,3})?"
)
_TO_DATE = re.compile(
    r"[\s,.;|·•∙()\[\]/–—\-]{0,6}(?:(?:on|am|le|el|il|em|den|dne|del|op|of|di)\s{1,3})?"
    r"(?:[^\W\d_]{2,12}[.,]{0,2}\s{1,3})?(?:den\s{1,3}|the\s{1,3})?"
)
_WEEKDAY_BEFORE = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,14})[.,]{0,2}\s{0,2}(?:den\s|the\s|le\s)?$")


def _absolute(folded: str, day_first: bool | None) -> Iterator[ShownTime]:
    """Dates, each joined with the clock beside it."""
    clocks = list(clocks_in(folded))
    dates = dates_in(folded, day_first, has_meridiem=any(clock.half for clock in clocks))
    after = 0
    bound = 0
    for date in dates:
        while after < len(clocks) and clocks[after].start < date.end:
            after += 1
        start, end, clock = date.start, date.end, None
        if date.iso and "T" in date.iso:
            clock = ""
        if clock is None and after < len(clocks):
            candidate = clocks[after]
            if candidate.start - end <= 16 and _TO_CLOCK.fullmatch(folded, end, candidate.start):
                clock, end = candidate.iso, candidate.end
        if clock is None:
            before = _clock_before(folded, clocks, after, date, bound)
            if before:
                clock, start = before.iso, before.start
        if date.needs_clock and clock is None:
            continue
        zone = ZONE.match(folded, end) if clock is not None else None
        end = zone.end() if zone else end
        start = _with_weekday(folded, start, bound)
        bound = end
        yield ShownTime(start, end, f"{date.iso}T{clock}" if date.iso and clock else date.iso)


def _clock_before(folded: str, clocks: list[Clock], after: int, date: DateAtom, bound: int) -> Clock | None:
    for candidate in reversed(clocks[max(0, after - 2) : after]):
        if candidate.end <= date.start and candidate.start >= bound and date.start - candidate.end <= 30:
            gap_start = candidate.end
            zone = ZONE.match(folded, gap_start)
            gap_start = zone.end() if zone and zone.end() <= date.start else gap_start
            if _TO_DATE.fullmatch(folded, gap_start, date.start):
                return candidate
    return None


def _with_weekday(folded: str, start: int, bound: int) -> int:
    before = _WEEKDAY_BEFORE.search(folded, max(bound, start - 22), start)
    return before.start() if before and before[1] in WEEKDAYS else start
