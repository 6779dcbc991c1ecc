"""One stream of bytes under its name, looked at before it is read."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from discourse.errors import InputError
from discourse.read.settings import ReadSettings
from discourse.records import Media

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD = 64 * 1024
"""How many bytes a format may look at to recognise its own."""


@dataclass(frozen=True)
class Input:
    """Bytes to be read, `opened`; `head` holds the first of them, `stream` gives them all, from the start.

    `url`, `encoding` and `media` are what a container says of the member; `path` is the file that holds these very
    bytes, where one does; `depth` counts the containers around it.
    """

    source: str
    head: bytes
    opened: BinaryIO
    settings: ReadSettings
    url: str | None = None
    encoding: str | None = None
    media: Media | None = None
    path: Path | None = None
    depth: int = 0

    @property
    def stream(self) -> BinaryIO:
        """The bytes as a stream, to be read once; also where `data` was asked for before."""
        return io.BytesIO(self.data) if "data" in self.__dict__ else self.opened

    @cached_property
    def data(self) -> bytes:
        """All bytes, at most `max_page_bytes` of them. Raises `InputError` past that."""
        bound = self.settings.max_page_bytes
        data = self.opened.read(bound + 1)
        if len(data) > bound:
            raise InputError(
                f"larger than {bound:,} bytes", where=self.source, remedy="raise max_page_bytes to read it"
            )
        return data

    @cached_property
    def json(self) -> Any:
        """The whole input as one JSON object or list, or None where it is none."""
        if self.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["} or self._is_json_lines():
            return None
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            return None

    def _is_json_lines(self) -> bool:
        """Whether the first line is JSON by itself and another follows, so that none need be read to the end."""
        first, _, following = self.head.lstrip().partition(b"\n")
        try:
            return bool(following.strip()) and json.loads(first) is not None
        except (ValueError, RecursionError):
            return False


def examine(source: str, stream: BinaryIO, settings: ReadSettings, **known: Any) -> Input:
    """An `Input` whose head has been read from `stream`; `known` are further fields of it.

    >>> found = examine("a.txt", io.BytesIO(b"Hello"), ReadSettings())
    >>> found.head, found.data
    (b'Hello', b'Hello')
    """
    head = b""
    while len(head) < HEAD and (piece := stream.read(HEAD - len(head))):
        head += piece
    return Input(source, head, io.BufferedReader(_Rejoined(head, stream)), settings, **known)


class _Rejoined(io.RawIOBase):
    """A head that was read already, and the rest of its stream, as one stream again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        piece = bytes(self._head[: len(target)]) or self._rest.read(len(target))
        self._head = self._head[len(piece) :]
        target[: len(piece)] = piece
        return len(piece)
