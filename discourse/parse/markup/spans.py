"""What each part of a page's source was taken for: spans that partition it, for whoever wants to see the reading."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree, tamed
from discourse.records import Comment, Role, Span

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|svg|iframe|textarea|select|title|noframes)\b.*?(?:</\1\s*>|\Z)|"
    r"<[^>]*(?:>|\Z)|[^<]+",
    re.IGNORECASE | re.DOTALL,
)
_AHEAD = 40
"""Text nodes looked past where the parser moved or dropped one."""
Told = tuple[Role, int | None]
"""What a text was taken for, and the position of the comment that it belongs to."""
_FURNITURE: Told = ("furniture", None)


def locate(
    source: str, tree: Tree, marks: Marks, blocks: Sequence[Block], comments: Sequence[Comment], body: str
) -> tuple[Span, ...]:
    """Spans over `source`, in order and without gaps, each with its role.

    Text is told by the words that were kept of it; markup, and text that shows nothing, is furniture.
    """
    roles = _Roles(tree, marks, blocks, comments, body)
    return _joined(
        (start, end, roles.of(node) if node is not None else _FURNITURE) for start, end, node in _texts(source, tree)
    )


def locate_lines(source: str, tree: Tree, roles: Mapping[int, Sequence[Told]], body: str) -> tuple[Span, ...]:
    """As `locate`, where `roles` tells what each line of a text node was taken for."""
    words = " ".join(body.split())

    def told() -> Iterator[tuple[int, int, Told]]:
        for start, end, node in _texts(source, tree):
            known = roles.get(node, ()) if node is not None else ()
            if all(role == "furniture" for role, _ in known):
                is_body = node is not None and " ".join(tree.texts[node].split()) in words
                yield start, end, ("article", None) if is_body else _FURNITURE
                continue
            lines = source[start:end].splitlines(keepends=True)
            ends = list(accumulate(map(len, lines), initial=start))
            for place, (begin, stop) in enumerate(pairwise(ends), len(known) - len(lines)):
                yield begin, stop, known[max(0, place)]  # a break after <pre> is no text

    return _joined(told())


def _joined(pieces: Iterable[tuple[int, int, Told]]) -> tuple[Span, ...]:
    """The pieces as spans, those that follow on one another with the same role made one."""
    found: list[Span] = []
    for start, end, (role, comment) in pieces:
        if found and found[-1].role == role and found[-1].comment == comment:
            found[-1] = Span(found[-1].start, end, role, comment)
        else:
            found.append(Span(start, end, role, comment))
    return tuple(found)


def _texts(source: str, tree: Tree) -> Iterator[tuple[int, int, int | None]]:
    """Every token of the source with the text node that it became, None for markup."""
    nodes = [node for node, text in enumerate(tree.texts) if text not in ("", " ")]
    shown = [" ".join(tree.texts[node].split()) for node in nodes]
    at = 0
    for token in _TOKEN.finditer(tamed(source)):
        node = None
        if source[token.start()] != "<":
            words = " ".join(html.unescape(token.group()).split())
            if words:
                ahead = next((step for step in range(at, min(at + _AHEAD, len(shown))) if shown[step] == words), None)
                if ahead is not None:
                    node, at = nodes[ahead], ahead + 1
        yield token.start(), token.end(), node


class _Roles:
    """Tells the role of a text node from where it stands and whether its words were kept."""

    def __init__(
        self, tree: Tree, marks: Marks, blocks: Sequence[Block], comments: Sequence[Comment], body: str
    ) -> None:
        self.tree, self.marks, self.comments = tree, marks, comments
        self.blocks = blocks
        self.offset = len(comments) - len(blocks)  # an opening post stands in no block
        self.starts = [block.start for block in blocks]
        self.body = " ".join(body.split())

    def of(self, node: int) -> Told:
        """The role of a text node, and the position of the comment that it belongs to."""
        words = " ".join(self.tree.texts[node].split())
        place = self._block(node)
        if place is None:
            if words in self.body:
                return "article", None
            for position in range(self.offset):
                if words in " ".join(self.comments[position].text.split()):
                    return "comment", position
            return "furniture", None
        comment = self.comments[place + self.offset]
        if words in " ".join(comment.text.split()):
            return ("quote" if self._is_quoted(node, place) else "comment"), place + self.offset
        if (comment.author and comment.author in words) or (comment.posted and comment.posted in words):
            return "byline", place + self.offset
        is_plain = len(words.split()) > 3 and self.marks.link_text[node + 1] == self.marks.link_text[node]
        return ("left-over" if is_plain else "furniture"), place + self.offset

    def _block(self, node: int) -> int | None:
        at = bisect_right(self.starts, node) - 1
        while at >= 0:
            block = self.blocks[at]
            if block.holds(node):
                return at
            if block.outer is None:
                return None
            at -= 1
        return None

    def _is_quoted(self, node: int, place: int) -> bool:
        for ancestor in self.tree.up(node):
            if ancestor <= self.blocks[place].start:
                return False
            if self.tree.tags[ancestor] in ("blockquote", "q") or self.marks.hints[ancestor] & traits.QUOTE:
                return bool(self.comments[place + self.offset].quotes)
        return False
