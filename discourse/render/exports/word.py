"""Blocks as a Word file, by python-docx where it is installed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from discourse.errors import UsageError
from discourse.render.exports.paper import Block, Heading, Table, Text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def word(blocks: Iterable[Block]) -> bytes:
    """The blocks as the bytes of a .docx file. Raises `UsageError` where python-docx is not installed."""
    try:
        import docx
    except ImportError:
        remedy = "install it with: pip install 'discourse[word]'"
        raise UsageError("python-docx is not installed", where="--to word", remedy=remedy) from None
    document = docx.Document()
    for block in blocks:
        match block:
            case Heading():
                document.add_heading(_plain(block.text), level=block.level - 1)
            case Text():
                document.add_paragraph(_plain(block.text), style="List Bullet" if block.item else None)
            case Table():
                document.add_paragraph(_plain(block.caption), style="Caption")
                table = document.add_table(rows=0, cols=len(block.heads), style="Light List")
                for row in (block.heads, *block.rows):
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = _plain(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return _CONTROL.sub("\ufffd", text)
