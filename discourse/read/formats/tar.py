"""Tar archives of pages, read as a stream: members come as they stand, and nothing is unpacked to disk."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Self, cast

from discourse.errors import InputError
from discourse.read.input import Input
from discourse.read.members import may_be_page, member, refused
from discourse.read.unpacking import BROKEN, Meter
from discourse.records import SetAside

CONTAINER = True
_AT = 257  # where POSIX and GNU headers hold their word
_LONGEST_NAME = 64 * 1024
_NAMING = {
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
}


def recognises(found: Input) -> bool:
    """By the word in the first header."""
    return found.head[_AT : _AT + 5] == b"ustar"


def read(found: Input) -> Iterator[Input | SetAside]:
    """The members that may be pages. Raises `InputError` where the archive breaks off."""
    # Tar does not pack: only the bound on the total matters, and what is packed around it has a meter of its own.
    meter = Meter(found.source, found.settings, packed=found.settings.max_total_bytes)
    try:
        with tarfile.open(fileobj=found.stream, mode="r|", tarinfo=_Header) as archive:
            while (header := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # else it keeps the headers of all members
                if not header.isfile() or header.issparse() or not may_be_page(header.name):
                    continue
                if outside := list(refused(found, header.name)):
                    yield from outside
                    continue
                yield member(found, header.name, cast(BinaryIO, archive.extractfile(header)), meter)
    except BROKEN:
        raise InputError(
            "a tar archive that breaks off or is broken", where=found.source, remedy="fetch it again"
        ) from None


class _Header(tarfile.TarInfo):
    """A header that refuses names of any length, which are read into memory whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        header = super().frombuf(buf, encoding, errors)
        if header.type in _NAMING and header.size > _LONGEST_NAME:
            raise tarfile.ReadError("a name that is too long")
        return header
