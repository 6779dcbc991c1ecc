"""Finding, for a set of like blocks, the place in each that holds a datum.

One thread is written by one template: what names the author in one comment names it in the next. So places are judged
over all blocks at once, a place being what can be said of a node: its property, a class name, its tag, its path.
"""

from __future__ import annotations

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


def sample(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks spread evenly over the thread, at most `SAMPLE`."""
    if len(blocks) <= SAMPLE:
        return blocks
    step = len(blocks) / SAMPLE
    return [blocks[int(place * step)] for place in range(SAMPLE)]


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
    places = [Place(key, worth(key, found)) for key, found in first.items()]
    return sorted((place for place in places if place.score > 0), key=lambda place: -place.score)


def matches(tree: Tree, node: int, root: int, key: Key) -> bool:
    """Whether `key` can be said of `node`."""
    kind, value = key
    if kind == "name":
        return value in tree.names[node]
    if kind == "tag":
        return tree.tags[node] == value
    if kind == "prop":
        return any(said == key for said in keys_of(tree, node, root, {}))
    return path(tree, node, root, {}) == value
