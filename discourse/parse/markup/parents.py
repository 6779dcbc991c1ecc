"""Which comment answers which: by nesting, by a wrapper for replies, by a depth that the markup states, by a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree
from discourse.records import ReplyBasis


@dataclass(frozen=True, slots=True)
class Parent:
    """The position of the comment that is answered, and what shows it."""

    position: int
    basis: ReplyBasis


_DEPTH = re.compile(r"(?:^|[-_])(?:depth|level|lvl|indent|ebene|tier|nest(?:ed|ing)?)[-_]?(\d{1,2})$|^l(\d)$")
_SHIFT = re.compile(r"(?:margin|padding)-left:\s*(\d{1,4})(?:\.\d+)?\s*(px|em|%)?")
_IN_REPLY = re.compile(r"in-?_?reply|reply-?_?to|parent-?(?:link|comment)|response-?to|answer-?to")
_REPLY_WORDS = re.compile(
    r"in reply to|replying to|als antwort auf|antwort auf|en réponse à|en respuesta a|in risposta a|em resposta a",
    re.IGNORECASE,
)
_TARGET = re.compile(r"#\D{0,40}(\d{1,20})")
_PARENT_ATTRIBUTES = (
    "data-parent-id",
    "data-parent",
    "data-parentid",
    "data-reply-to",
    "data-in-reply-to",
    "data-comment-parent",
    "parentid",
)


def parents_of(tree: Tree, marks: Marks, blocks: Sequence[Block], ids: Sequence[str | None]) -> list[Parent | None]:
    """For each block the position of the one that it answers and what shows it, or None."""
    stated = _stated(tree, blocks, ids)
    if any(parent is not None for parent in stated):
        return [None if parent is None else Parent(parent, "mark") for parent in stated]
    if any(block.outer is not None for block in blocks):
        return [None if block.outer is None else Parent(block.outer, "nesting") for block in blocks]
    for depths in (
        _class_depths(tree, blocks),
        _shifts(tree, blocks),
        _spacers(tree, blocks),
        _wrapped(tree, marks, blocks),
        _rooms(tree, blocks),
    ):
        if depths and len(set(depths)) > 1:
            return _by_depth(depths)
    return [None] * len(blocks)


def _by_depth(depths: Sequence[int]) -> list[Parent | None]:
    parents: list[Parent | None] = []
    open_at: list[tuple[int, int]] = []
    for position, depth in enumerate(depths):
        while open_at and open_at[-1][0] >= depth:
            open_at.pop()
        parents.append(Parent(open_at[-1][1], "nesting") if open_at else None)
        open_at.append((depth, position))
    return parents


def _stated(tree: Tree, blocks: Sequence[Block], ids: Sequence[str | None]) -> list[int | None]:
    """Parents that an attribute names or a link "in reply to" points at."""
    by_id = {own: position for position, own in enumerate(ids) if own}
    links = _reply_links(tree)
    parents: list[int | None] = []
    for position, block in enumerate(blocks):
        held = tree.attributes[block.start]
        named = next((held[name] for name in _PARENT_ATTRIBUTES if held.get(name)), None)
        number = re.sub(r"\D+", "", named) if named else None
        if not number and links:
            number = next((links[node] for node in block.own() if node in links), None)
        parent = by_id.get(number) if number else None
        parents.append(parent if parent is not None and parent < position else None)
    return parents


def _reply_links(tree: Tree) -> dict[int, str]:
    """Links that point at the comment which theirs answers → the number of that comment."""
    found: dict[int, str] = {}
    for link in tree.tagged.get("a", ()):
        address = tree.get(link, "href")
        target = _TARGET.search(address) if "#" in address else None
        if not target:
            continue
        named = any(_IN_REPLY.search(name) for node in (link, tree.parents[link]) for name in tree.names[node])
        if named or _REPLY_WORDS.search(tree.texts[link - 1][-30:] + tree.words(link)[:30]):
            found[link] = target.group(1)
    return found


def _class_depths(tree: Tree, blocks: Sequence[Block]) -> list[int] | None:
    depths: list[int] = []
    for block in blocks:
        found = None
        for node in (block.start, tree.parents[block.start]):
            for name in tree.names[node] if node >= 0 else ():
                match = _DEPTH.search(name)
                if match:
                    found = int(match.group(1) or match.group(2))
                    break
            if found is not None:
                break
        depths.append(found or 0)
    return depths


def _shifts(tree: Tree, blocks: Sequence[Block]) -> list[int] | None:
    depths: list[int] = []
    for block in blocks:
        shift = 0
        for node in (block.start, tree.parents[block.start]):
            match = _SHIFT.search(tree.get(node, "style")) if node >= 0 else None
            if match:
                shift = int(match.group(1))
                break
        depths.append(shift)
    return depths


def _spacers(tree: Tree, blocks: Sequence[Block]) -> list[int]:
    """Depths by an attribute that states them, or by the width of a picture that only takes up room."""
    depths: list[int] = []
    for block in blocks:
        depth = 0
        for node in range(block.start, min(block.end, block.start + 10)):
            held = tree.attributes[node]
            width = held.get("indent") or held.get("data-depth") or held.get("data-level")
            if not width and tree.tags[node] == "img" and held.get("height") in ("0", "1"):
                width = held.get("width")
            if width and width.isdigit():
                depth = int(width[:6])
                break
        depths.append(depth)
    return depths


def _wrapped(tree: Tree, marks: Marks, blocks: Sequence[Block]) -> list[int] | None:
    """Depths by the number of wrappers named for replies around each block, or by a name of its own."""
    depths: list[int] = []
    named = {block.start: bool(marks.hints[block.start] & traits.REPLY) for block in blocks}
    all_named = all(named.values())  # where every comment is called a reply, the name tells nothing
    for block in blocks:
        depth = 0
        for steps, ancestor in enumerate(tree.up(block.start)):
            if marks.hints[ancestor] & traits.REPLY and not _names_all(tree, ancestor, blocks):
                depth += 1
            if steps > 40:
                break
        depths.append(depth + (named[block.start] and not all_named))
    if depths and depths[0] > 0:
        return None
    runs = sum(a == 0 and b > 0 for a, b in pairwise(depths))
    tops = sum(depth == 0 for depth in depths)
    if runs == 1 and tops == 1 and len(blocks) > 2:
        return None  # one opening post and its answers: a forum's flat thread
    return depths


def _rooms(tree: Tree, blocks: Sequence[Block]) -> list[int] | None:
    """Depths by what holds the blocks: an answer's room stands in the room of the comment that it answers.

    Where only the first is no answer, it is an opening post above a flat thread, or rooms were left unclosed.
    """
    depths: list[int] = []
    rooms: list[int] = []
    rises = min((_alone(tree, blocks, position) for position in range(len(blocks))), default=0)
    for block in blocks:
        room = tree.parents[block.start]
        for _ in range(rises):
            room = tree.parents[room]
        while rooms and not rooms[-1] < room < tree.ends[rooms[-1]]:
            rooms.pop()
        depths.append(len(rooms))
        rooms.append(room)
    return depths if depths.count(0) > 1 else None


def _alone(tree: Tree, blocks: Sequence[Block], position: int) -> int:
    """How many elements around a block hold no other block, counted outwards: at most a few."""
    before = blocks[position - 1].start if position else -1
    after = blocks[position + 1].start if position + 1 < len(blocks) else len(tree)
    room, rises = tree.parents[blocks[position].start], 0
    while rises < _MOST_RISES and room > max(before, 0) and tree.ends[room] <= after:
        room, rises = tree.parents[room], rises + 1
    return rises


_MOST_RISES = 6


def _names_all(tree: Tree, ancestor: int, blocks: Sequence[Block]) -> bool:
    return ancestor < blocks[0].start and tree.ends[ancestor] >= blocks[-1].end
