"""What belongs to a thread though its markup differs: the opening post, pingbacks, answers set another way."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Span, blocks_of
from discourse.parse.markup.candidates import Candidate
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree

_ALIKE = 0.6
"""Share of the names in a thread's blocks that a stray must show to be one of them."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The spans of a thread's blocks by template: those of one group are written alike."""

    comments: tuple[Span, ...]
    answers: tuple[tuple[Span, ...], ...] = ()
    linkbacks: tuple[Span, ...] = ()


def complete(tree: Tree, marks: Marks, main: Candidate, others: Sequence[Candidate]) -> Groups:
    """The candidate's blocks with those that it missed."""
    comments = list(main.spans)
    linkbacks = tuple(_linkbacks(tree, marks, comments))
    comments += _strays(tree, marks, comments, [*comments, *linkbacks])
    answers: list[tuple[Span, ...]] = []
    taken = [*comments, *linkbacks]
    for other in others:
        if other.quality >= 0.45 and len(other.spans) <= 4 * len(main.spans) and len(answers) < 4:
            found = _answers(tree, marks, comments, other, taken)
            if found:
                answers.append(found)
                taken += found
    return Groups(tuple(comments), tuple(answers), linkbacks)


def _typical_names(tree: Tree, spans: Sequence[Span]) -> frozenset[str]:
    """Class names that stand in at least three of five blocks; at most forty blocks are looked at."""
    chosen = spans[:: max(1, len(spans) // 40)][:40]
    counts: dict[str, int] = {}
    for start, end in chosen:
        for name in {
            name for node in range(start, min(end, start + 400)) for name in tree.names[node] if name[0] != "#"
        }:
            counts[name] = counts.get(name, 0) + 1
    return frozenset(name for name, count in counts.items() if count * 5 >= len(chosen) * 3)


def _marked(tree: Tree, spans: Sequence[Span]) -> bytearray:
    """1 for every node in one of the spans."""
    inside = bytearray(len(tree))
    reach = 0
    for start, end in sorted(spans):
        if end > reach:
            begin = max(start, reach)
            inside[begin:end] = b"\1" * (end - begin)
            reach = end
    return inside


def _strays(tree: Tree, marks: Marks, comments: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Elements outside the blocks that show most of the names that the blocks show, and a time."""
    typical = _typical_names(tree, comments)
    texts = [name for name in typical if traits.hints(name) & traits.TEXT]
    telling = sorted(texts, key=lambda name: len(tree.named[name]))[:3]
    found: list[Span] = []
    if len(typical) < 5 or not telling:
        return found
    inside = _marked(tree, spans)
    for name in telling:
        for node in tree.named[name][:2000]:
            if not inside[node]:
                stray = _stray_around(tree, marks, node, typical, texts, inside)
                if stray:
                    found.append(stray)
                    inside[stray[0] : stray[1]] = b"\1" * (stray[1] - stray[0])
    return found


def _stray_around(
    tree: Tree, marks: Marks, node: int, typical: frozenset[str], texts: Sequence[str], inside: bytearray
) -> Span | None:
    for steps, ancestor in enumerate((node, *tree.up(node))):
        start, end = ancestor, tree.ends[ancestor]
        if (
            steps > 8
            or end - start > 20_000
            or inside.find(1, start, end) >= 0
            or tree.tags[ancestor] in ("body", "html")
        ):
            return None
        if marks.text[end] - marks.text[start] < 20 or marks.times[end] == marks.times[start]:
            continue
        held = {name for each in range(start, end) for name in tree.names[each]}
        if len(held & typical) >= _ALIKE * len(typical) and any(name in held for name in texts):
            return start, end
    return None


def _linkbacks(tree: Tree, marks: Marks, comments: Sequence[Span]) -> Iterator[Span]:
    """Pingbacks and trackbacks: elements that are named so, and the items of lists that are."""
    inside = _marked(tree, comments)
    for name in tree.alike(_PINGS, ("ping", "trackback")):
        for node in tree.named[name]:
            for item in _items(tree, node):
                span = (item, tree.ends[item])
                size = marks.text[span[1]] - marks.text[item]
                if 0 < size < 2000 and marks.link_text[span[1]] > marks.link_text[item] and inside.find(1, *span) < 0:
                    inside[span[0] : span[1]] = b"\1" * (span[1] - span[0])
                    yield span


_PINGS = re.compile("pingback|trackback|^#?ping(?:list|s)$", re.M)


def _items(tree: Tree, node: int) -> list[int]:
    if tree.tags[node] in ("li", "article"):
        return [node]
    items = [item for item in tree.tagged.get("li", ()) if node < item < tree.ends[node]]
    return items if items or tree.tags[node] not in ("div", "p") else [node]


def _answers(  # noqa: PLR0911 - a list of grounds for refusal
    tree: Tree, marks: Marks, comments: Sequence[Span], other: Candidate, taken: Sequence[Span]
) -> tuple[Span, ...]:
    """Another family of whole comments nested in, or standing among, those of the main one."""
    bits = marks.hints[other.spans[0][0]]
    if not bits & (traits.REPLY | traits.COMMENT) or bits & (traits.QUOTE | traits.FURNITURE):
        return ()
    first, last = min(comments), max(comments)
    room = _common(tree, first[0], last[0]) if len(comments) > 1 else tree.parents[first[0]]
    found: list[Span] = []
    outer = blocks_of(taken)
    starts = [block.start for block in outer]
    for start, end in other.spans:
        if not (room < start and end <= tree.ends[room]) or tree.tags[start] == "blockquote":
            return ()
        if marks.times[end] == marks.times[start] or marks.text[end] - marks.text[start] < 15:
            return ()
        at = bisect_right(starts, start) - 1
        following = starts[at + 1] if at + 1 < len(starts) else end
        holder = outer[at] if at >= 0 and outer[at].end > start else None
        if following < end or (holder and (holder.start == start or holder.end < end)):
            return ()
        if holder and marks.times[start] == marks.times[holder.start]:
            return ()  # the time that it holds is the comment's own
        if (
            holder
            and marks.text[start] - marks.text[holder.start] < _LABEL
            and _tells_again(tree, holder.start, start, end)
        ):
            return ()  # and so it is after a label that told it already
        if holder and marks.authors[end] > marks.authors[start] and marks.authors[start] == marks.authors[holder.start]:
            return ()  # and so is the name
        found.append((start, end))
    return tuple(found)


def _tells_again(tree: Tree, first: int, start: int, end: int) -> bool:
    """Whether nodes `start:end` tell a moment that nodes `first:start` tell by the same attribute."""
    told = {tree.get(node, "datetime") for node in range(first, start)} - {""}
    return bool(told) and any(tree.get(node, "datetime") in told for node in range(start, end))


_LABEL = 100


def _common(tree: Tree, a: int, b: int) -> int:
    """The nearest element that holds both nodes."""
    node = tree.parents[a]
    while node > 0 and tree.ends[node] <= b:
        node = tree.parents[node]
    return max(node, 0)
