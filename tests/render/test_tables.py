"""Tables come back as they were written, and hold nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import InputError, OutputError, UsageError
from discourse.records import COLUMNS
from discourse.render.tables import Format, read_table, table_bytes, to_arrow, write_table
from tests import invented

FORMATS: list[Format] = ["parquet", "csv", "jsonl", "json"]
NAMES = list(COLUMNS)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_a_table_comes_back_as_it_was(tmp_path: Path, form: Format, name: str) -> None:
    frame = getattr(invented.tables(hostile=True), name)
    path = tmp_path / f"{name}.{form}"
    write_table(frame, name, path, form)
    again = read_table(path, name)
    assert list(again) == list(COLUMNS[name])
    assert to_arrow(again, name).equals(to_arrow(frame, name))
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("=+-@\t\r\n'\",\x00\ud800")), max_size=12) | st.none()


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_every_text_survives_csv_and_none_starts_a_formula(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None]
) -> None:
    frame = pd.DataFrame({column: pd.Series([None] * len(texts), dtype="object") for column in COLUMNS["articles"]})
    frame["title"] = pd.Series(texts, dtype="object")
    path = tmp_path_factory.mktemp("csv") / "articles.csv"
    write_table(frame, "articles", path, "csv")
    expected = to_arrow(frame, "articles")["title"].to_pylist()
    assert to_arrow(read_table(path, "articles"), "articles")["title"].to_pylist() == expected
    if not any("\x00" in (text or "") for text in texts):
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
        assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r") and cell != "-"]


def test_the_name_of_standard_input_is_no_formula() -> None:
    frame = pd.DataFrame({"source": ["-", "-1"]})
    assert table_bytes(frame, "csv").decode().splitlines() == ['"source"', '"-"', '"\'-1"']


def test_json_has_null_for_what_is_missing() -> None:
    frame = pd.DataFrame({"share": [0.5, float("nan")], "n": pd.array([1, None], dtype="Int64"), "on": [True, False]})
    rows = json.loads(table_bytes(frame, "json"))
    assert rows == [{"share": 0.5, "n": 1, "on": True}, {"share": None, "n": None, "on": False}]


def test_a_byte_order_mark_is_written_on_request_and_read_over(tmp_path: Path) -> None:
    frame = invented.tables(12).articles
    write_table(frame, "articles", tmp_path / "a.csv", "csv", bom=True)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert to_arrow(read_table(tmp_path / "a.csv", "articles"), "articles").equals(to_arrow(frame, "articles"))


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    frame = invented.tables(12).articles
    path = tmp_path / "a.csv"
    path.write_text("before")
    with pytest.raises(UsageError, match="unknown format 'xls'"):
        write_table(frame, "articles", path, "xls")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="lacks title"):
        write_table(frame.drop(columns="title"), "articles", path, "csv")
    with pytest.raises(OutputError):
        write_table(frame, "articles", path / "below.csv", "csv")
    assert path.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"page_id\nx\n", b"[1, 2]", b"{"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_file_is_named(tmp_path: Path, form: str, content: bytes) -> None:
    if form == "jsonl" and not content:
        pytest.skip("no lines are no rows")
    path = tmp_path / f"articles.{form}"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"articles\."):
        read_table(path, "articles")
