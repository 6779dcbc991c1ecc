"""What every code point of a text page was taken for: spans that follow on one another from the first to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from discourse.parse.text.article import Article
from discourse.parse.text.lines import Lines
from discourse.parse.text.regions import Region
from discourse.records import Comment, Role, Span

_UNSEEN = {0xAD: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None, 0xA0: " ", 0x202F: " "}


def clean(text: str) -> str:
    """Text without what only breaks lines: soft hyphens and zero-width marks go, non-breaking spaces are spaces.

    >>> clean("net\\u00adjob\\u00a07")
    'netjob 7'
    """
    return text if text.isascii() else text.translate(_UNSEEN)


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment's text on the page: the code points of its rows, and how many of the cleaned text come before them."""

    rows: tuple[tuple[int, int], ...]
    skipped: int = 0

    def text(self, page: Lines) -> str:
        """The cleaned text, its rows joined by newlines."""
        return clean("\n".join(page.text[start:end] for start, end in self.rows))[self.skipped :]

    def locate(self, page: Lines, offset: int) -> int:
        """The code point of the page that stands at `offset` of the text."""
        left = offset + self.skipped
        for start, end in self.rows:
            row = page.text[start:end]
            length = len(clean(row))
            if left <= length:
                return start + _raw_offset(row, left)
            left -= length + 1
        return self.rows[-1][1]


def _raw_offset(row: str, offset: int) -> int:
    if len(clean(row)) == len(row):
        return offset
    seen = 0
    for position, letter in enumerate(row):
        if seen == offset and clean(letter):
            return position
        seen += len(clean(letter))
    return len(row)


Piece = tuple[int, int, Role, int | None]


def spans_of(
    page: Lines,
    article: Article,
    region: Region | None,
    placed: Sequence[Placed],
    comments: Sequence[Comment],
    bylines: Sequence[tuple[int, int, int]],
) -> tuple[Span, ...]:
    """The spans of the page. `bylines` are code points `start:end` and the position of the comment they belong to."""
    pieces: list[Piece] = [(start, end, "byline", position) for start, end, position in bylines]
    for position, (place, comment) in enumerate(zip(placed, comments, strict=True)):
        pieces += _comment_pieces(page, place, comment, position)
    taken = sorted(pieces)
    pieces += _other_lines(page, article, region, taken)
    return _partition(sorted(pieces), page.text)


def _comment_pieces(page: Lines, place: Placed, comment: Comment, position: int) -> list[Piece]:
    quotes = [(place.locate(page, quote.start), place.locate(page, quote.end)) for quote in comment.quotes]
    pieces: list[Piece] = []
    opening = place.locate(page, 0)
    for start, end in place.rows:
        at = max(start, opening)
        for first, last in quotes:
            low, high = max(first, at), min(last, end)
            if low < high:
                if at < low:
                    pieces.append((at, low, "comment", position))
                pieces.append((low, high, "quote", position))
                at = high
        if at < end:
            pieces.append((at, end, "comment", position))
    return pieces


def _other_lines(page: Lines, article: Article, region: Region | None, taken: list[Piece]) -> list[Piece]:
    """The lines that no comment holds: the article's, what frames the page, and what the thread leaves unread."""
    body = {*article.body, *(() if article.title is None else (article.title,))}
    bylines = set(article.bylines)
    pieces: list[Piece] = []
    cursor = 0
    for index, line in enumerate(page.lines):
        while cursor < len(taken) and taken[cursor][1] <= line.start:
            cursor += 1
        if cursor < len(taken) and taken[cursor][0] < line.end:
            continue
        role: Role = "article" if index in body else "byline" if index in bylines else "furniture"
        if role == "furniture" and region is not None and index in region.left_over:
            role = "left-over"
        pieces.append((line.start, line.end, role, None))
    return pieces


def _partition(pieces: list[Piece], text: str) -> tuple[Span, ...]:
    """The pieces made to follow on one another: space between two belongs to the one before, list markers to none."""
    spans: list[Span] = []
    length = len(text)
    at = 0
    for start, end, role, comment in pieces:
        if end <= at and spans:
            continue
        if marker := text[at:start].strip():
            low = text.index(marker, at) if spans else 0
            if spans:
                spans[-1] = Span(spans[-1].start, low, spans[-1].role, spans[-1].comment)
            spans.append(Span(low, start, "furniture"))
        if spans and spans[-1].role == role and spans[-1].comment == comment:
            spans[-1] = Span(spans[-1].start, end, role, comment)
        else:
            if spans:
                spans[-1] = Span(spans[-1].start, max(start, at), spans[-1].role, spans[-1].comment)
            spans.append(Span(max(start, at) if spans else 0, end, role, comment))
        at = end
    if not spans:
        return (Span(0, length, "furniture"),) if length else ()
    spans[-1] = Span(spans[-1].start, length, spans[-1].role, spans[-1].comment)
    return tuple(spans)
