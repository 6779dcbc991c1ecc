"""What a page says of its article is told from what it says of itself."""

from __future__ import annotations

import pytest

from discourse.parse.markup import read_markup
from discourse.records import Document, Page

TEXT = (
    "<p>From Monday on the slipway is shut for repairs, which the office expects to take a month, or two if it rains."
)


def page(head: str, body: str) -> Page:
    return read_markup(Document("a.html", "0", "html", f"<head>{head}</head><body>{body}{TEXT}</body>")).page


def test_a_heading_that_leads_home_names_the_outlet_and_not_the_article() -> None:
    found = page(
        "<title>Slipway – The Moorings</title>",
        "<h1><a href=https://moor.example/>The Moorings</a></h1><h2>Slipway</h2>",
    )
    assert (found.title, found.outlet) == ("Slipway", "The Moorings")


def test_what_the_title_holds_beside_the_headline_is_the_outlet() -> None:
    found = page("<title>Tar &amp; Rope: The slipway closes</title>", "<h2>The slipway closes</h2>")
    assert (found.title, found.outlet) == ("The slipway closes", "Tar & Rope")


def test_the_outlets_name_is_no_byline() -> None:
    head = "<title>The slipway closes | Quay Wire</title>"
    body = "<div class=site-author>Quay Wire</div><h1>The slipway closes</h1><span class=username>Ida Moor</span>"
    assert page(head, body).byline == "Ida Moor"


@pytest.mark.parametrize("box", ["<div class=recent-widget>{}</div>", "<aside>{}</aside>", "<footer>{}</footer>"])
def test_a_name_in_a_box_beside_the_article_is_no_byline(box: str) -> None:
    said = "<b class=username>Pollux</b> on <i>A wall</i>: It will not last."
    told = f"<h1>The slipway closes</h1>{TEXT}{box.format(said)}"
    assert page("<title>The slipway closes</title>", told).byline is None


def test_what_holds_the_headline_is_the_article_whatever_its_name() -> None:
    told = f"<article class=newsletter-post><h1>The slipway closes</h1><div>{TEXT * 3}</div></article>"
    found = read_markup(Document("a.html", "0", "html", f"<title>The slipway closes</title>{told}")).page
    assert found.body.count("From Monday on") == 3


@pytest.mark.parametrize("title", ["The wall: questions and answers", "Why the wall fell | The Quay Forum"])
def test_an_article_under_a_title_that_a_forum_could_have_is_kept(title: str) -> None:
    said = "".join(
        f"<li class=comment><cite class=fn>{name}</cite> <time>3 May 2020</time><p>It will not last.</p></li>"
        for name in ("Ann", "Bob", "Cy")
    )
    told = f"<p>Nobody at the gate knew why it had to be shut for so long a time.</p>{TEXT}"
    body = f"<article><h1>{title}</h1>{told}</article><h2>3 comments</h2><ol>{said}</ol>"
    found = read_markup(Document("a.html", "0", "html", f"<title>{title}</title>{body}")).page
    assert ("at the gate" in found.body, len(found.comments)) == (True, 3)
