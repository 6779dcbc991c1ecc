"""The HTML of one comment as plain text, its blocks as lines, and what it quotes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from discourse.read.encoding import sound

_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>", re.S)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img"}
    | {"ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt"}
    | {"u", "var", "wbr"}
)
_HIDDEN = frozenset({"script", "style", "figcaption", "template"})
_QUOTING = frozenset({"blockquote", "aside"})
_NAMES = re.compile(r"""\bdata-(username|post)\s*=\s*["']?([^"'\s<>]{1,100})""")
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Code points `start:end` that a comment quotes; the name and the number of the post that the markup credits."""

    start: int
    end: int
    author: str | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """Lines of text joined by newlines, and the quotes among them."""

    text: str
    quotes: tuple[Quoted, ...] = ()


def plain(markup: str, *, newlines: bool = False) -> Plain:
    r"""The text of a comment's HTML: a line a block, spaces collapsed, quotes as spans of whole lines.

    `newlines` keeps line ends of the source, which systems that store plain text with some tags mean as breaks.
    Lines that begin with ">" are quotes too, as everywhere. Takes time linear in the length of `markup`.

    >>> plain("<blockquote><p>No deal.</p></blockquote><p>Quite&nbsp;so,<br>no deal.")
    Plain(text='No deal.\nQuite so,\nno deal.', quotes=(Quoted(start=0, end=8, author=None, post=None),))
    >>> plain("Not 3 < 4?\nYes", newlines=True).text
    'Not 3 < 4?\nYes'
    """
    lines = _Lines()
    at = 0
    for token in _TOKEN.finditer(markup):
        lines.words(markup[at : token.start()], keep=newlines)
        at = token.end()
        if token.group(2):
            lines.tag(token.group(2).lower(), bool(token.group(1)), token.group(3))
    lines.words(markup[at:], keep=newlines)
    return lines.joined()


def typed(text: str) -> Plain:
    """Text as it was typed, without any markup: lines, and those that begin with ">" as quotes.

    >>> typed("> No deal.\\n\\nIs 3 < 4?")
    Plain(text='> No deal.\\nIs 3 < 4?', quotes=(Quoted(start=0, end=10, author=None, post=None),))
    """
    lines = _Lines()
    for line in text.splitlines():
        lines.pieces.append(line)
        lines.end_line()
    return lines.joined()


def own_words(text: str, quotes: tuple[Quoted, ...]) -> str:
    """`text` without its quotes.

    >>> own_words("No deal.\\nQuite so.", (Quoted(0, 8),))
    'Quite so.'
    """
    kept, at = [], 0
    for quote in quotes:
        kept.append(text[at : quote.start])
        at = quote.end
    kept.append(text[at:])
    return "\n".join(line for part in kept for line in part.split("\n") if line.strip())


@dataclass(slots=True)
class _Lines:
    """Lines as they come about: each with the quote that it belongs to, or None."""

    done: list[tuple[str, int | None]] = field(default_factory=list)
    credits: list[tuple[str | None, str | None]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    hidden: str | None = None
    pre: int = 0
    depth: int = 0

    def tag(self, name: str, closing: bool, attributes: str) -> None:
        if self.hidden or name in _HIDDEN:
            self.hidden = None if closing and name == (self.hidden or name) else self.hidden or name
        elif name not in _INLINE:
            self.end_line()
            if name == "pre":
                self.pre += -1 if closing else 1
            if name in _QUOTING:
                self.quote(closing, attributes)

    def quote(self, closing: bool, attributes: str) -> None:
        if closing:
            self.depth = max(0, self.depth - 1)
            return
        if not self.depth:  # a quote within a quote is part of it
            named = dict(_NAMES.findall(attributes))
            self.credits.append((named.get("username"), named.get("post")))
        self.depth += 1

    def words(self, markup: str, *, keep: bool) -> None:
        if self.hidden or not markup:
            return
        text = html.unescape(markup) if "&" in markup else markup
        if not (keep or self.pre > 0):
            self.pieces.append(text)
            return
        first, *rest = text.split("\n")
        self.pieces.append(first)
        for line in rest:
            self.end_line()
            self.pieces.append(line)

    def end_line(self) -> None:
        line = _SPACES.sub(" ", _INVISIBLE.sub("", sound("".join(self.pieces)))).strip()
        self.pieces.clear()
        if not line:
            return
        quote = len(self.credits) - 1 if self.depth else None
        if quote is None and line.startswith(">"):
            before = self.done[-1] if self.done else ("", None)
            if not (before[0].startswith(">") and before[1] is not None):
                self.credits.append((None, None))
            quote = len(self.credits) - 1
        self.done.append((line, quote))

    def joined(self) -> Plain:
        self.end_line()
        spans: dict[int, tuple[int, int]] = {}
        at = 0
        for line, quote in self.done:
            if quote is not None:
                spans[quote] = (spans.get(quote, (at, 0))[0], at + len(line))
            at += len(line) + 1
        quotes = tuple(Quoted(*span, *self.credits[quote]) for quote, span in spans.items())
        return Plain("\n".join(line for line, _ in self.done), quotes)
