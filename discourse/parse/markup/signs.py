"""What the page says of its thread as a whole: a count, that there are none, that a script or another page has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree, word_set
from discourse.parse.state import (
    declared_count,
    has_more,
    invites_to_thread,
    judge_state,
    says_closed,
    says_none,
    shown_of_total,
    stub_in_markup,
)
from discourse.records import Thread

_LONGEST_SIGN = 90
_MOST_SIGNS = 1500
_NEAR = 160
"""Nodes before the first and after the last comment in which a sign still speaks of the thread."""
_STEMS = word_set(
    "comm come kome repl resp reac réac komm antw reak beit reag reac ant\u0077 risp resp yoru "
    "комм коме first erst prem prim load olde newe mehr more page seit "
    "wort thou geda show disp disc conv lese weit alle all view read read ver voir plus join brak keine kein "
    "noch sin aucu nessu nenh geen hay hoza hozz"
)
"""First letters of words that occur in signs; others are not looked at closer."""
_HAN = re.compile("留言|评论|評論|回應|コメント|댓글")
_PAGER = re.compile(r"pager|paginat|pagenav|page-?nav|page-?numbers|nav-?links|comment-?nav")
_PAGE_NUMBER = re.compile(r"\W{0,2}(\d{1,4})\W{0,2}")


@dataclass(frozen=True, slots=True)
class Sign:
    """A short text and how surely it speaks of this page's thread: 3 beside it, 2 pointing at it, 1 elsewhere."""

    text: str
    node: int
    weight: int


def read_state(tree: Tree, marks: Marks, html: str, blocks: Sequence[Block], found: int, layout: str | None) -> Thread:
    """The thread's state, its declared count and its layout."""
    signs = list(_signs(tree, marks, blocks))
    declared = _declared(tree, signs)
    if found:
        more = any(sign.weight == 3 and has_more(sign.text) for sign in signs) or (
            bool(blocks) and _has_pager(tree, blocks)
        )
        return Thread(judge_state(found, declared=declared, more=more), declared, layout)
    if sum(sign.weight == 2 and (says_none(sign.text) or declared_count(sign.text) is not None) for sign in signs) > 2:
        signs, declared = [], None  # an index, that says so of each of its articles
    state = judge_state(
        0,
        declared=declared,
        stub=stub_in_markup(html) is not None or any(invites_to_thread(sign.text) for sign in signs),
        none=any(says_none(sign.text) for sign in signs),
        more=any(has_more(sign.text) and "omm" in sign.text for sign in signs),
        room=any(says_closed(sign.text) for sign in signs) or _has_form(tree, marks),
    )
    return Thread(state, declared, None)


def _signs(tree: Tree, marks: Marks, blocks: Sequence[Block]) -> Iterator[Sign]:
    """Short texts outside the comments that may speak of them, each once."""
    inside = bytearray(len(tree))
    for block in blocks:
        if block.outer is None:
            inside[block.start : block.end] = b"\1" * (block.end - block.start)
    spans = [(0, len(tree))]
    if blocks:
        first, last = blocks[0].start, max(block.end for block in blocks)
        spans = [(max(0, first - _NEAR), min(len(tree), last + _NEAR))]
        spans += [(link, tree.ends[link]) for link in tree.tagged["a"] if _is_target(tree.get(link, "href"))]
    seen: set[int] = set()
    for number, (start, end) in enumerate(spans):
        for node in range(start, end):
            text = tree.texts[node]
            if len(text) < 2 or inside[node] or len(text) > 300 or not _may_tell(text):
                continue
            if len(seen) >= _MOST_SIGNS:
                return
            around = _around(tree, marks, node)
            if around not in seen:
                seen.add(around)
                weight = 3 if blocks and not number else 2 if number or _points_here(tree, around, node) else 1
                yield Sign(tree.words(around) if tree.tags[around] else text, around, weight)


def _may_tell(text: str) -> bool:
    if not _STEMS.isdisjoint([word.lstrip(_OPENING)[:4] for word in text.lower().split()]):
        return True
    return not text.isascii() and _HAN.search(text) is not None


_OPENING = "«»‹›<>([{→←↓↑…-–—+|·•0123456789.,"


def _around(tree: Tree, marks: Marks, node: int) -> int:
    """The largest element around a text that is still one short line."""
    best = node
    for steps, ancestor in enumerate(tree.up(node)):
        if steps > 3 or marks.text[tree.ends[ancestor]] - marks.text[ancestor] > _LONGEST_SIGN:
            break
        if tree.tags[ancestor] in ("ul", "ol", "tr", "body", "nav", "header"):
            break
        best = ancestor
    return best


_ANCHOR = re.compile(
    r"#.{0,20}(?:comment|respond|repl|reaction|kommentar|disqus|leserbrief|reagir|forum)", re.IGNORECASE
)
_OWN_PAGE = re.compile(r"/comments?/?$", re.IGNORECASE)


def _is_target(address: str) -> bool:
    """Whether a link leads to the thread of a page."""
    if "#" in address and _ANCHOR.search(address) is not None:
        return True
    return "omment" in address.lower() and _OWN_PAGE.search(address) is not None


def _points_here(tree: Tree, around: int, node: int) -> bool:
    """Whether the sign is, holds, or stands in a link to the thread of a page."""
    ups = [node, *(ancestor for _, ancestor in zip(range(3), tree.up(node), strict=False))]
    return any(
        tree.tags[each] == "a" and _is_target(tree.get(each, "href"))
        for each in (*ups, *range(around, tree.ends[around]))
    )


def _declared(tree: Tree, signs: Sequence[Sign]) -> int | None:
    """The count that the surest signs state; of several that are as sure, the one most often stated, then the first."""
    told: dict[int, list[int]] = {}
    for sign in signs:
        count = declared_count(sign.text)
        if count is None and sign.weight == 3:
            count = shown_of_total(sign.text)
        if count is not None:
            told.setdefault(sign.weight, []).append(count)
    for weight in (3, 2):
        counts = told.get(weight)
        if counts and (weight == 3 or len(set(counts)) <= 2):
            return max(counts, key=lambda count: (counts.count(count), count > 0, -counts.index(count)))
    return _schema_count(tree)


def _schema_count(tree: Tree) -> int | None:
    for node in tree.tagged.get("meta", ()):
        value = tree.get(node, "content")
        if tree.get(node, "itemprop") == "commentCount" and value.isdigit():
            return int(value)
        found = re.fullmatch(r"UserComments:(\d{1,7})", value)
        if found:
            return int(found.group(1))
    return None


def _has_pager(tree: Tree, blocks: Sequence[Block]) -> bool:
    """Whether page numbers, named as a pager, stand just before or after the comments."""
    first, last = blocks[0].start, max(block.end for block in blocks)
    for name in tree.alike(_PAGER, ("page", "paginat", "nav")):
        for node in tree.named[name]:
            if not (first - _NEAR <= node < first or last <= node <= last + _NEAR):
                continue
            links = [link for link in range(node, tree.ends[node]) if tree.tags[link] == "a"]
            if any(_PAGE_NUMBER.fullmatch(tree.words(link)) and tree.get(link, "href") for link in links):
                return True
    return False


def _has_form(tree: Tree, marks: Marks) -> bool:
    """Whether there is a place to write a comment."""
    return any(
        marks.hints[each] & (traits.COMMENT | traits.POST)
        for area in tree.tagged.get("textarea", ())
        for each in (area, *(ancestor for _, ancestor in zip(range(5), tree.up(area), strict=False)))
    )
