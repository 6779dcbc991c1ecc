"""Pages made to be slow: those that are one thing many times over."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest

from discourse.parse import parse
from discourse.records import Document, Media


def _time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _is_in_proportion(small: Document, large: Document) -> bool:
    """Whether a page twelve times as large takes nowhere near 144 times as long."""
    parse(small)  # what is loaded on first use is not to count
    return _time(lambda: parse(large)) < 40 * min(_time(lambda: parse(small)) for _ in range(2)) + 0.2


@pytest.mark.parametrize("media", ["html", "text"])
@pytest.mark.parametrize(
    "unit", ["Photos\n", "> a\n", "Ann says:\n", "@Bob: ", "5 May 2020\n", "a, ", "1 ", "<b>", "#1 ", "“", "?", "a\n"]
)
def test_time_grows_as_the_page_does(media: str, unit: str) -> None:
    """Labels in a row once reached each to the last."""
    head, tail = "The ferry\n\nAnn\nPhotos\n5 May 2020\nLate.\n", "\nBob\nPhotos\n6 May 2020\nYes.\n"
    if media == "html":
        item = '<li class="comment"><cite class="fn">{}</cite> <i>5 May 2020</i><p>Late again.</p>'
        head, tail = f"<ol>{item.format('Ann')}<p>", f"</p></li>{item.format('Bob')}</li></ol>"
    kind: Media = "html" if media == "html" else "text"
    assert _is_in_proportion(*(Document("a", "0", kind, head + unit * count + tail) for count in (500, 6000)))


@pytest.mark.parametrize("unit", ["<b=<i=", "<iframe ", "<textarea a"])
def test_tags_that_never_close_take_time_in_proportion(unit: str) -> None:
    """Each was once looked at to the end of the page for a bracket that is not there."""
    assert _is_in_proportion(*(Document("a", "0", "html", "<p>Rain.</p>" + unit * n) for n in (1_000, 12_000)))


def test_words_alike_in_each_comment_take_time_in_proportion() -> None:
    """Those of the template were once looked through again for each element around one of them."""

    def page(count: int) -> Document:
        said = ("The tide is out.", "Never mind the bridge.", "A ferry, please.")
        items = (
            f"<li><cite>{n}</cite> <i>5 May 2020</i><p>{'a<br>' * count}{s}" for n, s in zip("ABC", said, strict=True)
        )
        return Document("a", "0", "html", f"<h2>3 comments</h2><ol class=comments>{''.join(items)}</ol>")

    assert _is_in_proportion(page(500), page(6_000))


def test_a_bullet_before_nothing_that_shows_is_no_line() -> None:
    page = parse(Document("a", "0", "text", "The ferry\n\n  \u2022 \u200b\n\n1 comment\n\nAnn says:\n\nAt last.\n"))
    assert [comment.text for comment in page.comments] == ["At last."]


def test_memory_is_that_of_the_page_where_all_its_words_are_one_line() -> None:
    text = "The ferry was late. " * 100_000
    parse(Document("a", "0", "text", text[:200]))
    tracemalloc.start()
    parse(Document("a", "0", "text", text))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(text)
