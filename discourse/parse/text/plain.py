"""What converters put into a page's text, taken out before it is read: Markdown's marks, numbers of links, breaks.

`html2text` and its kind write links as `[words](address)`, `lynx -dump` numbers them and lists the addresses at its
end, and browsers for terminals break lines at a fixed width. The page is read without these; where something stands in
the plain text is then told for the text as it came.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.text.buttons import only_buttons
from discourse.records import Span

Edit = tuple[int, int, str]
"""Code points `start:end` of the text and what stands in their place in the plain one: nothing, or a space."""

_LINK_PART = re.compile(
    r"\[|\]\((?:<|https?:|/|#|\?|\.{1,2}/|mailto:|javascript:|www\.|[\w-]{1,60}\.)(?:[^()\s]|"
    r"(?<=[-?/])\n(?=[^()\s])){0,2000}+"
    r"(?:\([^()\s]{0,200}+\)[^()\s]{0,200}+)?(?:\s\"[^\"]{0,200}+\")?\)"
)
"""Where a link's words begin, and its address, which may be broken between lines."""
_LONGEST_LINKED = 400
_BREAK = re.compile(r"(?<=\S)\n(?=\S)")
_HEADING = re.compile(r"^[ \t]{0,3}(#{1,6}[ \t]+)(?=\S)", re.M)
_MARKS = re.compile(
    r"^[ \t]{0,3}#{1,6}[ \t]+(?=\S)|(?<![\w*])\*\*+|(?<!\*)\*\*(?![\w*])|(?<!\w)__?(?=\w)|(?<=[\w.!?,])__?(?!\w)|"
    r"^[ \t]{0,3}(?:\*[ \t]){2,}\*[ \t]*$|^[ \t]{0,3}(?:-{3,}|_{3,})[ \t]*$|\\(?=[\[\]\\`*_{}()#+.!>-])",
    re.M,
)
"""Stars inside a word or three at its end are no stress: they stand for letters that were not to be written."""
_STRESSED = re.compile(r"(?<![\w*])(\*(?:\*\*)?)(?=[^\s*])[^*]{0,300}(?<=[^\s*])\1(?![\w*])")
_FEWEST_MARKS = 2
_LISTED = re.compile(r"^[ \t]*(?:References|Visible links|Hidden links):?[ \t]*\n\s{0,80}1\. \S+:", re.M)
_LINK_NUMBER = re.compile(r"\[\d{1,4}\](?=\S)")


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain text, and for each kept piece where it begins in it and in the text as it came."""

    text: str
    starts: Sequence[int] = (0,)
    origins: Sequence[int] = (0,)

    def origin(self, offset: int) -> int:
        """Where the code point at `offset` stands in the text as it came."""
        place = bisect_right(self.starts, offset) - 1
        return self.origins[place] + offset - self.starts[place]

    def spans(self, spans: tuple[Span, ...], length: int) -> tuple[Span, ...]:
        """Spans of the plain text as spans of the text as it came, which has that length."""
        if not spans:
            return (Span(0, length, "furniture"),) if length else ()
        bounds = [0, *(self.origin(span.start) for span in spans[1:]), length]
        pairs = itertools.pairwise(bounds)
        return tuple(Span(*pair, span.role, span.comment) for pair, span in zip(pairs, spans, strict=True))


def plain(text: str) -> Plain:
    """The text without addresses and numbers of links, the lines of its paragraphs joined where a width broke them.

    >>> plain("## 1 comment\\n\\n**[Ann](https://example.org/ann)** says:\\n\\nNo.").text
    '1 comment\\n\\nAnn says:\\n\\nNo.'
    """
    edits = [*_markdown(text), *_numbers(text), *_breaks(text), *_pictures(text)]
    return _edited(text, sorted(edits)) if edits else Plain(text)


def _edited(text: str, edits: Sequence[Edit]) -> Plain:
    pieces: list[str] = []
    starts, origins = [], []
    at = length = 0
    for start, end, instead in edits:
        if start < at:
            continue
        for piece, origin in ((text[at:start], at), (instead, start)):
            if piece:
                pieces.append(piece)
                starts.append(length)
                origins.append(origin)
                length += len(piece)
        at = end
    return Plain("".join([*pieces, text[at:]]), [*starts, length], [*origins, at])


def _markdown(text: str) -> list[Edit]:
    """Links and pictures, and where there are any, or headings, the marks of headings and of stress."""
    links = list(_links(text))
    if len(links) < _FEWEST_MARKS and len(_HEADING.findall(text)) < _FEWEST_MARKS:
        return []
    pairs = [match for match in _STRESSED.finditer(text) if "\n\n" not in match[0]]
    stars = [(at, at + len(m[1]), "") for m in pairs for at in (m.start(), m.end() - len(m[1]))]
    return links + stars + [(*match.span(), "") for match in _MARKS.finditer(text)]


def _links(text: str) -> Iterator[Edit]:
    """What stands around the words of a link; of a picture, all."""
    if "](" not in text:
        return
    opened: list[int] = []
    for part in _LINK_PART.finditer(text):
        if part[0] == "[":
            opened.append(part.start())
            continue
        start = opened.pop() if opened else -1
        if start < part.start() - _LONGEST_LINKED or start < 0 or "\n\n" in text[start : part.start()]:
            opened.clear()
        elif text[start - 1 : start] == "!":
            yield start - 1, part.end(), ""
        else:
            yield start, start + 1, ""
            yield from ((*match.span(), " ") for match in _BREAK.finditer(text, start + 1, part.start()))
            yield *part.span(), " " if text[part.end() : part.end() + 1] == "[" else ""


def _numbers(text: str) -> Iterator[Edit]:
    """The numbers of links, on a page that lists their addresses at its end."""
    listed = _LISTED.search(text) if "[1]" in text else None
    if listed:
        yield from ((*match.span(), "") for match in _LINK_NUMBER.finditer(text, 0, listed.start()))


_PICTURE = re.compile(
    r"^[ \t]*[●○□■◎☆★◆◇•◦▪][ \t]*$|"
    r"[ \t]{0,2}(?:\[[\w.%-]{1,80}\.(?:gif|png|jpe?g|svg|webp|ico)\]|\[(?:IMG|INLINE|LINK|EMBED)\]|\(BUTTON\))",
    re.M | re.I,
)
_SHORT_PICTURE = re.compile(
    r"^[ \t]*(?:\[[\w-]{3,10}\][ \t]{0,3})+|(?:[ \t]{1,3}\[[\w-]{3,10}\]){1,20}+[ \t]*$|^[ \t]*_[ \t]*$", re.M
)
"""How `w3m` shows pictures without a text of their own: by the first letters of their files' names."""
_FEWEST_PICTURES = 3


