"""Nothing that is packed, nested or endless costs more than its bound, and the bound is named."""

from __future__ import annotations

import gzip
import io
import tarfile
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from discourse.read import ReadSettings, documents
from discourse.records import Document, Page, SetAside
from tests.read.things import PAGE, read_as, read_bytes, set_aside

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SMALL = ReadSettings(max_page_bytes=100_000, max_total_bytes=50_000_000)


class Endless(io.RawIOBase):
    """A stream that gives its beginning and then one piece for ever; fails the test where too much is taken."""

    def __init__(self, first: bytes, piece: bytes, most: int) -> None:
        self._first, self._piece, self._left = first, piece, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        given, self._first = (self._first or self._piece)[: len(target)], b""
        self._left -= len(given)
        assert self._left > 0, "read far past the bound"
        target[: len(given)] = given
        return len(given)


def zip_of(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tar_of(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return file.getvalue()


@pytest.mark.parametrize("wrap", [lambda data: data, lambda data: tar_of({"a.html.gz": data})])
def test_a_gzip_bomb_is_stopped_by_the_page_s_bound(wrap: object) -> None:
    assert callable(wrap)
    tracemalloc.start()
    aside = set_aside(read_bytes(wrap(gzip.compress(b"x" * 5_000_000)), SMALL))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert aside.reason == "larger than 100,000 bytes"
    assert peak < 20_000_000


def test_a_page_of_too_many_tags_is_stopped_by_its_setting() -> None:
    for tag in (b"<li>x", b"<p a b=1 c>"):
        page = PAGE + tag * 50
        count = 8 + 50 * (1 if tag == b"<li>x" else 4)
        aside = set_aside(read_bytes(page, ReadSettings(max_tags=40)))
        assert aside.reason == f"a page of {count} tags and attributes, more than 40"
        assert "max_tags" in aside.remedy
        assert isinstance(read_bytes(page)[0], Document)
    assert isinstance(read_bytes(b"One is < two. " * 50, ReadSettings(max_tags=40))[0], Document)


def test_an_archive_of_archives_is_stopped_by_the_ratio() -> None:
    bomb = tar_of({f"{n}.bin": bytes(4_000_000) for n in range(10)})
    aside = set_aside([each for each in read_bytes(gzip.compress(bomb)) if "times" in getattr(each, "reason", "")])
    assert aside.reason == "unpacks to more than 200 times its size, as an archive bomb does"
    assert "max_ratio" in aside.remedy


def test_a_zip_bomb_is_stopped_by_the_ratio_once_for_all_its_members() -> None:
    bomb = zip_of({f"{n}.html": PAGE + b"x" * 9_000_000 for n in range(20)})
    found = read_bytes(bomb)
    assert [each.reason for each in found if isinstance(each, SetAside)][-1].startswith(
        "unpacks to more than 200 times"
    )
    assert len(found) < 6


def test_the_total_is_bounded_by_its_own_setting() -> None:
    archive = zip_of({f"{n}.txt": bytes(range(32, 127)) * 100 for n in range(20)})
    aside = set_aside(read_bytes(archive, ReadSettings(max_total_bytes=40_000)))
    assert aside.reason == "unpacks to more than 40,000 bytes"
    assert "max_total_bytes" in aside.remedy


def test_an_archive_in_itself_ends_at_the_depth_s_bound() -> None:
    data = PAGE
    for _ in range(8):
        data = tar_of({"inner.tar": data})
    aside = set_aside(read_bytes(data))
    assert aside.reason == "more than 4 archives within archives"
    assert "max_depth" in aside.remedy


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"A page that does not end. ", b"word " * 1000),
        (b"PK\x03\x04", b"\x00" * 5000),
        (b"WARC/1.0\r\n", b"X-Header: 1\r\n" * 400),
        (b"<rss xmlns:wp='x'><channel><item>", b"<a>words</a>" * 400),
        (b'{"text": "a", "id": 1}\n{"text": "', b"word " * 1000),
        (b"text,id\na,1\n", b"word " * 1000),
        (b"[", b'"word", ' * 1000),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", b"--x\r\n\r\nword\r\n" * 400),
    ],
)
def test_a_stream_without_an_end_is_left_at_a_bound(first: bytes, piece: bytes) -> None:
    stream = io.BufferedReader(Endless(first, piece, most=80_000_000))
    found = list(documents(["-"], SMALL, stdin=stream))
    assert isinstance(found[-1], SetAside)


