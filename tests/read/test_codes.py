"""Hand codes come back from every form alike, and what is wrong with a file is one line that says where."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discourse.errors import InputError
from discourse.read.codes import COLUMNS, coder_name, read_codes
from discourse.records import CODE_SCHEMA
from tests import invented

BOOK = invented.codebook()
KNOWN = [("p0", f"c{i}") for i in range(1, 10)]
HEAD = ["page_id", "comment_id", "coder", "toll", "ferry", "council", "sentiment"]
Put = Callable[[str, str | bytes], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a codes file and name it."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def sheet(*rows: list[str], head: list[str] = HEAD, separator: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows([head, *rows])
    return stream.getvalue()


def line(**fields: Any) -> str:
    row = {"page_id": "p0", "comment_id": "c1", "coder": "ann", "variable": "toll", "value": "favor", "at": "2031"}
    return json.dumps({"schema": CODE_SCHEMA, **row, **fields}) + "\n"


def task(comment: str, *annotations: dict[str, Any]) -> dict[str, Any]:
    return {"id": 7, "data": {"page_id": "p0", "comment_id": comment}, "annotations": list(annotations)}


def annotation(by: object, **chosen: str) -> dict[str, Any]:
    result = [
        {"from_name": name, "to_name": "comment", "type": "choices", "value": {"choices": [value]}}
        for name, value in chosen.items()
    ]
    return {"completed_by": by, "result": result, "was_cancelled": False, "updated_at": "2031-05-01T10:00:00Z"}


def said(codes: pd.DataFrame) -> dict[tuple[str, ...], str]:
    keys = codes[["comment_id", "coder", "variable"]].itertuples(index=False, name=None)
    return dict(zip(keys, codes["value"], strict=True))


def test_every_form_gives_the_same_codes(put: Put) -> None:
    values = {"toll": "against", "ferry": "none", "council": "favor", "sentiment": "negative"}
    forms = {
        "codes.csv": sheet(["p0", "c1", "Ann", "against", "", "Favor", "negative"]),
        "codes.jsonl": "".join(line(variable=name, value=value) for name, value in values.items()),
        "export.json": json.dumps([task("c1", annotation({"id": 3, "email": "ann"}, **values))]),
        "min.json": json.dumps([{"page_id": "p0", "comment_id": "c1", "annotator": "Ann", "id": 9, **values}]),
    }
    for name, content in forms.items():
        codes = read_codes([put(name, content)], BOOK, KNOWN)
        assert list(codes.columns) == list(COLUMNS)
        assert said(codes) == {("c1", "ann", variable): value for variable, value in values.items()}, name


def test_a_row_without_values_was_not_coded_and_an_empty_sentiment_says_nothing(put: Put) -> None:
    path = put("a.csv", sheet(["p0", "c1", "", "", "", "", ""], ["p0", "c2", "bo", "", "neutral", "", ""]))
    assert said(read_codes([path], BOOK, KNOWN)) == {
        ("c2", "bo", "toll"): "none",
        ("c2", "bo", "ferry"): "neutral",
        ("c2", "bo", "council"): "none",
    }


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_sheet_comes_back_from_whatever_spreadsheet_saved_it(put: Put, separator: str, encoding: str) -> None:
    head = ["Text", *[name.upper() for name in HEAD]]
    rows = [
        ["two\nlines; 'quoted', \"so\"", "p0", "'7", "Jörg", "favor", "", "", "positive"],
        ["'=1+1", "p0", "'-8", "Jörg", "", "", "", "neutral"],
    ]
    path = put("a.csv", sheet(*rows, head=head, separator=separator).encode(encoding))
    codes = read_codes([path], BOOK, [("p0", "7"), ("p0", "-8")])
    assert set(codes["comment_id"]) == {"7", "-8"}
    assert set(codes["coder"]) == {"jörg"}


def test_of_the_lines_of_the_coding_page_the_last_wins_and_what_was_taken_back_is_gone(put: Put) -> None:
    lines = [
        line(),
        line(value="against"),
        line(variable="ferry"),
        line(variable="ferry", value=None),
        line(comment_id="c2", variable="sentiment", value="neutral"),
    ]
    codes = read_codes([put("codes-ann.jsonl", "".join(lines))], BOOK, KNOWN)
    assert said(codes) == {("c1", "ann", "toll"): "against", ("c2", "ann", "sentiment"): "neutral"}


@pytest.mark.parametrize("cut", [1, 20, 60, 119])
def test_a_last_line_that_was_cut_off_is_passed_over(put: Put, cut: int) -> None:
    path = put("codes-ann.jsonl", line() + line(value="against")[:-1][:cut])
    assert said(read_codes([path], BOOK, KNOWN)) == {("c1", "ann", "toll"): "favor"}


def test_a_coder_who_has_only_begun_has_no_codes(put: Put) -> None:
    assert read_codes([put("codes-ann.jsonl", "")], BOOK, KNOWN).empty


def test_skipped_annotations_and_other_controls_of_label_studio_are_passed_over(put: Put) -> None:
    skipped = annotation(1, toll="favor") | {"was_cancelled": True}
    noted = annotation(2, toll="against", remark="odd")
    codes = read_codes([put("e.json", json.dumps([task("c1", skipped, noted)]))], BOOK, KNOWN)
    assert set(codes["coder"]) == {"annotator 2"}
    assert codes["at"].eq("2031-05-01T10:00:00Z").all()


def test_several_coders_may_code_the_same_comment_in_one_file_or_in_two(put: Put) -> None:
    both = put("a.csv", sheet(["p0", "c1", "ann", "favor", "", "", ""], ["p0", "c1", "bo", "favor", "", "", ""]))
    third = put("b.jsonl", line(coder="cy"))
    assert set(read_codes([both, third], BOOK, KNOWN)["coder"]) == {"ann", "bo", "cy"}


GOOD = ["p0", "c1", "ann", "favor", "", "", "neutral"]
FAULTS = {
    "lacks council, sentiment": ("a.csv", sheet(GOOD[:5], head=HEAD[:5])),
    "two columns are called 'toll'": ("a.csv", sheet([*GOOD, ""], head=[*HEAD, "toll"])),
    "line 3: no comment 'c99' on a page 'p0'": ("a.csv", sheet(GOOD, ["p0", "c99", "ann", "favor", "", "", ""])),
    "line 2: 'maybe' is no value of 'toll'": ("a.csv", sheet(["p0", "c1", "ann", "maybe", "", "", ""])),
    "line 2: 'none' is no value of 'sentiment'": ("a.csv", sheet(["p0", "c1", "ann", "favor", "", "", "none"])),
    "line 3: comment 'c1' of page 'p0' is coded twice by 'ann'": (
        "a.csv",
        sheet(GOOD, ["p0", "c1", " ANN ", *GOOD[3:]]),
    ),
    "line 2: codes without a coder": ("a.csv", sheet(["p0", "c1", "", "favor", "", "", ""])),
    "line 2: codes without a comment_id": ("a.csv", sheet(["p0", "", "ann", "favor", "", "", ""])),
    "is no name for a coder": ("a.csv", sheet(["p0", "c1", "x" * 99, "favor", "", "", ""])),
    "lacks page_id": ("empty.csv", ""),
    "line 1: not a line of schema": ("a.jsonl", '{"schema": "other"}\n'),
    "line 2: not a line of schema": ("a.jsonl", line() + line()[:30] + "\n" + line()),
    "line 1: 'bridge' is no variable": ("a.jsonl", line(variable="bridge")),
    "line 1: 'yes' is no value of 'toll'": ("a.jsonl", line(value="yes")),
    "line 1: codes without a page_id": ("a.jsonl", line(page_id=None)),
    "no comment 'c77'": ("a.jsonl", line(comment_id="c77")),
    "not JSON": ("e.json", "[{"),
    "task 1: not a task": ("e.json", "[3]"),
    "without data or annotations": ("e.json", '[{"annotations": [], "data": null}]'),
    "annotation 1: codes without a page_id": (
        "e.json",
        json.dumps([{"data": {}, "annotations": [annotation(1, toll="favor")]}]),
    ),
    "annotation 2: comment 'c1' of page 'p0' is coded twice": (
        "e.json",
        json.dumps([task("c1", annotation(1, toll="favor"), annotation(1, toll="against"))]),
    ),
    "several values for one variable": (
        "min.json",
        json.dumps([{"page_id": "p0", "comment_id": "c1", "annotator": 1, "toll": {"choices": ["favor", "against"]}}]),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_line_that_names_the_file(put: Put, fault: str) -> None:
    name, content = FAULTS[fault]
    with pytest.raises(InputError) as caught:
        read_codes([put(name, content)], BOOK, KNOWN)
    assert fault in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_same_coder_in_two_files_is_named_with_both(put: Put) -> None:
    paths = [put("codes-ann.jsonl", line()), put("copy.jsonl", line())]
    with pytest.raises(InputError, match=r"copy\.jsonl, line 1: .* coded twice by 'ann' .*codes-ann\.jsonl"):
        read_codes(paths, BOOK, KNOWN)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(InputError, match=path.name):
            read_codes([path], BOOK)


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_in_a_file_it_is_codes_or_one_error(tmp_path: Path, content: bytes) -> None:
    for begin in (b"", b"[", b"{", sheet(GOOD).encode(), line().encode()):
        path = tmp_path / "codes"
        path.write_bytes(begin + content)
        try:
            read_codes([path], BOOK, KNOWN)
        except InputError as error:
            assert "\n" not in str(error)


def test_names_of_coders_are_compared_without_case_and_spacing() -> None:
    assert coder_name(" Zoë\u00a0 SMITH") == coder_name("zoë smith")
    for wrong in ("", "  ", "a\x00b", "x" * 61, "a\u202eb"):
        with pytest.raises(InputError, match="is no name"):
            coder_name(wrong)
