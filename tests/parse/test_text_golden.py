"""Text pages of our own invention, each in a layout that real pages have, are read exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discourse.parse.text import read_text
from discourse.records import Comment, Document

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(path.stem for path in GOLDEN.glob("*.txt"))
WITHOUT_THREAD = [name for name in PAGES if name.startswith("none_")]


def read(name: str) -> tuple[Any, dict[str, Any]]:
    text = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    gold = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return read_text(Document(f"{name}.txt", "0", "text", text)).page, gold


def shown(comment: Comment, expected: dict[str, Any]) -> dict[str, Any]:
    """The comment's fields that its golden record names."""
    return {field: getattr(comment, field) for field in expected}


@pytest.mark.parametrize("name", PAGES)
def test_comments_are_those_of_the_golden_page(name: str) -> None:
    page, gold = read(name)
    expected = [{"kind": "comment", **comment} for comment in gold["comments"]]
    assert len(page.comments) == len(expected)
    assert [shown(comment, each) for comment, each in zip(page.comments, expected, strict=True)] == expected


@pytest.mark.parametrize("name", PAGES)
def test_state_and_article_are_those_of_the_golden_page(name: str) -> None:
    page, gold = read(name)
    assert page.thread.state == gold["state"]
    for field in ("title", "byline", "published"):
        if field in gold:
            assert getattr(page, field) == gold[field]
    if "declared" in gold:
        assert page.thread.declared == gold["declared"]
    assert all(words in page.body for words in gold.get("body_has", ()))
    assert not any(words in page.body for words in gold.get("body_lacks", ()))
    assert not any(
        comment["text"].split("\n")[0] in page.body for comment in gold["comments"] if len(comment["text"]) > 60
    )


def test_there_are_golden_pages_of_ten_kinds_without_a_thread() -> None:
    assert len(WITHOUT_THREAD) >= 10
