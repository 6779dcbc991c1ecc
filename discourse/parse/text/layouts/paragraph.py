"""Paragraphs below a heading, and not a byline left: each is taken for a comment where they speak as readers do."""

from __future__ import annotations

import re

from discourse.parse.text.cues import (
    ends_thread,
    heading,
    is_button,
    is_notice,
    names_comments,
    opens_form,
    stated_count,
)
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side

NAME = "paragraphs"
SIDE: Side = "before"
NEEDS_HEADING = True
_SHORTEST = 50
_FIRST_PERSON = re.compile(
    r"(?<!\w)(?:i|i'[a-z]{1,2}|my|me|we|our|ich|mir|mich|mein\w*|wir|uns\w*|je|j'\w+|moi|mon|ma|mes|nous|yo|mi|me|io|"
    r"mio|mia|eu|meu|minha|ik|mijn|ja|moj\w*|jag|jeg)(?!\w)"
)


def find(page: Lines) -> list[Mark]:
    """The paragraphs to the end of the thread below the last heading that says no more than "Comments"."""
    for index in range(len(page) - 1, -1, -1):
        if heading(page, index) and (names_comments(page, index) or stated_count(page, index)):
            return _below(page, index)
    return []


def _below(page: Lines, index: int) -> list[Mark]:
    found: list[Mark] = []
    for below in range(index + 1, len(page)):
        line = page[below]
        if line.marker or is_button(page, below) or ends_thread(page, below) or is_notice(page, below):
            break
        if not found or line.gap:
            short = len(line.text) < _SHORTEST and line.text[-1].isalnum()
            if short and (not found or line.text[0].isupper()):
                break  # a name or a headline, most likely
            found.append(Mark(below, below, None, None, None, 0.5, "paragraph", text_at=line.start))
    personal = sum(_FIRST_PERSON.search(page.folded(m.first)) is not None for m in found)
    agrees = stated_count(page, index) == len(found)
    enough = 3 if found and _form_follows(page, found[-1].last + 1) else 2
    speaking = personal * enough >= len(found) and names_comments(page, index)
    return found if len(found) > 1 and (agrees or speaking) else []


def _form_follows(page: Lines, index: int) -> bool:
    return index < len(page) and opens_form(page, index)
