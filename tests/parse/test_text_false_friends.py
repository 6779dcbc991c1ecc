"""What reads like a label, a button, a header or a notice and is somebody's own words stays theirs."""

from __future__ import annotations

from itertools import count

import pytest

from discourse.parse.dates import day_first_of
from discourse.parse.text import read_text
from discourse.parse.text.layouts import mail
from discourse.parse.text.lines import Lines
from discourse.records import Document


def said(*texts: str) -> list[str]:
    """The texts of the comments that are read from a page of these."""
    names = ("Ann Lee", "Bob Ray", "Cy Poe", "Dee Moe")
    rows = [
        f"{name}\n3 May 2019 at 1{hour}:12\n{text}\n" for hour, name, text in zip(count(), names, texts, strict=False)
    ]
    page = read_text(Document("a.txt", "0", "text", f"Timetable\n\n{len(texts)} comments\n\n" + "\n".join(rows))).page
    return [comment.text for comment in page.comments]


@pytest.mark.parametrize(
    "text",
    [
        "Works for me\nI take the early boat anyway.",
        "Went to the meeting last night\nNobody from the company was there.",
        "I read them all.\nThe comments are from people whose minds are closed\nand who never took the boat.",
        "The early boat is the better one.\nThe photo on the front page was taken by me and Cy Poe",
        "Respect",
        "Following",
    ],
)
def test_a_comment_keeps_its_words(text: str) -> None:
    others = ("The early boat is the better one.", "It will not last.")
    assert said(others[0], text, others[1]) == [others[0], text, others[1]]


def test_buttons_that_comments_share_are_nobodys_words() -> None:
    early, late = "The early boat is the better one.", "It will not last, as they cut the late boat in winter."
    assert said(f"{early}\nReply", f"{late}\nReply", "Reply", f"{late}\nReply") == [early, late, late]


def test_a_closing_notice_ends_the_thread() -> None:
    assert said("No.", "Yes.\nComments for this story are now closed") == ["No.", "Yes."]


@pytest.mark.parametrize(
    "row",
    [
        "From: Leeds\nTo: York\nDate: {day} May 2019\nTwo seats, leaving early.",
        "Author: Jane Doe\nPosted: {day} May 2019\nTopic: Harbour\nThe wall fell, and the ferry did not sail.",
    ],
)
def test_journeys_and_articles_are_no_letters(row: str) -> None:
    assert mail.find(Lines("\n\n".join(row.format(day=day) for day in (3, 4, 5)))) == []


def test_names_that_open_like_weekdays_tell_nothing_of_dates() -> None:
    assert day_first_of(["Martin 12/7/2010"]) is None
    assert day_first_of(["Sam 11/12/2010", "13/12/2010"]) is True
    assert day_first_of(["Tuesday, 12/7/2010"]) is False


def test_names_in_the_order_of_registers_are_whole() -> None:
    rows = [
        f"{name} - {day} May 2010\nIt rained on that day.\n" for day, name in enumerate(("Poe, John", "Ray, John"), 3)
    ]
    page = read_text(Document("a.txt", "0", "text", "Rain\n\n2 comments\n\n" + "\n".join(rows))).page
    assert [comment.author for comment in page.comments] == ["Poe, John", "Ray, John"]
