"""From a set of like blocks to drafts of comments."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from discourse.parse.draft import Draft
from discourse.parse.markup import traits
from discourse.parse.markup.authors import author_of, author_places, without_origin
from discourse.parse.markup.blocks import Block, blocks_of
from discourse.parse.markup.candidates import Candidate
from discourse.parse.markup.complete import Groups
from discourse.parse.markup.compose import Composed
from discourse.parse.markup.induce import Place, Places
from discourse.parse.markup.kinds import is_linkback, is_notice, kind_of, linkback, notice_nodes
from discourse.parse.markup.layouts import Layout
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.moments import Moment, moment_places, moments_of
from discourse.parse.markup.parents import Parent, parents_of
from discourse.parse.markup.stock import stock_nodes
from discourse.parse.markup.texts import Found, furniture, is_title, read_text, text_places, title_of, title_places
from discourse.parse.markup.tree import Tree

_ID_NUMBER = re.compile(r"\d{1,20}(?:[a-f\d]{4,})?|[a-f\d]{16,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """A thread read from one candidate: drafts, their blocks, what was not understood, the clues that decided."""

    layout: str
    drafts: tuple[Draft, ...]
    blocks: tuple[Block, ...]
    left_over: tuple[str, ...] = ()
    clues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    block: Block
    author: str | None
    moment: Moment | None
    text: Composed


def read_thread(
    tree: Tree, marks: Marks, candidate: Candidate, groups: Groups, page_titles: frozenset[str]
) -> ThreadRead:
    """The drafts of the thread's comments, in page order."""
    spans = [*groups.comments, *groups.linkbacks, *(span for group in groups.answers for span in group)]
    blocks = blocks_of(span for span in spans if marks.text[span[1]] > marks.text[span[0]])
    rows: dict[int, _Row] = {}
    clues: tuple[str, ...] = (f"blocks: {candidate.key} ({candidate.clues})",)
    for group in (groups.comments, *groups.answers):
        members = set(group)
        chosen = [block for block in blocks if (block.start, block.end) in members]
        if chosen:
            found, why = _read_alike(
                tree, marks, chosen, page_titles, candidate.layout if group is groups.comments else None
            )
            rows.update({row.block.start: row for row in found})
            clues += why
    pinged = {span[0] for span in groups.linkbacks}
    drafts, kept = _drafts(tree, marks, blocks, rows, pinged)
    drafts = _without_topic(drafts, page_titles)
    understood = {block.start for block in kept}
    left_over = tuple(tree.words(block.start, block.end)[:200] for block in blocks if block.start not in understood)
    layout = candidate.layout.name if candidate.layout else f"like blocks: {candidate.key}"
    return ThreadRead(layout, drafts, kept, left_over, clues)


def _without_topic(drafts: tuple[Draft, ...], page_titles: frozenset[str]) -> tuple[Draft, ...]:
    """The drafts, the first without the topic that its post shows again over its text."""
    topic, broken, text = drafts[0].text.partition("\n") if len(drafts) > 1 else ("", "", "")
    is_topic = is_title(topic, frozenset()) and not is_title(topic, page_titles)
    if not broken or drafts[0].quotes or not is_topic:
        return drafts
    return (dataclasses.replace(drafts[0], text=text), *drafts[1:])


def _read_alike(
    tree: Tree, marks: Marks, blocks: Sequence[Block], page_titles: frozenset[str], layout: Layout | None
) -> tuple[list[_Row], tuple[str, ...]]:
    """Author, time and text of blocks written by one template."""
    exact = layout is not None and layout.exact
    told = _told(layout.author if layout else ())
    by_author = Places(told, lambda: [] if exact and told else author_places(tree, marks, blocks))
    authors = [author_of(tree, marks, block, by_author) for block in blocks]
    names = without_origin([name for name, _ in authors])
    timed = _told(layout.time if layout else ())
    by_time = Places(timed, lambda: [] if exact and timed else moment_places(tree, marks, blocks))
    moments = moments_of(tree, marks, blocks, by_time, [node for _, node in authors])
    found = [
        Found(block, name, node, moment.node if moment else None)
        for block, (name, node), moment in zip(blocks, authors, moments, strict=True)
    ]
    by_text, stock = _texts_of(tree, marks, found, layout)
    by_title = _told(layout.title if layout else ())
    if _may_have_titles(tree, marks, blocks[0]):
        by_title += title_places(tree, marks, found, page_titles)
    dropped = furniture(tree, marks, stock)
    rows = [
        _Row(
            each.block,
            name,
            moment,
            read_text(tree, marks, each, by_text, title_of(tree, each, by_title, page_titles), dropped),
        )
        for each, name, moment in zip(found, names, moments, strict=True)
    ]
    rows = [row for row in rows if _belongs(row, rows)]
    clues = tuple(
        f"{datum}: " + ", ".join(f"{place.key[0]} {place.key[1]} {place.score:.2f}" for place in places[:2])
        for datum, places in (
            ("author", by_author.known()),
            ("time", by_time.known()),
            ("text", by_text.known()),
            ("title", by_title),
        )
        if places
    )
    return rows, clues


