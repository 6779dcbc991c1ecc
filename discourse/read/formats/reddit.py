"""Reddit listings: a submission with its comments, as the JSON of its address or of the API gives it.

The submission's own words are the body. "[deleted]" and "[removed]" stand for what is gone; comments behind "more"
make the thread partial.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from discourse.read.entries import Entry, iso_time, line, whole_page
from discourse.read.fields import count, table, tables, words
from discourse.read.input import Input
from discourse.read.plain import Plain, plain, typed
from discourse.records import Page

CONTAINER = False
_GONE = re.compile(r"\[ ?(?:deleted|removed)\b[^\[\]]{0,60}\]", re.I)


def recognises(found: Input) -> bool:
    """By the kinds of things in it: a `Listing`, or a list of them."""
    return bool(_listings(found))


def read(found: Input) -> Iterator[Page]:
    """One `Page` a submission, its comments depth first, as the site shows them."""
    pages: dict[str, _Submission] = {}
    stack: list[tuple[dict[str, Any], str]] = [(each, "") for each in reversed(_listings(found))]
    while stack:
        thing, link = stack.pop()
        data = table(thing, "data")
        link = words(data.get("link_id")).removeprefix("t3_") or link
        match thing.get("kind"):
            case "Listing":
                stack.extend((child, link) for child in reversed(tables(data.get("children"))))
            case "t3":
                pages.setdefault(words(data.get("id")), _Submission()).data = data
            case "t1":
                pages.setdefault(link, _Submission()).entries.append(_entry(data))
                stack.append((table(data.get("replies")), link))
            case "more" if pages:
                pages.get(link, next(reversed(pages.values()))).more = True
    for key, page in pages.items():
        yield page.page(found.source if len(pages) == 1 else f"{found.source}!{key}")


class _Submission:
    """One submission while its comments come together."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self.entries: list[Entry] = []
        self.more = False

    def page(self, source: str) -> Page:
        data = self.data
        subreddit = line(data.get("subreddit"))
        return whole_page(
            source,
            "reddit-listing",
            self.entries,
            "nesting",
            more=self.more or not data,
            declared=count(data.get("num_comments")),
            outlet=f"r/{subreddit}" if subreddit else None,
            url=_address(data),
            title=line(html.unescape(words(data.get("title")))),
            byline=_author(data),
            published=iso_time(data.get("created_utc")),
            body=_said(data, "selftext").text.replace("\n", "\n\n"),
        )


def _listings(found: Input) -> list[dict[str, Any]]:
    value = found.json
    each = tables(value) if isinstance(value, list) else tables([value])
    return [
        one for one in each if one.get("kind") == "Listing" and isinstance(table(one, "data").get("children"), list)
    ]


def _entry(data: dict[str, Any]) -> Entry:
    said = _said(data, "body")
    return Entry(
        line(data.get("id")),
        _author(data),
        said,
        None,
        iso_time(data.get("created_utc")),
        words(data.get("parent_id")).removeprefix("t1_"),
        "deleted" if _GONE.fullmatch(said.text) else "comment",
    )


def _author(data: dict[str, Any]) -> str | None:
    name = line(data.get("author"))
    return None if name and _GONE.fullmatch(name) else name


def _said(data: dict[str, Any], field: str) -> Plain:
    """The HTML that the site made, else the markdown that was typed; older exports escape both once more."""
    markup = words(data.get(f"{field}_html"))
    if markup:
        return plain(html.unescape(markup) if markup.lstrip().startswith("&lt;") else markup)
    return typed(html.unescape(words(data.get(field))))


def _address(data: dict[str, Any]) -> str | None:
    path = words(data.get("permalink"))
    return f"https://www.reddit.com{path}" if path.startswith("/") else line(data.get("url"))
