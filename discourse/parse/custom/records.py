"""What a layout file says, as plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TextSide = Literal["before", "after", "around"]


@dataclass(frozen=True, slots=True)
class MarkupLayout:
    """Comments in markup, told by CSS selectors; "" where the file leaves the general reading to find it.

    `comment` selects the element that holds one comment; `author`, `time` and `text` what stands in it; `applies`
    what must stand on a page of this layout. `id` and `parent` are "SELECTOR@ATTRIBUTE" or "@ATTRIBUTE": where a
    comment has its own id and that of the one it answers, `prefix` being what ids may begin with; `parent` may be
    "nesting". `pingback`, `trackback` and `deleted` select comments that are none.
    """

    name: str
    comment: str
    author: str = ""
    time: str = ""
    text: str = ""
    applies: str = ""
    parent: str = ""
    id: str = ""
    prefix: str = ""
    pingback: str = ""
    trackback: str = ""
    deleted: str = ""


@dataclass(frozen=True, slots=True)
class TextLayout:
    """Comments in plain text, told by their bylines: one regular expression a line, for lines that follow each other.

    `side` says where the byline stands; for "around", `closing` is the line behind the text. The groups `author`,
    `time` and, on the last line, `text` name what is found; `applies` are words that a page of this layout holds.
    """

    name: str
    byline: tuple[str, ...]
    side: TextSide = "before"
    closing: str = ""
    applies: str = ""


CustomLayout = MarkupLayout | TextLayout
