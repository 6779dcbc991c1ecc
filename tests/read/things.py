"""Short ways to read bytes and to name what was set aside, for the tests of this folder."""

from __future__ import annotations

import io
from pathlib import Path

from discourse.read import ReadSettings, documents
from discourse.records import Document, Page, SetAside

Found = Document | Page | SetAside
DEFAULTS = ReadSettings()
DATA = Path(__file__).parent / "data"
PAGE = b"<!DOCTYPE html><html><body><p>The ferry is late.</p></body></html>"


def read_bytes(data: bytes, settings: ReadSettings = DEFAULTS) -> list[Found]:
    """What `data` hold, given as standard input."""
    return list(documents(["-"], settings, stdin=io.BytesIO(data)))


def read_as(name: str, data: bytes, folder: Path, settings: ReadSettings = DEFAULTS) -> list[Found]:
    """What `data` hold, given as a file of that name; sources are names within `folder`."""
    path = folder / name
    path.write_bytes(data)
    return list(documents([path], settings))


def the_document(found: list[Found]) -> Document:
    """The one document that was found."""
    (document,) = found
    assert isinstance(document, Document)
    return document


def pages_of(name: str) -> list[Page]:
    """The pages of a file of `data/`."""
    pages = [page for page in documents([DATA / name]) if isinstance(page, Page)]
    assert pages
    return pages


def set_aside(found: list[Found]) -> SetAside:
    """The one thing that was set aside."""
    (aside,) = [each for each in found if isinstance(each, SetAside)]
    assert aside.remedy
    assert "\n" not in aside.reason
    return aside
