"""Dates in a folded text, in the forms of some twenty languages, and which of two numbers is the day."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from discourse.parse.calendars import MONTHS, WEEKDAY_STEMS, WEEKDAYS
from discourse.parse.clocks import clock_iso
from discourse.parse.folding import fold


@dataclass(frozen=True, slots=True)
class DateAtom:
    """Code points `start:end` that show a date. `iso` is None without a year and may hold a time already.

    `needs_clock`: two short numbers, which are a date only beside a clock.
    """

    start: int
    end: int
    iso: str | None
    needs_clock: bool = False


# Named months are matched as words and looked up, which is faster than an alternation of 400 names.
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_WORD = r"([^\W\d_]{3,12})"
_DAY_NAMED = re.compile(
    rf"(?<![\w:.,/])([0-3]?\d)(?:\.|st|nd|rd|th|er|re|[ºª°])?[\s\-/,]{{0,3}}(?:de\s+|of\s+|"
    rf"d')?{_WORD}\b[\s\-/,.]{{0,3}}"
    rf"(?:(?:de|del|of)\s+)?(?:{_YEAR}|'?(\d\d)(?![\d:.]|,\s{{1,2}}(?:19|20)\d\d\b|\s?[ap]\.?m|\s?h\b))?"
)
_NAMED_DAY = re.compile(
    rf"(?<![^\W\d_]){_WORD}\.?[\s\-]{{1,3}}([0-3]?\d)(?:st|nd|rd|th|\.)?(?![\d:])"
    rf"(?:(?:\s?,\s{{0,3}}|\s{{1,3}}|-)(?:of\s+|{_WORD}[,.]?\s)?(?:{_YEAR}|'(\d\d)(?!\d)))?"
)
_CTIME = re.compile(
    rf"(?<![^\W\d_]){_WORD}\.?\s{{1,3}}([0-3]?\d),?\s+(\d\d?):(\d\d)(?::(\d\d))?\s{{1,3}}(?:[a-z]{{2,5}}\s+|"
    rf"[+-]\d{{4}}\s+)?{_YEAR}"
)
_YEAR_NAMED = re.compile(rf"(?<![\w.,])((?:19|20)\d\d)\.?[\s\-,]{{1,3}}{_WORD}\.?[\s\-]{{1,3}}([0-3]?\d)(?![\d:])\.?")
_NUMERIC = re.compile(
    r"(?<![\d.,/:-])([0-3]?\d)([./-])\s?([0-3]?\d)(?:\2\s?|(?<=\.\d\d),\s)((?:19|20)\d\d|\d\d)(?![\d%]|[:h]\d|\2\d)"
)
_ISO = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)([-/.])\s?([01]?\d)\2\s?([0-3]?\d)(?!\d)\.?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)t([0-2]\d):?([0-5]\d):?([0-5]\d)?")
_HAN = re.compile(r"((?:19|20)\d\d)\s?([年년])\s?([01]?\d)\s?[月월]\s?([0-3]?\d)\s?[日일号]?")
_SHORT_NUMERIC = re.compile(r"(?<![\d.,/:-])([0-3]?\d)([./])([0-3]?\d)\2?(?![\d%:/.,])")
_MARKED = re.compile(r"\d[./年년-]\s?\d|\d{8}t\d")


def dates_in(folded: str, day_first: bool | None = None, *, has_meridiem: bool = False) -> list[DateAtom]:
    """Every date that a folded text shows, in order; of two that overlap the one with a year, then the longer, stays.

    `has_meridiem`: the text shows am or pm, which lets 3/4/2010 be read as Americans do where nothing else tells.

    >>> [date.iso for date in dates_in("from 5 march 2010 to 6.3.2010")]
    ['2010-03-05', '2010-03-06']
    """
    found = [*_named(folded), *_compact(folded)]
    if may_hold_numeric(folded):
        found += _numeric(folded, day_first, has_meridiem)
    if not folded.isascii():
        found += [atom for match in _HAN.finditer(folded) for atom in _atom(match, match[1], int(match[3]), match[4])]
    return _without_overlap(found)


def may_hold_numeric(folded: str) -> bool:
    """Whether two numbers stand beside each other with a mark between: a cheap look before costly patterns.

    >>> may_hold_numeric("5.3.2010"), may_hold_numeric("posts: 7153")
    (True, False)
    """
    return _MARKED.search(folded) is not None


def _named(folded: str) -> Iterator[DateAtom]:
    for match in _CTIME.finditer(folded) if ":" in folded else ():
        if match[1] in MONTHS:
            clock = clock_iso(int(match[3]), match[4], match[5])
            yield from _atom(match, match[6], MONTHS[match[1]], match[2], clock=clock)
    for match in _words(_DAY_NAMED, folded, 2):
        yield from _atom(match, match[3] or _century(match[4]), MONTHS[match[2]], match[1])
    for match in _words(_NAMED_DAY, folded, 1):
        if match[3] is None or match[3] in WEEKDAYS:
            yield from _atom(match, match[4] or _century(match[5]), MONTHS[match[1]], match[2])
    for match in _words(_YEAR_NAMED, folded, 2):
        yield from _atom(match, match[1], MONTHS[match[2]], match[3])


def _compact(folded: str) -> Iterator[DateAtom]:
    for match in _COMPACT.finditer(folded) if "t" in folded else ():
        yield from _atom(match, match[1], int(match[2]), match[3], clock=clock_iso(int(match[4]), match[5], match[6]))


def _numeric(folded: str, day_first: bool | None, has_meridiem: bool) -> Iterator[DateAtom]:
    for match in _ISO.finditer(folded):
        yield from _atom(match, match[1], int(match[3]), match[4])
    for match in _NUMERIC.finditer(folded):
        month, day = _month_and_day(int(match[1]), int(match[3]), match[2], day_first, has_meridiem)
        yield from _atom(match, str(_year(match[4])), month, str(day))
    for match in _SHORT_NUMERIC.finditer(folded):
        if 0 < int(match[1]) <= 31 and 0 < int(match[3]) <= 31:
            yield DateAtom(match.start(), match.end(), None, needs_clock=True)


def _without_overlap(atoms: Iterable[DateAtom]) -> list[DateAtom]:
    """The atoms in order; of two that overlap the one with a year, then the longer, stays."""
    ranked = sorted(atoms, key=lambda atom: (atom.start, atom.iso is None, -atom.end))
    kept: list[DateAtom] = []
    for atom in ranked:
        if kept and atom.start < kept[-1].end:
            if kept[-1].iso is None and atom.iso is not None:
                kept[-1] = atom
            continue
        kept.append(atom)
    return kept


def day_first_of(shown: Iterable[str]) -> bool | None:
    """Whether a page's numeric dates put the day before the month: True, False, or None where nothing tells.

    A number above 12 settles it; failing that, the weekdays before the dates; failing these, the reading under which
    the page's times run in order; then the form (dots put the day first, a 12 hour clock the month).

    >>> day_first_of(["3/4/2010", "3/14/2010"])
    False
    """
    numeric = []
    votes = 0
    for folded in map(fold, shown):
        for match in _NUMERIC.finditer(folded):
            numeric.append(match)
            votes += _weekday_vote(folded, match)
    pairs = [(int(match[1]), int(match[3]), _year(match[4])) for match in numeric]
    first, second = sum(a > 12 for a, _, _ in pairs), sum(b > 12 for _, b, _ in pairs)
    if first != second:
        return first > second
    if votes:
        return votes > 0
    if len(pairs) > 2:
        breaks = {
            reading: _turns([(y, b, a) if reading else (y, a, b) for a, b, y in pairs]) for reading in (True, False)
        }
        if breaks[True] != breaks[False]:
            return breaks[True] < breaks[False]
    return None


_WORD_BEFORE = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,12})[.,]{0,2}\s{0,2}$")


def _weekday_vote(folded: str, match: re.Match[str]) -> int:
    """1 where the weekday before a numeric date fits only with the day first, -1 only with the month first, else 0."""
    before = _WORD_BEFORE.search(folded, max(0, match.start() - 16), match.start())
    weekday = WEEKDAY_STEMS.get(before[1][:3]) if before and before[1] in WEEKDAYS else None
    if weekday is None:
        return 0
    fits = []
    for day, month in ((match[1], match[3]), (match[3], match[1])):
        try:
            fits.append(datetime.date(_year(match[4]), int(month), int(day)).weekday() == weekday)
        except ValueError:
            fits.append(False)
    return fits[0] - fits[1]


def _turns(dates: list[tuple[int, int, int]]) -> int:
    """How often a sequence changes between rising and falling: 0 for one that runs one way."""
    steps = [later > earlier for earlier, later in itertools.pairwise(dates) if later != earlier]
    return sum(a != b for a, b in itertools.pairwise(steps))


def _words(pattern: re.Pattern[str], folded: str, group: int) -> Iterator[re.Match[str]]:
    """Matches of `pattern` whose group is a month's name; a miss is tried again from its next word."""
    position = 0
    while match := pattern.search(folded, position):
        if match[group] in MONTHS:
            yield match
            position = match.end()
        else:
            position = max(
                match.start() + 1, match.end(group) if match.start(group) == match.start() else match.start(group)
            )


def _atom(
    match: re.Match[str], year: str | None, month: int, day: str, *, clock: str | None = None
) -> Iterator[DateAtom]:
    end = match.start() + len(match[0].rstrip(" \t\n,-/"))
    if year is None:
        if 0 < int(day) <= 31:
            yield DateAtom(match.start(), end, None)
        return
    try:
        date = datetime.date(int(year), month, int(day)).isoformat()
    except ValueError:
        return
    yield DateAtom(match.start(), end, f"{date}T{clock}" if clock else date)


def _month_and_day(a: int, b: int, mark: str, day_first: bool | None, has_meridiem: bool) -> tuple[int, int]:
    if a > 12 or b > 12:
        return (b, a) if a > 12 else (a, b)
    if day_first is None:
        day_first = mark == "." or not has_meridiem
    return (b, a) if day_first else (a, b)


def _year(shown: str) -> int:
    year = int(shown)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _century(shown: str | None) -> str | None:
    return str(_year(shown)) if shown else None
