"""YouTube's `commentThreads`, as the Data API lists them: one response, or a list of responses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.read.entries import Entry, iso_time, line, whole_page
from discourse.read.fields import count, table, tables, words
from discourse.read.input import Input
from discourse.read.plain import plain, typed
from discourse.records import Page

CONTAINER = False


def recognises(found: Input) -> bool:
    """By the kind that each response states."""
    return bool(_responses(found))


def read(found: Input) -> Iterator[Page]:
    """One `Page` a video, threads in the order of the list, replies by time below what they answer.

    The thread is partial where the list goes on elsewhere or a thread states more replies than it holds.
    """
    responses = _responses(found)
    videos: dict[str, list[dict[str, Any]]] = {}
    for response in responses:
        for item in tables(response.get("items")):
            videos.setdefault(words(table(item, "snippet").get("videoId")), []).append(item)
    unfinished = "nextPageToken" in responses[-1]
    for video, items in videos.items():
        entries = [entry for item in items for entry in _thread(item)]
        yield whole_page(
            found.source if len(videos) == 1 else f"{found.source}!{video}",
            "youtube-comment-threads",
            entries,
            "nesting",
            more=unfinished or any(map(_lacks_replies, items)),
            outlet="YouTube",
            url=f"https://www.youtube.com/watch?v={video}" if video else None,
        )


def _responses(found: Input) -> list[dict[str, Any]]:
    value = found.json
    each = tables(value) if isinstance(value, list) else tables([value])
    return [one for one in each if one.get("kind") == "youtube#commentThreadListResponse"]


def _thread(item: dict[str, Any]) -> list[Entry]:
    top = table(item, "snippet", "topLevelComment")
    replies = tables(table(item, "replies").get("comments"))
    replies.sort(key=lambda reply: words(table(reply, "snippet").get("publishedAt")))
    return [_entry(top, None), *(_entry(reply, line(top.get("id"))) for reply in replies)]


def _entry(comment: dict[str, Any], parent: str | None) -> Entry:
    snippet = table(comment, "snippet")
    original = words(snippet.get("textOriginal"))
    said = typed(original) if original else plain(words(snippet.get("textDisplay")))
    posted = words(snippet.get("publishedAt")) or None
    return Entry(
        line(comment.get("id")), line(snippet.get("authorDisplayName")), said, posted, iso_time(posted), parent
    )


def _lacks_replies(item: dict[str, Any]) -> bool:
    stated = count(table(item, "snippet").get("totalReplyCount")) or 0
    return stated > len(tables(table(item, "replies").get("comments")))
