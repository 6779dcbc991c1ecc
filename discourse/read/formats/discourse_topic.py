"""A topic of the forum software Discourse, as the JSON of its address gives it. The opening post is a comment too.

Posts that moderators or their authors took away are "deleted"; notes of what was done to the topic ("closed this")
are no comments. The thread is partial where the stream lists posts that are not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.read.entries import Entry, iso_time, line, whole_page
from discourse.read.fields import count, table, tables, words
from discourse.read.input import Input
from discourse.read.plain import Plain, plain, typed
from discourse.records import Page

CONTAINER = False
_SMALL_ACTION = 3


def recognises(found: Input) -> bool:
    """By the stream of posts."""
    return isinstance(table(found.json, "post_stream").get("posts"), list)


def read(found: Input) -> Iterator[Page]:
    """The one `Page` of the topic. Comments have the numbers that its readers see as ids."""
    topic = table(found.json)
    posts = tables(table(topic, "post_stream").get("posts"))
    stream = table(topic, "post_stream").get("stream")
    listed = len(stream) if isinstance(stream, list) else count(topic.get("posts_count")) or 0
    yield whole_page(
        found.source,
        "discourse-topic",
        [_entry(post) for post in posts if post.get("post_type") != _SMALL_ACTION],
        "mark",
        more=listed > len(posts),
        title=line(topic.get("title")),
        byline=_name(posts[0]) if posts else None,
        published=iso_time(topic.get("created_at")),
    )


def _name(post: dict[str, Any]) -> str | None:
    return line(post.get("username")) or line(post.get("name"))


def _said(post: dict[str, Any]) -> Plain:
    """The HTML that the forum made, else what was typed: some exports hold only that."""
    cooked = words(post.get("cooked"))
    return plain(cooked) if cooked else typed(words(post.get("raw")))


def _entry(post: dict[str, Any]) -> Entry:
    gone = bool(post.get("deleted_at") or post.get("user_deleted") or post.get("hidden"))
    posted = line(post.get("created_at"))
    return Entry(
        line(post.get("post_number")),
        _name(post),
        Plain("") if gone else _said(post),
        posted,
        iso_time(posted),
        line(post.get("reply_to_post_number")),
        "deleted" if gone else "comment",
    )
