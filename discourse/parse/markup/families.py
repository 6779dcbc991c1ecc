"""Families of like nodes: what repeats on a page by a shared name, attribute, schema type, or tag under one parent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Span
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree, word_set

_HOLDERS = word_set(
    "li div article section tr table tbody dl dd dt p blockquote ul ol form span fieldset "
    "details main aside td h2 h3 h4 h5 h6"
)
_SCHEMA = ("itemtype", "typeof", "itemprop")
_CELLS = word_set("td th") | {""}
"""Texts, and the cells of a row, which are parts of one comment."""
_LONGEST_RUN = 12
"""Siblings that one comment spans at most."""


def families(tree: Tree, marks: Marks) -> Iterator[tuple[str, Sequence[int]]]:
    """Sets of nodes that may each be a comment, with what they share."""
    yield from _named(tree, marks)
    yield from _attributed(tree)
    yield from _siblings(tree, marks)


def _named(tree: Tree, marks: Marks) -> Iterator[tuple[str, Sequence[int]]]:
    times, authors, actions = marks.times, marks.authors, marks.actions
    text, ends, tags = marks.text, tree.ends, tree.tags
    for name, nodes in tree.named.items():
        bits = traits.hints(name)
        if len(nodes) < 2 and not bits & traits.COMMENT:
            continue
        talks = bits & (traits.COMMENT | traits.POST)
        first, last = nodes[0], nodes[-1]
        if not talks and not any(
            times[ends[node]] > times[node]
            or authors[ends[node]] > authors[node]
            or actions[ends[node]] > actions[node]
            for node in (first, nodes[len(nodes) // 2], last)
        ):
            continue
        if text[ends[first]] == text[first] and text[ends[last]] == text[last]:
            continue
        by_tag: dict[str, list[int]] = {}
        for node in nodes:
            by_tag.setdefault(tags[node], []).append(node)
        for tag, alike in by_tag.items():
            if (tag in _HOLDERS or "-" in tag) and (len(alike) > 1 or talks):
                yield f"{tag}.{name}", alike


_BESIDE = re.compile("Count|ontent|ommentary")


@lru_cache(maxsize=4096)
def _telling(attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Those attributes that may tell a comment: a schema type, or a number of its own."""
    return tuple(
        name
        for name in attributes
        if name in _SCHEMA
        or (
            name.endswith("id")
            and name != "id"
            and any(word in name for word in ("comment", "message", "post", "data-id"))
        )
    )


def _attributed(tree: Tree) -> Iterator[tuple[str, Sequence[int]]]:
    kinds: dict[str, list[int]] = {}
    for node in tree.telling:
        held = tree.attributes[node]
        for attribute in _telling(tuple(held)):
            value = held[attribute]
            if attribute not in _SCHEMA:
                kinds.setdefault(f"{tree.tags[node]}[{attribute}]", []).append(node)
            elif value and ("omment" in value or value.endswith("Posting")) and not _BESIDE.search(value):
                kinds.setdefault(f"[{attribute}={value}]", []).append(node)
    for key, nodes in kinds.items():
        if len(nodes) > 1 or "omment" in key:
            yield key, nodes


def _siblings(tree: Tree, marks: Marks) -> Iterator[tuple[str, Sequence[int]]]:
    """Like-tagged children of one parent that bear times: what comments are when nothing is named."""
    times, ends, tags = marks.times, tree.ends, tree.tags
    parents: dict[int, None] = {}
    for node in marks.timed():
        held, rises = 1, 0
        for ancestor in tree.up(node):
            inside = times[ends[ancestor]] - times[ancestor]
            if inside > held:
                held = inside
                if ancestor in parents:
                    break
                parents[ancestor] = None
                rises += 1
                if rises == 4:
                    break
    for parent in parents:
        by_tag: dict[str, list[int]] = {}
        for child in tree.children(parent):
            if tags[child] not in _CELLS and times[ends[child]] > times[child]:
                by_tag.setdefault(tags[child], []).append(child)
        for tag, alike in by_tag.items():
            if len(alike) > 1:
                yield f"{tag}@{parent}", alike


def shaped(tree: Tree, marks: Marks) -> Iterator[tuple[str, Sequence[int]]]:
    """Like-tagged elements that bear their time at the same place, wherever they stand: answers nested in comments."""
    tags = tree.tags
    alike: dict[str, dict[int, None]] = {}
    for node in islice(marks.timed(), _MOST_TIMES):
        told = ""
        for ancestor in islice(tree.up(node), _FARTHEST_TIME):
            told = f"{tags[ancestor]}/{told}"
            if tags[ancestor] in _HOLDERS and tags[ancestor] not in _CELLS:
                alike.setdefault(told, {})[ancestor] = None
    for told, found in alike.items():
        if len(found) > 2 and _answer(tree, nodes := sorted(found)):
            yield f"{told.partition('/')[0]}@{told}", nodes


