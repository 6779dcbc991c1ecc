"""JSON files that tell when a single byte of them has changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from discourse.errors import InputError


def dumps(content: dict[str, Any]) -> bytes:
    """The content with the seal, its own hash, as its last field.

    >>> loads(dumps({"a": 1}), "x.json")
    {'a': 1}
    """
    body = _body(content)
    seal = hashlib.sha256(body).hexdigest()
    return _body({**content, "seal": seal}) + b"\n"


def loads(data: bytes, where: str) -> dict[str, Any]:
    """The content without its seal. Raises `InputError` where the bytes are not those that were sealed.

    >>> loads(dumps({"a": 1}).replace(b"1", b"2"), "x.json")
    Traceback (most recent call last):
    ...
    discourse.errors.InputError: x.json: altered or torn (discourse verify tells more)
    """
    try:
        content = json.loads(data)
        content.pop("seal")
        sound = data == dumps(content)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise InputError("altered or torn", where=where, remedy="discourse verify tells more")
    return dict(content)


def read(path: Path) -> dict[str, Any]:
    """The content of a file. Raises `InputError` where there is none, or another than was written."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("missing", where=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None
    return loads(data, str(path))


def _body(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
