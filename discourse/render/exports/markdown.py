"""Blocks as Markdown (CommonMark with tables), all that could be markup escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from discourse.render.exports.paper import Block, Heading, Table, Text

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$])")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def markdown(blocks: Iterable[Block]) -> str:
    """The blocks as one Markdown document.

    >>> print(markdown([Heading(2, "A *b*"), Text("1 < 2", item=True)]))
    ## A \\*b\\*
    <BLANKLINE>
    - 1 \\< 2
    <BLANKLINE>
    """
    return "\n\n".join(map(_block, blocks)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_escaped(block.text)}"
        case Text():
            return ("- " if block.item else "") + _START.sub(r"\1\\\2", _escaped(block.text))
        case Table():
            rule = ["---", *["--:"] * (len(block.heads) - 1)]
            rows = [block.heads, *block.rows]
            lines = ["| " + " | ".join(map(_escaped, row)) + " |" for row in rows]
            lines.insert(1, "|" + "|".join(rule) + "|")
            return f"**{_escaped(block.caption)}**\n\n" + "\n".join(lines)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()).replace("&", "&amp;"))
