"""The headers of mail and news: "From: Ann Lee <ann@…>", "Date: …", "Subject: …" in lines of their own, then the text.

Archives of one list's mail show name and address on one line and the time below it; both are known by their address.
"""

from __future__ import annotations

import re

from discourse.parse.folding import fold
from discourse.parse.text.cues import turns_letters
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, time_strength
from discourse.parse.times import times_in

NAME = "mail"
SIDE: Side = "before"
SURE = True  # nothing else has headers of mail
_FROM = "from|von|de|da|van|fra|fran|od|od kogo|lahettaja|от|author"
_DATE = (
    "date|sent|datum|gesendet|envoye|envoye le|fecha|enviado|enviado el|data|inviato|dato|skickat|verzonden|дата|posted"
)
_TELLING = (
    "subject|newsgroups?|message-?id|reply-to|in-reply-to|references|content-[a-z-]{1,30}|mime-version|user-agent|"
    "nntp-[a-z-]{1,30}|x-[a-z-]{1,40}|followup-to|list-[a-z]{1,20}|return-path|delivered-to|received|xref|betreff|"
    "objet|asunto|oggetto|onderwerp|temat|amne|emne|тема"
)
_OTHER = "to|cc|bcc|organi[sz]ation|lines|sender|path|an|kopie|a|para|aan|do|til|till|кому|list|topic"
_HEADER = re.compile(rf"(?:(?P<who>{_FROM})|(?P<when>{_DATE})|(?P<tells>{_TELLING})|(?:{_OTHER}))\s?:(?:\s|$)")
_MOST_HEADERS = 40
_LONGEST, _LONGEST_LABEL = 200, 50
_SIGNS = ("@", " at ", "(at)", "[at]")
_ADDRESS = re.compile(
    r"<[^<>\n]{0,120}>|\[mailto:[^\]\n]{0,120}\]|[\w.+-]{1,64}(?:@| at |\(at\)|\[at\]| \[at\] )[\w.-]{1,80}"
)
_BRACKETED = re.compile(r"\s{0,9}\(([^()\n]{1,80})\)\s{0,9}")
_HOST = re.compile(r"\s\([^()\s]*[.\d][^()\s]*\)\s*$")
"""Where a letter was sent from: "(…example.org)"."""
_FORWARDED = re.compile(
    r"\W*+(?:original message|forwarded|begin forwarded|ursprungliche nachricht|weitergeleitete?|message d'origine)"
)


def find(page: Lines) -> list[Mark]:
    """Every run of header lines that names who wrote and when, and every address with a time right below it."""
    found: list[Mark] = []
    index = 0
    while index < len(page):
        made = _headed(page, index) or _addressed(page, index)
        if made:
            found.append(made)
            index = made.last
        index += 1
    if len(found) == 1 and not any(turns_letters(page, i) for i in range(len(page))):
        return []  # one letter is a page of an archive only where the archive says so
    return found


def _headed(page: Lines, first: int) -> Mark | None:
    """The byline that header lines from `first` on make, if they are a letter's: journeys, too, have From, To, Date."""
    who = when = None
    is_letter = False
    last = first - 1
    if ":" not in page[first].text[:_LONGEST_LABEL]:
        return None
    for index in range(first, min(first + _MOST_HEADERS, len(page))):
        header = _HEADER.match(page.folded(index)) if page[index].gap <= 1 or index == first else None
        if header is None:
            break
        last = index
        who = index if header["who"] and who is None else who
        when = index if header["when"] and when is None else when
        is_letter = is_letter or header["tells"] is not None
    if who is None or when is None or (first and _FORWARDED.match(page.folded(first - 1))):
        return None
    sender = page[who].text.partition(":")[2]
    if not (is_letter or _ADDRESS.search(sender[:_LONGEST])):
        return None
    author = _name(sender)
    return _mark(page, author, page[when].text.partition(":")[2].strip(), first, last)


def _addressed(page: Lines, index: int) -> Mark | None:
    """The byline that a name with an address makes, and the time below it."""
    text = page[index].text
    if index + 1 >= len(page) or len(text) > _LONGEST or not any(sign in text for sign in _SIGNS):
        return None
    if not _ADDRESS.search(text):
        return None
    time = page.parsed(index + 1)
    author = _name(text)
    if time is None or not time.is_time or not author or len(author) > _LONGEST_NAME:
        return None
    last = index + 1
    while last + 1 < len(page) and turns_letters(page, last + 1):
        last += 1
    return _mark(page, author, page[index + 1].text, index, last)


def _mark(page: Lines, author: str | None, posted: str, first: int, last: int) -> Mark | None:
    time = next(iter(times_in(fold(posted[:_LONGEST]), page.day_first)), None)
    if time is None:
        return None
    strength = time_strength(time) + 1.2
    return Mark(first, last, author, posted, time.iso, strength, NAME)


_LONGEST_NAME = 60


def _name(shown: str) -> str | None:
    """The name in a From header; the address where there is nothing else.

    >>> [_name(shown) for shown in ('"Ann Lee" <ann@x.org>', "ann@x.org (Ann Lee)", "Ann Lee ann at x.org", "a@x.org")]
    ['Ann Lee', 'Ann Lee', 'Ann Lee', 'a@x.org']
    """
    shown = shown.strip()[:_LONGEST]
    rest = _ADDRESS.sub(" ", shown)
    inside = _BRACKETED.fullmatch(rest)
    rest = rest if inside else _HOST.sub("", rest)
    name = " ".join((inside[1] if inside else rest).split()).strip(" \t\"',;:<>[]()")
    return name or shown.strip("<> ") or None
