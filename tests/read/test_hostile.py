"""No bytes, whatever they are, make reading raise or leave without a word."""

from __future__ import annotations

import gzip
import io

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from discourse.read import ReadSettings, documents
from discourse.read.plain import own_words, plain
from discourse.records import Document
from tests.read.test_bounds import tar_of, zip_of
from tests.read.things import DATA, PAGE, Found

BEGINNINGS = [
    *(path.read_bytes() for path in sorted(DATA.iterdir())),
    gzip.compress(PAGE * 20),
    tar_of({"a.html": PAGE, "b.csv": b"text,id\nLate,1\n"}),
    zip_of({"a.html": PAGE, "b.gz": gzip.compress(PAGE)}),
    b"WARC/1.0\r\nContent-Length: 40\r\nWARC-Type: response\r\nContent-Type: application/http\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Late.",
]
BOUNDS = ReadSettings(max_page_bytes=100_000, max_total_bytes=1_000_000)


def check(data: bytes) -> list[Found]:
    found = list(documents(["-"], BOUNDS, stdin=io.BytesIO(data)))
    assert found
    for each in found:
        repr(each).encode("utf-8")
        if isinstance(each, Document):
            assert each.text.strip()
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000))
@example(b"\x1f\x8b\x08")
@example(b"PK\x05\x06")
@example(b"\xff\xfe")
@example(b"WARC/")
@example(b"{")
def test_any_bytes_are_read_or_named(data: bytes) -> None:
    check(data)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(BEGINNINGS),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=6),
    st.floats(0, 1),
)
def test_any_damage_to_what_is_known_is_read_or_named(
    data: bytes, damage: list[tuple[float, bytes]], cut: float
) -> None:
    broken = bytearray(data)
    for where, with_what in damage:
        at = int(where * len(broken))
        broken[at : at + len(with_what)] = with_what
    check(bytes(broken))
    check(bytes(broken[: int(cut * len(broken))]) or b" ")


@settings(max_examples=400)
@given(
    st.lists(
        st.sampled_from(
            [*"<>/&;!-\n ", "p", "blockquote", "aside data-post=1", "br", "pre", "&lt;", "> ", "é", "\ud800"]
        )
    )
)
def test_any_markup_becomes_lines_with_quotes_among_them(parts: list[str]) -> None:
    said = plain("".join(parts), newlines=True)
    said.text.encode("utf-8")
    ends = [0, *(edge for quote in said.quotes for edge in (quote.start, quote.end)), len(said.text)]
    assert ends == sorted(ends)
    own_words(said.text, said.quotes)
