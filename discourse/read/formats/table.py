"""A table of one's own: CSV (comma, semicolon or tab) or JSON lines, one comment a row.

| column | meaning |
|---|---|
| `text` | what the commenter posted; the one column that must be there |
| `page` | what parts the pages: an address, a number, a title. Without it the table is one page |
| `id`, `reply_to` | the comment's id on its page, and the id of the one that it answers |
| `author`, `posted_at`, `posted` | the name; ISO 8601 or seconds since 1970; the time as it was shown |
| `kind` | `comment` (the default), `pingback`, `trackback`, `deleted` |
| `outlet`, `url`, `title`, `byline`, `published`, `language`, `body` | the page's own; its first row that has one |

Names of columns may be written in any case; other columns are passed over. Rows of a page need not stand together.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, get_args

from discourse.errors import InputError
from discourse.read.encoding import decode, sound
from discourse.read.entries import Entry, iso_time, line, whole_page
from discourse.read.fields import words
from discourse.read.input import Input
from discourse.read.plain import typed
from discourse.read.spool import Spool
from discourse.records import Kind, Page

CONTAINER = False
_OF_PAGE = ("outlet", "url", "title", "byline", "published", "language", "body")
_OF_COMMENT = ("id", "reply_to", "author", "posted_at", "posted", "kind", "text")
_KNOWN = frozenset({"page", *_OF_PAGE, *_OF_COMMENT})
_KINDS: dict[str | None, Kind] = {kind: kind for kind in get_args(Kind)}
_OF_OTHERS = {"schema", "children"}  # objects on one line that are no rows
_LONGEST_NUMBER = 12
Row = dict[str, Any]


def recognises(found: Input) -> bool:
    """By the names in the first row, `text` and one more of the table above; or by the file's ending."""
    names = set(_first_object(found))
    if names & _OF_OTHERS:
        return False
    if found.source.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".jsonl", ".ndjson")):
        return True
    names = names or _names(_first_line(found), _delimiter(_first_line(found)))
    return "text" in names and len(names & _KNOWN) > 1


def read(found: Input) -> Iterator[Page]:
    """One `Page` for each value of `page`, in the order in which they first came.

    Raises `InputError` for a table without `text`, with more than `max_columns`, or with a row that can't be read;
    the pages of the rows before have been handed out by then.
    """
    spool, fault = Spool(), None
    try:
        for row in _json_rows(found) if _first_object(found) else _csv_rows(found):
            spool.add(line(row.get("page")) or "", row)
    except InputError as error:
        fault = error
    for key, rows in spool.groups():
        yield _page(f"{found.source}!{key}" if key else found.source, rows)
    if fault:
        raise fault


def _page(source: str, rows: list[Row]) -> Page:
    fields: dict[str, Any] = {
        name: next(filter(None, (line(row.get(name)) for row in rows)), None) for name in _OF_PAGE
    }
    fields["body"] = next(filter(None, (words(row.get("body")) for row in rows)), "")
    fields["published"] = iso_time(fields["published"])
    return whole_page(source, "own-table", [_entry(row) for row in rows], "mark", **fields)


def _entry(row: Row) -> Entry:
    time = row.get("posted_at")
    if isinstance(time, str) and time.strip().isdecimal() and len(time.strip()) <= _LONGEST_NUMBER:
        time = int(time)
    kind = line(row.get("kind"))
    return Entry(
        line(row.get("id")),
        line(row.get("author")),
        typed(words(row.get("text"))),
        line(row.get("posted")) or line(row.get("posted_at")),
        iso_time(time),
        line(row.get("reply_to")),
        _KINDS.get(kind, "comment"),
    )


def _json_rows(found: Input) -> Iterator[Row]:
    for number, text in enumerate(_lines(found), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            remedy = 'write one object a line: {"text": "...", "author": "..."}'
            raise InputError(f"line {number} is no JSON object with a text", where=found.source, remedy=remedy)
        yield {name: value for name, value in row.items() if name in _KNOWN}


def _csv_rows(found: Input) -> Iterator[Row]:
    csv.field_size_limit(found.settings.max_page_bytes)
    rows = csv.reader(_lines(found), delimiter=_delimiter(_first_line(found)))
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        if len(names) > found.settings.max_columns:
            what = f"a table of {len(names):,} columns, more than {found.settings.max_columns:,}"
            raise InputError(what, where=found.source, remedy="raise max_columns to read it")
        if "text" not in names:
            what = f"a table without a column named text; it has {', '.join(names[:8])}"
            raise InputError(what, where=found.source, remedy="name so the column that holds the comments")
        for row in rows:
            if row:
                yield {name: value for name, value in zip(names, row, strict=False) if name in _KNOWN and value}
    except csv.Error as error:
        remedy = "export the table again, or raise max_page_bytes where a field is that large"
        raise InputError(f"row {rows.line_num}: {error}", where=found.source, remedy=remedy) from None


def _lines(found: Input) -> Iterator[str]:
    _, encoding = decode(found.head, found.encoding)
    stream = io.TextIOWrapper(found.stream, encoding=encoding, errors="replace", newline="")
    bound = found.settings.max_page_bytes
    while text := stream.readline(bound):
        if len(text) == bound:
            remedy = "raise max_page_bytes to read it"
            raise InputError(f"a row larger than {bound:,} bytes", where=found.source, remedy=remedy)
        yield sound(text).lstrip("\ufeff")


def _first_line(found: Input) -> str:
    return decode(found.head, found.encoding)[0].lstrip("\ufeff\n").partition("\n")[0]


def _first_object(found: Input) -> Row:
    """The first line as a JSON object; empty where it is none."""
    if found.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return {}
    try:
        row = json.loads(_first_line(found))
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _delimiter(first: str) -> str:
    return max(",;\t", key=first.count)


def _names(first: str, delimiter: str) -> set[str]:
    if delimiter not in first:
        return set()
    try:
        return {name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])}
    except csv.Error:
        return set()
