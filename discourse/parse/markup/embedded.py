"""Comments that a page holds only as linked data: JSON-LD objects of the types Comment, Answer and the like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from discourse.parse.draft import Draft
from discourse.parse.markup.authors import clean_name
from discourse.parse.markup.compose import compose
from discourse.parse.markup.marks import mark
from discourse.parse.markup.tree import plant
from discourse.parse.times import read_time

_TYPE = re.compile(r"(?:User)?Comments?|Answer|Correction")
_LARGEST = 20_000_000
_MOST_STEPS = 500_000


def embedded_drafts(data: Sequence[str]) -> tuple[Draft, ...]:
    """The comments in a page's JSON-LD scripts, each after the one that it answers.

    >>> script = '{"@type": "BlogPosting", "comment": [{"@type": "Comment", "text": "Hi", "author": {"name": "Ann"}}]}'
    >>> [(draft.author, draft.text) for draft in embedded_drafts([script])]
    [('Ann', 'Hi')]
    """
    drafts: list[Draft] = []
    for text in data:
        if ("omment" not in text and "Answer" not in text) or len(text) > _LARGEST:
            continue
        try:
            drafts += _drafts(json.loads(text, strict=False), len(drafts))
        except (ValueError, RecursionError):
            continue
    return tuple(drafts)


def _drafts(data: Any, first: int) -> Iterator[Draft]:
    """Walks the data depth first; a comment found within another answers it."""
    stack: list[tuple[Any, int | None]] = [(data, None)]
    position, steps = first, 0
    while stack and steps < _MOST_STEPS:
        steps += 1
        value, parent = stack.pop()
        if isinstance(value, list):
            stack += [(each, parent) for each in reversed(value)]
        elif isinstance(value, dict):
            words = _words(value)
            if words and _TYPE.fullmatch(str(value.get("@type", ""))):
                yield _draft(value, words, parent)
                parent = position
                position += 1
            stack += [(each, parent) for each in reversed(list(value.values())) if isinstance(each, dict | list)]


def _words(value: dict[str, Any]) -> str:
    text = value.get("text") or value.get("commentText") or value.get("description")
    if not isinstance(text, str):
        return ""
    if "<" not in text and "&" not in text:
        return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))
    tree = plant(text)
    return compose(tree, mark(tree), [(0, len(tree))]).text


def _draft(value: dict[str, Any], words: str, parent: int | None) -> Draft:
    author = value.get("author") or value.get("creator")
    if isinstance(author, list):
        author = author[0] if author else None
    name = author.get("name") if isinstance(author, dict) else author
    shown = value.get("dateCreated") or value.get("datePublished")
    posted = shown if isinstance(shown, str) and len(shown) < 60 else None
    return Draft(
        author=clean_name(name) if isinstance(name, str) else None,
        text=words,
        posted=posted,
        posted_at=read_time(posted) if posted else None,
        parent=parent,
        basis=None if parent is None else "nesting",
    )
