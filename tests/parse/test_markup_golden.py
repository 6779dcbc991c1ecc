"""HTML pages of our own invention, each in the markup of a real comment system, are read exactly; others hold none."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from discourse.parse.markup import read_markup
from discourse.parse.markup.layouts import layouts
from discourse.records import Document, Page

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(path.stem for path in GOLDEN.glob("*.html"))
WITHOUT_THREAD = [name for name in PAGES if name.startswith("none_")]


def read(name: str) -> tuple[Page, dict[str, Any]]:
    text = (GOLDEN / f"{name}.html").read_text(encoding="utf-8")
    gold = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return read_markup(Document(f"{name}.html", "0", "html", text)).page, gold


@pytest.mark.parametrize("name", PAGES)
def test_comments_are_those_of_the_golden_page(name: str) -> None:
    page, gold = read(name)
    expected = [{"kind": "comment", **comment} for comment in gold["comments"]]
    found = [
        {field: getattr(comment, field) for field in want}
        for comment, want in zip(page.comments, expected, strict=False)
    ]
    assert found == expected[: len(found)]
    assert len(page.comments) == len(expected)


@pytest.mark.parametrize("name", PAGES)
def test_state_and_body_are_those_of_the_golden_page(name: str) -> None:
    page, gold = read(name)
    assert page.thread.state == gold["state"]
    if "declared" in gold:
        assert page.thread.declared == gold["declared"]
    for words in gold.get("body_has", ()):
        assert words in page.body
    for words in (*gold.get("body_lacks", ()), *(comment["text"][:60] for comment in gold["comments"])):
        assert words not in page.body


@pytest.mark.parametrize("name", WITHOUT_THREAD)
def test_pages_without_a_thread_have_none_when_their_names_say_nothing(name: str) -> None:
    text = (GOLDEN / f"{name}.html").read_text(encoding="utf-8")
    hashed = re.sub(r'\b(class|id)="([^"]*)"', lambda told: f'{told[1]}="x{zlib.crc32(told[2].encode()):x}"', text)
    assert read_markup(Document(f"{name}.html", "0", "html", hashed)).page.comments == ()


def test_there_are_twenty_page_types_without_a_thread() -> None:
    assert len(WITHOUT_THREAD) >= 20


def test_every_layout_is_a_module_with_a_name_of_its_own() -> None:
    names = [layout.name for layout in layouts()]
    assert len(names) == len(set(names)) >= 20
    assert all(layout.blocks and layout.shown and layout.least <= len(layout.shown) for layout in layouts())
