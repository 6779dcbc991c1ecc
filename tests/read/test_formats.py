"""Exports give whole pages: threading, deletions, times and quotes as the export has them."""

from __future__ import annotations

import io
import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from discourse.read import documents, formats
from discourse.read.input import examine
from discourse.read.settings import ReadSettings
from discourse.records import Page, Quote, SetAside, page_to_dict
from tests.read.things import DATA, pages_of, read_as, read_bytes, set_aside

SAMPLES = sorted(path.name for path in DATA.iterdir() if path.suffix != ".md")


def replies(page: Page) -> dict[str, str | None]:
    return {comment.id: comment.reply_to for comment in page.comments}


def recognising(name: str, data: bytes) -> list[str]:
    """The formats that take `data` for theirs."""
    modules = {each.name: import_module(f"{formats.__name__}.{each.name}") for each in iter_modules(formats.__path__)}
    inputs = {each: examine(name, io.BytesIO(data), ReadSettings()) for each in modules}
    return [each for each, module in modules.items() if module.recognises(inputs[each])]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_is_of_one_format_and_no_other(sample: str) -> None:
    data = (DATA / sample).read_bytes()
    assert len(recognising(sample, data)) == 1
    if sample.endswith(".json"):  # however it is laid out
        on_one_line = json.dumps(json.loads(data)).encode()
        assert recognising(sample, on_one_line + b"\n") == recognising(sample, data)


def test_sample_threads_are_of_no_format_but_a_page_s(samples: Path) -> None:
    for path in samples.iterdir():
        assert not recognising(path.name, path.read_bytes())


@pytest.mark.parametrize("sample", SAMPLES)
def test_pages_of_exports_are_stable_and_whole(sample: str) -> None:
    once, again = (list(documents([DATA / sample])) for _ in range(2))
    assert once == again
    for page in once:
        if isinstance(page, Page):
            json.dumps(page_to_dict(page), ensure_ascii=False).encode("utf-8")
            ids = [comment.id for comment in page.comments]
            assert len(set(ids)) == len(ids)
            assert {comment.reply_to for comment in page.comments} <= {None, *ids}
            for comment in page.comments:
                quoted = [comment.text[quote.start : quote.end] for quote in comment.quotes]
                assert all(quoted)
                assert sorted("\n".join([comment.own_text, *quoted]).split()) == sorted(comment.text.split())


def test_wordpress_exports() -> None:
    late, timetable = pages_of("wordpress.xml")
    assert (late.outlet, late.language, late.byline) == ("The Ferry Times", "en", "odile")
    assert late.title == "Why the 7:40 ferry is late & what it costs"
    assert (late.url, late.published) == ("https://ferrytimes.example/late/", "2024-03-04T10:00:00")
    assert late.body == "The engine is old.\n\nThe captain is not."
    rosa, purser, ping, gone = late.comments
    assert (rosa.id, rosa.author, rosa.posted_at) == ("31", "Rosa & Sons", "2024-03-04T11:05:09")
    assert rosa.text == "Late again & nobody says sorry.\nI counted: nine times."
    assert (purser.reply_to, purser.reply_basis, purser.own_text) == ("31", "mark", "Sorry.")
    assert purser.quotes == (Quote(0, 17, of="31"),)
    assert (ping.kind, ping.text) == ("pingback", "[…] the engine is old […]")
    assert (gone.kind, gone.text) == ("deleted", "")
    assert late.left_over == ("comments marked as spam: 1",)
    assert (timetable.title, timetable.thread.state) == ("Timetable", "empty")


def test_disqus_exports() -> None:
    late, quiet, lost = pages_of("disqus.xml")
    assert (late.title, late.outlet) == ("Why the 7:40 ferry is late & what it costs", "ferrytimes")
    assert [comment.text for comment in late.comments] == ["Late again.\nNine times.", "", "It is the valve."]
    assert [comment.kind for comment in late.comments] == ["comment", "deleted", "comment"]
    assert replies(late) == {"1": None, "2": "1", "3": "2"}
    assert late.comments[0].posted_at == "2024-03-04T10:05:09Z"
    assert late.left_over == ("comments marked as spam: 1",)
    assert (quiet.thread.state, quiet.comments) == ("empty", ())
    assert (lost.title, lost.comments[0].author) == (None, "lost")


