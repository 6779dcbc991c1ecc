"""Relative times in a folded text: "3 hours ago", "vor 2 Tagen", "il y a un mois", "yesterday at 5"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from discourse.parse.calendars import RELATIVE_UNITS
from discourse.parse.clocks import CLOCK

_LONGEST_ALONE = 40
# Units are looked up like months: `NUMBER unit ago`, `vor NUMBER unit`.
_COUNT = r"(?:\d{1,4}\+?|(?:an?|one|two|three|few|einem|einer|une?|una|uma?|een|e[nt]t?|jeden)(?![^\W_]))"
_AGO = re.compile(
    rf"(?<![^\W_])(?:(?:over|about|almost|less than|more than|ca\.?|circa|around|nearly|ungefahr)\s)?"
    rf"(?:{_COUNT}\s?|un')([^\W\d_]{{1,12}})\.?"
    rf"(?:,?\s(?:and\s|und\s|et\s|y\s|e\s)?{_COUNT}\s?[^\W\d_]{{1,12}})?\s(?:ago|fa|geleden|temu|sedan|siden|her|atras|"
    rf"назад|тому|sitten|once)(?![^\W_])"
)
_SINCE = re.compile(
    rf"(?<![^\W_])(?:vor|il y a|hace|ha|for|faz|przed|pred|acum)\s(?:(?:etwa|mehr als|ungefahr|uber|environ|"
    r"plus d'|casi|mas de|cerca de)\s)?"
    rf"{_COUNT}\s?([^\W\d_]{{1,12}})(?![^\W_])"
    r"(?:,?\s(?:und\s|et\s|y\s|e\s)?\d{1,3}\s?[^\W\d_]{1,12})?(?:\s(?:sedan|siden|atras)\b)?"
)
_AGO_WORDS = tuple(f" {word}" for word in ("ago", "fa", "geleden", "temu", "sedan", "siden", "her", "atras")) + tuple(
    f" {word}" for word in ("назад", "тому", "sitten", "once")
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
    r"\W{0,4}(?:(?:sekunde|minute|godzine|dzien|tydzien|miesiac|rok) temu|just now|now|today|yesterday|soeben|"
    r"gerade eben|jetzt|heute|gestern|a l'instant|aujourd'hui|hier|"
    r"oggi|ieri|adesso|hoy|"
    r"ayer|ahora|hoje|ontem|"
    r"agora|vandaag|gisteren|zojuist|dzis|dzisiaj|"
    r"wczoraj|przed chwila|chwile temu|刚刚|剛剛|昨天|今天|"
    r"last (?:week|month|year)|an? (?:moment|while) ago)\W{0,4}"
)
_TERSE = re.compile(
    r"(?:^|[·•|,(–—-]\s?)(\d{1,3}\s?(?:s|sec|m|min|mins|h|hr|hrs|d|w|wk|wks|mo|mos|y|yr|yrs|std|tg|sem|"
    r"j))\.?(?=\s{0,2}(?:$|[·•|)–—\n]))"
)


_DIGIT = re.compile(r"\d")


def _with_unit(pattern: re.Pattern[str], folded: str) -> Iterator[tuple[int, int]]:
    """The spans of matches that count a span of time; behind what counts something else the search goes on."""
    at = 0
    while match := pattern.search(folded, at):
        counts = match[1] in RELATIVE_UNITS
        at = match.end() if counts else match.end(1)
        if counts:
            yield match.span()


def relative_in(folded: str) -> Iterator[tuple[int, int]]:
    """The spans of every relative time that a folded text shows, pattern by pattern.

    >>> list(relative_in("ann, 3 hours ago")), list(relative_in("we waited three hours"))
    ([(5, 16)], [])
    """
    # A look for the word that makes a time relative is far cheaper than the patterns, which few lines need.
    for words, pattern in ((_AGO_WORDS, _AGO), (_SINCE_WORDS, _SINCE)):
        if any(word in folded for word in words):
            yield from _with_unit(pattern, folded)
    if len(folded) < _LONGEST_ALONE and _ALONE.fullmatch(folded):
        yield 0, len(folded)
    if not _DIGIT.search(folded):
        return
    if not folded.isascii():
        yield from (match.span() for match in _HAN_AGO.finditer(folded))
    yield from (match.span(1) for match in _TERSE.finditer(folded))
    for match in _DAY_WORD.finditer(folded):
        if clock := CLOCK.match(folded, match.end(1)):
            yield match.start(), clock.end()
