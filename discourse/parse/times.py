"""Shown times: where they stand in a text, and what they say in ISO 8601.

Absolute times are read in the customary forms of European languages (named months, numeric dates, ISO, 12 and 24 hour
clocks) and of Chinese, Japanese and Korean. Relative ones ("3 hours ago", "vor 2 Tagen") are found but have no ISO
form, for a saved page does not say when "now" was. Time zones are passed over: a time is local to its page.
"""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from discourse.parse.calendars import MONTHS, RELATIVE_UNITS, WEEKDAYS


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
    if _DIGIT.search(folded) and (_MARKED.search(folded) or not MONTHS.keys().isdisjoint(_LETTERS.findall(folded))):
        found = list(_absolute(folded, day_first))
    found += _relative(folded)
    found.sort(key=lambda time: (time.start, -time.end))
    kept: list[ShownTime] = []
    for time in found:
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
    return kept


def day_first_of(shown: Iterable[str]) -> bool | None:
    """Whether a page's numeric dates put the day before the month: True, False, or None where nothing tells.

    A number above 12 settles it; failing that, the reading under which the page's times run in order; failing that,
    the form (dots and hyphens put the day first, a 12 hour clock the month).

    >>> day_first_of(["3/4/2010", "3/14/2010"])
    False
    """
    numeric = [match for each in shown for match in _NUMERIC.finditer(fold(each))]
    pairs = [(int(match[1]), int(match[3]), _year(match[4])) for match in numeric]
    first, second = sum(a > 12 for a, _, _ in pairs), sum(b > 12 for _, b, _ in pairs)
    if first != second:
        return first > second
    if len(pairs) > 2:
        breaks = {
            reading: _turns([(y, b, a) if reading else (y, a, b) for a, b, y in pairs]) for reading in (True, False)
        }
        if breaks[True] != breaks[False]:
            return breaks[True] < breaks[False]
    return None


def fold(text: str) -> str:
    """`text` in lower case without diacritics, code point for code point, so that offsets stay.

    >>> fold("À 5 Févr.")
    'a 5 fevr.'
    """
    return text.translate(_FOLDS)


def _turns(dates: list[tuple[int, int, int]]) -> int:
    """How often a sequence changes between rising and falling: 0 for one that runs one way."""
    steps = [later > earlier for earlier, later in itertools.pairwise(dates) if later != earlier]
    return sum(a != b for a, b in itertools.pairwise(steps))


def _fold_table() -> dict[int, str]:
    table = {0x142: "l", 0x141: "l", 0xF8: "o", 0xD8: "o", 0x111: "d", 0x110: "d", 0x2019: "'", 0x2BC: "'"}
    for point in (*range(0x20, 0x530), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(point))[0].lower()
        if len(base) == 1 and base != chr(point):
            table.setdefault(point, base)
    table.update(dict.fromkeys((0xA0, 0x202F, 0x2009, 0x2007, 0x3000), " "))
    return table


_FOLDS = _fold_table()
_DIGIT = re.compile(r"\d")

# Dates. Named months are matched as words and looked up, which is faster than an alternation of 400 names.
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_WORD = r"([^\W\d_]{3,12})"
_DAY_NAMED = re.compile(
    rf"(?<![\w:.,/])([0-3]?\d)(?:\.|st|nd|rd|th|er|re|[ºª°])?[\s\-/,]{{0,3}}(?:de\s+|of\s+|"
    rf"d')?{_WORD}\b[\s\-/,.]{{0,3}}"
    rf"(?:(?:de|del|of)\s+)?(?:{_YEAR}|'?(\d\d)(?![\d:.]|\s?[ap]\.?m|\s?h\b))?"
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
_MARKED = re.compile(r"\d[./年년-]\s?\d|\d{8}t\d")
_LETTERS = re.compile(r"[^\W\d_]{3,12}")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)t([0-2]\d):?([0-5]\d):?([0-5]\d)?")
_HAN = re.compile(r"((?:19|20)\d\d)\s?([年년])\s?([01]?\d)\s?[月월]\s?([0-3]?\d)\s?[日일号]?")
_SHORT_NUMERIC = re.compile(r"(?<![\d.,/:-])([0-3]?\d)([./])([0-3]?\d)\2?(?![\d%:/.,])")

