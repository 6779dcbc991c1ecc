"""From Python: the functions of the contract, on pages and on tables of one's own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import discourse
from discourse import codebook
from discourse.errors import InputError, UsageError
from discourse.frames import comment_frame, frame, pages_of_frame, tagged_dicts
from discourse.pipeline import Settings, json_rows, tagged_of_lines
from discourse.records import COLUMNS, PAGE_SCHEMA, Comment, Page, SetAside, page_to_dict

KEYED = Settings(key=b"the key of the tests")


def test_read_stays_a_function_after_the_room_of_that_name_is_imported(samples: Path) -> None:
    code = (
        "import discourse, discourse.read.documents; from discourse.read import documents; print(len(discourse.read('"
    )
    code += f"{samples / 'baywire.txt'}')))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "1\n"


def test_analyze_gives_the_tables_of_the_contract(samples: Path) -> None:
    result = discourse.analyze([samples / "ledger.txt", samples / "kettle.html"], settings=KEYED)
    for name, columns in COLUMNS.items():
        assert list(getattr(result, name).columns) == list(columns)
    assert len(result.articles) == 2
    assert result.comments["author"].dropna().str.startswith("reader_").all()
    assert len(result.stances) == 3 * len(result.comments)


def test_a_table_of_ones_own_is_analysed_like_pages() -> None:
    rows = {"text": ["They should rot in prison.", "Glad they are home!", None], "author": ["Ann", "Bo", "Ann"]}
    result = discourse.analyze(pd.DataFrame(rows), settings=KEYED)
    assert len(result.comments) == 3
    assert result.comments["sentiment"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ({"words": ["a"]}, "no column 'text'"),
        ({"text": ["a", "b"], "comment_id": ["1", "1"]}, "stands twice"),
        ({"text": ["a", "b"], "comment_id": ["c2", ""]}, "stands twice"),
        ({"text": ["a", "b"], "page_id": ["p", "p"], "outlet": ["The Paper", "The Sheet"]}, "outlets"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(rows: dict[str, list[str]], what: str) -> None:
    with pytest.raises(InputError, match=what):
        discourse.analyze(pd.DataFrame(rows), settings=KEYED)


def test_a_table_may_hold_numbers_as_pandas_gives_them() -> None:
    rows = {"text": ["So it is.", "No.", "Why?"], "author": [12, 13, 12], "reply_to": [None, 0, 1], "page_id": 0}
    times = pd.to_datetime(pd.Series(["2031-05-01 09:30", None, "2031-05-02 10:00"]))
    (page,) = pages_of_frame(pd.DataFrame({**rows, "comment_id": [0, 1, 2], "posted_at": times, "kind": "post"}))
    assert page.page_id == "0"
    assert [comment.id for comment in page.comments] == ["0", "1", "2"]
    assert [comment.reply_to for comment in page.comments] == [None, "0", "1"]
    assert [comment.author for comment in page.comments] == ["12", "13", "12"]
    assert page.comments[0].posted_at == "2031-05-01T09:30:00"
    assert {comment.kind for comment in page.comments} == {"comment"}


def test_the_same_comment_in_two_outlets_counts_in_both() -> None:
    pages = pages_of_frame(pd.DataFrame({"text": "So it is.", "outlet": ["The Paper", "The Sheet"]}))
    assert len({page.page_id for page in pages}) == 2


def tagged_line(page_id: str, **more: object) -> str:
    page = Page("a.txt", page_id, comments=(Comment("c1", "Ann", None, None, "So it is.", "So it is."),))
    book = {"codebook": {"sha256": codebook.default().sha256}}
    return json.dumps(next(tagged_dicts([page], comment_frame([page]), frame("stances", []), book)) | more)


def test_a_tagged_page_that_comes_twice_is_taken_once() -> None:
    found = tagged_of_lines([tagged_line("0f"), tagged_line("0f"), tagged_line("1e")], codebook.default(), "-")
    assert [page.page_id for page in found.pages] == found.comments["page_id"].tolist() == ["0f", "1e"]


@pytest.mark.parametrize("tags", [None, {}, 5, {"codebook": None}])
def test_a_tagged_page_that_does_not_say_by_what_is_refused(tags: object) -> None:
    with pytest.raises(InputError, match="sound tags"):
        tagged_of_lines([tagged_line("0f", tagged_with=tags)], codebook.default(), "-")


def test_pages_that_several_models_tagged_are_not_put_together() -> None:
    other = {"codebook": {"sha256": codebook.default().sha256}, "model": {"name": "another"}}
    with pytest.raises(UsageError, match="several models"):
        tagged_of_lines([tagged_line("0f"), tagged_line("1e", tagged_with=other)], codebook.default(), "-")


def test_a_line_that_holds_no_page_is_set_aside_and_loses_no_other() -> None:
    heard: list[SetAside] = []
    lines = [tagged_line("0f"), '{"schema": ', tagged_line("1e")]
    found = tagged_of_lines(lines, codebook.default(), "tags.jsonl", heard.append)
    assert [page.page_id for page in found.pages] == ["0f", "1e"]
    assert [each.source for each in heard] == ["tags.jsonl, line 2"]


@pytest.mark.parametrize(
    ("field", "value"), [("author", 5), ("id", None), ("own_text", None), ("text", 7), ("title", 5), ("page_id", None)]
)
def test_a_field_of_the_wrong_kind_is_named_with_its_line(field: str, value: object) -> None:
    row = page_to_dict(Page("a.txt", "0f", comments=(Comment("c1", "Ann", None, None, "So it is.", "So it is."),)))
    (row if field in row else row["comments"][0])[field] = value
    [found] = json_rows([json.dumps(row)], PAGE_SCHEMA, "-", "parse again")
    assert isinstance(found, SetAside)
    assert found.source == "-, line 1"


def test_words_that_are_not_to_be_kept_are_not() -> None:
    rows = pd.DataFrame({"text": ["They should rot in prison."], "author": ["Ann"]})
    result = discourse.analyze(rows, settings=replace(KEYED, words=False))
    assert result.comments[["text", "own_text", "words"]].isna().all(axis=None)
    assert result.comments["sentiment"].notna().all()
    assert result.run["words"] == "left out"


def test_a_missing_page_is_an_error_and_not_an_empty_result(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        discourse.analyze(tmp_path / "missing.html", settings=KEYED)
    with pytest.raises(InputError):
        discourse.read(tmp_path / "missing.html")


def test_the_same_input_gives_the_same_tables(samples: Path) -> None:
    first, second = (discourse.analyze(samples / "ledger.txt", settings=KEYED) for _ in range(2))
    for name in COLUMNS:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


def test_a_result_shows_itself_as_escaped_html() -> None:
    result = discourse.analyze(
        pd.DataFrame({"text": ["<script>alert(1)</script>"], "outlet": ["<b>x</b>"]}), settings=KEYED
    )
    shown = result._repr_html_()
    assert "<script" not in shown
    assert "<b>x" not in shown