def test_reddit_listings() -> None:
    (page,) = pages_of("reddit.json")
    assert (page.outlet, page.byline, page.body) == ("r/islandlife", "rosa_s", "Nine times now.")
    assert page.title == "The 7:40 is late & I walked"
    assert (page.thread.state, page.thread.declared) == ("partial", 6)
    assert replies(page) == {"k1": None, "k2": "k1", "k3": None, "k4": "k3"}
    first, second, gone, last = page.comments
    assert (first.text, first.posted_at, first.reply_basis) == (
        "It is the valve.\nAlways is.",
        "2024-03-04T10:10:00Z",
        None,
    )
    assert (second.own_text, second.quotes, second.reply_basis) == ("Not in 2019", (Quote(0, 10, of="k1"),), "nesting")
    assert (gone.kind, gone.author) == ("deleted", None)
    assert last.own_text == "Charming."


def test_a_listing_of_comments_without_their_submission_is_partial() -> None:
    listing = json.loads((DATA / "reddit.json").read_text())[1]
    (page,) = read_bytes(json.dumps(listing).encode())
    assert isinstance(page, Page)
    assert (page.thread.state, page.title, len(page.comments)) == ("partial", None, 4)


def test_youtube_threads() -> None:
    (page,) = pages_of("youtube.json")
    assert (page.url, page.thread.state) == ("https://www.youtube.com/watch?v=ferry740", "captured")
    assert replies(page) == {"U1": None, "U1.a": "U1", "U1.b": "U1", "U2": None}
    assert [comment.text for comment in page.comments] == [
        "3:12 there goes the valve <3\nlol",
        "it's the pump",
        "@rosa no",
        "first",
    ]
    assert page.comments[1].posted_at == "2024-03-04T11:00:00Z"


@pytest.mark.parametrize("change", [{"nextPageToken": "more"}, {"items": None}])
def test_youtube_threads_that_go_on_elsewhere_are_partial(change: dict[str, str | None]) -> None:
    response = json.loads((DATA / "youtube.json").read_text())
    response["items"][1]["snippet"]["totalReplyCount"] = 3
    response |= {name: value for name, value in change.items() if value}
    (page,) = read_bytes(json.dumps(response).encode())
    assert isinstance(page, Page)
    assert page.thread.state == "partial"


def test_hacker_news_items() -> None:
    (page,) = pages_of("hacker_news_item.json")
    assert (page.title, page.byline, page.body) == (
        "Show: a tracker for late ferries",
        "rosa_s",
        "It tracks one ferry.",
    )
    bosun, gone, deckhand = page.comments
    assert bosun.text == "It's the valve.\nSee https://ferrytimes.example/valve"
    assert (gone.kind, gone.author, gone.reply_to) == ("deleted", None, "7002")
    assert (deckhand.own_text, deckhand.reply_to, deckhand.reply_basis) == ("The pump.", "7003", "nesting")
    assert deckhand.posted_at == "2024-03-04T10:40:00Z"


def test_hacker_news_search_results() -> None:
    ferry, gulls = pages_of("hacker_news_hits.json")
    assert (ferry.title, ferry.thread.state) == ("Show: a tracker for late ferries", "partial")
    assert replies(ferry) == {"7002": None, "7005": "7002"}
    assert [comment.author for comment in gulls.comments] == ["gull"]


def test_discourse_topics() -> None:
    (page,) = pages_of("discourse_topic.json")
    assert (page.title, page.byline, page.thread.state) == ("Late again", "rosa", "captured")
    opening, quoting, reply, gone = page.comments
    assert (opening.id, opening.text, opening.posted_at) == ("1", "The 7:40 is late.", "2024-03-04T10:05:09Z")
    assert quoting.own_text == "It is the valve."
    assert [(quote.of, quote.author) for quote in quoting.quotes] == [("1", "rosa")]
    assert (reply.reply_to, reply.reply_basis) == ("2", "mark")
    assert gone.kind == "deleted"


def test_a_topic_with_posts_elsewhere_is_partial() -> None:
    topic = json.loads((DATA / "discourse_topic.json").read_text())
    topic["post_stream"]["stream"].append(506)
    (page,) = read_bytes(json.dumps(topic).encode())
    assert isinstance(page, Page)
    assert page.thread.state == "partial"


def test_tables_of_one_s_own_in_csv() -> None:
    late, quiet = pages_of("table.csv")
    assert late.source.endswith("table.csv!late")
    assert (late.title, [comment.author for comment in late.comments]) == ("Why the 7:40 is late", ["Rosa", "bosun"])
    rosa, bosun = late.comments
    assert (rosa.text, rosa.own_text) == ("Late again; nine times.\n> sorry\nNo.", "Late again; nine times.\nNo.")
    assert (rosa.posted_at, bosun.reply_to) == ("2024-03-04T11:05", "a")
    assert quiet.comments[0].posted_at == "2024-03-05T10:30:00Z"