# Clocks.
_CLOCK = re.compile(
    r"(?<![\d:.,/])(?:(上午|下午|午前|午後|오전|오후|am|pm)\s?)?"
    r"(?:([01]?\d|2[0-4])\s?[:h.時点時]\s?([0-5]\d)(?::([0-5]\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?:\s?([ap])\.?\s?m\b\.?|\s?(?:uhr|hrs?|h)\b)?"
    r"|(1[0-2]|0?\d)\s?([ap])\.?\s?m\b\.?|([01]?\d|2[0-4])\s?(?:uhr|h)\b)"
)
_ZONE = re.compile(
    r"\s?\(?(?:z\b|(?:utc|gmt)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?\b|[+-]\d\d:?\d\d\b|(?:[ecmpa][sd]t|cest|mesz?|mez|"
    r"bst|ist|hst|akdt|aest|eet|msk)\b)\)?"
)
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


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    iso: str | None
    needs_clock: bool = False


def _absolute(folded: str, day_first: bool | None) -> Iterator[ShownTime]:
    """Dates, each joined with the clock beside it."""
    clocks = list(_clocks(folded))
    dates = _without_overlap(_dates(folded, day_first, has_meridiem=any(half for _, half in clocks)))
    after = 0
    bound = 0
    for date in dates:
        while after < len(clocks) and clocks[after][0].start < date.end:
            after += 1
        start, end, clock = date.start, date.end, None
        if date.iso and "T" in date.iso:
            clock = ""
        if clock is None and after < len(clocks):
            candidate = clocks[after][0]
            if candidate.start - end <= 16 and _TO_CLOCK.fullmatch(folded, end, candidate.start):
                clock, end = candidate.iso, candidate.end
        if clock is None:
            before = _clock_before(folded, clocks, after, date, bound)
            if before:
                clock, start = before.iso, before.start
        if date.needs_clock and clock is None:
            continue
        zone = _ZONE.match(folded, end) if clock is not None else None
        end = zone.end() if zone else end
        start = _with_weekday(folded, start, bound)
        bound = end
        yield ShownTime(start, end, f"{date.iso}T{clock}" if date.iso and clock else date.iso)


def _clock_before(folded: str, clocks: list[tuple[_Atom, bool]], after: int, date: _Atom, bound: int) -> _Atom | None:
    for candidate, _ in reversed(clocks[max(0, after - 2) : after]):
        if candidate.end <= date.start and candidate.start >= bound and date.start - candidate.end <= 30:
            gap_start = candidate.end
            zone = _ZONE.match(folded, gap_start)
            gap_start = zone.end() if zone and zone.end() <= date.start else gap_start
            if _TO_DATE.fullmatch(folded, gap_start, date.start):
                return candidate
    return None


def _with_weekday(folded: str, start: int, bound: int) -> int:
    before = _WEEKDAY_BEFORE.search(folded, max(bound, start - 22), start)
    return before.start() if before and before[1] in WEEKDAYS else start


def _without_overlap(atoms: Iterable[_Atom]) -> list[_Atom]:
    """The atoms in order; of two that overlap the one with a year, then the longer, stays."""
    ranked = sorted(atoms, key=lambda atom: (atom.start, atom.iso is None, -atom.end))
    kept: list[_Atom] = []
    for atom in ranked:
        if kept and atom.start < kept[-1].end:
            if kept[-1].iso is None and atom.iso is not None:
                kept[-1] = atom
            continue
        kept.append(atom)
    return kept


