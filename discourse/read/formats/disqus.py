"""Disqus's XML export of a forum: first its threads, then the posts of all of them.

Posts are brought together by thread outside memory. Deleted ones are kept as "deleted" without their words, spam is
counted in `left_over`, and posts of threads that the export does not hold make a page of their own without a title.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.read.elements import Element, elements, root_tag
from discourse.read.entries import Entry, iso_time, line, whole_page
from discourse.read.input import Input
from discourse.read.plain import Plain, plain
from discourse.read.spool import Spool
from discourse.records import Page

CONTAINER = False


def recognises(found: Input) -> bool:
    """By the root element."""
    return root_tag(found.head).startswith(b"<disqus")


def read(found: Input) -> Iterator[Page]:
    """One `Page` a thread that is open or has posts. Raises `InputError` where the XML is broken or unsafe."""
    threads: dict[str, dict[str, Any]] = {}
    posts = Spool()
    for element in elements(found, depth=1):
        key = element.attributes.get("dsq:id", "")
        if element.name == "thread" and element.first("link").text:
            threads[key] = _thread(element)
            posts.add(key, None)
        elif element.name == "post":
            posts.add(element.first("thread").attributes.get("dsq:id", ""), _post(key, element))
    for key, rows in posts.groups():
        kept = [row for row in rows if row and not row["spam"]]
        spam = sum(1 for row in rows if row and row["spam"])
        left_over = (f"comments marked as spam: {spam}",) if spam else ()
        thread = threads.get(key, {})
        yield whole_page(
            f"{found.source}!{thread.get('url') or key}",
            "disqus-export",
            [_entry(row) for row in kept],
            "mark",
            left_over=left_over,
            **thread,
        )


def _thread(element: Element) -> dict[str, Any]:
    return {
        "outlet": line(element.first("forum").text),
        "url": line(element.first("link").text),
        "title": line(plain(element.first("title").text).text),
        "published": iso_time(element.first("createdAt").text),
    }


def _post(key: str, element: Element) -> dict[str, Any]:
    author = element.first("author")
    return {
        "id": key,
        "author": author.first("name").text or author.first("username").text,
        "message": element.first("message").text,
        "posted": element.first("createdAt").text,
        "parent": element.first("parent").attributes.get("dsq:id"),
        "deleted": element.first("isDeleted").text == "true",
        "spam": element.first("isSpam").text == "true",
    }


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["id"] or None,
        line(row["author"]),
        Plain("") if row["deleted"] else plain(row["message"], newlines="<p" not in row["message"]),
        row["posted"] or None,
        iso_time(row["posted"]),
        row["parent"],
        "deleted" if row["deleted"] else "comment",
    )
