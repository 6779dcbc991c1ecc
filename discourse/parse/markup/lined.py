"""The page as lines of text, for pages whose markup sets no comment apart: old ones of `<br>`, archives of mail.

The reader of plain text finds the thread in them; every character of the lines is known by the node that it came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from discourse.parse.markup.spans import Told
from discourse.parse.markup.tree import BLOCKS, Tree, word_set
from discourse.parse.text import read_text
from discourse.records import Document, Reading

_APART = word_set("p h1 h2 h3 h4 h5 h6 blockquote hr pre table ul ol dl")
"""Elements with an empty line above and below."""
_ASIDE = word_set("nav option head")
_LEAST, _LARGEST = 200, 2_000_000
"""Characters that a page's lines have if they are read."""
_TAKEN = frozenset(("comment", "quote", "byline"))


@dataclass(frozen=True, slots=True)
class Lined:
    """A reading of the page's lines, and what each line of a text node was taken for."""

    reading: Reading
    roles: Mapping[int, Sequence[Told]]

    def taken(self, size: int) -> bytearray:
        """1 for every node of the page that the thread's words and bylines fill."""
        marked = bytearray(size)
        for node, lines in self.roles.items():
            marked[node] = any(role in _TAKEN for role, _ in lines)
        return marked


def read_lined(document: Document, tree: Tree) -> Lined | None:
    """The thread that the page's lines show, None where they show none.

    >>> from discourse.parse.markup.tree import plant
    >>> said = "".join(f"<b>{who}</b> wrote on 3.5.2019 1{at}:00:<br>It rained all day, and the boats stayed in the "
    ...     "harbour.<br><br>" for at, who in enumerate(("Ann", "Bo", "Cy")))
    >>> page = Document("a.html", "0f", "html", f"<body>Reader comments (3)<br><br>{said}")
    >>> [comment.author for comment in read_lined(page, plant(page.text)).reading.page.comments]
    ['Ann', 'Bo', 'Cy']
    """
    text, starts, nodes = lines_of(tree)
    if not _LEAST <= len(text) <= _LARGEST:
        return None
    reading = read_text(replace(document, media="text", text=text))
    if not reading.page.comments:
        return None
    lined = Lined(reading, _roles(tree, reading, text, starts, nodes))
    return None if _is_index(tree, lined) else lined


def _is_index(tree: Tree, lined: Lined) -> bool:
    """Whether half of the comments hold a heading, or a link as long as a headline: then they are entries of a list."""
    held: set[int | None] = set()
    for node, lines in lined.roles.items():
        comments = {comment for role, comment in lines if role in ("comment", "quote")}
        if not comments <= held and any(
            tree.tags[above] in _HEADINGS or (tree.tags[above] == "a" and len(tree.texts[node].strip()) >= _HEADLINE)
            for above in islice(tree.up(node), 4)
        ):
            held |= comments
    return 2 * len(held) >= len(lined.reading.page.comments)


_HEADINGS = word_set("h1 h2 h3 h4")
_HEADLINE = 20


def _roles(
    tree: Tree, reading: Reading, text: str, starts: Sequence[int], nodes: Sequence[int]
) -> Mapping[int, Sequence[Told]]:
    """For each text node what its lines were taken for; a line is what the span over its middle says."""
    begins = [span.start for span in reading.spans]
    roles: dict[int, Sequence[Told]] = {}
    for node, start in zip(nodes, starts, strict=True):
        lines = tree.texts[node].splitlines() if text.startswith(tree.texts[node].strip("\r\n"), start) else [""]
        at = start - (len(tree.texts[node]) - len(tree.texts[node].lstrip("\r\n")) if len(lines) > 1 else 0)
        told: list[Told] = []
        for line in lines:
            middle = max(start, at + len(line) // 2)
            span = reading.spans[max(0, bisect_right(begins, middle) - 1)]
            told.append((span.role, span.comment))
            at += len(line) + 1
        roles[node] = told
    return roles


def lines_of(tree: Tree) -> tuple[str, list[int], list[int]]:
    """The text that the page shows, a line for each block and break; where in it each text node begins; the nodes.

    >>> from discourse.parse.markup.tree import plant
    >>> lines_of(plant("<p>One<br>two <b>three</b><p>four"))[0]
    'One\\ntwo three\\n\\nfour'
    """
    parts: list[str] = []
    starts: list[int] = []
    nodes: list[int] = []
    closing: list[tuple[int, int]] = []
    length = breaks = 0
    spaced = False
    kept_until = node = 0
    size = len(tree)
    while node < size:
        while closing and closing[-1][0] <= node:
            breaks = max(breaks, closing.pop()[1])
        tag = tree.tags[node]
        if tag in _ASIDE:
            node = tree.ends[node]
            continue
        if tag:
            if tag == "br":
                breaks = min(breaks + 1, 2)
            elif tag in BLOCKS:
                wanted = 2 if tag in _APART else 1
                breaks = max(breaks, wanted)
                closing.append((tree.ends[node], wanted))
                if tag == "pre":
                    kept_until = tree.ends[node]
            node += 1
            continue
        shown = tree.texts[node]
        words = shown.strip("\r\n") if node < kept_until else " ".join(shown.split())
        if words:
            gap = "\n" * breaks if breaks else " " if spaced or shown[0].isspace() else ""
            if node < kept_until and not breaks:
                gap = "\n" * min(2, len(shown) - len(shown.lstrip("\n")))
            gap = gap if length else ""
            starts.append(length + len(gap))
            nodes.append(node)
            parts += (gap, words)
            length += len(gap) + len(words)
            breaks = 0
            spaced = shown[-1].isspace()
            if node < kept_until:
                breaks, spaced = min(2, len(shown) - len(shown.rstrip("\n"))), False
        else:
            spaced = True
        node += 1
    return "".join(parts), starts, nodes
