"""Blocks: runs of nodes that may each hold one comment, alone or with answers nested in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """Nodes `start:end` of the tree, less those of the blocks `inner` that stand in it; `outer` is the enclosing one."""

    start: int
    end: int
    inner: tuple[Span, ...] = ()
    outer: int | None = None

    def own(self) -> Iterator[int]:
        """The block's own nodes, in order."""
        position = self.start
        for start, end in self.inner:
            yield from range(position, start)
            position = end
        yield from range(position, self.end)

    def count(self, sums: list[int]) -> int:
        """What a running sum adds up to over the block's own nodes."""
        total = sums[self.end] - sums[self.start]
        for start, end in self.inner:
            total -= sums[end] - sums[start]
        return total


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
