"""Candidates for a page's comments: sets of like blocks, each a run of nodes that may hold one comment.

Blocks are alike when they share a class name, the shape of an id, a schema type, or a tag under one parent. Where a
comment is not one element but a run of siblings (a heading and a body, a body and a byline), the run is the block.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.markup import traits
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree

Span = tuple[int, int]

_HOLDERS = frozenset("li div article section tr table tbody dl dd dt p blockquote ul ol form span fieldset details main aside td".split())


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set of like blocks, what they share, and how well they look like a thread."""

    key: str
    blocks: tuple[Block, ...]
    score: float
    traits: str = ""


def blocks_of(spans: Iterable[Span]) -> tuple[Block, ...]:
    """Blocks from spans that nest or stand apart; a span that crosses the one before it is dropped.

    >>> [(block.inner, block.outer) for block in blocks_of([(0, 9), (2, 5), (9, 12)])]
    [(((2, 5),), None), ((), 0), ((), None)]
    """
    ordered = sorted(set(spans), key=lambda span: (span[0], -span[1]))
    kept: list[Span] = []
    outers: list[int | None] = []
    inners: list[list[Span]] = []
    stack: list[int] = []
    for start, end in ordered:
        while stack and kept[stack[-1]][1] <= start:
            stack.pop()
        if stack and end > kept[stack[-1]][1]:
            continue
        if stack:
            inners[stack[-1]].append((start, end))
        outers.append(stack[-1] if stack else None)
        stack.append(len(kept))
        kept.append((start, end))
        inners.append([])
    return tuple(
        Block(start, end, tuple(inner), outer)
        for (start, end), inner, outer in zip(kept, inners, outers, strict=True)
    )


def candidates(tree: Tree, marks: Marks, best: int = 6) -> list[Candidate]:
    """The most thread-like sets of blocks, best first."""
    found: list[Candidate] = []
    seen: set[tuple[int, ...]] = set()
    for key, nodes in _families(tree, marks):
        for kind, spans in _readings(tree, marks, nodes):
            mark = (len(spans), spans[0][0], spans[0][1], spans[-1][0], spans[-1][1])
            if mark in seen:
                continue
            seen.add(mark)
            candidate = _weigh(tree, marks, f"{key}{kind}", blocks_of(spans))
            if candidate:
                found.append(candidate)
    found.sort(key=lambda candidate: -candidate.score)
    return found[:best]


def _families(tree: Tree, marks: Marks) -> Iterator[tuple[str, Sequence[int]]]:
    """Sets of nodes that share a name, or a tag under one parent where times show."""
    for name, nodes in tree.named.items():
        by_tag: dict[str, list[int]] = {}
        for node in nodes:
            tag = tree.tags[node]
            if tag in _HOLDERS or tag[:1] == "h" or "-" in tag:
                by_tag.setdefault(tag, []).append(node)
        for tag, alike in by_tag.items():
            if len(alike) > 1 or traits.hints(name) & (traits.COMMENT | traits.POST):
                yield f"{tag}.{name}", alike
    kinds: dict[tuple[str, str], list[int]] = {}
    for node, held in enumerate(tree.attributes):
        if held:
            for attribute in ("itemtype", "typeof", "itemprop"):
                value = held.get(attribute)
                if value and "omment" in value and "Count" not in value and "ontent" not in value:
                    kinds.setdefault((attribute, value), []).append(node)
    for (attribute, value), nodes in kinds.items():
        yield f"[{attribute}={value}]", nodes
    yield from _siblings(tree, marks)


def _siblings(tree: Tree, marks: Marks) -> Iterator[tuple[str, Sequence[int]]]:
    """Like-tagged children of one parent that bear times: what comments are when nothing is named."""
    times = marks.times
    parents: dict[int, None] = {}
    for node, is_time in enumerate(marks.is_time):
        if is_time:
            child = node
            for ancestor in tree.up(node):
                if times[tree.ends[ancestor]] - times[ancestor] > times[tree.ends[child]] - times[child]:
                    parents[ancestor] = None
                    break
                child = ancestor
    for parent in parents:
        by_tag: dict[str, list[int]] = {}
        for child in tree.children(parent):
            if times[tree.ends[child]] > times[child] and tree.tags[child]:
                by_tag.setdefault(tree.tags[child], []).append(child)
        for tag, alike in by_tag.items():
            if len(alike) > 1:
                yield f"{tag}@{parent}", alike


def _readings(tree: Tree, marks: Marks, nodes: Sequence[int]) -> Iterator[tuple[str, list[Span]]]:
    """The nodes themselves as blocks; or, where they stand in a row without times, runs that begin or end with them."""
    ends = tree.ends
    alone = [(node, ends[node]) for node in nodes]
    yield "", alone
    times, text = marks.times, marks.text
    with_time = sum(times[end] > times[start] for start, end in alone)
    with_text = sum(text[end] - text[start] > 60 for start, end in alone)
    if 2 * with_time > len(alone) and 2 * with_text > len(alone):
        return
    parents = [tree.parents[node] for node in nodes]
    if len(nodes) < 2 or len(set(parents)) * 2 > len(parents):
        return
    yield "+", _runs(tree, nodes, forward=True)
    yield "-", _runs(tree, nodes, forward=False)


