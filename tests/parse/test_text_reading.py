"""Whatever text comes in: no exception, spans that partition it, one answer, and comments in the order of the page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.parse.text import read_text
from discourse.parse.text.layouts import layouts
from discourse.records import Document, Reading

PIECES = st.sampled_from(
    [
        "Ann Lee says:",
        "Bob on March 3, 2010 at 5:06 PM",
        "March 3, 2010",
        "5:06 PM",
        "3 hours ago",
        "12 Comments",
        "Comments",
        "Reply | Report",
        "Leave a Reply",
        "  • one thing",
        "  1. another",
        "    • a third",
        "It rained again, and nobody came to the quay that morning.",
        "I said so in May.",
        "> quoted",
        "Re: rain",
        "Posts: 12",
        "blog comments powered by Disqus",
        "Pingback: a page",
        "Trackbacks/Pingbacks",
        "",
        " ",
        "\u00a0",
        "\u2028",
        "\r",
        "x\u00ady",
        "20. November 2022 um 10:36 Uhr",
        "@Ann no",
        "#3",
        "ſİß",
    ]
)


def read(text: str) -> Reading:
    return read_text(Document("page.txt", "0", "text", text))


def check(text: str) -> None:
    reading = read(text)
    at = 0
    for span in reading.spans:
        assert span.start == at
        assert span.end > span.start
        at = span.end
    assert at == len(text)
    starts: dict[int, int] = {}
    for span in reading.spans:
        if span.comment is not None and span.role in {"comment", "quote"}:
            starts.setdefault(span.comment, span.start)
    positions = sorted(starts)
    assert [starts[position] for position in positions] == sorted(starts.values())
    assert len(starts) == len(reading.page.comments)
    for position, comment in enumerate(reading.page.comments):
        held = "".join(
            text[s.start : s.end] for s in reading.spans if s.comment == position and s.role in {"comment", "quote"}
        )
        assert _letters(comment.text) == _letters(held)
    assert read(text) == reading


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


@given(st.lists(PIECES, max_size=40).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_pages_made_of_bylines_and_buttons_are_partitioned(text: str) -> None:
    check(text)


def test_the_number_before_the_first_words_of_a_page_is_no_comments() -> None:
    said = "Bob on March 3, 2010 at 5:06 PM"
    check(f"  1. another\n{said}\nAnn Lee says:\nReply | Report\n{said}\nLeave a Reply")


def test_an_article_of_one_sentence_has_no_title() -> None:
    said = "The ferry did not sail on Monday, said its owners."
    page = read(f"{said}\n\n1 comment\n\nAnn Lee says:\n\nAt last they tell us.").page
    assert (page.title, page.body, len(page.comments)) == (None, said, 1)
    assert read(f"Ferry halts\n\n{said}").page.title == "Ferry halts"


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_partitioned(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "a", "•", "1.", "12 Comments", "says:", "\x00" * 50])
def test_the_smallest_pages_are_read(text: str) -> None:
    check(text)


def test_every_layout_is_found_by_being_there() -> None:
    names = [layout.name for layout in layouts()]
    assert len(names) == len(set(names))
    assert {"says", "name-and-time-after", "name-before-time-after"} <= set(names)


def _thread(count: int) -> str:
    rows = [
        f"Reader {i} on March 3, 2010 at 5:06 PM\n\nIt rained on day {i}, and we waited for the boat.\n"
        for i in range(count)
    ]
    return f"Rain\n\nIt rained.\n\n{count} Comments\n\n" + "\n".join(rows)


def test_a_long_thread_is_read_whole_in_time_that_grows_with_it() -> None:
    def seconds(count: int) -> float:
        text = _thread(count)
        start = time.process_time()
        assert len(read(text).page.comments) == count
        return time.process_time() - start

    small, large = seconds(200), seconds(2_000)
    assert large < 0.5 + 25 * small


@pytest.mark.parametrize(
    "unit", ["a ", "Ann says:\n", "  • x\n", "3 hours ago\n", "5 May 2010 ", "Comments\n", "reply ", "> ", "(" * 20]
)
def test_hostile_pages_take_linear_time(unit: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        read(unit * times)
        return time.process_time() - start

    small, large = seconds(500), seconds(5_000)
    assert large < 0.5 + 30 * small


def test_deep_lists_are_read() -> None:
    check("1 comment\n" + "\n".join(" " * depth + "• Ann says:" for depth in range(2, 400)))


def test_the_last_comment_does_not_end_after_whom_it_answers() -> None:
    words = "The ferry was late again, and nobody at the gate said why."
    said = [f"{name}\n5 May 2020, 1{n}:00\n\nTide {n}\n\n{words}\n" for n, name in enumerate(["Ann", "Bob", "Cyd"])]
    last = f"Dee\n5 May 2020, 15:00\n\nIn reply to Tide 2 by a guest\n\nTide 3\n\n{words}\n"
    text = "The ferry\n\n4 comments\n\n" + "\n".join([*said, last])
    comments = read_text(Document("a", "0", "text", text)).page.comments
    assert [comment.author for comment in comments] == ["Ann", "Bob", "Cyd", "Dee"]
    assert comments[-1].text.endswith(words)