def _dates(folded: str, day_first: bool | None, *, has_meridiem: bool) -> Iterator[_Atom]:
    for match in _CTIME.finditer(folded) if ":" in folded else ():
        if match[1] in MONTHS:
            clock = _clock_iso(int(match[3]), match[4], match[5])
            yield from _atom(match, match[6], MONTHS[match[1]], match[2], clock=clock)
    for match in _words(_DAY_NAMED, folded, 2):
        yield from _atom(match, match[3] or _century(match[4]), MONTHS[match[2]], match[1])
    for match in _words(_NAMED_DAY, folded, 1):
        if match[3] is None or match[3] in WEEKDAYS:
            yield from _atom(match, match[4] or _century(match[5]), MONTHS[match[1]], match[2])
    for match in _words(_YEAR_NAMED, folded, 2):
        yield from _atom(match, match[1], MONTHS[match[2]], match[3])
    for match in _COMPACT.finditer(folded) if "t" in folded else ():
        yield from _atom(match, match[1], int(match[2]), match[3], clock=_clock_iso(int(match[4]), match[5], match[6]))
    numeric = _MARKED.search(folded) is not None
    for pattern in (_ISO,) * numeric + (_HAN,) * (not folded.isascii()):
        for match in pattern.finditer(folded):
            yield from _atom(match, match[1], int(match[3]), match[4])
    if not numeric:
        return
    for match in _NUMERIC.finditer(folded):
        month, day = _month_and_day(int(match[1]), int(match[3]), match[2], day_first, has_meridiem)
        yield from _atom(match, str(_year(match[4])), month, str(day))
    for match in _SHORT_NUMERIC.finditer(folded):
        if 0 < int(match[1]) <= 31 and 0 < int(match[3]) <= 31:
            yield _Atom(match.start(), match.end(), None, needs_clock=True)


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


def _atom(match: re.Match[str], year: str | None, month: int, day: str, *, clock: str | None = None) -> Iterator[_Atom]:
    end = match.start() + len(match[0].rstrip(" \t\n,-/"))
    if year is None:
        if 0 < int(day) <= 31:
            yield _Atom(match.start(), end, None)
        return
    try:
        date = datetime.date(int(year), month, int(day)).isoformat()
    except ValueError:
        return
    yield _Atom(match.start(), end, f"{date}T{clock}" if clock else date)


def _month_and_day(a: int, b: int, mark: str, day_first: bool | None, has_meridiem: bool) -> tuple[int, int]:
    if a > 12 or b > 12:
        return (b, a) if a > 12 else (a, b)
    if day_first is None:
        day_first = mark != "/" or not has_meridiem
    return (b, a) if day_first else (a, b)


def _year(shown: str) -> int:
    year = int(shown)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _century(shown: str | None) -> str | None:
    return str(_year(shown)) if shown else None


def _clocks(folded: str) -> Iterator[tuple[_Atom, bool]]:
    """Clock times, each with whether it shows am or pm."""
    for match in _CLOCK.finditer(folded):
        hour = int(match[2] or match[6] or match[8])
        half = match[5] or match[7] or _HALVES.get(match[1] or "")
        if half:
            hour = hour % 12 + (12 if half == "p" else 0) if hour <= 12 else hour
        if hour < 24:
            yield _Atom(match.start(), match.end(), _clock_iso(hour, match[3] or "00", match[4])), half is not None


_HALVES = {"上午": "a", "午前": "a", "오전": "a", "am": "a", "下午": "p", "午後": "p", "오후": "p", "pm": "p"}


def _clock_iso(hour: int, minute: str, second: str | None) -> str:
    return f"{hour:02d}:{minute}:{second}" if second else f"{hour:02d}:{minute}"