def test_tables_of_one_s_own_in_json_lines() -> None:
    (page,) = pages_of("table.jsonl")
    assert (page.source, page.body) == (str(DATA / "table.jsonl"), "The engine is old.")
    assert [comment.kind for comment in page.comments] == ["comment", "deleted", "comment"]
    assert page.comments[0].posted_at == "2024-03-04T11:05:09+01:00"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", b"comment,who\nLate,Rosa\n", "a table without a column named text; it has comment, who"),
        ("a.jsonl", b'{"text": "Late", "id": 1}\n{"text": 5}\n', "line 2 is no JSON object with a text"),
        ("a.jsonl", b'{"text": "Late", "id": 1}\n{"text": "cut', "line 2 is no JSON object with a text"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    assert set_aside(read_as(name, data, tmp_path)).reason == reason


@pytest.mark.parametrize(
    "data",
    [
        b"text,id\n",
        b'{"kind": "youtube#commentThreadListResponse", "items": []}',
        b'[{"kind": "Listing", "data": {"children": []}}]',
    ],
)
def test_an_export_that_holds_nothing_says_so(data: bytes) -> None:
    assert set_aside(read_bytes(data)).reason == "nothing in it is a page"


def test_times_that_are_none_are_kept_as_they_were_shown(tmp_path: Path) -> None:
    (page,) = read_as("a.csv", "text,posted_at\na,170²4600\nb,yesterday\nc,2024-02-31\nd,1e999\n".encode(), tmp_path)
    assert isinstance(page, Page)
    assert [comment.posted_at for comment in page.comments] == [None] * 4
    assert [comment.posted for comment in page.comments] == ["170²4600", "yesterday", "2024-02-31", "1e999"]


def test_rows_before_a_broken_one_are_kept(tmp_path: Path) -> None:
    page, aside = read_as("a.jsonl", b'{"text": "Late", "id": 1}\nnot a row\n', tmp_path)
    assert isinstance(page, Page)
    assert isinstance(aside, SetAside)
    assert [comment.text for comment in page.comments] == ["Late"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_tables_are_read_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    data = "text;author\n“Größer” – café;Jürgen\n".encode(encoding)
    (page,) = read_as("a.csv", data, tmp_path)
    assert isinstance(page, Page)
    assert (page.comments[0].text, page.comments[0].author) == ("“Größer” – café", "Jürgen")


def test_an_article_that_begins_like_a_table_is_no_table() -> None:
    (found,) = read_bytes(b"In text, and in life, he was late.\n\nAnd so on.\n")
    assert not isinstance(found, Page | SetAside)


def test_pages_that_were_parsed_before_come_back_as_they_were() -> None:
    pages = [page for sample in SAMPLES for page in documents([DATA / sample]) if isinstance(page, Page)]
    lines = "".join(json.dumps(page_to_dict(page)) + "\n" for page in pages)
    assert read_bytes(lines.encode()) == pages
    assert set_aside(read_bytes(lines.encode() + b"{}\n")).reason == f"line {len(pages) + 1} is no page"


@pytest.mark.parametrize("sample", [name for name in SAMPLES if name.endswith(".json")])
def test_fields_of_any_kind_in_an_export_do_no_harm(sample: str) -> None:
    value = json.loads((DATA / sample).read_text())
    odds: list[object] = [None, 7, "x", [], {}, True, -1, 1e308, "\ud800", [[None]]]
    for odd in odds:
        for changed in _with_each_leaf(value, odd):
            for found in read_bytes(json.dumps(changed).encode()):
                if isinstance(found, Page):
                    json.dumps(page_to_dict(found), ensure_ascii=False).encode("utf-8")


def _with_each_leaf(value: object, odd: object) -> list[object]:
    """`value` once for each place in it, with `odd` in that place."""
    if isinstance(value, dict):
        return [odd, *({**value, key: new} for key in value for new in _with_each_leaf(value[key], odd))]
    if isinstance(value, list):
        return [
            odd,
            *([*value[:n], new, *value[n + 1 :]] for n in range(len(value)) for new in _with_each_leaf(value[n], odd)),
        ]
    return [odd]


def test_exports_of_real_systems_are_read_whole(shared: Path) -> None:
    found = list(documents([shared / "exports"]))
    assert not [each for each in found if isinstance(each, SetAside)]
    pages = [each for each in found if isinstance(each, Page)]
    assert {page.thread.layout for page in pages} == {
        "discourse-topic",
        "disqus-export",
        "hacker-news-search",
        "reddit-listing",
        "wordpress-export",
        "youtube-comment-threads",
    }
    for page in pages:
        assert all("<p" not in comment.text for comment in page.comments)
