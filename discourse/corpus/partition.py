"""A stream of pages, cut into partitions of bounded size that stay the same when pages come in or go elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from discourse.records import Document, Page, page_to_dict

TARGET = 2**20
"""Characters of a partition, about: a few thousand comments, which a worker holds in some tens of megabytes."""

_MOST, _LEAST = 4, 0.25


@dataclass(frozen=True, slots=True)
class Partition:
    """Some pages in a row. `digest` depends on the pages alone: their bytes, and what they are called."""

    number: int
    items: tuple[Document | Page, ...]
    size: int
    digest: str

    @property
    def sources(self) -> tuple[str, ...]:
        """Where its pages come from."""
        return tuple(item.source for item in self.items)


def partitions(found: Iterable[Document | Page], target: int = TARGET) -> Iterator[Partition]:
    """Partitions of about `target` characters, one after the other.

    A partition ends after a page whose own bytes say so, with a chance that grows with the page's size, and at four
    times `target` at the latest. So a page that is added, changed or taken away changes the partition that it stands
    in, and leaves those before and after as they were. A page larger than all that is a partition of its own.

    >>> pages = [Document(f"{n}.txt", f"{n:016x}", "text", "word " * 50) for n in range(100)]
    >>> cut = list(partitions(pages, target=2_000))
    >>> sum(len(each.items) for each in cut), len(cut) > 4
    (100, True)
    >>> again = {each.digest for each in partitions(pages[:50] + pages[51:], target=2_000)}
    >>> sum(each.digest not in again for each in cut) <= 2
    True
    """
    items: list[Document | Page] = []
    marks: list[bytes] = []
    size = number = 0
    for item in found:
        own = _size(item)
        if items and size + own > _MOST * target:
            yield _partition(number, items, size, marks)
            items, marks, size, number = [], [], 0, number + 1
        mark = _mark(item)
        items.append(item)
        marks.append(mark)
        size += own
        if size >= _LEAST * target and int.from_bytes(mark[:4]) * target < own * 2**32:
            yield _partition(number, items, size, marks)
            items, marks, size, number = [], [], 0, number + 1
    if items:
        yield _partition(number, items, size, marks)


def _partition(number: int, items: list[Document | Page], size: int, marks: list[bytes]) -> Partition:
    return Partition(number, tuple(items), size, hashlib.sha256(b"".join(marks)).hexdigest())


def _size(item: Document | Page) -> int:
    if isinstance(item, Document):
        return len(item.text)
    return len(item.body) + sum(len(comment.text) for comment in item.comments)


def _mark(item: Document | Page) -> bytes:
    if isinstance(item, Document):
        # The id of a document is the hash of its bytes, which its text and media follow from.
        known = [item.source, item.page_id, item.media, item.encoding, item.url]
        return hashlib.sha256(json.dumps(known).encode()).digest()
    return hashlib.sha256(json.dumps(page_to_dict(item)).encode()).digest()
