"""Candidates for a page's thread: families of blocks, weighed by how much each looks like readers' comments."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeVar

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block, Span, blocks_of, totals
from discourse.parse.markup.families import families, is_shaped, readings, shaped
from discourse.parse.markup.layouts import Layout, recognised
from discourse.parse.markup.marks import Marks, is_profile, offers
from discourse.parse.markup.tree import Tree, word_set

T = TypeVar("T")
_SAMPLE = 20
_LEAST_QUALITY = 0.1
_KNOWN = 1.15
"""How much a layout that is known weighs more than one that is not."""
_SURE = 0.85
"""From this quality on, families that are not named for comments are no longer looked at."""
_NAMED = 0.55
"""Where a family is named for comments and as good as this, shapes are not asked."""
_TALKING = traits.COMMENT | traits.POST | traits.REPLY
_LARGEST_SHARE = 500
"""Characters of one block that count: a long article in a family does not outweigh comments."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set of like blocks, what they share, and how well they look like a thread.

    `named`, `headed`, `aside`: how far names speak of comments, headings lead to other pages, names speak of widgets;
    `action`: how many blocks offer to reply, quote or report.
    """

    key: str
    spans: tuple[Span, ...]
    score: float
    quality: float
    named: float = 0.0
    headed: float = 0.0
    aside: float = 0.0
    action: float = 0.0
    clues: str = ""
    layout: Layout | None = None


def candidates(tree: Tree, marks: Marks) -> list[Candidate]:
    """Sets of blocks that look like a thread, best first."""
    scale = _Scale(tree, marks)
    known = {block: layout for layout in recognised(tree) for block in layout.blocks}
    found: dict[tuple[int, int, int, int], Candidate | None] = {}
    surest = 0.0
    for key, nodes in families(tree, marks):
        if surest >= _SURE and key[0] != "[" and not traits.hints(key.split(".", 1)[-1]) & _TALKING:
            continue
        for kind, spans in readings(tree, marks, nodes):
            shape = _extent(spans)
            layout = known.get(f"{key}{kind}")
            if shape in found and layout is None:
                continue
            candidate = scale.weigh(f"{key}{kind}", spans)
            if candidate:
                surest = max(surest, candidate.quality)
                if layout:
                    candidate = dataclasses.replace(candidate, layout=layout, score=candidate.score * _KNOWN)
            found[shape] = candidate
    if all(candidate is None or min(candidate.quality, candidate.named) < _NAMED for candidate in found.values()):
        for key, nodes in shaped(tree, marks):
            spans = [(node, tree.ends[node]) for node in nodes]
            shape = _extent(spans)
            if shape not in found:
                found[shape] = scale.weigh(key, spans)
    kept = [candidate for candidate in found.values() if candidate]
    kept.sort(key=lambda candidate: -candidate.score)
    return kept


def _extent(spans: Sequence[Span]) -> tuple[int, int, int, int]:
    """How many spans there are and where they lie: blocks that are alike in it are the same, whatever found them."""
    return len(spans), spans[0][0], spans[0][1], spans[-1][1]


class _Look(NamedTuple):
    """Shares of a family's blocks that have what comments have, or what they have not."""

    time: float
    author: float
    both: float
    action: float
    crowded: float
    plural: float
    doubled: float
    linky: float
    short: float
    headed: float