def _texts_of(tree: Tree, marks: Marks, found: Sequence[Found], layout: Layout | None) -> tuple[Places, frozenset[int]]:
    """Where the blocks keep their words and, unless names tell that surely, the template's words among these."""
    blocks = [each.block for each in found]
    named = any(marks.hints[node] & traits.TEXT for node in blocks[len(blocks) // 2].own())
    if layout and layout.text and named:
        return Places(_told(layout.text), lambda: text_places(tree, marks, found)), frozenset()
    places = text_places(tree, marks, found) if named else []
    if places and places[0].score >= _SURE:
        return Places((), lambda: places), frozenset()
    kept = {node for each in found for node in (each.author, each.time) if node is not None}
    stock = stock_nodes(tree, marks, blocks, [each.name for each in found], kept)
    told = _told(layout.text if layout else ())
    return Places(told, lambda: text_places(tree, marks, found, stock)), stock


_SURE = 0.7


def _told(names: Sequence[str]) -> list[Place]:
    """The places that a known layout names, before those found out."""
    return [Place(("name", name), 1.0) for name in names]


def _belongs(row: _Row, rows: Sequence[_Row]) -> bool:
    """Whether a block is a comment as the others are: one with neither name nor time among many with both is not."""
    if row.author is not None or row.moment is not None or is_notice(row.text.text):
        return True
    whole = sum(each.author is not None and each.moment is not None for each in rows[:50])
    return whole * 10 < 8 * len(rows[:50]) - 10


def _may_have_titles(tree: Tree, marks: Marks, block: Block) -> bool:
    """Comments have titles of their own; those of forum posts repeat the topic or only head the post."""
    near = (node for _, node in zip(range(4), (block.start, *tree.up(block.start)), strict=False))
    return any(marks.hints[node] & traits.COMMENT for node in near)


def _drafts(
    tree: Tree, marks: Marks, blocks: Sequence[Block], rows: dict[int, _Row], pinged: set[int]
) -> tuple[tuple[Draft, ...], tuple[Block, ...]]:
    ids = [native_id(tree, block) for block in blocks]
    parents = parents_of(tree, marks, blocks, ids)
    notices = notice_nodes(tree)
    drafts: list[tuple[int, Draft]] = []
    seen: set[tuple[str, str | None, str]] = set()
    for position, block in enumerate(blocks):
        row = rows.get(block.start)
        if block.start in pinged or (row is None and is_linkback(tree, block)):
            draft: Draft | None = linkback(tree, marks, block)
        else:
            draft = _draft(tree, marks, row, notices)
        if draft is None:
            continue
        own_id = ids[position]
        if own_id and draft.text:
            if (own_id, draft.author, draft.text) in seen:
                continue
            seen.add((own_id, draft.author, draft.text))
        drafts.append((position, dataclasses.replace(draft, native_id=own_id)))
    return _linked(drafts, parents), tuple(blocks[position] for position, _ in drafts)


def _draft(tree: Tree, marks: Marks, row: _Row | None, notices: Sequence[int]) -> Draft | None:
    if row is None or (not row.text.text and (row.author is None or row.moment is None)):
        return None
    if row.author is None and row.moment is None and len(row.text.text) < 2:
        return None
    kind, words = kind_of(tree, marks, row.block, row.text.text, notices)
    return Draft(
        author=row.author,
        text=words,
        posted=row.moment.shown if row.moment else None,
        posted_at=row.moment.iso if row.moment else None,
        kind=kind,
        quotes=row.text.quotes if words == row.text.text else (),
    )


def _linked(drafts: Sequence[tuple[int, Draft]], parents: Sequence[Parent | None]) -> tuple[Draft, ...]:
    """The drafts with their parents as positions among the drafts that were kept."""
    places = {position: place for place, (position, _) in enumerate(drafts)}
    linked: list[Draft] = []
    for position, draft in drafts:
        parent = parents[position]
        while parent is not None and parent.position not in places:
            parent = parents[parent.position]
        linked.append(
            draft if parent is None else dataclasses.replace(draft, parent=places[parent.position], basis=parent.basis)
        )
    return tuple(linked)


def native_id(tree: Tree, block: Block) -> str | None:
    """The page's own number for the comment, from the ids at the head of its block."""
    for node in range(block.start, min(block.end, block.start + 4)):
        held = tree.attributes[node]
        if held:
            for name in ("id", "data-comment-id", "data-id", "data-post-id", "name"):
                found = _ID_NUMBER.search(held.get(name) or "")
                if found:
                    return found.group()
    return None
