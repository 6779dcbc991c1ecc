"""Threads as trees of answers that one can unfold: who answered whom, on which side, in few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from discourse.render.charts import clip
from discourse.render.comments import Row, Tag

MOST_TREES, MOST_NODES, DEEPEST, LEAST_ANSWERS = 4, 250, 8, 3
_SNIPPET = 96


@dataclass(slots=True)
class Node:
    """A comment in a tree: where it stands in the report, its reader, first words and tags, and the answers to it."""

    ident: str
    reader: str
    words: str
    tags: tuple[Tag, ...]
    tone: Tag | None
    answers: list[Node] = field(default_factory=list)
    below: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """A thread's branches in which somebody is answered; `left_out` says how many comments are not in it."""

    page: str
    branches: tuple[Node, ...]
    shown: int
    left_out: int


def trees(rows: Sequence[Row]) -> list[Tree]:
    """The trees of the threads with most answers, at most four of at most 250 comments each.

    Answers more than eight deep stand beside what they answer. Comments that nobody answered, and that answer nobody,
    are left out and counted. Answers that run in a circle start where the page shows the first of them.
    """
    by_page: dict[str, list[Row]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    answers = {page: sum(row.answers is not None for row in own) for page, own in by_page.items()}
    liveliest = sorted((page for page in by_page if answers[page] >= LEAST_ANSWERS), key=lambda page: -answers[page])
    return [_tree(page, by_page[page]) for page in liveliest[:MOST_TREES]]


def _tree(page: str, rows: Sequence[Row]) -> Tree:
    below: dict[str, list[Row]] = {}
    for row in rows:
        if row.answers:
            below.setdefault(row.answers[0], []).append(row)
    known = {row.ident for row in rows}
    first = [row for row in rows if not row.answers or row.answers[0] not in known]
    taken: set[str] = set()
    branches = tuple(
        _branch(row, below, taken)
        for row in [*first, *rows]  # what is left after the first are circles
        if row.ident not in taken and row.ident in below and len(taken) < MOST_NODES
    )
    return Tree(page, branches, len(taken), len(rows) - len(taken))


def _branch(root: Row, below: dict[str, list[Row]], taken: set[str]) -> Node:
    top = _node(root)
    taken.add(root.ident)
    waiting = [(root.ident, [top])]  # a comment, and the nodes from the root down to it
    while waiting:
        ident, path = waiting.pop()
        for row in below.get(ident, ()):
            if row.ident in taken or len(taken) >= MOST_NODES:
                continue
            taken.add(row.ident)
            node = _node(row)
            path[min(len(path), DEEPEST) - 1].answers.append(node)
            for above in path[:DEEPEST]:
                above.below += 1
            waiting.append((row.ident, [*path[:DEEPEST], node] if len(path) < DEEPEST else path))
    return top


def _node(row: Row) -> Node:
    own = " ".join(part.striptags() for quoted, part in row.parts if not quoted)
    return Node(row.ident, row.reader or "no name", clip(own, _SNIPPET), row.tags, row.tone)
