"""WARC files of crawls: one page a response record, streamed. Needs FastWARC, the extra `warc` of this package.

FastWARC (Apache-2.0) parses records and HTTP headers; the unpacking around and within them is done here, where it has
bounds. Records of pictures, redirects, errors and what else is no page are passed over.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from discourse.errors import InputError
from discourse.read.input import Input, examine
from discourse.read.paths import printable
from discourse.read.transfer import sent
from discourse.records import Media, SetAside

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

CONTAINER = True
_MEDIA: dict[str, Media] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_OK = 200


def recognises(found: Input) -> bool:
    """By the version that begins every record."""
    return found.head.startswith(b"WARC/")


def read(found: Input) -> Iterator[Input | SetAside]:
    """The pages among the records, under the addresses that they were fetched from.

    Raises `InputError` where FastWARC is missing or a record breaks off.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        remedy = "pip install 'discourse[warc]'"
        raise InputError("a WARC file, which needs FastWARC", where=found.source, remedy=remedy) from None
    wanted = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in ArchiveIterator(found.stream, record_types=wanted, auto_decode="none", stream_detect=False):
            yield from _page(found, record)
    except (OSError, ValueError, RuntimeError):
        raise InputError(
            "a WARC file that breaks off or is broken", where=found.source, remedy="fetch it again"
        ) from None


def _page(found: Input, record: WarcRecord) -> Iterator[Input | SetAside]:
    headers = record.http_headers if record.is_http else None
    kind = record.http_content_type if headers else record.headers.get("Content-Type")
    media = _MEDIA.get(kind or "")
    if media is None or (headers and headers.status_code != _OK):
        return
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
    source = f"{found.source}!{printable(url or '')}"
    bound = found.settings.max_page_bytes
    body = record.reader.read(bound + 1)
    if len(body) > bound:
        yield SetAside(source, f"larger than {bound:,} bytes", "raise max_page_bytes to read it")
        return
    if len(body) < record.content_length:
        raise InputError(f"the record of {url} breaks off", where=found.source, remedy="fetch it again")
    if headers:
        body = sent(body, headers.get("Transfer-Encoding"), headers.get("Content-Encoding"), bound)
    known = {"url": url, "media": media, "encoding": record.http_charset if headers else None}
    yield examine(source, io.BytesIO(body), found.settings, depth=found.depth + 1, **known)