@dataclass(slots=True)
class _Scale:
    """Weighs families of one page; keeps what is asked again."""

    tree: Tree
    marks: Marks
    headings: list[int] = field(init=False)
    around: dict[int, tuple[float, float]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.headings = sorted(node for tag in ("h1", "h2", "h3", "h4") for node in self.tree.tagged[tag])

    def weigh(self, key: str, spans: Sequence[Span]) -> Candidate | None:
        """The candidate that these spans make, or None where they look like nothing of the kind."""
        sample = self._sample(spans)
        counted = totals(sample, self.marks.text)
        blocks = [block for block, size in zip(sample, counted, strict=True) if size]
        sizes = [size for size in counted if size]
        if not blocks:
            return None
        look = self._look(blocks, sizes)
        named, aside = self._names(blocks, key.endswith("-"))
        quality = 0.08 + 0.34 * named + 0.2 * look.time + 0.12 * look.author + 0.14 * look.both + 0.12 * look.action
        quality -= 0.35 * look.headed + 0.35 * aside + 0.5 * look.linky + 0.25 * look.short + 0.3 * look.crowded
        quality -= 0.25 * (1 - len(blocks) / len(sample))
        if "@" in key:
            quality -= 0.03 + 0.3 * look.plural + 0.04 * is_shaped(key)
        elif not traits.hints(key.split(".", 1)[-1]) & _TALKING:
            quality -= 0.4 * look.doubled  # a name that says nothing, on what holds answers, too
        if look.time < 0.3 and look.author < 0.3 and look.action < 0.8:
            quality -= 0.25
        if len(spans) == 1:
            quality -= 0.15 + 0.3 * (sizes[0] > 4000) + 0.2 * (blocks[0].total(self.marks.times) > 2)
        if quality <= _LEAST_QUALITY:
            return None
        middle = sorted(sizes)[len(sizes) // 2]
        bulk = sum(min(size, _LARGEST_SHARE, 3 * middle + 60) ** 0.5 for size in sizes) * len(spans) / len(sample)
        clues = (
            f"{len(spans)} blocks, named {named:.1f}, time {look.time:.1f}, author {look.author:.1f}, "
            f"actions {look.action:.1f}, widget {aside:.1f}"
        )
        return Candidate(
            key, tuple(spans), quality * quality * bulk, quality, named, look.headed, aside, look.action, clues
        )

    def _sample(self, spans: Sequence[Span]) -> Sequence[Block]:
        """The family's first blocks, some from its middle, and its last."""
        if any(after[0] < before[1] for before, after in pairwise(spans)):
            return _spread(blocks_of(spans))
        return [Block(start, end) for start, end in _spread(spans)]

    def _look(self, blocks: Sequence[Block], sizes: Sequence[int]) -> _Look:
        marks, count = self.marks, len(blocks)
        time = author = both = crowded = plural = doubled = 0
        for block, times, names in zip(blocks, totals(blocks, marks.times), totals(blocks, marks.authors), strict=True):
            time += times > 0
            author += names > 0
            both += times > 0 and names > 0
            crowded += times > 4
            plural += times > 1 and names > 1
            doubled += times > 1 and names > 1 and self._repeats_action(block)
        action = sum(held > 0 for held in totals(blocks, marks.actions))
        linky = sum(held > 0.6 * size for held, size in zip(totals(blocks, marks.link_text), sizes, strict=True))
        short = sum(size < 25 for size in sizes)
        counts = (time, author, both, action, crowded, plural, doubled, linky, short, self._headed(blocks))
        return _Look(*(held / count for held in counts))

    def _repeats_action(self, block: Block) -> bool:
        """Whether a block offers the same twice, as two comments do."""
        if block.total(self.marks.actions) < _TWICE:
            return False
        offered = offers(self.tree, self.marks, block)
        return len(set(offered)) < len(offered)

    def _names(self, blocks: Sequence[Block], at_end: bool) -> tuple[float, float]:
        """How much names of the blocks and of what holds them speak of comments, and how much of widgets: 0 to 1."""
        comment = widget = 0.0
        least = 1.0
        outermost = [block for block in blocks if block.outer is None] or blocks  # what names these names their answers
        sample = outermost if len(outermost) < 7 else (*outermost[:3], *outermost[-3:])
        for block in sample:
            node = block.start
            while at_end and self.tree.ends[node] < block.end:
                node = self.tree.ends[node]
            bits = self.marks.hints[node]
            named, aside = self._around(self.tree.parents[node])
            named = max(named, 1.0 if bits & traits.COMMENT else 0.75 if bits & traits.POST else 0.0)
            aside += 0.5 * (bits & traits.WIDGET > 0)
            comment += named
            least = min(least, named)
            widget += min(1.0, aside)
        return (comment / len(sample) + least) / 2, widget / len(sample)

    def _around(self, node: int) -> tuple[float, float]:
        """What the names of `node` and its ancestors say."""
        known = self.around.get(node)
        if known is not None:
            return known
        tree, marks = self.tree, self.marks
        half = marks.text[-1] // 2
        named = aside = 0.0
        ancestor = node
        for step in range(12):
            if ancestor < 0:
                break
            bits = marks.hints[ancestor]
            if step < 4:
                named = max(named, 0.8 if bits & traits.COMMENT else 0.55 if bits & traits.POST else 0.0)
            if marks.text[tree.ends[ancestor]] - marks.text[ancestor] <= half:
                aside += 0.5 * (bits & traits.WIDGET > 0) + (tree.tags[ancestor] in _ASIDES)
            ancestor = tree.parents[ancestor]
        self.around[node] = named, aside
        return named, aside

    def _headed(self, blocks: Sequence[Block]) -> int:
        """How many blocks carry a heading that links to another page: entries of an index do, comments do not."""
        away = 0
        apart: list[str] = []
        for block in blocks:
            link = self._titling(block)
            if link is None:
                continue
            target = self.tree.get(link, "href").lower()
            if _leads_away(target):
                away += 1
            elif target and not any(word in target for word in _OWN):
                apart.append(self.tree.words(link))
        # Posts of a thread repeat its title over links of their own; a list of topics has another over each.
        return away + (len(apart) if len(apart) > 1 and len(set(apart)) == len(apart) else 0)

    def _names_author(self, heading: int) -> bool:
        """Whether a heading is, or holds, an element that is named for an author or links to one."""
        hints, tree = self.marks.hints, self.tree
        within = range(heading, tree.ends[heading])
        return any(hints[node] & traits.AUTHOR or is_profile(tree.get(node, "href")) for node in within)

    def _titling(self, block: Block) -> int | None:
        """The link in or around the block's heading."""
        tree, links = self.tree, self.tree.tagged["a"]
        at = bisect_left(self.headings, block.start)
        if at == len(self.headings) or self.headings[at] >= block.end:
            return None
        heading = self.headings[at]
        if any(start <= heading < end for start, end in block.inner) or self._names_author(heading):
            return None
        link = bisect_left(links, heading)
        return links[link] if link < len(links) and links[link] < tree.ends[heading] else tree.parents[heading]


_TWICE = 2


def is_part(candidate: Candidate, other: Candidate) -> bool:
    """Whether each block of `other` holds at most about one of the candidate: both are readings of the same thing.

    >>> entries = Candidate("div", ((0, 9), (9, 20)), 1.0, 1.0)
    >>> [is_part(Candidate("p", spans, 1.0, 1.0), entries) for spans in (((2, 5), (11, 13)), ((2, 3), (4, 5), (6, 7)))]
    [True, False]
    """
    starts = [start for start, _ in other.spans]
    holders = set()
    for start, end in candidate.spans:
        at = bisect_right(starts, start) - 1
        if at < 0 or other.spans[at][1] < end:
            return False
        holders.add(at)
    return 2 * len(candidate.spans) < 3 * len(holders) + 1


def _spread(items: Sequence[T]) -> Sequence[T]:
    # An odd step does not fall in with what alternates.
    if len(items) <= _SAMPLE:
        return items
    return [*items[:8], *items[8 : -1 : (len(items) // 8) | 1], items[-1]]


_ASIDES = ("aside", "nav", "footer")
_OWN = tuple(word_set("# p= mailto user member profil author javascript comment reply"))
_STAYING = (*_OWN, *word_set("post thread topic"))


def _leads_away(target: str) -> bool:
    return bool(target) and not any(word in target for word in _STAYING)
