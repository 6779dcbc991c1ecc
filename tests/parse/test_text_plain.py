"""Marks that converters leave in a text are read past, and every code point of the text as it came is accounted for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.parse.text import read_text
from discourse.parse.text.plain import plain
from discourse.records import Document

PIECES = st.sampled_from(
    [
        "[Ann](https://example.org/a)",
        "![](/x.png)",
        "# Rain",
        "## 2 comments",
        "**Bob** says:",
        "* * *",
        "[IMG]",
        "[icon_del]",
        "[3]Reply",
        "References\n\n   1. http://example.org/",
        "●",
        "(BUTTON) Reply",
        "It rained again on the quay and nobody of those who had come with the early boat",
        "was willing to wait for the next one, which was late by two hours and more again",
        "",
        "](",
        "[",
        "  ",
    ]
)


@given(st.lists(PIECES, max_size=60).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_spans_partition_the_text_as_it_came(text: str) -> None:
    at = 0
    for span in read_text(Document("page.txt", "0", "text", text)).spans:
        assert (span.start, span.end > span.start) == (at, True)
        at = span.end
    assert at == len(text)


def test_a_link_is_its_words_even_where_its_address_is_broken_between_lines() -> None:
    text = "# Rain\n\n# Rain\n\n[Ann\nLee](https://example.org/long-\npath)[3 May](/c1) \\- [![me](/a.png)](/b)"
    assert plain(text).text == "Rain\n\nRain\n\nAnn Lee 3 May - "


def test_stars_of_stress_go_in_pairs_and_stars_for_letters_stay() -> None:
    text = (
        "# Rain\n\n# Rain\n\n**Ann:** the *early\nboat*, *I* say, is f*** late, d**n it. 2 * 3, see note*\n\n***So***"
    )
    shown = "Rain\n\nRain\n\nAnn: the early\nboat, I say, is f*** late, d**n it. 2 * 3, see note*\n\nSo"
    assert plain(text).text == shown


def test_text_without_such_marks_stays_as_it_is() -> None:
    text = "He wrote f[0](x) and [sic] and *so on*.\n\n# 1 of 3\n\nShort\nlines\nof verse"
    assert plain(text).text == text


def test_lines_broken_at_a_width_are_joined_and_others_are_not() -> None:
    words = "and the boat did not sail that day for want of a shaft which the yard had promised to send " * 8
    rows, row = [], ""
    for word in words.split():
        if len(row) + 1 + len(word) > 72:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    text = "\n".join([*rows, row, "", "Ann says:", "No."])
    assert plain(text).text == f"{words.strip()}\n\nAnn says:\nNo."


@pytest.mark.parametrize(
    "unit", ["[", "](", "[a](/b)", "![", " ", " \n", "# a\n", "[1]", "a " * 40 + "\n", "\\", "_a", "*", " [icon]"]
)
def test_time_grows_with_the_text(unit: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        plain(f"a{unit * times}a")
        return time.process_time() - start

    small, large = seconds(1_000), seconds(10_000)
    assert large < 0.5 + 30 * small
