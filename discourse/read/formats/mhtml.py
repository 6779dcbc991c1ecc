"""MHTML: a page with all its parts in one file, as browsers save it (RFC 2557). The page is read, the parts are not."""

from __future__ import annotations

import email
import email.policy
import io
import re
from collections.abc import Iterator
from email.message import Message

from discourse.errors import InputError
from discourse.read.input import Input, examine

CONTAINER = True
_HEADER = re.compile(rb"\s*[A-Za-z][A-Za-z-]{1,40}:[ \t]")
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.I | re.M)
_WITHIN = 4096


def recognises(found: Input) -> bool:
    """By mail headers that announce related parts."""
    return _HEADER.match(found.head) is not None and _RELATED.search(found.head[:_WITHIN]) is not None


def read(found: Input) -> Iterator[Input]:
    """The page, under the file's name. Raises `InputError` where no part of it is a page."""
    try:
        message = email.message_from_bytes(found.data, policy=email.policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
        body = parts[0].get_payload(decode=True) if parts else None
        # A message that email can't make sense of raises what its innards raise.
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        parts, body = [], None
    if not isinstance(body, bytes):
        raise InputError("an MHTML file without a page", where=found.source, remedy="save the page again")
    known = {"url": _address(message, parts[0]), "encoding": _charset(parts[0]), "media": "html"}
    yield examine(found.source, io.BytesIO(body), found.settings, depth=found.depth + 1, **known)


def _address(message: Message, part: Message) -> str | None:
    value = message.get("Snapshot-Content-Location") or part.get("Content-Location")
    return str(value).strip() if value else None


def _charset(part: Message) -> str | None:
    value = part.get_param("charset")
    return value if isinstance(value, str) else None
