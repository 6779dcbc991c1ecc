"""The way in: paths to documents, one after the other, with whatever cannot be read named beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from discourse.errors import InputError
from discourse.read.encoding import decode
from discourse.read.formats import format_of
from discourse.read.input import Input, examine
from discourse.read.media import binary, is_xml, media_of
from discourse.read.paths import files, why
from discourse.read.settings import ReadSettings
from discourse.records import Document, Page, SetAside

_DEFAULTS = ReadSettings()
_TAG = re.compile(r"<[^<>]*")


def documents(
    paths: Sequence[str | Path], settings: ReadSettings = _DEFAULTS, stdin: BinaryIO | None = None
) -> Iterator[Document | Page | SetAside]:
    """All that `paths` hold, in order: saved pages as `Document`s, what exports hold as whole `Page`s.

    A path is a file, a folder (read through, sorted), a glob, or "-" for the bytes of `stdin`. Text and HTML, gzip of
    either, and every format of `discourse.read.formats` are known by their content. An input that cannot be used
    yields a `SetAside` in its place and the rest goes on: no input makes this raise. Files are opened one by one as
    the iteration comes to them.

    >>> import io
    >>> page, missing = documents(["-", "no/such.html"], stdin=io.BytesIO(b"A headline"))
    >>> page.source, page.page_id, page.media, page.text
    ('-', '237774edbf39df9e', 'text', 'A headline')
    >>> missing.reason
    'no such file or folder'
    """
    for path in paths:
        if str(path) == "-":
            yield from _standard_input(stdin, settings)
            continue
        for found in files(path):
            if isinstance(found, SetAside):
                yield found
            else:
                yield from _file(*found, settings)


def _standard_input(stdin: BinaryIO | None, settings: ReadSettings) -> Iterator[Document | Page | SetAside]:
    if stdin is None:
        yield SetAside("-", "no standard input to read", "pipe a page into the command")
    else:
        yield from _stream("-", stdin, settings)


def _file(source: str, path: Path, settings: ReadSettings) -> Iterator[Document | Page | SetAside]:
    try:
        with path.open("rb") as stream:
            yield from _stream(source, stream, settings, path=path)
    except (OSError, ValueError) as error:
        yield SetAside(source, f"cannot be read: {why(error)}", "check the path and its permissions")


def _stream(
    source: str, stream: BinaryIO, settings: ReadSettings, **known: Any
) -> Iterator[Document | Page | SetAside]:
    """Whatever one stream of bytes holds. A fault ends this stream and is named; what came before it stays."""
    try:
        yield from _read(examine(source, stream, settings, **known))
    except InputError as error:
        yield SetAside(error.where or source, error.what, error.remedy)
    except OSError as error:
        yield SetAside(source, f"cannot be read: {why(error)}", "check the file and its disk")


def _read(found: Input) -> Iterator[Document | Page | SetAside]:
    if not found.head:
        piped = found.source == "-"
        yield SetAside(
            found.source,
            "nothing came in" if piped else "an empty file",
            "check the command before the pipe" if piped else "save the page again",
        )
        return
    form = format_of(found)
    if form is None:
        yield _document(found)
        return
    if form.CONTAINER and found.depth >= found.settings.max_depth:
        remedy = "unpack it first, or raise max_depth"
        raise InputError(
            f"more than {found.settings.max_depth} archives within archives", where=found.source, remedy=remedy
        )
    empty = True
    for part in form.read(found):
        empty = False
        if isinstance(part, Input):
            yield from _part(part)
        else:
            yield part
    if empty:
        yield SetAside(found.source, "nothing in it is a page", "give a file that holds pages or comments")


def _part(part: Input) -> Iterator[Document | Page | SetAside]:
    try:
        yield from _read(part)
    except InputError as error:
        if error.where != part.source:  # the fault is that of an archive around it, whose end this is
            raise
        yield SetAside(part.source, error.what, error.remedy)


def _document(found: Input) -> Document:
    kind = binary(found.head)
    if kind:
        raise InputError(f"{kind}, not a page", where=found.source, remedy="give it as text or HTML")
    data = found.data
    text, encoding = decode(data, found.encoding)
    if not text.strip():
        raise InputError("a page without text", where=found.source, remedy="save the page again")
    if found.json is not None:
        raise InputError(
            "JSON, but no export that is known", where=found.source, remedy="docs/inputs.md lists what can be read"
        )
    if is_xml(text):
        raise InputError(
            "XML, but no export that is known", where=found.source, remedy="docs/inputs.md lists what can be read"
        )
    media, bound = found.media or media_of(text, found.source), found.settings.max_tags
    # The shortest tag or attribute has two characters.
    if media == "html" and len(text) > 2 * bound and (tags := _tags(text)) > bound:
        what = f"a page of {tags:,} tags and attributes, more than {bound:,}"
        raise InputError(what, where=found.source, remedy="raise max_tags to read it")
    page_id = hashlib.sha256(data).hexdigest()[:16]
    return Document(found.source, page_id, media, text, encoding, found.url)


def _tags(html: str) -> int:
    """How many tags and attributes there are, about: an element of the tree takes memory for each.

    >>> _tags('<p class="a" id=b>Hi</p>')
    4
    """
    return sum(len(tag[0].split()) or 1 for tag in _TAG.finditer(html))
