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


@pytest.mark.parametrize("media", ["html", "text"])
@pytest.mark.parametrize(
    "unit", ["Photos\n", "> a\n", "Ann says:\n", "@Bob: ", "5 May 2020\n", "a, ", "1 ", "<b>", "#1 ", "“", "?", "a\n"]
)
def test_time_grows_as_the_page_does(media: str, unit: str) -> None:
    """Twelve times the page takes nowhere near 144 times as long; labels in a row once reached each to the last."""
    head, tail = "The ferry\n\nAnn\nPhotos\n5 May 2020\nLate.\n", "\nBob\nPhotos\n6 May 2020\nYes.\n"
    if media == "html":
        item = '<li class="comment"><cite class="fn">{}</cite> <i>5 May 2020</i><p>Late again.</p>'
        head, tail = f"<ol>{item.format('Ann')}<p>", f"</p></li>{item.format('Bob')}</li></ol>"
    kind: Media = "html" if media == "html" else "text"
    small, large = (Document("a", "0", kind, head + unit * count + tail) for count in (500, 6000))
    assert _time(lambda: parse(large)) < 40 * min(_time(lambda: parse(small)) for _ in range(2)) + 0.2


def test_memory_is_that_of_the_page_where_all_its_words_are_one_line() -> None:
    text = "The ferry was late. " * 100_000
    parse(Document("a", "0", "text", text[:200]))
    tracemalloc.start()
    parse(Document("a", "0", "text", text))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(text)
