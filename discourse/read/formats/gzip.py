"""Gzip of a page, an archive or an export."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from discourse.read.input import Input, examine
from discourse.read.unpacking import Gunzip, Meter

CONTAINER = True


def recognises(found: Input) -> bool:
    """By the two bytes that begin every gzip member, and the one method there is."""
    return found.head.startswith(b"\x1f\x8b\x08")


def read(found: Input) -> Iterator[Input]:
    """The one stream that it packs, under the same name."""
    stream = io.BufferedReader(Gunzip(found.stream, Meter(found.source, found.settings)))
    unpacked = examine(found.source, stream, found.settings)
    yield replace(unpacked, url=found.url, encoding=found.encoding, media=found.media, depth=found.depth + 1)
