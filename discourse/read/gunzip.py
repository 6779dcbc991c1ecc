"""Gzip, unpacked as it is read and never past its bounds."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from discourse.errors import InputError
from discourse.read.settings import RATIO_FLOOR, ReadSettings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 64 * 1024


class Gunzip(io.RawIOBase):
    """The unpacked bytes of a gzip stream of one or more members (RFC 1952).

    Reading raises `InputError` where the stream ends early, is damaged, or unpacks past `max_ratio` or
    `max_total_bytes`; what came before has been handed out by then.
    """

    def __init__(self, packed: BinaryIO, source: str, settings: ReadSettings) -> None:
        self._packed, self._source, self._settings = packed, source, settings
        self._member = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._in = self._out = 0

    def readable(self) -> bool:
        """True: reading is all that it does."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` as far as one step of unpacking does; 0 at the end."""
        target = memoryview(buffer).cast("B")
        piece = self._next(len(target))
        target[: len(piece)] = piece
        self._out += len(piece)
        check_unpacked(self._in, self._out, self._source, self._settings)
        return len(piece)

    def _next(self, most: int) -> bytes:
        while True:
            if not self._waiting:
                self._waiting = self._packed.read(_CHUNK)
                self._in += len(self._waiting)
            if self._member.eof and not self._begin_member():
                return b""
            at_end = not self._waiting
            try:
                piece = self._member.decompress(self._waiting, most)
            except zlib.error:
                raise InputError("damaged gzip data", where=self._source, remedy="fetch the file again") from None
            self._waiting = self._member.unconsumed_tail or self._member.unused_data
            if piece:
                return piece
            if at_end and not self._member.eof:
                raise InputError("gzip data end early", where=self._source, remedy="fetch the file again")

    def _begin_member(self) -> bool:
        """Start on the member after this one, past zeros that pad some files; False at the stream's end."""
        self._waiting = self._waiting.lstrip(b"\x00")
        while not self._waiting and (padding := self._packed.read(_CHUNK)):
            self._in += len(padding)
            self._waiting = padding.lstrip(b"\x00")
        if self._waiting:
            self._member = zlib.decompressobj(wbits=31)
        return bool(self._waiting)


def check_unpacked(packed: int, unpacked: int, source: str, settings: ReadSettings) -> None:
    """Raise `InputError` where `unpacked` bytes are more than `settings` allow for `packed` ones.

    >>> check_unpacked(100, 5_000, "a.gz", ReadSettings())
    """
    if unpacked > settings.max_total_bytes:
        bound = f"unpacks to more than {settings.max_total_bytes:,} bytes"
        raise InputError(bound, where=source, remedy="raise max_total_bytes to read it")
    if unpacked > max(RATIO_FLOOR, settings.max_ratio * packed):
        bound = f"unpacks to more than {settings.max_ratio} times its size, as an archive bomb does"
        raise InputError(bound, where=source, remedy="raise max_ratio to read it")
