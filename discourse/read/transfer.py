"""What a server sent, out of the wrappings that HTTP allows (RFC 9112, section 7.1; RFC 9110, section 8.4)."""

from __future__ import annotations

import re
import zlib

_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def sent(body: bytes, transfer: str | None, content: str | None, most: int) -> bytes:
    r"""`body` without chunks, and unpacked where it was packed with deflate or brotli, to at most `most` bytes.

    Crawlers often keep the headers of what they have unwrapped already: a body that is not wrapped as they say is
    given back as it stands. Gzip is left to be recognised by its content.

    >>> sent(b"5\r\nHello\r\n6;x=1\r\n there\r\n0\r\n\r\n", "chunked", None, 100)
    b'Hello there'
    >>> sent(b"Hello", "chunked", "br", 100)
    b'Hello'
    """
    if transfer and "chunked" in transfer.lower():
        body = _dechunked(body)
    match (content or "").strip().lower():
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
        import brotli  # comes with FastWARC
    except ImportError:
        return body
    try:
        # Words that were never packed may look like the start of an empty stream.
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=most)) or body
    except brotli.error:
        return body