# Relative times. Units are looked up like months: `NUMBER unit ago`, `vor NUMBER unit`.
_COUNT = r"(?:\d{1,4}\+?|(?:an?|one|two|three|few|einem|einer|une?|una|uma?|een|e[nt]t?|jeden)(?![^\W_]))"
_AGO = re.compile(
    rf"(?<![^\W_])(?:(?:over|about|almost|ca\.?|circa|around|nearly|ungefahr)\s)?{_COUNT}\s?([^\W\d_]{{1,12}})\.?"
    rf"(?:,?\s(?:and\s|und\s|et\s|y\s|e\s)?{_COUNT}\s?[^\W\d_]{{1,12}})?\s(?:ago|fa|geleden|temu|sedan|siden|her|atras|"
    rf"назад|тому|sitten|once)(?![^\W_])"
)
_SINCE = re.compile(
    rf"(?<![^\W_])(?:vor|il y a|hace|ha|for|faz|przed|pred|acum)\s(?:(?:etwa|mehr als|ungefahr|uber|environ|"
    r"plus d'|casi|mas de|cerca de)\s)?"
    rf"{_COUNT}\s?([^\W\d_]{{1,12}})(?![^\W_])"
    r"(?:,?\s(?:und\s|et\s|y\s|e\s)?\d{1,3}\s?[^\W\d_]{1,12})?(?:\s(?:sedan|siden|atras)\b)?"
)
_AGO_WORDS = (
    " ago",
    " fa",
    " geleden",
    " temu",
    " sedan",
    " siden",
    " her",
    " atras",
    " назад",
    " тому",
    " sitten",
    " once",
)
_SINCE_WORDS = ("vor ", "il y a ", "hace ", "ha ", "for ", "faz ", "przed ", "pred ", "acum ")
_HAN_AGO = re.compile(
    r"\d{1,4}\s?(?:秒|分钟|分鐘|分|小时|小時|時間|天|日|周|週|週間|个月|個月|ヶ月|年|초|분|시간|일|주|개월|년)\s?(?:之?前|전)"
)
_DAY_WORD = re.compile(
    r"(?<![^\W_])(?:today|yesterday|heute|gestern|vorgestern|aujourd'hui|hier|oggi|ieri|hoy|ayer|hoje|ontem|vandaag|"
    r"gisteren|dzis|dzisiaj|wczoraj|"
    r"idag|igar|i dag|i gar|сегодня|вчера|今天|昨天)"
    r"(?=([\s,.;|·•@(–—-]{0,4}(?:(?:at|um|a|as|alle|ore|om|o|kl|a las|в)(?![^\W\d_])[\s.:]{0,3})?)\d)"
)
_ALONE = re.compile(
    r"\W{0,4}(?:just now|now|today|yesterday|soeben|gerade eben|jetzt|heute|gestern|a l'instant|aujourd'hui|hier|"
    r"oggi|ieri|adesso|hoy|"
    r"ayer|ahora|hoje|ontem|"
    r"agora|vandaag|gisteren|zojuist|dzis|dzisiaj|"
    r"wczoraj|przed chwila|刚刚|剛剛|昨天|今天|"
    r"last (?:week|month|year)|an? (?:moment|while) ago)\W{0,4}"
)
_TERSE = re.compile(
    r"(?:^|[·•|,(–—-]\s?)(\d{1,3}\s?(?:s|sec|m|min|mins|h|hr|hrs|d|w|wk|wks|mo|mos|y|yr|yrs|std|tg|"
    r"j))\.?(?=\s{0,2}(?:$|[·•|)–—\n]))"
)


def _relative(folded: str) -> Iterator[ShownTime]:
    # A look for the word that makes a time relative is far cheaper than the patterns, which few lines need.
    for words, pattern in ((_AGO_WORDS, _AGO), (_SINCE_WORDS, _SINCE)):
        if any(word in folded for word in words):
            for match in pattern.finditer(folded):
                if match[1] in RELATIVE_UNITS:
                    yield ShownTime(*match.span(), None, is_relative=True)
    if len(folded) < 40 and _ALONE.fullmatch(folded):
        yield ShownTime(0, len(folded), None, is_relative=True)
    if not _DIGIT.search(folded):
        return
    if not folded.isascii():
        for match in _HAN_AGO.finditer(folded):
            yield ShownTime(*match.span(), None, is_relative=True)
    for match in _TERSE.finditer(folded):
        yield ShownTime(*match.span(1), None, is_relative=True)
    for match in _DAY_WORD.finditer(folded):
        if clock := _CLOCK.match(folded, match.end(1)):
            yield ShownTime(match.start(), clock.end(), None, is_relative=True)
