"""Stock words of a thread's template: what nearly every block shows alike, or all posts of one writer, nobody wrote."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree

_LONGEST = 90
_SHARE = 0.6
_FEWEST = 3
_NUMBER = re.compile(r"\d[\d.,]*+")
Words = tuple[str, str, str]
"""Stock words and the tags of the two elements around them."""


def stock_nodes(
    tree: Tree, marks: Marks, blocks: Sequence[Block], names: Sequence[str | None], kept: Collection[int]
) -> frozenset[int]:
    """The elements, and the lone texts, that hold nothing but stock words; none of those that hold one of `kept`.

    >>> from discourse.parse.markup.marks import mark
    >>> from discourse.parse.markup.tree import plant
    >>> tree = plant("".join(f"<li><p>{word}</p><div>{number} fans</div></li>" for number, word in enumerate("abcd")))
    >>> blocks = [Block(node, tree.ends[node]) for node in tree.tagged["li"]]
    >>> [tree.words(node) for node in sorted(stock_nodes(tree, mark(tree), blocks, [None] * 4, ()))]
    ['0 fans', '1 fans', '2 fans', '3 fans']
    """
    if len(blocks) < _FEWEST:
        return frozenset()
    shown = [dict.fromkeys(key for _, key in _leaves(tree, block)) for block in blocks]
    counts = Counter(key for keys in shown for key in keys)
    common = {key for key, count in counts.items() if count >= max(_FEWEST, _SHARE * len(blocks))}
    signed = _signatures(shown, names, common)
    found: set[int] = set()
    in_order = sorted(kept)
    for block, name in zip(blocks, names, strict=True):
        own = signed.get(name, frozenset()) if name else frozenset()
        leaves = list(_leaves(tree, block))
        at = len(leaves)
        while own and at and (leaves[at - 1][1] in own or leaves[at - 1][1] in common):
            at -= 1  # a signature ends the post
        stock = [leaf for place, (leaf, key) in enumerate(leaves) if key in common or place >= at]
        found.update(_widest(tree, marks, block, stock, in_order))
    return frozenset(found)


def _leaves(tree: Tree, block: Block) -> Iterator[tuple[int, Words]]:
    """The block's short texts, their numbers made alike."""
    for leaf in block.own():
        text = tree.texts[leaf]
        if text and len(text) <= _LONGEST and not text.isspace():
            parent = tree.parents[leaf]
            outer = tree.parents[parent] if parent > 0 else parent
            yield leaf, (tree.tags[parent], tree.tags[outer], _NUMBER.sub("0", " ".join(text.split())))


def _signatures(
    shown: Sequence[dict[Words, None]], names: Sequence[str | None], common: Collection[Words]
) -> dict[str | None, frozenset[Words]]:
    """What all the posts of a writer of two or more show, and nobody else's do."""
    by_name: dict[str, list[dict[Words, None]]] = defaultdict(list)
    for keys, name in zip(shown, names, strict=True):
        if name:
            by_name[name].append(keys)
    told: dict[str | None, frozenset[Words]] = {}
    for name, posts in by_name.items():
        if len(posts) > 1:
            alike = [key for key in posts[0] if key not in common and all(key in post for post in posts[1:])]
            if alike:
                told[name] = frozenset(alike)
    return told


def _widest(tree: Tree, marks: Marks, block: Block, stock: Sequence[int], kept: Sequence[int]) -> Iterator[int]:
    """The largest elements in the block that show nothing but the stock texts, and the texts that stand in none."""
    shown = [marks.text[leaf + 1] - marks.text[leaf] for leaf in stock]
    sums = [0, *accumulate(shown)]
    done = -1
    for leaf in stock:
        if leaf < done:
            continue
        best = leaf
        for ancestor in tree.up(leaf):
            end = tree.ends[ancestor]
            if ancestor <= block.start or end > block.end or _any_within(kept, ancestor, end):
                break
            held = sums[bisect_left(stock, end)] - sums[bisect_left(stock, ancestor)]
            if held < marks.text[end] - marks.text[ancestor]:
                break
            best = ancestor
        if not _any_within(kept, best, best + 1):
            done = tree.ends[best]
            yield best


def _any_within(nodes: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(nodes, start)
    return at < len(nodes) and nodes[at] < end
