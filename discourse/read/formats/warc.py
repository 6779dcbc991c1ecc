"""WARC files of crawls (ISO 28500): one page a response record, streamed.

Records of pictures, redirects, errors and whatever else is no page are passed over. The format is small, and reading it
here keeps every length that a file may claim within the bounds of the settings.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from discourse.errors import InputError
from discourse.read.input import Input, examine
from discourse.read.paths import printable
from discourse.read.transfer import Headers, headers_of, sent
from discourse.records import Media, SetAside

CONTAINER = True
_MEDIA: dict[str, Media] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_CHUNK = 64 * 1024


def recognises(found: Input) -> bool:
    """By the version that begins every record."""
    return found.head.startswith(b"WARC/")


def read(found: Input) -> Iterator[Input | SetAside]:
    """The pages among the records, under the addresses that they were fetched from.

    Raises `InputError` where a record breaks off or what follows one is no record; the pages before it stay.
    """
    stream = found.stream
    while version := _past_blanks(stream):
        headers = headers_of(stream) if version.startswith(b"WARC/") else None
        length = (headers or {}).get("content-length", "")
        if headers is None or not length.isdecimal() or len(length) > len(str(2**63)):
            raise InputError("a WARC file with a broken record", where=found.source, remedy="fetch it again")
        record = _Block(stream, int(length))
        if headers.get("warc-type") in {"response", "resource"}:
            yield from _page(found, headers, record)
        if not record.drained():
            raise InputError("a WARC file that breaks off within a record", where=found.source, remedy="fetch it again")


def _past_blanks(stream: BinaryIO) -> bytes:
    """The next line that holds anything: records end with two empty ones."""
    while line := stream.readline(_CHUNK):
        if line.strip():
            return line
    return b""


def _page(found: Input, warc: Headers, record: _Block) -> Iterator[Input | SetAside]:
    http: Headers = {}
    kind = warc.get("content-type", "")
    if kind.startswith("application/http"):
        if b" 200" not in record.readline(_CHUNK)[:20]:
            return
        http = headers_of(record) or {}
        kind = http.get("content-type", "")
    media, _, parameters = (each.strip() for each in kind.lower().partition(";"))
    if media not in _MEDIA:
        return
    url = warc.get("warc-target-uri", "").strip("<>") or None
    source = f"{found.source}!{printable(url or '')}"
    bound = found.settings.max_page_bytes
    body = record.read(bound + 1)
    if record.left and len(body) <= bound:
        return  # it breaks off, and the caller says so
    try:
        body = sent(body, http, bound + 1) if len(body) <= bound else body
    except InputError as error:
        yield SetAside(source, error.what, error.remedy)
        return
    if len(body) > bound:
        yield SetAside(source, f"larger than {bound:,} bytes", "raise max_page_bytes to read it")
        return
    charset = parameters.partition("charset=")[2].strip("\"' ") or None
    known = {"url": url, "encoding": charset, "media": _MEDIA[media], "depth": found.depth + 1}
    yield examine(source, io.BytesIO(body), found.settings, **known)


class _Block(io.RawIOBase):
    """The `left` bytes of a record, as a stream that ends with it."""

    def __init__(self, stream: BinaryIO, left: int) -> None:
        self._stream, self.left = stream, left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; fewer at the record's end, or where the file breaks off before it."""
        piece = self._stream.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece

    def readline(self, size: int | None = -1) -> bytes:
        """One line, at most `size` bytes of it."""
        line = self._stream.readline(min(size, self.left) if size and size > 0 else self.left)
        self.left -= len(line)
        return line

    def drained(self) -> bool:
        """Read what is left, and say whether the record was all there."""
        while self.left and self.read(_CHUNK):
            pass
        return not self.left
