"""Zip archives of pages, read in place; one that comes as a stream is copied first, for its index stands at its end."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, BinaryIO, cast

from discourse.errors import InputError
from discourse.read.input import Input
from discourse.read.members import may_be_page, member, refused
from discourse.read.paths import printable
from discourse.read.unpacking import BROKEN, Meter, Metered
from discourse.records import SetAside

CONTAINER = True
_IN_MEMORY = 16 * 2**20
_ENCRYPTED = 1
_OF_OFFICE = {"[Content_Types].xml", "mimetype"}


def recognises(found: Input) -> bool:
    """By the mark of the first member, or of the end where there is none."""
    return found.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read(found: Input) -> Iterator[Input | SetAside]:
    """The members that may be pages. Raises `InputError` where the archive is broken or is an office document."""
    with ExitStack() as stack:
        try:
            file = _seekable(found, stack)
            archive = stack.enter_context(zipfile.ZipFile(file))
        except BROKEN:
            raise InputError(
                "a zip archive that is cut or broken", where=found.source, remedy="fetch it again"
            ) from None
        if not _OF_OFFICE.isdisjoint(archive.namelist()):
            raise InputError("an office document, not a page", where=found.source, remedy="give it as text or HTML")
        meter = Meter(found.source, found.settings, packed=file.seek(0, 2))
        for header in archive.infolist():
            if header.filename.endswith("/") or not may_be_page(header.filename):
                continue
            outside = list(refused(found, header.filename))
            yield from outside or _member(found, archive, header, meter)


def _member(
    found: Input, archive: zipfile.ZipFile, header: zipfile.ZipInfo, meter: Meter
) -> Iterator[Input | SetAside]:
    source = f"{found.source}!{printable(header.filename)}"
    if header.flag_bits & _ENCRYPTED:
        yield SetAside(source, "a member with a password", "unpack it first")
        return
    try:
        with archive.open(header) as stream:
            yield member(found, header.filename, cast(BinaryIO, stream), meter)
    except InputError as error:
        if error.where != source:
            raise
        yield SetAside(source, error.what, error.remedy)
    except BROKEN:
        yield SetAside(source, "a member that is broken or packed in an unknown way", "unpack it first")


def _seekable(found: Input, stack: ExitStack) -> IO[bytes]:
    if found.path:
        return stack.enter_context(found.path.open("rb"))
    copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it is closed with the stack
    stack.enter_context(copy)
    bound = Meter(found.source, found.settings, packed=found.settings.max_total_bytes)  # nothing is unpacked yet
    shutil.copyfileobj(Metered(found.stream, found.source, bound), copy)
    copy.seek(0)
    return copy
