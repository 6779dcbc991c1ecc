"""How a page was read, for the eye: its text coloured and labelled by what each part was taken for, and the clues."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from discourse.records import Document, Reading, Role

_COLOURS: dict[Role, str] = {
    "article": "36",
    "byline": "35;1",
    "comment": "32",
    "quote": "33",
    "furniture": "2",
    "left-over": "41;97",
}
_TAGS = re.compile(r"<[^<>]{0,5000}>")
_SPACE = re.compile(r"\s+")
_MARGIN = 18


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring spans of one role (and one comment), and the words that they hold."""

    role: Role
    comment: int | None
    text: str


def parts(document: Document, reading: Reading) -> Iterator[Part]:
    """The parts of a page in order, empty ones left out; of markup the words alone are shown, without tags.

    >>> from discourse.records import Page, Span
    >>> spans = (Span(0, 3, "byline", 0), Span(3, 9, "comment", 0))
    >>> [part.text for part in parts(Document("a", "0", "text", "Ann: Rain!"), Reading(Page("a", "0"), spans))]
    ['Ann', ': Rain']
    """
    for span in reading.spans:
        text = document.text[span.start : span.end]
        if document.media == "html":
            text = _SPACE.sub(" ", html.unescape(_TAGS.sub(" ", text)))
        if text.strip():
            yield Part(span.role, span.comment, text.strip("\n"))


def terminal(document: Document, reading: Reading, *, colour: bool = True) -> str:
    """The page for a terminal: a label in the margin of each part, and, where asked for, a colour a role.

    Control characters are shown as what they are, so that a page can't steer the terminal.

    >>> from discourse.records import Page, Span
    >>> reading = Reading(Page("a", "0"), (Span(0, 5, "comment", 0),), ("one comment",))
    >>> print(terminal(Document("a", "0", "text", "Rain!"), reading, colour=False))
    a: absent, 0 comments, layout: none
      clue: one comment
    comment 1         Rain!
    <BLANKLINE>
    """
    lines = [_headline(reading), *(f"  clue: {clue}" for clue in reading.clues)]
    for part in parts(document, reading):
        for n, line in enumerate(part.text.split("\n")):
            shown = f"{_label(part) if n == 0 else '':{_MARGIN}}{_visible(line)}"
            lines.append(f"\x1b[{_COLOURS[part.role]}m{shown}\x1b[0m" if colour else shown.rstrip())
    return "\n".join(lines) + "\n"


def page(document: Document, reading: Reading) -> str:
    """The page as one HTML document that needs nothing else: every part coloured, labelled, and escaped.

    >>> from discourse.records import Page, Span
    >>> reading = Reading(Page("a", "0"), (Span(0, 3, "left-over"),))
    >>> "&lt;b&gt;" in page(Document("a", "0", "text", "<b>"), reading)
    True
    """
    clues = "".join(f"<li>{html.escape(clue)}</li>" for clue in reading.clues)
    rows = "".join(
        f'<div class="{part.role}"><span>{_label(part)}</span><p>{html.escape(part.text)}</p></div>'
        for part in parts(document, reading)
    )
    return _PAGE.format(title=html.escape(_headline(reading)), clues=clues, rows=rows)


def _headline(reading: Reading) -> str:
    page = reading.page
    layout = page.thread.layout or "none"
    return f"{_visible(page.source)}: {page.thread.state}, {len(page.comments)} comments, layout: {layout}"


def _label(part: Part) -> str:
    return part.role if part.comment is None else f"{part.role} {part.comment + 1}"


def _visible(line: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line.replace("\t", "  "))


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
div {{ display: grid; grid-template-columns: 8rem 1fr; border-left: .4rem solid var(--role, #888); margin: .2rem 0 }}
span {{ padding-left: .6rem; color: var(--role, #888); font-size: .8rem }}
p {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }}
.article {{ --role: #0a7f8f }} .byline {{ --role: #a21caf }} .comment {{ --role: #15803d }}
.quote {{ --role: #b45309 }} .furniture {{ --role: #78716c; opacity: .7 }} .left-over {{ --role: #dc2626 }}
@media (max-width: 40rem) {{ div {{ grid-template-columns: 1fr }} }}
</style>
<h1>{title}</h1>
<ul>{clues}</ul>
{rows}
"""
