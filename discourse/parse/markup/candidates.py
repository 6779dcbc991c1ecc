"""Candidates for a page's thread: families of blocks, weighed by how much each looks like readers' comments."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block, Span, blocks_of
from discourse.parse.markup.families import families, readings
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree

_SAMPLE = 60
_LEAST_QUALITY = 0.1
_LARGEST_SHARE = 500
"""Characters of one block that count: a long article in a family does not outweigh comments."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set of like blocks, what they share, and how well they look like a thread."""

    key: str
    blocks: tuple[Block, ...]
    score: float
    quality: float
    clues: str = ""


def candidates(tree: Tree, marks: Marks) -> list[Candidate]:
    """Sets of blocks that look like a thread, best first."""
    found: list[Candidate] = []
    seen: set[tuple[int, int, int, int]] = set()
    headings = _headings(tree)
    for key, nodes in families(tree, marks):
        for kind, spans in readings(tree, marks, nodes):
            shape = (len(spans), spans[0][0], spans[0][1], spans[-1][1])
            if shape not in seen:
                seen.add(shape)
                candidate = weigh(tree, marks, f"{key}{kind}", spans, headings)
                if candidate:
                    found.append(candidate)
    found.sort(key=lambda candidate: -candidate.score)
    return found


def weigh(tree: Tree, marks: Marks, key: str, spans: Sequence[Span], headings: Sequence[int]) -> Candidate | None:
    """The candidate that these spans make, or None where they look like nothing of the kind."""
    blocks = blocks_of(spans)
    sample = blocks if len(blocks) <= _SAMPLE else blocks[:: len(blocks) // _SAMPLE]
    sizes = [block.count(marks.text) for block in sample]
    filled = [(block, size) for block, size in zip(sample, sizes, strict=True) if size]
    if not filled:
        return None
    count = len(filled)
    times = [block.count(marks.times) for block, _ in filled]
    time = sum(held > 0 for held in times) / count
    crowded = sum(held > 4 for held in times) / count
    names = [block.count(marks.authors) for block, _ in filled]
    author = sum(held > 0 for held in names) / count
    both = sum(held > 0 and named > 0 for held, named in zip(times, names, strict=True)) / count
    action = sum(block.count(marks.actions) > 0 for block, _ in filled) / count
    linky = sum(block.count(marks.link_text) > 0.6 * size for block, size in filled) / count
    short = sum(size < 25 for _, size in filled) / count
    named, aside = _vocabulary(tree, marks, [block for block, _ in filled], key.endswith("-"))
    headed = _headed(tree, [block for block, _ in filled], headings) / count
    quality = 0.08 + 0.34 * named + 0.2 * time + 0.12 * author + 0.14 * both + 0.12 * action
    quality -= 0.35 * headed + 0.35 * aside + 0.5 * linky + 0.25 * short + 0.3 * crowded
    quality -= 0.25 * (1 - count / len(sample))
    if "@" in key:
        plural = sum(held > 1 and named > 1 for held, named in zip(times, names, strict=True)) / count
        quality -= 0.03 + 0.3 * plural
    if time < 0.3 and author < 0.3:
        quality -= 0.25
    if len(blocks) == 1:
        quality -= 0.15 + 0.3 * (sizes[0] > 4000) + 0.2 * (times[0] > 2)
    if quality <= _LEAST_QUALITY:
        return None
    middle = sorted(size for _, size in filled)[count // 2]
    bulk = sum(min(size, _LARGEST_SHARE, 3 * middle + 60) ** 0.5 for _, size in filled) * len(blocks) / len(sample)
    clues = f"n={len(blocks)} q={quality:.2f} named={named:.1f} aside={aside:.1f} time={time:.2f} author={author:.2f} action={action:.2f} headed={headed:.2f} linky={linky:.2f}"
    return Candidate(key, blocks, quality * quality * bulk, quality, clues)


def _vocabulary(tree: Tree, marks: Marks, blocks: Sequence[Block], at_end: bool) -> tuple[float, float]:
    """How much the names of the blocks and of what holds them speak of comments, and how much of widgets: 0 to 1."""
    comment = widget = 0.0
    least = 1.0
    half = marks.text[-1] // 2
    sample = blocks if len(blocks) < 7 else (*blocks[:3], *blocks[-3:])
    for block in sample:
        bits = _bits(tree, marks, block, at_end)
        named = 1.0 if bits & traits.COMMENT else 0.75 if bits & traits.POST else 0.0
        aside = 0.5 if bits & traits.WIDGET else 0.0
        node = block.start
        for step in range(12):
            node = tree.parents[node]
            if node < 0:
                break
            bits = marks.hints[node]
            if step < 4:
                named = max(named, 0.8 if bits & traits.COMMENT else 0.55 if bits & traits.POST else 0.0)
            if marks.text[tree.ends[node]] - marks.text[node] <= half:
                aside += 0.5 * (bits & traits.WIDGET > 0) + (tree.tags[node] in _ASIDES)
        comment += named
        least = min(least, named)
        widget += min(1.0, aside)
    return (comment / len(sample) + least) / 2, widget / len(sample)


def _bits(tree: Tree, marks: Marks, block: Block, at_end: bool) -> int:
    """What the names of the block's telling element hint at: its first, or in runs that end with it the last."""
    node = block.start
    while at_end and tree.ends[node] < block.end:
        node = tree.ends[node]
    return marks.hints[node]


_ASIDES = ("aside", "nav", "footer")


def _headings(tree: Tree) -> list[int]:
    return sorted(node for tag in ("h1", "h2", "h3", "h4") for node in tree.tagged.get(tag, ()))


def _headed(tree: Tree, blocks: Sequence[Block], headings: Sequence[int]) -> int:
    """How many blocks carry a heading that links to another page: entries of an index do, comments do not."""
    links = tree.tagged.get("a", [])
    found = 0
    for block in blocks:
        at = bisect_left(headings, block.start)
        if at == len(headings) or headings[at] >= block.end or any(s <= headings[at] < e for s, e in block.inner):
            continue
        heading = headings[at]
        target = tree.get(tree.parents[heading], "href")
        link = bisect_left(links, heading)
        if link < len(links) and links[link] < tree.ends[heading]:
            target = tree.get(links[link], "href")
        found += _leads_away(target.lower())
    return found


_STAYING = (
    "#",
    "user",
    "member",
    "profil",
    "author",
    "javascript",
    "mailto",
    "post",
    "comment",
    "thread",
    "p=",
    "reply",
    "topic",
)


def _leads_away(target: str) -> bool:
    return bool(target) and not any(word in target for word in _STAYING)
