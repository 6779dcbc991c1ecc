"""Threads read by a layout that the user tells: where its selectors fit the page, nothing is guessed."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Sequence

from discourse.parse.custom.records import CustomLayout, MarkupLayout
from discourse.parse.draft import Draft
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.candidates import Candidate
from discourse.parse.markup.complete import Groups
from discourse.parse.markup.layouts import Layout
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.select import select
from discourse.parse.markup.thread import ThreadRead, read_thread
from discourse.parse.markup.tree import Tree
from discourse.records import Kind

_DATA = {"author": " author", "time": " time", "text": " comment-text"}
"""The names under which selected elements are listed beside the page's own, which hold no space."""
_KINDS: tuple[Kind, ...] = ("pingback", "trackback", "deleted")


def told_thread(tree: Tree, marks: Marks, layouts: Sequence[CustomLayout], titles: frozenset[str]) -> ThreadRead | None:
    """The thread as the user's layouts for markup read it: by the one that finds most, None where none fits."""
    read = [_read(tree, marks, layout, titles) for layout in layouts if isinstance(layout, MarkupLayout)]
    return max((thread for thread in read if thread), key=lambda thread: len(thread.drafts), default=None)


def _read(tree: Tree, marks: Marks, told: MarkupLayout, titles: frozenset[str]) -> ThreadRead | None:
    if told.applies and not select(tree, told.applies):
        return None
    spans = tuple((node, tree.ends[node]) for node in select(tree, told.comment))
    if not spans:
        return None
    names = {datum: (name,) for datum, name in _DATA.items() if getattr(told, datum)}
    layout = Layout(told.name, (), (), author=names.get("author", ()), time=names.get("time", ()), exact=True)
    layout = dataclasses.replace(layout, text=names.get("text", ()))
    candidate = Candidate(told.comment, spans, 1.0, 1.0, clues=f"{len(spans)} told by your layout", layout=layout)
    for datum in names:
        tree.named[_DATA[datum]] = select(tree, getattr(told, datum))
    try:
        thread = read_thread(tree, marks, candidate, Groups(spans), titles)
    finally:
        for datum in names:
            del tree.named[_DATA[datum]]
    thread = dataclasses.replace(thread, drafts=_linked(tree, told, thread.blocks, _kinds(tree, told, thread)))
    return thread if _fits(told, thread) else None


def _fits(told: MarkupLayout, thread: ThreadRead) -> bool:
    """Whether half the comments or more have words, and what the layout says that they have."""

    def held(draft: Draft) -> bool:
        named = draft.author is not None if told.author else True
        timed = draft.posted is not None if told.time else True
        return draft.kind != "comment" or (bool(draft.text) and (named or timed))

    return bool(thread.drafts) and 2 * sum(map(held, thread.drafts)) >= len(thread.drafts)


def _kinds(tree: Tree, told: MarkupLayout, thread: ThreadRead) -> tuple[Draft, ...]:
    """The drafts with the kinds that the layout tells: of a block that is, or holds, what it selects."""
    drafts = list(thread.drafts)
    for kind in _KINDS:
        selected = getattr(told, kind)
        nodes = select(tree, selected) if selected else []
        for position, block in enumerate(thread.blocks):
            if _first_in(block, nodes) is not None:
                drafts[position] = dataclasses.replace(drafts[position], kind=kind)
    return tuple(drafts)


def _first_in(block: Block, nodes: Sequence[int]) -> int | None:
    """The first of the nodes, which stand in page order, that is the block's own."""
    at = bisect_left(nodes, block.start)
    while at < len(nodes) and nodes[at] < block.end:
        past = block.past_inner(nodes[at])
        if past is None:
            return nodes[at]
        at = bisect_left(nodes, past, at)
    return None


def _linked(tree: Tree, told: MarkupLayout, blocks: Sequence[Block], drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts with the parents that the layout tells, where it tells any but nesting."""
    if told.parent in {"", "nesting"}:
        return tuple(drafts)
    own = _values(tree, told, blocks, told.id or "@id")
    places = {value: position for position, value in reversed(list(enumerate(own))) if value}
    linked = []
    for position, (answered, draft) in enumerate(zip(_values(tree, told, blocks, told.parent), drafts, strict=True)):
        parent = places.get(answered, position)
        known = parent < position
        linked.append(dataclasses.replace(draft, parent=parent if known else None, basis="mark" if known else None))
    return tuple(linked)


def _values(tree: Tree, told: MarkupLayout, blocks: Sequence[Block], where: str) -> list[str]:
    """What stands at "SELECTOR@ATTRIBUTE" in each block: of an address what follows "#", less the prefix."""
    selector, _, attribute = where.rpartition("@")
    nodes = select(tree, selector) if selector.strip() else None
    found = [block.start if nodes is None else _first_in(block, nodes) for block in blocks]
    held = ("" if node is None else tree.get(node, attribute.strip().lower()) for node in found)
    return [value.rsplit("#", 1)[-1].strip().removeprefix(told.prefix) for value in held]