def is_shaped(key: str) -> bool:
    """Whether a family's key is one of `shaped`: its tag and the path from it to the time."""
    return "@" in key and key.endswith("/")


def _answer(tree: Tree, nodes: Sequence[int]) -> bool:
    """Whether some of the nodes stand in or below another as answers do: not as many in each, as parts do."""
    rooms = _held(tree, [tree.parents[node] for node in nodes])
    within = _held(tree, nodes)
    if len(rooms) > 1:
        return len(set(rooms)) > 1
    return len({tree.parents[node] for node in nodes}) > 1 and not (min(within) > 1 and len(set(within)) == 1)


def _held(tree: Tree, nodes: Sequence[int]) -> list[int]:
    """How many of the nodes each of the outermost among them holds, itself counted; the nodes stand in page order."""
    held: list[int] = []
    reach = 0
    for node in nodes:
        if node >= reach:
            held.append(0)
            reach = tree.ends[node]
        held[-1] += 1
    return held


_MOST_TIMES, _FARTHEST_TIME = 20_000, 8


def readings(tree: Tree, marks: Marks, nodes: Sequence[int]) -> Iterator[tuple[str, list[Span]]]:
    """The nodes themselves as blocks; where a row of them says too little, runs that begin or end with them."""
    ends, parents = tree.ends, tree.parents
    yield "", [(node, ends[node]) for node in nodes]
    if (
        len(nodes) < 2
        or parents[nodes[0]] != parents[nodes[1]]
        or ends[nodes[0]] == nodes[1]
        or _suffices(tree, marks, nodes)
    ):
        return
    yield "+", _runs(tree, nodes, forward=True)
    yield "-", _runs(tree, nodes, forward=False)


def _suffices(tree: Tree, marks: Marks, nodes: Sequence[int]) -> bool:
    """Whether most of the nodes hold a time, a name and words of their own: a whole comment."""
    whole = 0
    chosen = nodes[:: max(1, len(nodes) // 20)]
    for node in chosen:
        end = tree.ends[node]
        words = (marks.text[end] - marks.text[node]) - (marks.link_text[end] - marks.link_text[node])
        timed, named = marks.times[end] > marks.times[node], marks.authors[end] > marks.authors[node]
        whole += words > 45 and timed and named
    return whole * 10 > len(chosen) * 8


def _runs(tree: Tree, nodes: Sequence[int], *, forward: bool) -> list[Span]:
    spans: list[Span] = []
    rows: dict[int, list[int]] = {}
    for node in nodes:
        rows.setdefault(tree.parents[node], []).append(node)
    for row in rows.values():
        if len(row) == 1:
            spans.append((row[0], tree.ends[row[0]]))
            continue
        steps = min(max(_steps(tree, a, b) for a, b in pairwise(row[:21])), _LONGEST_RUN)
        if forward:
            spans += pairwise(row)
            spans.append((row[-1], _onward(tree, row[-1], steps)))
        else:
            starts = [_back(tree, row[0], steps), *(tree.ends[node] for node in row[:-1])]
            spans += zip(starts, (tree.ends[node] for node in row), strict=True)
    return spans


_BOUNDS = word_set("h1 h2 h3 h4 header footer form nav aside main")
"""What parts the siblings that make up a comment from what stands before or after the thread."""


def _back(tree: Tree, node: int, steps: int) -> int:
    """The sibling at which a run that ends with `node` begins: no more than `steps` in all, and past any bound."""
    before = [child for child in tree.children(tree.parents[node]) if child < node][-(steps - 1) :] if steps > 1 else []
    for sibling in reversed(before):
        if tree.tags[sibling] in _BOUNDS or tree.tags[sibling] == "article":
            break
        node = sibling
    return node


def _steps(tree: Tree, start: int, stop: int) -> int:
    """How many siblings on from `start` the node `stop` stands."""
    steps, node = 0, start
    while node < stop:
        node = tree.ends[node]
        steps += 1
    return steps


def _onward(tree: Tree, node: int, steps: int) -> int:
    limit = tree.ends[tree.parents[node]]
    for step in range(steps):
        if node >= limit or (step and tree.tags[node] in _BOUNDS):
            break
        node = tree.ends[node]
    return node
