"""Whom a comment answers, in threads whose layout does not show it: by number, by quote, by name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from discourse.parse.draft import Draft
from discourse.parse.folding import fold
from discourse.records import ReplyBasis

_WORDS = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_MOST_NAME_WORDS = 5
_IN_REPLY = re.compile(
    r"(?:in reply to|replying to|reply to|in response to|(?:als )?antwort auf|en reponse a|reponse a|en respuesta a|"
    r"respondiendo a|in risposta a|em resposta a|in antwoord op|w odpowiedzi (?:na|do)|som svar (?:pa|"
    r"til))[\s:]{1,3}(?:@|#)?"
)
_NUMBER = re.compile(
    r"(?:(?<![\w&/])(?:#|>>)|^@|(?<!\w)(?:comment|kommentar|commentaire|comentario|commento|post|"
    r"beitrag|nr\.?|no\.?)\s?#)(\d{1,6})(?!\w)"
)
_AT = re.compile(r"(?<![\w.])@\s?(?=\w)")
_ADDRESSED = re.compile(
    r"\W{0,2}(?:(?:hi|hello|hey|dear|hallo|liebe[rs]?|lieber|salut|bonjour|cher|chere|hola|estimad[oa]|ciao|caro|"
    r"cara|ola|hoi|beste|witaj)\s+)?"
    r"([^\n:,–—!]{2,40}?)\s?[:,–—!]"
)


def name_key(name: str) -> str:
    """A name as it is compared: folded words without marks.

    >>> name_key(" @José-Luis ")
    'jose luis'
    """
    return " ".join(_WORDS.findall(fold(name)))


class Names:
    """The authors met so far on a page, and where each last spoke."""

    def __init__(self) -> None:
        self._latest: dict[str, int] = {}
        self._by_first: dict[str, str | None] = {}
        self._bylines: dict[str, int] = {}
        self._native: dict[str, int] = {}
        self._shown: list[str | None] = []
        self._all_dated = True

    @property
    def has_times(self) -> bool:
        """Whether any comment so far shows a time."""
        return bool(self._bylines)

    @property
    def are_numbered(self) -> bool:
        """Whether the page shows a number beside its comments."""
        return bool(self._native)

    def add(self, position: int, draft: Draft) -> None:
        """Take note of the comment at `position`; positions come in page order."""
        self._shown.append(draft.author)
        if draft.native_id:
            self._native[draft.native_id.lstrip("#")] = position
        if not draft.author:
            return
        key = name_key(draft.author)
        if not key:
            return
        self._latest[key] = position
        first = key.split(" ", 1)[0]
        self._by_first[first] = key if self._by_first.get(first, key) == key else None
        if draft.posted:
            self._all_dated = self._all_dated and _DIGIT.search(draft.posted) is not None
            self._bylines.setdefault(_byline_key(f"{draft.author} {draft.posted}"), position)

    def latest(self, name: str) -> int | None:
        """The last comment so far by the author of that name."""
        return self._latest.get(name_key(name))

    def shown(self, position: int) -> str | None:
        """The name of the comment's author as the page shows it."""
        return self._shown[position]

    def numbered(self, number: str) -> int | None:
        """The comment with that number on the page, or in that place where comments show no numbers."""
        if self._native:
            return self._native.get(number)
        place = int(number) - 1
        return place if 0 <= place < len(self._shown) else None

    def byline(self, line: str) -> int | None:
        """The comment whose byline the line repeats: the author's name and the time, whatever words join them."""
        if self._all_dated and _DIGIT.search(line) is None:
            return None
        return self._bylines.get(_byline_key(line))

    def at_start(self, text: str) -> int | None:
        """The latest comment by the author whose name, whole or first, opens `text`; the longest name wins."""
        words = _WORDS.findall(fold(text[:80]))[:_MOST_NAME_WORDS]
        for length in range(len(words), 0, -1):
            position = self._latest.get(" ".join(words[:length]))
            if position is not None:
                return position
        whole = self._by_first.get(words[0]) if words and len(words[0]) > 2 else None
        return self._latest.get(whole) if whole else None


_JOINING = frozenset(
    ("on", "by", "at", "posted", "says", "said", "wrote", "am", "um", "schrieb", "schreibt", "le", "a", "dit", "ecrit")
)


def _byline_key(line: str) -> str:
    return " ".join(word for word in _WORDS.findall(fold(line)) if word not in _JOINING)


def find_reply(
    position: int,
    draft: Draft,
    quotes: Sequence[tuple[int, int, int | None, str | None]],
    names: Names,
    *,
    nested: bool,
) -> tuple[int | None, ReplyBasis | None]:
    """The position of the comment that a draft answers and how that is known, or (None, None).

    Where the page shows nesting (`nested`), a comment that stands at the top answers none, whatever names it calls.

    >>> names = Names()
    >>> names.add(0, Draft("Ann", "Hello"))
    >>> find_reply(1, Draft("Bob", "@Ann: hello yourself"), (), names, nested=False)
    (0, 'mention')
    """
    if nested or position == 0 or draft.kind != "comment":
        return None, None
    outside = _outside(draft.text, quotes)
    marked = _marked(outside, names)
    if marked is not None:
        return marked, "mark"
    for _, _, source, _ in quotes:
        if source is not None and source < position:
            return source, "quote"
    named = _named(outside, names, draft.author)
    return (named, "mention") if named is not None else (None, None)


def _outside(text: str, quotes: Sequence[tuple[int, int, int | None, str | None]]) -> str:
    pieces, at = [], 0
    for start, end, _, _ in quotes:
        pieces.append(text[at:start])
        at = end
    return "".join([*pieces, text[at:]]).lstrip()


def _marked(text: str, names: Names) -> int | None:
    head = fold(text[:200])
    if match := _IN_REPLY.match(head):
        number = re.match(r"\d{1,6}", head[match.end() :])
        target = names.numbered(number[0]) if number else names.at_start(head[match.end() :])
        if target is not None:
            return target
    for match in _NUMBER.finditer(head):
        target = names.numbered(match[1])
        # Where comments show no numbers, "#4" within a sentence may count anything.
        if target is not None and (names.are_numbered or match.start() <= 1):
            return target
    return None


def _named(text: str, names: Names, author: str | None) -> int | None:
    own = names.latest(author) if author else None
    for match in _AT.finditer(text) if "@" in text else ():
        target = names.at_start(text[match.end() : match.end() + 80])
        if target is not None and target != own:
            return target
    addressed = _ADDRESSED.match(fold(text[:80]))
    if addressed:
        target = names.latest(addressed[1])
        if target is not None and target != own:
            return target
    return None
