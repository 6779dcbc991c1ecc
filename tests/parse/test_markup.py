"""Markup of any kind, however broken or deep, is read without error, alike each time, in order and in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.parse import explain, parse
from discourse.parse.markup import read_markup
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import mark
from discourse.parse.markup.parents import parents_of
from discourse.parse.markup.tree import DEEPEST, plant, word_set
from discourse.records import Document

NAMES = st.sampled_from(
    [
        "comment",
        "comment-author",
        "fn",
        "date",
        "comment-content",
        "post",
        "reply",
        "children",
        "widget",
        "depth-2",
        "x",
    ]
)
TAGS = st.sampled_from(sorted(word_set("div li ul ol p span a b cite blockquote table tr td article h3 br iframe pre")))
WORDS = st.sampled_from(
    [
        "Ann",
        "ole_b",
        "5 May 2020, 10:15",
        "3 hours ago",
        "Reply",
        "I would have liked to be asked.",
        "5 comments",
        "\u00ad",
        "<",
        "&amp;",
        "1",
    ]
)


def element(tag: str, name: str, number: int, inner: list[str], closed: bool) -> str:
    close = f"</{tag}>" if closed else ""
    return f'<{tag} class="{name}" id="{name}-{number}" datetime="2020-05-0{number % 9 + 1}">{"".join(inner)}{close}'


TREES = st.recursive(
    WORDS,
    lambda inner: st.builds(element, TAGS, NAMES, st.integers(0, 40), st.lists(inner, max_size=5), st.booleans()),
    max_leaves=40,
)


def document(html: str) -> Document:
    return Document("page.html", "0", "html", html)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_any_tree_is_read_alike_twice_and_in_order(html: str) -> None:
    page = read_markup(document(html)).page
    assert page == read_markup(document(html)).page
    assert [comment.id for comment in page.comments] == [f"c{number + 1}" for number in range(len(page.comments))]
    positions = {comment.id: place for place, comment in enumerate(page.comments)}
    for comment in page.comments:
        assert comment.reply_to is None or positions[comment.reply_to] < positions[comment.id]
        assert all(0 <= quote.start < quote.end <= len(comment.text) for quote in comment.quotes)


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_spans_partition_the_source(html: str) -> None:
    at = 0
    for span in explain(document(html)).spans:
        assert span.start == at < span.end
        at = span.end
    assert at == len(html)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_as_markup(text: str) -> None:
    assert parse(document(text)).source == "page.html"


def test_lone_surrogates_and_nulls_are_survived() -> None:
    assert parse(document("<p>\ud800\x00 a</p>")).comments == ()


def test_an_unclosed_iframe_does_not_swallow_the_page() -> None:
    tree = plant('<noscript><iframe src="x"></noscript><p>Still here</p>')
    assert tree.words(0) == "Still here"


def test_elements_beyond_the_deepest_are_unwrapped() -> None:
    tree = plant("<div>" * (DEEPEST * 3) + "deep" + "</div>" * (DEEPEST * 3))
    assert len(tree) < DEEPEST + 10
    assert tree.words(0) == "deep"


def thread(count: int) -> str:
    rows = (
        f'<li class="comment" id="comment-{number}"><cite class="fn">Ann {number % 97}</cite> '
        f'<time datetime="2020-03-01T10:{number % 60:02d}:00">1 March</time>'
        f'<div class="comment-content"><p>The water was {number} inches higher than the year before.</p></div></li>'
        for number in range(count)
    )
    return f"<h1>Water</h1><ol>{''.join(rows)}</ol>"


def test_a_thread_of_thousands_is_read_whole() -> None:
    page = parse(document(thread(3000)))
    assert len(page.comments) == 3000
    assert page.comments[-1].author == f"Ann {2999 % 97}"


def test_answers_nested_two_thousand_deep_keep_their_parents() -> None:
    opening = "".join(
        f'<li class="comment" id="c-{number}"><b class="fn">Ann {number}</b> <i>5 May 2020</i><p>Word {number}.</p><ul>'
        for number in range(2000)
    )
    page = parse(document(f"<ol>{opening}"))
    assert [comment.reply_to for comment in page.comments] == [None, *(f"c{number}" for number in range(1, 2000))]


@pytest.mark.parametrize(
    "piece",
    [
        '<a href="#comment-1">5 comments</a>',
        "<div class=comment>",
        "<span class=author>a</span>",
        "<tr><td>3 May 2020<td><b>Ann</b>",
        "<blockquote>x",
        "&lt;",
        "1 ago ",
        "<iframe>",
        "a, ",
    ],
)
def test_time_grows_with_the_page_and_no_faster(piece: str) -> None:
    def seconds(times: int) -> float:
        started = time.process_time()
        parse(document(piece * times))
        return time.process_time() - started

    seconds(500)
    assert seconds(8000) < 12 * seconds(2000) + 0.5


def test_labels_of_quotes_deep_inside_one_another_cost_no_more_than_others() -> None:
    def seconds(times: int) -> float:
        text = f"<div class=text>{'<b>' * times}{'Quote:<i>a</i>' * times}</div>"
        item = f"<li class=comment><cite class=fn>Ann</cite> <i>5 May 2020</i>{text}</li>"
        started = time.process_time()
        parse(document(item * 2))
        return time.process_time() - started

    seconds(100)
    assert seconds(4000) < 8 * seconds(1000) + 0.3


def test_what_a_reader_repeats_of_the_article_is_no_word_of_the_readers_own() -> None:
    article = "".join(
        f"<p>The harbour stayed shut on day {day}, and nobody at the gate knew why it had to.</p>" for day in "123"
    )
    said = "The harbour stayed shut on day 2, and nobody at the gate knew why it had to."
    items = "".join(
        f'<li class="comment"><cite class="fn">{who}</cite> <i>5 May 2020, 10:15</i><p>{text}</p></li>'
        for who, text in (("Ann", f"{said}</p><p>I did, and I told them."), ("Bo", "So did I, a week before that."))
    )
    html = f"<h1>Shut</h1><article>{article}</article><h2>2 Comments</h2><ol id=comments>{items}</ol>"
    first, second = parse(Document("a.html", "0", "html", html)).comments
    assert (first.own_text, [quote.of for quote in first.quotes]) == ("I did, and I told them.", [None])
    assert (second.own_text, second.quotes) == (second.text, ())


def test_an_unclosed_iframe_hides_no_span() -> None:
    html = '<p>Rain.</p><iframe src="x"/><ul><li class="comment"><cite>Ann</cite> <i>5 May 2020</i><p>At last!</ul>'
    assert "comment" in {span.role for span in explain(document(html)).spans}


def hashed_thread(rows: str, before: str = "<h2>3 comments</h2>") -> str:
    article = "<h1>Rain</h1>" + "<p>It rained on the town all week, and the river rose to the mill.</p>" * 4
    return f"<title>Rain</title><article>{article}</article><div>{before}{rows}</div>"


def row(name: str, day: int, words: str) -> str:
    return (
        f'<div class="x1a"><div class="x2b"><b class="x3c">{name}</b><span class="x4d">{day} May 2020</span></div>'
        f'<div class="x5e">{words}</div><div class="x6f">{day} fans</div><div class="x7g">Was this of use?</div></div>'
    )


def test_what_every_block_shows_alike_is_nobodys_words() -> None:
    rows = (
        row("Ann", 3, "At last some rain.")
        + row("Bo", 4, "Our cellar is full.")
        + row("Cy", 5, "So is mine, up to here.")
    )
    found = parse(document(hashed_thread(rows))).comments
    assert [(comment.author, comment.text) for comment in found] == [
        ("Ann", "At last some rain."),
        ("Bo", "Our cellar is full."),
        ("Cy", "So is mine, up to here."),
    ]


def test_a_form_under_a_heading_is_no_comment() -> None:
    form = (
        '<div class="comment-form"><label>Name</label><input name="n"><textarea name="c"></textarea>Sign in first</div>'
    )
    page = parse(document(hashed_thread(f'<div class="comments">Leave a comment{form}</div>', "<h2>No comments</h2>")))
    assert (page.comments, page.thread.state) == ((), "empty")


def test_dates_within_sentences_are_no_bylines() -> None:
    said = "and on <a href='/{n}'>{n} May 2020</a> the council met once more to hear what had become of the old bridge."
    rows = "".join(
        f"<p>{'The <a href=/r>River Board</a> said a great deal that year about the water and its ways, ' * 2}"
        f"{said.format(n=n)} {'Nobody who was there could say afterwards what had been decided, or by whom.' * 2}</p>"
        for n in range(3, 9)
    )
    assert parse(document(hashed_thread(rows, "<h2>Comments</h2>"))).comments == ()


def post(name: str, words: str, more: str = "") -> str:
    return f'<div class="post"><b class="author">{name}</b><p>{words}</p>{more}</div>'


SPOKEN = (
    "At last some rain, after five weeks in which the river fell so low that one could walk across it.",
    "Our cellar is full of it now, and so is the cellar of the school, they have to pump until Friday.",
    "So is mine, up to here; I had asked the council for a wall in the spring and never had an answer.",
)


@pytest.mark.parametrize("sign", ["<p>Leave a comment</p>", ""])
def test_posts_that_show_no_times_are_read_where_a_sign_speaks_for_them(sign: str) -> None:
    rows = "".join(map(post, ("Ann", "Bo", "Cy"), SPOKEN))
    found = parse(document(hashed_thread(rows + sign, ""))).comments
    assert [comment.author for comment in found] == (["Ann", "Bo", "Cy"] if sign else [])


def test_titles_of_topics_without_times_are_no_posts() -> None:
    rows = "".join(map(post, ("Ann", "Bo", "Cy"), ("When will the bridge open?", "Rain at last", "Who has a pump?")))
    assert parse(document(hashed_thread(f"{rows}<p>Leave a comment</p>", ""))).comments == ()


def test_comments_without_times_may_each_hold_a_form() -> None:
    report = '<form><input name="why"><button>Report</button></form>'
    rows = "".join(post(name, words, report) for name, words in zip(("Ann", "Bo", "Cy"), SPOKEN, strict=True))
    found = parse(document(hashed_thread(f'<div class="comments">{rows}</div>'))).comments
    assert [comment.author for comment in found] == ["Ann", "Bo", "Cy"]


def test_letters_in_one_element_have_spans_of_their_own() -> None:
    letters = "".join(
        f"From: {who} &lt;x@example.org&gt;\nDate: {day} May 2009 10:00\n\n&gt; It rained\n{said}\n\n"
        for who, day, said in (
            ("Ann Lee", 3, "All night & all day, and nobody slept."),
            ("Bo", 4, "I did, until noon, and dreamt of a dry road."),
        )
    )
    page = document(f"<title>Letters</title><pre>\n{letters}</pre>")
    spans = explain(page).spans
    assert "".join(page.text[span.start : span.end] for span in spans) == page.text
    said = [(span.role, span.comment) for span in spans if span.role != "furniture"]
    assert said == [(role, number) for number in (0, 1) for role in ("byline", "quote", "comment")]


def test_answers_are_told_by_rooms_that_stand_around_each_comment_at_one_distance() -> None:
    def told(words: str, answers: str = "") -> str:
        return f"<li><section><article><p>{words}</article></section>{answers and f'<ul>{answers}</ul>'}</li>"

    tree = plant(f"<ul>{told('One', told('Two', told('Three')) + told('Four'))}{told('Five')}</ul>")
    blocks = [Block(node, tree.ends[node]) for node, tag in enumerate(tree.tags) if tag == "article"]
    found = parents_of(tree, mark(tree), blocks, [None] * len(blocks))
    assert [parent and parent.position for parent in found] == [None, 0, 1, 0, None]
    assert parents_of(tree, mark(tree), [], []) == []


def test_a_guest_who_stands_where_names_do_is_called_so() -> None:
    names = ("Ann", "Guest", "Cy", "Dora")
    said = "".join(
        f'<li class="post"><b class="author">{name}</b> <i class="to">{to}</i> <time datetime="2020-05-03">1y</time>'
        f'<p class="post-message">It rained all day.</p></li>'
        for name, to in zip(names, ("", "Ann", "", "Guest"), strict=True)
    )
    found = parse(document(f'<section id="comments" class="post-body post-byline"><ul>{said}</ul></section>')).comments
    assert [comment.author for comment in found] == list(names)
