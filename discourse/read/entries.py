"""What an export says of its comments, made into the comments of a whole `Page`."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from discourse.read.encoding import sound
from discourse.read.plain import Plain, own_words
from discourse.records import Comment, Kind, Page, Quote, ReplyBasis, Thread, ThreadState

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?\s*(Z|[+-]\d\d:?\d\d)?)?")
_MOST_QUOTES = 50  # each is looked for in all of the text that it may come from


@dataclass(frozen=True, slots=True)
class Entry:
    """One comment as an export holds it. `id` and `parent` are the export's own; `parent` None answers the article."""

    id: str | None
    author: str | None
    said: Plain
    posted: str | None = None
    posted_at: str | None = None
    parent: str | None = None
    kind: Kind = "comment"


def iso_time(value: object) -> str | None:
    """An export's time as ISO 8601, to the second and with the offset that it states; None for anything else.

    >>> iso_time("2013-05-01T02:18:08.000Z"), iso_time("2014-01-14 17:31:03"), iso_time(1323314807), iso_time("soon")
    ('2013-05-01T02:18:08Z', '2014-01-14T17:31:03', '2011-12-08T03:26:47Z', None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    day, clock, zone = found.groups()
    stated = day + (f"T{clock}" if clock else "") + (zone or "")
    try:
        datetime.fromisoformat(stated)
    except ValueError:
        return None
    return stated


def _from_epoch(seconds: float) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def line(value: object) -> str | None:
    """A field of an export as one line of text, or None where it holds none.

    >>> line(" Ann\\n Lee "), line(""), line(None), line(7), line({})
    ('Ann Lee', None, None, '7', None)
    """
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    return " ".join(sound(str(value)).split()) or None


def whole_page(
    source: str, layout: str, entries: Sequence[Entry], basis: ReplyBasis, *, more: bool = False, **fields: Any
) -> Page:
    """The page of an export: its comments, woven, in the order given; `fields` are further ones of `Page`.

    The thread is partial where the export says that there is `more`, or declares more comments than it holds
    (`declared`), and empty where it holds none. `page_id` is a hash of what the page holds.

    >>> page = whole_page("a.json", "reddit", [Entry("x1", "Ann", Plain("Hi"))], "nesting", title="News")
    >>> page.thread.state, page.comments[0].id, page.title
    ('captured', 'x1', 'News')
    """
    declared = fields.pop("declared", None)
    comments = weave(entries, basis)
    more = more or (declared is not None and declared > len(comments))
    state: ThreadState = "partial" if more else "captured" if comments else "empty"
    thread = Thread(state, declared, layout)
    return Page(source, _hash([layout, state, fields], comments), thread=thread, comments=comments, **fields)


def _hash(about: list[Any], comments: tuple[Comment, ...]) -> str:
    """Sixteen digits that are the same for the same content; what the export says, not how it was laid out."""
    rows = [(each.id, each.author, each.text, each.posted_at, each.reply_to, each.kind) for each in comments]
    content = json.dumps([about, rows], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def weave(entries: Sequence[Entry], basis: ReplyBasis) -> tuple[Comment, ...]:
    """Comments with ids that are unique in their page, own words, and replies to those that are there.

    >>> ann, bob = weave([Entry("1", "Ann", Plain("Hi")), Entry("2", "Bob", Plain("Ho"), parent="1")], "mark")
    >>> bob.reply_to, bob.reply_basis
    ('1', 'mark')
    """
    ids = _unique([entry.id or f"c{position}" for position, entry in enumerate(entries, start=1)])
    known: dict[str, int] = {}
    for position, entry in enumerate(entries):
        if entry.id:
            known.setdefault(entry.id, position)
    parents = _without_rings([known.get(entry.parent or "") for entry in entries])
    return tuple(
        Comment(
            id=name,
            author=entry.author,
            posted=entry.posted,
            posted_at=entry.posted_at,
            text=entry.said.text,
            own_text=own_words(entry.said.text, entry.said.quotes),
            quotes=tuple(_quotes(entry, parent, entries, ids, known)),
            reply_to=None if parent is None else ids[parent],
            reply_basis=None if parent is None else basis,
            kind=entry.kind,
        )
        for name, entry, parent in zip(ids, entries, parents, strict=True)
    )


def _quotes(
    entry: Entry, parent: int | None, entries: Sequence[Entry], ids: Sequence[str], known: dict[str, int]
) -> Iterator[Quote]:
    """The quotes of a comment, of what the markup names, or of what it answers where their words stand in that."""
    answered = "" if parent is None or len(entry.said.quotes) > _MOST_QUOTES else entries[parent].said.text
    for quote in entry.said.quotes:
        words = entry.said.text[quote.start : quote.end].lstrip("> ")
        source = known.get(quote.post) if quote.post else parent if words in answered else None
        yield Quote(quote.start, quote.end, None if source is None else ids[source], quote.author)


def _without_rings(parents: list[int | None]) -> list[int | None]:
    """Parents of which no chain comes back to where it began; the reply that would close a ring answers nothing."""
    kept = list(parents)
    walked = [0] * len(parents)
    for start in range(len(parents)):
        here: int | None = start
        while here is not None and not walked[here]:
            walked[here] = start + 1
            following = kept[here]
            if following is not None and walked[following] == start + 1:
                kept[here] = None
            here = kept[here]
    return kept


def _unique(names: list[str]) -> list[str]:
    """Names told apart: a name that was there before gets a number that no other name has."""
    taken, times = set(names), Counter[str]()
    unique = []
    for name in names:
        times[name] += 1
        free = name
        while times[name] > 1 and (free := f"{name}~{times[name]}") in taken:
            times[name] += 1
        taken.add(free)
        unique.append(free)
    return unique
