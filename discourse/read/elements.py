"""XML read piece by piece and without entities: no expansion bombs, nothing fetched, no tree of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from discourse.errors import InputError
from discourse.read.input import Input

_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+(<[a-zA-Z][^<>]*>)", re.S
)
_CHUNK = 64 * 1024
_DEEPEST = 100


@dataclass(slots=True)
class Element:
    """An element with its own text; names and attributes carry their prefixes as written."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text that stands directly in it."""
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator[Element]:
        """The children of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element:
        """The first child of that name, or an empty one."""
        return next(self.all(name), Element(name))


def root_tag(head: bytes) -> bytes:
    """The start tag of the first element, or nothing where markup does not begin with one.

    >>> root_tag(b"<?xml version='1.0'?><!-- by hand --><rss version='2.0'><channel/>"), root_tag(b"Plain words")
    (b"<rss version='2.0'>", b'')
    """
    found = _ROOT.match(head)
    return found.group(1) if found else b""


def elements(found: Input, depth: int) -> Iterator[Element]:
    """Every element that stands `depth` levels below the root's level (the root is level 0), one after the other.

    Raises `InputError` for XML that is not well-formed, declares an entity, nests too deep, or has one such element
    of more than `max_page_bytes`; the elements before it have been handed out by then.
    """
    builder = _Builder(found, depth)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    chunk = b" "
    while chunk:
        chunk = found.stream.read(_CHUNK)
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            yield from builder.ready
            what = f"XML that breaks off or is broken at line {error.lineno}: {expat.ErrorString(error.code)}"
            raise InputError(what, where=found.source, remedy="export it again") from None
        except (LookupError, ValueError):  # what Python says of encodings that expat leaves to it
            raise InputError(
                "XML in an encoding that is not read", where=found.source, remedy="save it as UTF-8"
            ) from None
        yield from builder.ready
        builder.ready.clear()


class _Builder:
    """Builds the elements below `depth`; what stands above is passed over."""

    def __init__(self, found: Input, depth: int) -> None:
        self._found, self._depth = found, depth
        self._level, self._size = -1, 0
        self._open: list[Element] = []
        self.ready: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._level += 1
        if self._level > _DEEPEST:
            raise InputError("XML nested too deep", where=self._found.source, remedy="export it again")
        if self._level < self._depth:
            return
        element = Element(name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)
        self._weigh(len(name) + 100)

    def end(self, _name: str) -> None:
        self._level -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.ready.append(element)
                self._size = 0

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].pieces.append(text)
            self._weigh(len(text))

    def refuse(self, *_declared: Any) -> NoReturn:
        remedy = "take the declarations out of its DOCTYPE"
        raise InputError("XML that declares entities, which are not read", where=self._found.source, remedy=remedy)

    def _weigh(self, size: int) -> None:
        self._size += size
        if self._size > self._found.settings.max_page_bytes:
            bound = f"one entry is larger than {self._found.settings.max_page_bytes:,} bytes"
            raise InputError(bound, where=self._found.source, remedy="raise max_page_bytes to read it")
