"""A comment as a layout first finds it, before ids, quotes and replies are worked out."""

from __future__ import annotations

from dataclasses import dataclass

from discourse.records import Kind, ReplyBasis


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment in the making.

    `parent` is the position of the draft that it answers, where the layout shows it (`basis` says how);
    `quotes` are spans of `text` that the layout marks as quoted: (start, end, credited author or None);
    `native_id` is the page's own id or number for the comment, so that marks such as "#12" can be followed.
    """

    author: str | None
    text: str
    posted: str | None = None
    posted_at: str | None = None
    kind: Kind = "comment"
    parent: int | None = None
    basis: ReplyBasis | None = None
    quotes: tuple[tuple[int, int, str | None], ...] = ()
    native_id: str | None = None
