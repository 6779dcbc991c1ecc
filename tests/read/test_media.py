"""Pages are told from text, and both from what is neither, by what they show."""

from __future__ import annotations

import pytest

from discourse.read.media import binary, media_of
from discourse.records import Media
from tests.read.things import read_bytes, the_document


@pytest.mark.parametrize(
    ("text", "name", "media"),
    [
        ("<!doctype html><title>x</title>", "a.txt", "html"),
        ("\n\n<!-- saved from a browser -->\n<HTML lang=en>", "page", "html"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN">', "page", "html"),
        ("<div class=c><p>One</p></div><div class=c><p>Two</p></div>", "page", "html"),
        ("Warning: mysql_connect() failed\n<html><body><p>Late", "index.php", "html"),
        ("He wrote <b>no</b>, and I said <3 you too.", "page.txt", "text"),
        ("a < b and b > c", "page.html", "text"),
        (
            "Use <p> for paragraphs and <br> for breaks, <p> <p> <br>. " + "Plain words on markup. " * 200,
            "a.txt",
            "text",
        ),
    ],
)
def test_media_are_told_by_content_and_tipped_by_the_ending(text: str, name: str, media: Media) -> None:
    assert media_of(text, name) == media


def test_text_in_utf16_is_not_binary() -> None:
    assert the_document(read_bytes("The ferry is late.".encode("utf-16"))).text == "The ferry is late."
    assert the_document(read_bytes("The ferry is late.".encode("utf-16-le"))).text == "The ferry is late."


def test_a_stray_control_character_makes_no_page_binary() -> None:
    assert binary(b"The ferry\x00 is late, as it was\x1b[0m on every day this week and the week before that.") is None
