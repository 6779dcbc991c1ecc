"""Packed bytes, unpacked as they are read and never past their bounds."""

from __future__ import annotations

import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from discourse.errors import InputError
from discourse.read.settings import RATIO_FLOOR, ReadSettings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 64 * 1024
BROKEN = (
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, struct.error),
    *(EOFError, ValueError, LookupError, RuntimeError, OSError),
)
"""All that the readers of archives raise for what is broken or unknown to them."""


@dataclass(slots=True)
class Meter:
    """What a packed input has cost so far: bytes taken in, bytes given out."""

    source: str
    settings: ReadSettings
    packed: int = 0
    unpacked: int = 0

    def give(self, size: int) -> None:
        """Count `size` bytes more given out. Raises `InputError` where that is past a bound.

        >>> meter = Meter("a.gz", ReadSettings(max_total_bytes=1000), packed=10)
        >>> meter.give(1001)
        Traceback (most recent call last):
        discourse.errors.InputError: a.gz: unpacks to more than 1,000 bytes (raise max_total_bytes to read it)
        """
        self.unpacked += size
        if self.unpacked > self.settings.max_total_bytes:
            bound = f"unpacks to more than {self.settings.max_total_bytes:,} bytes"
            raise InputError(bound, where=self.source, remedy="raise max_total_bytes to read it")
        if self.unpacked > max(RATIO_FLOOR, self.settings.max_ratio * self.packed):
            bound = f"unpacks to more than {self.settings.max_ratio} times its size, as an archive bomb does"
            raise InputError(bound, where=self.source, remedy="raise max_ratio to read it")


class Metered(io.RawIOBase):
    """A member's stream whose every byte is counted by a meter, which may serve many members.

    Whatever its archive raises for a broken member, reading raises `InputError` for it, and the others may go on.
    """

    def __init__(self, stream: BinaryIO, source: str, meter: Meter) -> None:
        self._stream, self._source, self._meter = stream, source, meter

    def readable(self) -> bool:
        """True: reading is all that it does."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` as far as one read does; 0 at the end."""
        target = memoryview(buffer).cast("B")
        try:
            piece = self._stream.read(len(target))
        except BROKEN:
            raise InputError("a broken member", where=self._source, remedy="fetch the archive again") from None
        target[: len(piece)] = piece
        self._meter.give(len(piece))
        return len(piece)


class Gunzip(io.RawIOBase):
    """The unpacked bytes of a gzip stream of one or more members (RFC 1952).

    Reading raises `InputError` where the stream ends early, is damaged, or is past a bound of its meter; what came
    before has been handed out by then.
    """

    def __init__(self, packed: BinaryIO, meter: Meter) -> None:
        self._packed, self._meter = packed, meter
        self._member = zlib.decompressobj(wbits=31)
        self._waiting = b""

    def readable(self) -> bool:
        """True: reading is all that it does."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` as far as one step of unpacking does; 0 at the end."""
        target = memoryview(buffer).cast("B")
        piece = self._next(len(target))
        target[: len(piece)] = piece
        self._meter.give(len(piece))
        return len(piece)

    def _next(self, most: int) -> bytes:
        while True:
            if not self._waiting:
                self._waiting = self._take()
            if self._member.eof and not self._begin_member():
                return b""
            at_end = not self._waiting
            try:
                piece = self._member.decompress(self._waiting, most)
            except zlib.error:
                raise self._broken("damaged gzip data") from None
            self._waiting = self._member.unconsumed_tail or self._member.unused_data
            if piece:
                return piece
            if at_end and not self._member.eof:
                raise self._broken("gzip data end early")

    def _begin_member(self) -> bool:
        """Start on the member after this one, past zeros that pad some files; False at the stream's end."""
        self._waiting = self._waiting.lstrip(b"\x00")
        while not self._waiting and (padding := self._take()):
            self._waiting = padding.lstrip(b"\x00")
        if self._waiting:
            self._member = zlib.decompressobj(wbits=31)
        return bool(self._waiting)

    def _take(self) -> bytes:
        piece = self._packed.read(_CHUNK)
        self._meter.packed += len(piece)
        return piece

    def _broken(self, what: str) -> InputError:
        return InputError(what, where=self._meter.source, remedy="fetch the file again")
