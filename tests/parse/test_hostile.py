"""Pages made to be slow: patterns that might run away, and pages that are one thing many times over."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

import discourse.parse
from discourse.parse import parse
from discourse.records import Document, Media

LINE = 2000
"""Characters of a line to which patterns are held: far more than most are ever asked of."""
SLOWEST = 0.25
"""Seconds for one such line: what runs away takes ages, what is quadratic some milliseconds."""
UNITS = ("a", "a ", "1", "1 ", "1/", "1:1 ", " ", "\n", "- ", ">", "> ", "@a ", "#1 ", "(", ". ", "?", "a, ", "é", "一")


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that the modules of `parse` compile, in whatever they are kept."""
    for module in pkgutil.walk_packages(discourse.parse.__path__, "discourse.parse."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for each in _within(value):
                yield f"{module.name}.{name}", each


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _within(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(each)


PATTERNS = sorted({(name, each) for name, each in _patterns()}, key=lambda pair: (pair[0], pair[1].pattern))


def _time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 100


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_no_pattern_runs_away(name: str, pattern: re.Pattern[str]) -> None:
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\\.|\(\?P<\w+>", " ", pattern.pattern))
    for unit in (*UNITS, *(f"{word} " for word in dict.fromkeys(words[:: len(words) // 12 + 1]))):
        for before, after in (("", "\0"), (f"{words[0]} " if words else "1", "!\0")):
            line = before + unit * (LINE // len(unit)) + after
            assert _time(lambda line=line: pattern.search(line)) < SLOWEST, (name, unit)  # type: ignore[misc]


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