def _runs(tree: Tree, nodes: Sequence[int], *, forward: bool) -> list[Span]:
    ends, parents, tags = tree.ends, tree.parents, tree.tags
    spans: list[Span] = []
    by_parent: dict[int, list[int]] = {}
    for node in nodes:
        by_parent.setdefault(parents[node], []).append(node)
    for parent, row in by_parent.items():
        if len(row) == 1:
            spans.append((row[0], ends[row[0]]))
            continue
        if forward:
            length = max(_steps(tree, a, b) for a, b in zip(row, row[1:], strict=False)) if len(row) < 2000 else 8
            spans += zip(row[:-1], row[1:], strict=True)
            spans.append((row[-1], _after(tree, row[-1], min(length, 12))))
        else:
            first = parent + 1
            for child in tree.children(parent):
                if child >= row[0]:
                    break
                if tags[child] in ("h1", "h2", "h3", "form"):
                    first = ends[child]
            starts = [first, *(ends[node] for node in row[:-1])]
            between = _steps(tree, row[0], row[1])
            back = row[0]
            earlier = [child for child in tree.children(parent) if first <= child < row[0]]
            starts[0] = (earlier[-(between - 1) :] or [back])[0] if between > 1 and earlier else back
            spans += zip(starts, (ends[node] for node in row), strict=True)
    return spans


def _steps(tree: Tree, start: int, stop: int) -> int:
    """How many siblings on from `start` the node `stop` stands."""
    steps, node = 0, start
    while node < stop:
        node = tree.ends[node]
        steps += 1
    return steps


def _after(tree: Tree, node: int, steps: int) -> int:
    limit = tree.ends[tree.parents[node]]
    for _ in range(steps):
        if node >= limit:
            break
        node = tree.ends[node]
    return node


def _weigh(tree: Tree, marks: Marks, key: str, blocks: tuple[Block, ...]) -> Candidate | None:  # noqa: C901
    count = len(blocks)
    text = marks.text
    sizes = [block.count(text) for block in blocks]
    filled = sum(size > 0 for size in sizes)
    if not filled:
        return None
    with_time = with_author = with_action = crowded = linky = short = 0
    for block, size in zip(blocks, sizes, strict=True):
        if not size:
            continue
        times = block.count(marks.times)
        with_time += times > 0
        crowded += times > 4
        with_author += block.count(marks.authors) > 0
        with_action += block.count(marks.actions) > 0
        linky += block.count(marks.link_text) > 0.6 * size
        short += size < 25
    time, author, action = with_time / filled, with_author / filled, with_action / filled
    named = _vocabulary(tree, marks, blocks)
    headed = _headlines(tree, blocks) / filled
    quality = (
        0.34 * named[0]
        + 0.26 * time
        + 0.2 * author
        + 0.12 * action
        + 0.08
        - 0.35 * headed
        - 0.3 * named[1]
        - 0.4 * (linky / filled)
        - 0.25 * (short / filled)
        - 0.3 * (crowded / filled)
        - 0.25 * (1 - filled / count)
    )
    if time < 0.3 and author < 0.3:
        quality -= 0.25
    if quality <= 0.1:
        return None
    bulk = sum(min(size, 1500) ** 0.5 for size in sizes if size)
    clues = f"named {named[0]:.1f} widget {named[1]:.1f} time {time:.2f} author {author:.2f} action {action:.2f} headed {headed:.2f} linky {linky / filled:.2f}"
    return Candidate(key, blocks, quality * quality * bulk, f"n={count} q={quality:.2f} {clues}")


def _vocabulary(tree: Tree, marks: Marks, blocks: tuple[Block, ...]) -> tuple[float, float]:
    """How much the names of the blocks and what holds them speak of comments, and how much of widgets: 0 to 1."""
    comment = widget = 0.0
    sample = blocks if len(blocks) < 9 else (*blocks[:4], *blocks[-4:])
    for block in sample:
        bits = marks.hints[block.start]
        named = 1.0 if bits & traits.COMMENT else 0.75 if bits & traits.POST else 0.0
        aside = 0.5 if bits & traits.WIDGET else 0.0
        for steps, ancestor in enumerate(tree.up(block.start)):
            bits = marks.hints[ancestor]
            weight = 0.8 if bits & traits.COMMENT else 0.55 if bits & traits.POST else 0.0
            if steps < 4 and weight > named:
                named = weight
            if bits & traits.WIDGET and steps < 6 and tree.tags[ancestor] != "body":
                aside = max(aside, 0.5)
            if tree.tags[ancestor] in ("aside", "nav", "footer"):
                aside = 1.0
            if steps > 12:
                break
        comment += named
        widget += aside
    return comment / len(sample), widget / len(sample)


def _headlines(tree: Tree, blocks: tuple[Block, ...]) -> int:
    """How many blocks carry a heading that links to another page: entries of an index do, comments do not."""
    headings = sorted(node for tag in ("h1", "h2", "h3", "h4") for node in tree.tagged.get(tag, ()))
    links = tree.tagged.get("a", [])
    found = 0
    for block in blocks:
        at = bisect_left(headings, block.start)
        if at < len(headings) and headings[at] < block.end and not any(s <= headings[at] < e for s, e in block.inner):
            heading = headings[at]
            parent_is_link = tree.tags[tree.parents[heading]] == "a"
            link = bisect_left(links, heading)
            target = ""
            if link < len(links) and links[link] < tree.ends[heading]:
                target = tree.get(links[link], "href")
            elif parent_is_link:
                target = tree.get(tree.parents[heading], "href")
            found += _leads_away(target)
    return found


def _leads_away(target: str) -> bool:
    lower = target.lower()
    return bool(target) and "#" not in target and not any(
        word in lower for word in ("user", "member", "profile", "author", "javascript", "mailto", "post", "comment", "thread", "p=", "reply")
    )
