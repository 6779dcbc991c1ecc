"""What a layout finds on a page, for whoever writes one: comments, first names and times, and what it leaves over."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass

from discourse.parse import explain
from discourse.parse.custom.patterns import BROKEN_OFF
from discourse.parse.custom.records import CustomLayout, MarkupLayout
from discourse.parse.settings import ParseSettings
from discourse.records import Comment, Document

_TAG = re.compile(
    r"<!--.{0,5000}?-->|<(script|style)\b.{0,100000}?</\1\s{0,20}>|<[^<>]{0,5000}>", re.DOTALL | re.IGNORECASE
)
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Check:
    """What a layout finds on one page; `remark` says why, where it was not used, or not to the end.

    `unnamed`, `untimed` and `unread` count comments without author, without a time, and with one that could not be
    read; `left_over` are the words within the thread that are no comment's and no byline's, the most frequent first.
    """

    source: str
    used: bool
    remark: str = ""
    comments: tuple[Comment, ...] = ()
    unnamed: int = 0
    untimed: int = 0
    unread: int = 0
    left_over: tuple[str, ...] = ()


def check(layout: CustomLayout, document: Document) -> Check:
    """Read a page with a layout, and tell what came of it.

    >>> layout = MarkupLayout("notes", "li.note", author=".who", text="p")
    >>> page = '<ul><li class=note><b class=who>Ann</b> <i>3 May 2019</i> <p>It rained.</p> <a href=#>Useful?</a></ul>'
    >>> found = check(layout, Document("a.html", "0", "html", page))
    >>> found.comments[0].author, found.left_over
    ('Ann', ('Useful?',))
    """
    wanted = "html" if isinstance(layout, MarkupLayout) else "text"
    if document.media != wanted:
        return Check(document.source, False, f"the page is {document.media}, the layout for {wanted}")
    reading = explain(document, ParseSettings((layout,)))
    comments = reading.page.comments
    broken_off = BROKEN_OFF if BROKEN_OFF in reading.clues else ""
    if reading.page.thread.layout != layout.name:
        no_fit = "the layout does not fit: too little of what it names stands there"
        return Check(document.source, False, broken_off or no_fit)
    real = [comment for comment in comments if comment.kind == "comment"]
    held = [span for span in reading.spans if span.comment is not None]
    first, last = held[0].start, held[-1].end
    spare = [
        document.text[span.start : span.end]
        for span in reading.spans
        if first <= span.start < last and span.role in {"furniture", "left-over"}
    ]
    return Check(
        document.source,
        True,
        broken_off,
        comments=comments,
        unnamed=sum(comment.author is None for comment in real),
        untimed=sum(comment.posted is None for comment in real),
        unread=sum(comment.posted is not None and comment.posted_at is None for comment in real),
        left_over=_words(spare, document.media == "html"),
    )


def _words(parts: list[str], is_markup: bool) -> tuple[str, ...]:
    shown = (" ".join(html.unescape(_TAG.sub(" ", part)).split()) if is_markup else part.strip() for part in parts)
    counted = Counter(words[:80] for words in shown if words)
    return tuple(words for words, _ in counted.most_common(_MOST_SHOWN))
