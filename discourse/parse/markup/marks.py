"""Clues laid over a tree's columns: which nodes bear a time, a name, an action; and running sums of them.

A running sum `s` has one place more than there are nodes, so that nodes `start:end` hold `s[end] - s[start]`.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, MutableSequence, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.tree import TIME_ATTRIBUTES, Tree

LONGEST_TIME = 120
"""A text node longer than this is running text, whatever dates it holds."""

# Over text in lower case, for to fold case while matching takes twice the time; all that is looked for in any line
# begins with a digit, so that the search leaps from one to the next.
_DIGIT_OF_TIME = re.compile(
    r"\d(?:\d?\s?[:h.]\s?\d\d(?!\d)|\d{0,3}([./-])\s?\d{1,2}\1\s?\d{2,4}|(?:(?<=1)9|(?<=2)0)\d\d\s?[年년]"
    r"|(?<!\d\d)\d?(?:\.|st|nd|rd|th|er)?[\s-]{1,3}(?:de\s|"
    r"of\s)?[^\W\d_]{3,12}\.?,?(?:\sde)?[\s,-]{1,3}(?:19|20|')\d\d"
    r"|(?:(?<=[^\W\d_]{3}\s\d)|(?<=[^\W\d_]{3}\.\s\d))\d?(?:st|nd|rd|th)?\s?(?:,|\bat\b|\s(?:19|20)\d\d|$)"
    r"|\s?[^\W\d_]{1,12}\.?\s(?:ago|fa|geleden|temu|sedan|siden|atrás|назад)\b"
    r"|\s?(?:秒|分|小时|小時|時間|天|日|周|週|年|개월|시간)|\s\w+\sher\b)"
)
_TERSE = re.compile(r"\s*\d{1,3}\s?(?:s|min|m|h|hr|hrs|d|w|mo|yr|y)\s*$")
_WORDED = re.compile(
    r"\b(?:an?|one)\s?[^\W\d_]{1,12}\.?\s(?:ago|fa|geleden|temu|sedan|siden|atrás|назад)\b"
    r"|\b(?:vor|il y a|hace|há|przed|pred)\s[\w']{1,10}\s"
)
_ACTIONS = frozenset(
    name.strip()
    for name in """
    reply/replies/respond/quote/cite/report/flag/permalink/link/like/share/answer/reply with quote/reply to this/
    reply to this comment/report this/report abuse/report comment/report post/report this comment/report spam/like this/
    thanks/view/link to this/direct link/copy link/helpful/upvote/downvote/vote up/vote down/edit/delete/top/up/
    antworten/zitieren/melden/zitat/antworten mit zitat/mit zitat antworten/auf diesen kommentar antworten/gefällt mir/
    kommentar melden/beitrag melden/beantworten/empfehlen/link zu diesem kommentar/nach oben/
    répondre/citer/signaler/alerter/recommander/répondre à ce commentaire/répondre à ce message/signaler un abus/
    responder/citar/denunciar/reportar/me gusta/responder a este comentario/rispondi/cita/segnala/mi piace/
    antwoord/antwoorden/reageer/reageren/citeren/meld/odpowiedz/cytuj/zgłoś/lubię to/svara/svar/citera/citér/anmäl/
    vastaa/lainaa/odpovědět/citovat/válasz/ответить/цитата/цитировать/пожаловаться/відповісти/yanıtla/cevapla/alıntı/
    回覆/回复/举报/返信/답글/引用
    """.replace("\n", " ").split("/")
)
_EDGES = " \t\n\r\f\xa0()[]{}|·•:.,»«›‹>→↩↳↵+#*!0123456789-–—"
_DIGIT = re.compile(r"\d")
_WITHOUT_DIGIT = ("vor ein", "il y a un", "hace un", "há um")
_LONGEST_OPENING = max(map(len, _WITHOUT_DIGIT))


@dataclass(slots=True)
class Marks:
    """Per node: `hints` (bits of `traits`) and `is_time`; and running sums of shown characters and of clues."""

    hints: MutableSequence[int]
    is_time: bytearray
    text: Sequence[int]
    link_text: Sequence[int]
    times: Sequence[int]
    authors: Sequence[int]
    actions: Sequence[int]

    def timed(self) -> Iterator[int]:
        """The nodes that bear a time, in order."""
        node = self.is_time.find(1)
        while node >= 0:
            yield node
            node = self.is_time.find(1, node + 1)


def mark(tree: Tree) -> Marks:
    """The clues of every node, in time linear in the page."""
    size = len(tree)
    lengths, links = array("i", bytes(4 * size)), array("i", bytes(4 * size))
    is_time, actions = bytearray(size), bytearray(size)
    texts = tree.texts
    for node in tree.leaves:
        text = texts[node]
        length = lengths[node] = len(text.strip())
        if length <= LONGEST_TIME:
            if looks_like_time(text) and not _is_said(text):
                is_time[node] = 1
            elif length < 40 and text.strip(_EDGES).lower() in _ACTIONS:
                actions[node] = 1
    own_hints, authors = _hint_all(tree, is_time)
    attributes, ends = tree.attributes, tree.ends
    text_sums = _sums(lengths)
    for link in tree.tagged["a"]:
        end = ends[link]
        links[link:end] = lengths[link:end]
        target = attributes[link].get("href")
        if target and is_profile(target):
            authors[link] = 1
    _name_bylines(tree, text_sums, is_time, actions, authors)
    return Marks(
        own_hints,
        is_time,
        text_sums,
        _sums(links),
        _sums(is_time),
        _sums(authors),
        _sums(actions),
    )


def _is_said(text: str) -> bool:
    """Whether a text with a time in it is a sentence and no byline: many words, and a full stop."""
    return len(text) > _LONGEST_STAMP and text.count(" ") >= _SENTENCE and text.rstrip()[-1] in ".!?…"


_LONGEST_STAMP, _SENTENCE = 45, 9


def _sums(counts: bytearray | array[int]) -> Sequence[int]:
    """The running sum; of large pages as packed numbers, which are slower to read and a tenth the size."""
    sums = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(np.frombuffer(counts, np.uint8 if isinstance(counts, bytearray) else np.int32), out=sums[1:])
    told: list[int] = sums.tolist() if len(counts) < _LARGE else []
    return told or array("i", sums.tobytes())


_LARGE = 100_000


def _hint_all(tree: Tree, is_time: bytearray) -> tuple[MutableSequence[int], bytearray]:
    """The hints of every node and whether it is named for an author; marks elements that hold a time as such."""
    hints = tree.hints
    attributes = tree.attributes
    authors = bytearray(len(tree))
    for node in tree.telling:
        held = attributes[node]
        prop = held.get("itemprop")
        if prop:
            hints[node] |= _hints_of(tuple(prop.lower().split()))
        if held.get("rel") == "author" or hints[node] & traits.AUTHOR:
            authors[node] = 1
        if tree.tags[node] in _TIMED and not TIME_ATTRIBUTES.isdisjoint(held):
            is_time[node] = 1
    for node in tree.tagged["time"]:
        is_time[node] = 1
    named = (alike for name, alike in tree.named.items() if traits.hints(name) & traits.AUTHOR)
    for node in chain(tree.tagged["cite"], *named):
        authors[node] = 1
    return hints, authors


def _name_bylines(tree: Tree, text: Sequence[int], is_time: bytearray, actions: bytearray, authors: bytearray) -> None:
    """Marks what may be a name beside each shown time, where nothing near is named for an author.

    A byline is a short line, or a few in a row: a time, and a name just before it or just after.
    """
    leaves = tree.leaves
    for at, node in enumerate(leaves):
        if not is_time[node]:
            continue
        start, end = _byline_around(tree, text, node)
        if authors.find(1, start, end) >= 0:
            continue
        if _SAYS.search(tree.texts[node]) is not None:
            authors[node] = 1
            continue
        near = (*leaves[max(0, at - 3) : at][::-1], *leaves[at + 1 : at + 3])
        for leaf in near:
            if start <= leaf < end and not is_time[leaf] and not actions[leaf] and may_be_name(tree.texts[leaf]):
                authors[leaf] = 1
                break


def _byline_around(tree: Tree, text: Sequence[int], node: int) -> tuple[int, int]:
    """The nodes of the largest element around a time that is no longer than a byline."""
    start, end = node, node + 1
    for steps, ancestor in enumerate(tree.up(node)):
        if steps > 4 or text[tree.ends[ancestor]] - text[ancestor] > _LONGEST_BYLINE:
            break
        start, end = ancestor, tree.ends[ancestor]
    return start, end


_LONGEST_BYLINE = 150
_SAYS = re.compile(
    r"\b(?:by|von|par|por|door|przez|says|said|wrote|writes|schreibt|schrieb|sagt|sagte|meint|écrit|dit|dijo|dice|"
    r"scrive|ha scritto|escreveu|disse|zegt|schreef|pisze|napisał)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\s(@~–—•|·-]{0,4}[^\W\d_][^.!?;/|<>{}\[\]()]{0,38}[.:,)|·–—\s-]{0,4}")


def may_be_name(text: str) -> bool:
    """Whether a text may be somebody's name; quick, and not sure.

    >>> [may_be_name(text) for text in ("Ann B.", "Léo,", "It rained. We stayed.", "12 comments")]
    [True, True, False, False]
    """
    return len(text) < 60 and text.count(" ") < 8 and _NAME.fullmatch(text) is not None


_PERSON = re.compile(
    r"[/?&](?:u|users?|members?|profiles?|people|mitglied(?:er)?|membre|benutzer|utilisateur|usuario)(?:[/=.?_-]|$)"
)
_USER = re.compile(r"user(?:name)?[=/_]")
_HANDLE = re.compile(r"/[@~][^/?#\s]{1,60}/?$")


def is_profile(address: str) -> bool:
    """Whether a link leads to somebody's own page.

    >>> is_profile("/users/ann"), is_profile("/@ann"), is_profile("/userguide"), is_profile("/@ann/on-rain")
    (True, True, False, False)
    """
    if _PERSON.search(address) is not None:
        return True
    if "user" in address and _USER.search(address) is not None:
        return True
    if ("/@" in address or "/~" in address) and _HANDLE.search(address) is not None:
        return True
    return "memberlist" in address or "profile.php" in address or "profile.asp" in address


_TIMED = frozenset(("time", "abbr", "meta", "span", "a"))


def looks_like_time(text: str) -> bool:
    """Whether a short text may show a time; quick, and not sure.

    >>> looks_like_time("5. März 2010"), looks_like_time("2 hours ago"), looks_like_time("12 comments")
    (True, True, False)
    """
    if (
        _DIGIT.search(text) is None
        and " ago" not in text
        and not text[:_LONGEST_OPENING].lower().startswith(_WITHOUT_DIGIT)
    ):
        return False
    lower = text.lower()
    if _DIGIT_OF_TIME.search(lower) is not None or _TERSE.match(lower) is not None:
        return True
    return _WORDED.search(lower) is not None


@lru_cache(maxsize=16384)
def _hints_of(names: tuple[str, ...]) -> int:
    found = 0
    for name in names:
        found |= traits.hints(name)
    return found


def offers(tree: Tree, marks: Marks, block: Block) -> list[str]:
    """What a block itself offers to do, as it is written: "Reply", "Share"."""
    return [tree.texts[node] for node in block.own() if marks.actions[node + 1] > marks.actions[node]]