def _pictures(text: str) -> Iterator[Edit]:
    """What browsers for terminals put in the place of pictures, buttons and empty items."""
    yield from ((*match.span(), "") for match in _PICTURE.finditer(text))
    short = list(_SHORT_PICTURE.finditer(text)) if "[" in text else []
    if sum("[" in match[0] for match in short) >= _FEWEST_PICTURES:
        yield from ((*match.span(), "") for match in short)


_ROW = re.compile(r"[^\n]+")
_ITEM = re.compile(r"(?:[•*·+-]|\d{1,3}\.)[ \t]+(?=\S)")
_NARROW, _WIDE = 50, 110
_FEWEST_BROKEN = 8
_LONGEST_WORD = 25
"""A line shorter than the width by more than this was not broken there."""


def _breaks(text: str) -> Iterator[Edit]:
    """The breaks between lines of one paragraph, where the next word would not have fitted into the page's width."""
    pairs = list(_neighbours(text))
    lengths = sorted(length for length, *_ in pairs if length >= _NARROW)
    if len(lengths) < _FEWEST_BROKEN:
        return
    width = lengths[len(lengths) * 9 // 10]
    near = [length + 1 + word > width for length, word, *_ in pairs if width - _LONGEST_WORD <= length <= width]
    if width > _WIDE or sum(near) < max(_FEWEST_BROKEN, 0.9 * len(near)):
        return
    for length, word, start, end in pairs:
        if width < length + 1 + word and length <= _WIDE:
            yield start, end, " "


def _neighbours(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Lines with another right below that goes on at the same depth: length, the next word's, and the break's place."""
    stop, length, depths = -1, 0, (0, 0)
    ended = False  # two spaces at a line's end are Markdown's own break
    for row in _ROW.finditer(text):
        held = row[0].strip(" \t\r")
        if not held:
            continue
        indent = row[0].index(held)
        item = _ITEM.match(held)
        begins = item or held[0] == ">" or only_buttons(_LINK_NUMBER.sub("", held))
        if stop >= 0 and text[stop : row.start()].count("\n") == 1 and indent in depths and not (begins or ended):
            yield length, len(held.partition(" ")[0]), stop, row.start() + indent
        ended = row[0].rstrip("\r").endswith("  ")
        stop, length = row.start() + indent + len(held), indent + len(held)
        depths = (indent, indent + len(item[0]) if item else indent)
