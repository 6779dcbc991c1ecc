"""WordPress eXtended RSS (WXR): the export of a whole site, one page an item.

Pages are the published items that are articles or carry comments; menus, pictures and drafts without comments are
none. Comments held back from readers (spam, awaiting approval) are counted in `left_over`, those in the bin are
"deleted". Times are the site's local ones, as its pages show them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from discourse.read.elements import Element, elements, root_tag
from discourse.read.entries import Entry, iso_time, line, whole_page
from discourse.read.input import Input
from discourse.read.plain import Plain, plain
from discourse.records import Kind, Page

CONTAINER = False
_SHORTCODE = re.compile(r"\[/?[a-z][a-z_-]*(?: [^\[\]\n]{0,300})?\]")
_KINDS: dict[str, Kind] = {"pingback": "pingback", "trackback": "trackback"}
_HELD_BACK = {"0": "awaiting approval", "hold": "awaiting approval", "spam": "marked as spam"}
_SHOWN_TYPES = {"", "post", "page"}
_SHOWN_STATUS = {"", "publish"}


def recognises(found: Input) -> bool:
    """By the root element and WordPress's own namespace on it."""
    root = root_tag(found.head)
    return root.startswith(b"<rss") and b"xmlns:wp" in root


def read(found: Input) -> Iterator[Page]:
    """One `Page` an article, read item by item. Raises `InputError` where the XML breaks off or is no safe XML."""
    site: dict[str, str] = {}
    for element in elements(found, depth=2):
        if element.name in {"title", "language"}:
            site[element.name] = element.text
        elif element.name == "item" and _is_page(element):
            yield _page(element, site, found.source)


def _is_page(item: Element) -> bool:
    shown = item.first("wp:post_type").text in _SHOWN_TYPES and item.first("wp:status").text in _SHOWN_STATUS
    return shown or any(item.all("wp:comment"))


def _page(item: Element, site: dict[str, str], source: str) -> Page:
    entries, held_back = [], Counter[str]()
    for comment in item.all("wp:comment"):
        approved = comment.first("wp:comment_approved").text
        if approved in _HELD_BACK:
            held_back[_HELD_BACK[approved]] += 1
        else:
            entries.append(_entry(comment, approved))
    address = item.first("link").text or None
    body = plain(_SHORTCODE.sub("", item.first("content:encoded").text), newlines=True).text
    return whole_page(
        f"{source}!{line(address) or line(item.first('wp:post_id').text) or ''}",
        "wordpress-export",
        entries,
        "mark",
        outlet=line(site.get("title")),
        url=address,
        title=line(plain(item.first("title").text).text),
        byline=line(item.first("dc:creator").text),
        published=iso_time(item.first("wp:post_date").text),
        language=(site.get("language") or "")[:2].lower() or None,
        body=body.replace("\n", "\n\n"),
        left_over=tuple(f"comments {why}: {count}" for why, count in held_back.items()),
    )


def _entry(comment: Element, approved: str) -> Entry:
    deleted = approved in {"trash", "post-trashed"}
    posted = comment.first("wp:comment_date").text or comment.first("wp:comment_date_gmt").text
    return Entry(
        line(comment.first("wp:comment_id").text),
        line(comment.first("wp:comment_author").text),
        Plain("") if deleted else plain(comment.first("wp:comment_content").text, newlines=True),
        posted or None,
        iso_time(posted),
        line(comment.first("wp:comment_parent").text),
        "deleted" if deleted else _KINDS.get(comment.first("wp:comment_type").text, "comment"),
    )
