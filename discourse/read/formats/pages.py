"""Pages that were parsed before, one JSON object a line, as `discourse parse --format jsonl` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from discourse.errors import InputError
from discourse.read.input import Input
from discourse.records import Page, page_from_dict

CONTAINER = False


def recognises(found: Input) -> bool:
    """By the schema that the first object names."""
    start = found.head[:200].lstrip()
    return start.startswith(b"{") and b'"schema": "discourse.page/' in start


def read(found: Input) -> Iterator[Page]:
    """The pages, as they were. Raises `InputError` at the first line that is none."""
    bound = found.settings.max_page_bytes
    number = 0
    while row := found.stream.readline(bound + 1):
        number += 1
        if len(row) > bound:
            raise InputError(
                f"line {number} is larger than {bound:,} bytes", where=found.source, remedy="raise max_page_bytes"
            )
        try:
            page = page_from_dict(json.loads(row))
            _check(page)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InputError(f"line {number} is no page", where=found.source, remedy="parse the page again") from None
        yield page


def _check(page: Page) -> None:
    """Raise `TypeError` or `ValueError` for a page that later stages could not take."""
    texts = [page.source, page.page_id, page.body]
    for comment in page.comments:
        texts += [comment.id, comment.text, comment.own_text, comment.author or "", comment.posted_at or ""]
    "".join(texts).encode("utf-8")
