"""What a server sent: its headers, and its body out of the wrappings that HTTP allows (RFC 9112, RFC 9110)."""

from __future__ import annotations

import re
import zlib
from typing import Protocol

from discourse.errors import InputError

Headers = dict[str, str]
"""Names in lower case; where a name comes twice, the last value."""

_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LONGEST = 64 * 1024
_MOST = 1_000


class Lines(Protocol):
    """Anything that gives lines of bytes."""

    def readline(self, size: int, /) -> bytes:
        """The next line, at most `size` bytes of it."""


def headers_of(stream: Lines) -> Headers | None:
    r"""The headers up to an empty line, which is taken too; None where they don't end or are far too many.

    >>> import io
    >>> headers_of(io.BytesIO(b"Content-Type: text/html\r\nX-Long: one\r\n two\r\n\r\n<p>"))
    {'content-type': 'text/html', 'x-long': 'one two'}
    """
    headers: Headers = {}
    name = ""
    for _ in range(_MOST):
        line = stream.readline(_LONGEST)
        if not line.endswith(b"\n"):
            return None
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return headers
        if text[0] in " \t" and name:  # a header goes on
            headers[name] += f" {text.strip()}"
            continue
        name, _, value = text.partition(":")
        name = name.strip().lower()
        headers[name] = value.strip()
    return None


def sent(body: bytes, headers: Headers, most: int) -> bytes:
    r"""`body` without chunks, and unpacked where it was packed with deflate or brotli, to at most `most` bytes.

    Crawlers often keep the headers of what they have unwrapped already: a body that is not wrapped as they say is
    given back as it stands. Gzip is left to be recognised by its content. Raises `InputError` where brotli is needed
    and not installed.

    >>> sent(b"5\r\nHello\r\n6;x=1\r\n there\r\n0\r\n\r\n", {"transfer-encoding": "chunked"}, 100)
    b'Hello there'
    >>> sent(b"Hello", {"transfer-encoding": "chunked", "content-encoding": "deflate"}, 100)
    b'Hello'
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    match headers.get("content-encoding", "").strip().lower():
        case "deflate":
            return _inflated(body, most)
        case "br":
            return _from_brotli(body, most)
        case _:
            return body


def _dechunked(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while found := _SIZE.match(body, at):
        size = int(found.group(1), 16)
        if not size:
            return b"".join(pieces)
        pieces.append(body[found.end() : found.end() + size])
        at = found.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces and at >= len(body) else body


def _inflated(body: bytes, most: int) -> bytes:
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # servers send it with and without its header
        try:
            return zlib.decompressobj(wbits).decompress(body, most)
        except zlib.error:
            continue
    return body


def _from_brotli(body: bytes, most: int) -> bytes:
    try:
        import brotli
    except ImportError:
        raise InputError("a page packed with brotli", remedy="pip install 'discourse[brotli]'") from None
    try:
        # Words that were never packed may look like the start of an empty stream.
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=most)) or body
    except brotli.error:
        return body
