"""Finding, for a set of like blocks, the place in each that holds a datum.

One thread is written by one template: what names the author in one comment names it in the next. So places are judged
over all blocks at once, a place being what can be said of a node: its property, a class name, its tag, its path.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.markup.blocks import Block
from discourse.parse.markup.tree import Tree

Key = tuple[str, str]
"""How a place is told: ("prop", "author"), ("name", "comment-author"), ("tag", "cite") or ("path", "div/p/a")."""

SAMPLE = 12
"""Blocks looked at to choose a place; a thread's template shows in fewer."""


@dataclass(frozen=True, slots=True)
class Place:
    """A key and how well it serves; places are tried in this order in each block."""

    key: Key
    score: float


class Places:
    """Places in the order in which they are tried: those that a layout tells, then those found out, if ever asked for.

    >>> places = Places([Place(("name", "fn"), 1.0)], lambda: [Place(("tag", "b"), 0.5)])
    >>> next(iter(places)).key, [place.key for place in places.known()], [place.key for place in places]
    (('name', 'fn'), [('name', 'fn')], [('name', 'fn'), ('tag', 'b')])
    """

    def __init__(self, told: Sequence[Place], find: Callable[[], Sequence[Place]]) -> None:
        self._told, self._find = told, find
        self._found: Sequence[Place] | None = None

    def __iter__(self) -> Iterator[Place]:
        yield from self._told
        if self._found is None:
            self._found = self._find()
        yield from self._found

    def known(self) -> Sequence[Place]:
        """Those that have been asked for so far."""
        return [*self._told, *(self._found or ())]


def keys_of(tree: Tree, node: int, root: int, paths: dict[int, str]) -> Iterator[Key]:
    """All that can be said of `node` in the block that begins at `root`."""
    held = tree.attributes[node]
    tag = tree.tags[node]
    if held:
        for attribute in ("itemprop", "property"):
            value = held.get(attribute)
            if value:
                yield "prop", _in_context(tree, node, attribute, value.lower())
        if held.get("rel") == "author":
            yield "prop", "author"
        for name in tree.names[node]:
            yield "name", name
    yield "tag", tag
    yield "path", path(tree, node, root, paths)


def _in_context(tree: Tree, node: int, attribute: str, value: str) -> str:
    """A bare "name" is the author's only within an author; elsewhere it is a title."""
    if value in ("name", "schema:name"):
        for steps, ancestor in enumerate(tree.up(node)):
            if "author" in tree.get(ancestor, attribute).lower() or "creator" in tree.get(ancestor, attribute).lower():
                return "author name"
            if steps > 2:
                break
    return value


def path(tree: Tree, node: int, root: int, paths: dict[int, str]) -> str:
    """The tags and first class names from the block's root down to `node`; `paths` keeps those already told."""
    climbed: list[int] = []
    current = node
    while current not in paths:
        climbed.append(current)
        if current <= root:
            break
        current = tree.parents[current]
    told = paths.get(current, "")
    for each in reversed(climbed):
        names = tree.names[each]
        label = f"{tree.tags[each]}.{names[0]}" if names and names[0][0] != "#" else tree.tags[each]
        told = f"{told}/{label}" if told and len(told) < _LONGEST_PATH else label
        paths[each] = told
    return told


_LONGEST_PATH = 300


def sample(blocks: Sequence[Block], most: int = SAMPLE) -> Sequence[Block]:
    """Blocks spread evenly over the thread, at most `most`."""
    if len(blocks) <= most:
        return blocks
    step = len(blocks) / most
    return [blocks[int(place * step)] for place in range(most)]


def choose(
    tree: Tree,
    blocks: Sequence[Block],
    nodes: Callable[[Block], Iterable[int]],
    worth: Callable[[Key, list[tuple[int, int]]], float],
) -> list[Place]:
    """The places where `nodes` were found, best first.

    `nodes` gives a block's nodes that might hold the datum; `worth` judges a key from the (block number, node) pairs
    that it finds first in each block.
    """
    first: dict[Key, list[tuple[int, int]]] = {}
    paths: dict[int, str] = {}
    for number, block in enumerate(blocks):
        met: set[Key] = set()
        for node in nodes(block):
            for key in keys_of(tree, node, block.start, paths):
                if key not in met:
                    met.add(key)
                    first.setdefault(key, []).append((number, node))
    scored = ((key, worth(key, found)) for key, found in first.items())
    return sorted((Place(key, score) for key, score in scored if score > 0), key=lambda place: -place.score)


def nodes_at(tree: Tree, block: Block, key: Key) -> Iterator[int]:
    """The block's own elements, its root (where it has one) left out, of which `key` can be said."""
    kind, value = key
    begin = block.start + (tree.ends[block.start] == block.end)
    if kind == "name":
        alike = tree.named.get(value, ())
        at = bisect_left(alike, begin)
        while at < len(alike) and alike[at] < block.end:
            past = block.past_inner(alike[at])
            if past is None:
                yield alike[at]
                at += 1
            else:
                at = bisect_left(alike, past, at)
        return
    paths: dict[int, str] = {}
    if kind == "prop":
        at = bisect_left(tree.telling, begin)
        for node in tree.telling[at : bisect_left(tree.telling, block.end, at)]:
            if block.holds(node) and any(said == key for said in keys_of(tree, node, block.start, paths)):
                yield node
        return
    leaf = value.rsplit("/", 1)[-1]
    for node in block.own():
        tag = tree.tags[node]
        if not tag or node < begin or not leaf.startswith(tag):
            continue
        if (tag if kind == "tag" else path(tree, node, block.start, paths)) == value:
            yield node


def choose_hinted(
    tree: Tree,
    blocks: Sequence[Block],
    nodes: Callable[[Block], Iterable[int]],
    is_hinted: Callable[[int], bool],
    worth: Callable[[Key, list[tuple[int, int]]], float],
    enough: float,
) -> list[Place]:
    """As `choose`, but looks at nodes named for the datum first, and at all only where those are not enough."""
    listed = {block.start: list(nodes(block)) for block in blocks}
    places = choose(tree, blocks, lambda block: filter(is_hinted, listed[block.start]), worth)
    if places and places[0].score >= enough:
        return places
    return choose(tree, blocks, lambda block: listed[block.start], worth)
