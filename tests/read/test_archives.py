"""Archives give their pages one by one under `archive!member`, and never touch what their names point to."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from discourse.read import ReadSettings, documents
from discourse.records import Document, SetAside
from tests.read.test_bounds import tar_of, zip_of
from tests.read.things import DATA, PAGE, Found, read_as, read_bytes, set_aside, the_document

MEMBERS = {
    "site/": b"",
    "site/a.html": PAGE,
    "site/b.txt": b"A page of text.",
    "site/style.css": b"p { margin: 0 }",
    "site/.hidden": b"A note.",
    "__MACOSX/site/._a.html": b"\x00\x05\x16\x07",
}


def record(
    url: str, body: bytes, *headers: str, status: str = "200 OK", kind: str = "response", extra: int = 0
) -> bytes:
    block = "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block) + extra}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"


HTML = "Content-Type: text/html; charset=utf-8"


def urls(found: list[Found]) -> list[str | None]:
    return [each.url for each in found if isinstance(each, Document)]


@pytest.mark.parametrize("pack", [tar_of, zip_of, lambda members: gzip.compress(tar_of(members))])
def test_members_that_may_be_pages_are_read_and_others_passed_over(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    members = {name: data for name, data in MEMBERS.items() if data}
    found = read_as("site.archive", pack(members), tmp_path)
    assert [each.source for each in found] == [f"{tmp_path}/site.archive!site/{name}" for name in ("a.html", "b.txt")]
    assert [each.media for each in found if isinstance(each, Document)] == ["html", "text"]


def test_a_zip_that_comes_as_a_stream_is_read_too() -> None:
    assert [each.source for each in read_bytes(zip_of({"a.html": PAGE}))] == ["-!a.html"]


def test_archives_within_archives_are_read() -> None:
    data = tar_of({"monday.zip": zip_of({"a.html.gz": gzip.compress(PAGE)})})
    assert [each.source for each in read_bytes(data)] == ["-!monday.zip!a.html.gz"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b.html", "C:\\pages\\a.html"])
@pytest.mark.parametrize("pack", [tar_of, zip_of])
def test_a_name_that_leaves_the_archive_is_refused_and_the_rest_read(name: str, pack: object) -> None:
    assert callable(pack)
    refused, page = read_bytes(pack({name: PAGE, "b.html": PAGE}))
    assert set_aside([refused]).reason == "a member whose name leaves the archive"
    assert page.source == "-!b.html"


def test_links_and_devices_in_a_tar_are_passed_over() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in [("a.html", tarfile.SYMTYPE), ("b.html", tarfile.LNKTYPE), ("c.html", tarfile.CHRTYPE)]:
            header = tarfile.TarInfo(name)
            header.type, header.linkname = kind, "/etc/passwd"
            archive.addfile(header)
        header = tarfile.TarInfo("d.html")
        header.size = len(PAGE)
        archive.addfile(header, io.BytesIO(PAGE))
    assert [each.source for each in read_bytes(file.getvalue())] == ["-!d.html"]


def test_a_tar_that_breaks_off_keeps_the_members_before() -> None:
    data = tar_of({"a.html": PAGE, "b.html": PAGE * 50})
    page, aside = read_bytes(data[:2000])
    assert page.source == "-!a.html"
    assert set_aside([aside]).reason in {"a broken member", "a tar archive that breaks off or is broken"}


def test_a_broken_member_of_a_zip_leaves_the_others() -> None:
    data = bytearray(zip_of({"a.html": PAGE, "b.html": PAGE + b"<p>Two", "c.html": PAGE}))
    at = data.index(b"b.html") + len("b.html")
    data[at : at + 8] = b"\xff" * 8
    found = read_bytes(bytes(data))
    assert [each.source for each in found] == ["-!a.html", "-!b.html", "-!c.html"]
    assert set_aside(found).source == "-!b.html"


def test_a_zip_that_is_cut_or_an_office_document_is_named() -> None:
    assert set_aside(read_bytes(zip_of({"a.html": PAGE})[:60])).reason == "a zip archive that is cut or broken"
    document = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert set_aside(read_bytes(document)).reason == "an office document, not a page"


@pytest.mark.parametrize("data", [tar_of({"a.png": b"\x89PNG"}), zip_of({"a.png": b"\x89PNG"}), zip_of({})])
def test_an_archive_without_pages_says_so(data: bytes) -> None:
    assert set_aside(read_bytes(data)).reason == "nothing in it is a page"


def test_a_zip_with_a_password_asks_for_nothing() -> None:
    data = bytearray(zip_of({"a.html": PAGE}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert set_aside(read_bytes(bytes(data))).reason == "a member with a password"


def test_warc_records_give_pages_with_their_addresses() -> None:
    crawl = (
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nok\r\n\r\n"
        + record("https://a.example/1", PAGE, HTML)
        + record("https://a.example/logo.png", b"\x89PNG", "Content-Type: image/png")
        + record("https://a.example/moved", b"Moved", HTML, status="301 Moved Permanently")
        + record("https://a.example/ask", PAGE, HTML, kind="request")
        + record("https://a.example/2", b"Words only.", "Content-Type: text/plain")
    )
    for data in (crawl, gzip.compress(crawl)):
        found = read_bytes(data)
        assert urls(found) == ["https://a.example/1", "https://a.example/2"]
        assert [each.source for each in found] == ["-!https://a.example/1", "-!https://a.example/2"]


def test_a_warc_of_one_gzip_member_a_record_is_read() -> None:
    records = [record(f"https://a.example/{n}", PAGE, HTML) for n in range(3)]
    assert len(urls(read_bytes(b"".join(map(gzip.compress, records))))) == 3


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Encoding: gzip"], gzip.compress(PAGE)),
        (["Content-Encoding: deflate"], zlib.compress(PAGE)),
        (["Content-Encoding: br"], brotli.compress(PAGE)),
        (["Transfer-Encoding: chunked"], b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], b"5;x=1\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], PAGE),
        (["Content-Encoding: br"], PAGE),
    ],
    ids=["gzip", "deflate", "brotli", "chunked", "chunked and said to be gzip", "neither", "said to be brotli"],
)
def test_bodies_are_unwrapped_as_far_as_they_are_wrapped(headers: list[str], body: bytes) -> None:
    if b"%s" in body:
        packed = gzip.compress(PAGE)
        body %= (packed[:5], len(packed) - 5, packed[5:])
    assert the_document(read_bytes(record("https://a.example/", body, HTML, *headers))).text == PAGE.decode()


def test_the_charset_that_the_server_named_is_used() -> None:
    body = "<!DOCTYPE html><p>Паром опоздал".encode("koi8_r")
    page = the_document(read_bytes(record("https://a.example/", body, "Content-Type: text/html; charset=KOI8-R")))
    assert page.text.endswith("Паром опоздал")


def test_a_warc_that_breaks_off_keeps_the_pages_before() -> None:
    whole = record("https://a.example/1", PAGE, HTML)
    for broken, reason in [
        (record("https://a.example/2", PAGE * 9, HTML)[:-200], "a WARC file that breaks off within a record"),
        (record("https://a.example/2", PAGE, HTML, extra=10**6), "a WARC file that breaks off within a record"),
        (b"no record at all\r\n", "a WARC file with a broken record"),
        (b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", "a WARC file with a broken record"),
        (b"WARC/1.0\r\nContent-Le", "a WARC file with a broken record"),
    ]:
        page, aside = read_bytes(whole + broken)
        assert page.source == "-!https://a.example/1"
        assert set_aside([aside]).reason == reason


def test_a_page_of_a_warc_past_the_bound_leaves_the_others() -> None:
    data = record("https://a.example/1", PAGE * 100, HTML) + record("https://a.example/2", PAGE, HTML)
    aside, page = read_bytes(data, ReadSettings(max_page_bytes=1000))
    assert set_aside([aside]).reason == "larger than 1,000 bytes"
    assert page.source == "-!https://a.example/2"


@pytest.mark.parametrize(("coding", "pack"), [("deflate", zlib.compress), ("br", brotli.compress)])
def test_a_page_that_unpacks_past_the_bound_is_named_and_not_cut(coding: str, pack: Callable[[bytes], bytes]) -> None:
    data = record("https://a.example/1", pack(PAGE * 100), HTML, f"Content-Encoding: {coding}")
    aside = set_aside(read_bytes(data, ReadSettings(max_page_bytes=1000)))
    assert aside.reason == "larger than 1,000 bytes"


def test_an_mhtml_file_gives_its_page() -> None:
    page = the_document(list(documents([DATA / "page.mhtml"])))
    assert "The café on the 7:40 is shut." in page.text
    assert (page.url, page.media, page.source) == ("https://ferrytimes.example/late/", "html", str(DATA / "page.mhtml"))


def test_an_mhtml_file_without_a_page_says_so() -> None:
    data = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n\r\nwords\r\n--x--'
    assert set_aside(read_bytes(data)).reason == "an MHTML file without a page"


def test_a_member_s_name_is_one_printable_line() -> None:
    (found,) = read_bytes(zip_of({"a\n\x1b[2J=cmd().html": PAGE}))
    assert not isinstance(found, SetAside)
    assert found.source.isprintable() or "\ufffd" in found.source
    assert "\n" not in found.source


def test_zip_members_of_old_methods_are_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            archive.writestr(f"{method}.html", PAGE, compress_type=method)
    assert len(read_bytes(file.getvalue())) == 3
