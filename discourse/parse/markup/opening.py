"""The opening post of a discussion, where it is set like an article above its answers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from discourse.parse.draft import Draft
from discourse.parse.markup import traits
from discourse.parse.markup.article import Article
from discourse.parse.markup.authors import LONGEST_NAME, clean_name, is_name, name_at
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import Marks, is_profile
from discourse.parse.markup.tree import Tree

_DISCUSSION = re.compile(r"DiscussionForumPosting|QAPage|schema\.org/Question|\"Question\"")
_ARTICLE = re.compile(
    r"\"(?:News|Blog|Scholarly|Report)?(?:Article|BlogPosting|NewsArticle|Reportage)\"|/(?:News)?Article$|/BlogPosting$"
)
_PATH = re.compile(
    r"//[^/]+/(?:.*/)?(?:forums?|topics?|threads?|discussions?|questions?|boards?|viewtopic|showthread)\b",
    re.IGNORECASE,
)


def is_discussion(tree: Tree, url: str | None) -> bool:
    """Whether the page says that it is a discussion or a question with answers, and not an article with comments.

    >>> from discourse.parse.markup.tree import plant
    >>> is_discussion(plant('<div itemscope itemtype="https://schema.org/Question">Why?</div>'), None)
    True
    """
    if _is_typed(tree, _ARTICLE):
        return False
    return _is_typed(tree, _DISCUSSION) or (url is not None and _PATH.search(url) is not None)


def is_called_forum(tree: Tree) -> bool:
    """Whether the page's title ends in an outlet that calls itself a forum, which the title of an article may, too.

    >>> from discourse.parse.markup.tree import plant
    >>> [is_called_forum(plant(f"<title>{title}</title>")) for title in ("Rain | Boat Forum", "Rain: your answers")]
    [True, False]
    """
    titles = [tree.get(node, "content") for node in tree.tagged["title"][:1]]
    return any(_OUTLET.search(title[-_LONGEST_OUTLET:]) for title in titles) and not _is_typed(tree, _ARTICLE)


def _is_typed(tree: Tree, pattern: re.Pattern[str]) -> bool:
    """Whether a type that the page gives itself or one of its parts is of the kind."""
    if any(pattern.search(tree.get(node, "itemtype")) for node in tree.telling):
        return True
    return any(pattern.search(text, 0, _LONGEST_DATA) for text in tree.data)


_OUTLET = re.compile(
    r"(?:[|–—·»]|\s-|\s::?|::)\s[^|–—·»:]{0,40}\b(?:forums?|foren|foros?|message boards?|q&a|answers|discussions)\b"
    r"[^|–—·»:]{0,20}$",
    re.IGNORECASE,
)
"""The end of a page's title, where the outlet calls itself a forum."""
_LONGEST_OUTLET = 80
_LONGEST_DATA = 20_000


def opening_post(tree: Tree, marks: Marks, article: Article, body: str, blocks: Sequence[Block]) -> Draft | None:
    """The article of a discussion page as its first post; None where the thread already holds it."""
    if not blocks:
        return None
    heading = max((node for tag in ("h1", "h2") for node in tree.tagged[tag] if node < blocks[0].start), default=None)
    if heading is None or blocks[0].start - heading > _FARTHEST:
        return None
    between = tree.words(tree.ends[heading], blocks[0].start)
    byline = article.byline or _named(tree, marks, tree.ends[heading], blocks[0].start)
    if not body or not byline or " ".join(body[:60].split()) not in between:
        return None
    return Draft(author=byline, text=body.replace("\n\n", "\n"), posted=article.published, posted_at=article.published)


def _named(tree: Tree, marks: Marks, start: int, end: int) -> str | None:
    """The first name among nodes `start:end` that is set as one, or links to somebody's own page."""
    for node in range(start, end):
        size = marks.text[tree.ends[node]] - marks.text[node]
        if 0 < size <= LONGEST_NAME and (marks.hints[node] & traits.AUTHOR or is_profile(tree.get(node, "href"))):
            name = clean_name(name_at(tree, marks, node))
            if is_name(name):
                return name
    return None


_FARTHEST = 4000
"""Nodes between the headline and the first answer that an opening post fills at most."""


def with_opening(opening: Draft | None, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts with the opening post before them, and their parents moved on by one."""
    if opening is None:
        return tuple(drafts)
    moved = (draft if draft.parent is None else dataclasses.replace(draft, parent=draft.parent + 1) for draft in drafts)
    return (opening, *moved)
