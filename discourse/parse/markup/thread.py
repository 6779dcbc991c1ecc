"""From a set of like blocks to drafts of comments, and how well the whole reads as a thread."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from discourse.parse.draft import Draft
from discourse.parse.markup.authors import author_of, author_places
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.candidates import Candidate
from discourse.parse.markup.compose import Composed
from discourse.parse.markup.kinds import kind_of
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.moments import Moment, moment_places, moments_of
from discourse.parse.markup.parents import parents_of
from discourse.parse.markup.texts import Found, clean_sums, furniture, read_text, text_places, title_of, title_places
from discourse.parse.markup.tree import Tree

_ID_NUMBER = re.compile(r"\d{1,20}(?:[a-f\d]{4,})?|[a-f\d]{16,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """A thread read from one candidate: its drafts, the blocks they stand in, and the fit of the whole."""

    layout: str
    drafts: tuple[Draft, ...]
    blocks: tuple[Block, ...]
    fit: float
    clues: tuple[str, ...] = ()


def read_thread(tree: Tree, marks: Marks, candidate: Candidate, page_titles: set[str]) -> ThreadRead:
    """The drafts of one candidate's comments, in page order."""
    blocks = tuple(block for block in candidate.blocks if block.count(marks.text))
    by_author = author_places(tree, marks, blocks)
    by_time = moment_places(tree, marks, blocks)
    moments = moments_of(tree, marks, blocks, by_time)
    authors = [author_of(tree, marks, block, by_author) for block in blocks]
    found = [
        Found(block, author[1], moment.node if moment else None)
        for block, author, moment in zip(blocks, authors, moments, strict=True)
    ]
    dropped = furniture(tree, marks)
    by_text = text_places(tree, marks, found, clean_sums(tree, marks))
    by_title = title_places(tree, marks, found, page_titles)
    composed = [
        read_text(tree, marks, each, by_text, title_of(tree, marks, each, by_title, page_titles), dropped)
        for each in found
    ]
    drafts, kept = _drafts(tree, marks, blocks, [name for name, _ in authors], moments, composed)
    clues = (
        f"blocks: {candidate.key} ({candidate.clues})",
        "author: " + ", ".join(f"{place.key[0]} {place.key[1]} {place.score:.2f}" for place in by_author[:2]),
        "time: " + ", ".join(f"{place.key[0]} {place.key[1]} {place.score:.2f}" for place in by_time[:2]),
        "text: " + ", ".join(f"{place.key[0]} {place.key[1]} {place.score:.2f}" for place in by_text[:2]),
    )
    return ThreadRead(candidate.key, drafts, kept, candidate.score, clues)


def _drafts(  # noqa: PLR0913 - the columns of one table
    tree: Tree,
    marks: Marks,
    blocks: Sequence[Block],
    authors: Sequence[str | None],
    moments: Sequence[Moment | None],
    composed: Sequence[Composed],
) -> tuple[tuple[Draft, ...], tuple[Block, ...]]:
    ids = [_native_id(tree, block) for block in blocks]
    parents = parents_of(tree, marks, blocks, ids)
    rows: list[tuple[int, Draft]] = []
    seen: set[tuple[str | None, str | None, str]] = set()
    for position, (block, author, moment, text) in enumerate(zip(blocks, authors, moments, composed, strict=True)):
        if author is None and moment is None and not text.text:
            continue
        if not text.text and (author is None or moment is None):
            continue
        if ids[position] and text.text:
            twin = (ids[position], author, text.text)
            if twin in seen:
                continue
            seen.add(twin)
        kind, words = kind_of(tree, block, text.text, by_notice=False)
        rows.append(
            (
                position,
                Draft(
                    author=author,
                    text=words,
                    posted=moment.shown if moment else None,
                    posted_at=moment.iso if moment else None,
                    kind=kind,
                    quotes=text.quotes if words == text.text else (),
                    native_id=ids[position],
                ),
            )
        )
    return _linked(rows, parents), tuple(blocks[position] for position, _ in rows)


def _linked(rows: Sequence[tuple[int, Draft]], parents: Sequence[tuple[int, str] | None]) -> tuple[Draft, ...]:
    places = {position: place for place, (position, _) in enumerate(rows)}
    linked: list[Draft] = []
    for position, draft in rows:
        parent = parents[position]
        while parent is not None and parent[0] not in places:
            parent = parents[parent[0]]
        if parent is None:
            linked.append(draft)
            continue
        linked.append(
            Draft(
                author=draft.author,
                text=draft.text,
                posted=draft.posted,
                posted_at=draft.posted_at,
                kind=draft.kind,
                parent=places[parent[0]],
                basis=parent[1],  # type: ignore[arg-type]
                quotes=draft.quotes,
                native_id=draft.native_id,
            )
        )
    return tuple(linked)


def _native_id(tree: Tree, block: Block) -> str | None:
    for node in range(block.start, min(block.end, block.start + 4)):
        held = tree.attributes[node]
        if not held:
            continue
        for name in ("id", "data-comment-id", "data-id", "data-post-id", "name"):
            value = held.get(name)
            if value:
                found = _ID_NUMBER.search(value)
                if found:
                    return found.group()
    return None


Dropper = Callable[[int], bool]
