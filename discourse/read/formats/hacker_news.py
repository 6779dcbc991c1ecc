"""Hacker News, as its search (Algolia) gives it: found comments, or one item with its tree.

Of search results only some comments of each story are there, so their threads are partial.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.read.entries import Entry, iso_time, line, whole_page
from discourse.read.fields import table, tables, words
from discourse.read.input import Input
from discourse.read.plain import Plain, plain
from discourse.records import Page

CONTAINER = False
_ITEM = {"created_at", "author", "children", "text", "type"}


def recognises(found: Input) -> bool:
    """By the fields of an item, or of a list of hits."""
    return _is_item(found.json) or bool(_hits(found.json))


def read(found: Input) -> Iterator[Page]:
    """One `Page` a story: an item's comments depth first, or a story's hits in the order in which they were found."""
    if _is_item(found.json):
        yield _item_page(found.json, found.source)
        return
    stories: dict[str, list[dict[str, Any]]] = {}
    for hit in _hits(found.json):
        key = line(hit.get("story_id")) or line(hit.get("objectID")) or ""
        stories.setdefault(key, []).append(hit)
    for key, hits in stories.items():
        yield _hits_page(hits, found.source if len(stories) == 1 else f"{found.source}!{key}")


def _is_item(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= _ITEM and isinstance(value["children"], list)


def _hits(value: Any) -> list[dict[str, Any]]:
    return [hit for hit in tables(table(value).get("hits")) if "objectID" in hit and "created_at" in hit]


def _item_page(item: dict[str, Any], source: str) -> Page:
    entries = []
    stack = list(reversed(tables(item["children"])))
    if item["type"] == "comment":
        stack = [item]
    while stack:
        comment = stack.pop()
        entries.append(_entry(comment, "id", "text"))
        stack.extend(reversed(tables(comment.get("children"))))
    return whole_page(
        source,
        "hacker-news-item",
        entries,
        "nesting",
        outlet="Hacker News",
        url=line(item.get("url")),
        title=line(item.get("title")),
        byline=line(item.get("author")),
        published=iso_time(item.get("created_at")),
        body="" if item["type"] == "comment" else plain(words(item.get("text"))).text.replace("\n", "\n\n"),
    )


def _hits_page(hits: list[dict[str, Any]], source: str) -> Page:
    comments = [hit for hit in hits if words(hit.get("comment_text"))]
    story: dict[str, Any] = next((hit for hit in hits if not words(hit.get("comment_text"))), {})
    return whole_page(
        source,
        "hacker-news-search",
        [_entry(hit, "objectID", "comment_text") for hit in comments],
        "mark",
        more=True,
        outlet="Hacker News",
        url=line(story.get("url")) or line(hits[0].get("story_url")),
        title=line(story.get("title")) or line(hits[0].get("story_title")),
        byline=line(story.get("author")),
        published=iso_time(story.get("created_at")),
        body=plain(words(story.get("story_text"))).text.replace("\n", "\n\n"),
    )


def _entry(comment: dict[str, Any], key: str, field: str) -> Entry:
    text, author = words(comment.get(field)), line(comment.get("author"))
    gone = not text and author is None
    posted = line(comment.get("created_at"))
    return Entry(
        line(comment.get(key)),
        author,
        Plain("") if gone else plain(text),
        posted,
        iso_time(posted),
        line(comment.get("parent_id")),
        "deleted" if gone else "comment",
    )
