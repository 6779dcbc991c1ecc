"""Blocks: runs of nodes that may each hold one comment, alone or with answers nested in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Span = tuple[int, int]


_NO_NODE = 1 << 60


class Block(NamedTuple):
    """Nodes `start:end` of the tree, less those of the blocks `inner` in it; `outer` is the one that holds it."""

    start: int
    end: int
    inner: tuple[Span, ...] = ()
    outer: int | None = None

    def holds(self, node: int) -> bool:
        """Whether `node` is the block's own."""
        if not self.start <= node < self.end:
            return False
        at = bisect_right(self.inner, (node, _NO_NODE)) - 1
        return at < 0 or node >= self.inner[at][1]

    def past_inner(self, node: int) -> int | None:
        """The end of the block within this one that holds `node`; None where the node is this block's own."""
        at = bisect_right(self.inner, (node, _NO_NODE)) - 1
        return self.inner[at][1] if at >= 0 and node < self.inner[at][1] else None

    def own(self) -> Iterator[int]:
        """The block's own nodes, in order."""
        position = self.start
        for start, end in self.inner:
            yield from range(position, start)
            position = end
        yield from range(position, self.end)

    def holds_inner(self, node: int, end: int) -> bool:
        """Whether one of the blocks within this one begins among nodes `node:end`."""
        at = bisect_left(self.inner, (node,))
        return at < len(self.inner) and self.inner[at][0] < end

    def total(self, sums: Sequence[int]) -> int:
        """What a running sum adds up to over the block's own nodes."""
        return totals([self], sums)[0]


def totals(blocks: Iterable[Block], sums: Sequence[int]) -> list[int]:
    """What a running sum adds up to over each block's own nodes.

    >>> totals([Block(0, 4), Block(4, 9, ((5, 7),))], range(10))
    [4, 3]
    """
    return [
        sums[end] - sums[start] - (sum(sums[last] - sums[first] for first, last in inner) if inner else 0)
        for start, end, inner, _ in blocks
    ]


def blocks_of(spans: Iterable[Span]) -> tuple[Block, ...]:
    """Blocks from spans that nest or stand apart; a span that crosses the one before it is dropped.

    >>> [(block.inner, block.outer) for block in blocks_of([(0, 9), (2, 5), (9, 12)])]
    [(((2, 5),), None), ((), 0), ((), None)]
    """
    kept: list[Span] = []
    outers: list[int | None] = []
    inners: dict[int, list[Span]] = {}
    stack: list[int] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        while stack and kept[stack[-1]][1] <= start:
            stack.pop()
        if stack and end > kept[stack[-1]][1]:
            continue
        if stack:
            inners.setdefault(stack[-1], []).append((start, end))
        outers.append(stack[-1] if stack else None)
        stack.append(len(kept))
        kept.append((start, end))
    return tuple(
        Block(start, end, tuple(inners.get(place, ())), outer)
        for place, ((start, end), outer) in enumerate(zip(kept, outers, strict=True))
    )