@pytest.mark.parametrize(
    "root", ["<rss xmlns:wp='http://wordpress.org/export/1.2/'>", "<disqus xmlns='http://disqus.com'>"]
)
@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://elsewhere.example/a.dtd"> %a;',
    ],
)
def test_xml_that_declares_entities_is_refused_before_it_is_read(root: str, declared: str) -> None:
    name = root[1:].partition(" ")[0]
    data = f"<?xml version='1.0'?><!DOCTYPE {name} [{declared}]>{root}<channel><item><title>&b;</title>".encode()
    assert set_aside(read_bytes(data)).reason == "XML that declares entities, which are not read"


def test_xml_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    data = b"<rss xmlns:wp='x'><channel><item><title>One</title></item><item><title>Two</title>"
    page, aside = read_as("site.xml", data, tmp_path)
    assert isinstance(page, Page)
    assert page.title == "One"
    assert set_aside([aside]).reason.startswith("XML that breaks off or is broken at line 1")


def test_xml_nested_without_end_is_refused() -> None:
    data = b"<rss xmlns:wp='x'>" + b"<a>" * 100_000
    assert set_aside(read_bytes(data)).reason == "XML nested too deep"


def test_json_nested_without_end_is_no_export() -> None:
    assert isinstance(read_bytes(b"[" * 200_000 + b"]" * 200_000)[0], Document)


def test_a_table_of_a_million_columns_is_refused_by_its_setting(tmp_path: Path) -> None:
    data = b"text," + b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + b"1," * 1_000_000
    aside = set_aside(read_as("wide.csv", data, tmp_path))
    assert aside.reason == "a table of 1,000,001 columns, more than 1,000"
    assert "max_columns" in aside.remedy


def test_a_field_of_a_table_is_bounded_as_a_page_is() -> None:
    data = b'text,id\n"' + b"word, " * 30_000 + b'",1\n'
    (page,) = read_bytes(data)
    assert isinstance(page, Page)
    assert len(page.comments[0].text) > 170_000
    aside = set_aside(read_bytes(b'text,id\n"' + b"word,\n" * 30_000, SMALL))
    assert "field limit (100000)" in aside.reason
    assert "max_page_bytes" in aside.remedy


@pytest.mark.parametrize(
    "markup",
    [
        "<a" * 300_000,
        "<" + "a" * 600_000,
        "<!--" * 150_000,
        "<blockquote>" * 60_000,
        "&" * 600_000,
        "<p>" * 200_000,
        "> a\n" * 150_000,
    ],
)
def test_a_comment_of_any_markup_is_plain_in_linear_time(markup: str) -> None:
    from discourse.read.plain import plain

    began = time.perf_counter()
    plain(markup, newlines=True)
    assert time.perf_counter() - began < 4


def test_replies_that_answer_one_another_make_no_ring(tmp_path: Path) -> None:
    data = b"text,id,reply_to\na,1,3\nb,2,1\nc,3,2\nd,4,4\n"
    (page,) = read_as("ring.csv", data, tmp_path)
    assert isinstance(page, Page)
    answers = {comment.id: comment.reply_to for comment in page.comments}
    for start in answers:
        here: str | None = start
        for _ in range(5):
            here = answers[here] if here else None
        assert here is None


def test_ids_that_come_twice_are_told_apart(tmp_path: Path) -> None:
    (page,) = read_as("twice.csv", b"text,id,reply_to\na,1,\nb,1,\nc,1~2,1\n", tmp_path)
    assert isinstance(page, Page)
    assert [comment.id for comment in page.comments] == ["1", "1~3", "1~2"]
    assert page.comments[2].reply_to == "1"
