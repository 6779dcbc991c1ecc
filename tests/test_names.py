"""Readers' names: pseudonyms are stable and keyed, and names are hidden where comments call one another."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import InputError
from discourse.names import hide_names, load_key, pseudonym
from discourse.records import Comment, Page, Quote

KEY = b"a key of the tests"


def comment(id_: str, author: str | None, text: str, **more: object) -> Comment:
    return Comment(id_, author, None, None, text, text, **more)  # type: ignore[arg-type]


def test_a_credited_byline_an_answered_name_and_a_call_are_hidden_and_other_words_stay() -> None:
    first = comment("c1", "Will Hay", "We will see what the Hay harvest brings.")
    second = comment("c2", "Ann", "@Will Hay, no. Will we?", reply_to="c1", reply_basis="mention")
    third = comment("c3", "Bo", "Will Hay wrote: We will see\nNot so.", quotes=(Quote(0, 27, "c1", "Will Hay"),))
    page = hide_names(Page("a", "0", comments=(first, second, third)), KEY)
    hidden = pseudonym("Will Hay", KEY)
    assert page.comments[0].text == first.text
    assert page.comments[1].text == f"@{hidden}, no. Will we?"
    assert page.comments[2].text == f"{hidden} wrote: We will see\nNot so."
    assert [c.author for c in page.comments] == [pseudonym(name, KEY) for name in ("Will Hay", "Ann", "Bo")]


def test_a_call_is_hidden_however_the_name_is_written() -> None:
    callers = "@ann, no. @ANN! @Ann's word; @Lee (Rome) and @bo-7 too, not @Annie."
    authors = ("Ann", "@bo-7", "Lee (Rome)")
    page = Page("a", "0", comments=tuple(comment(name, name, callers) for name in authors))
    ann, bo, lee = (pseudonym(name, KEY) for name in authors)
    hidden = f"@{ann}, no. @{ann}! @{ann}'s word; @{lee} and @{bo} too, not @Annie."
    assert hide_names(page, KEY).comments[0].text == hidden


def test_another_key_gives_other_pseudonyms() -> None:
    assert pseudonym("Ann", KEY) != pseudonym("Ann", b"another")


def test_a_new_key_is_kept_for_its_owner_only_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    assert load_key(path) == load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_of_two_processes_that_make_a_key_at_once_one_prevails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"

    def slowly(_bytes: int) -> str:
        path.write_bytes(b"q" * 64 + b"\n")
        return "s" * 64

    monkeypatch.setattr("discourse.names.secrets.token_hex", slowly)
    assert load_key(path) == load_key(path) == b"q" * 64


def test_a_file_that_holds_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"short")
    with pytest.raises(InputError, match="holds no key"):
        load_key(path)


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=6))
def test_any_names_and_texts_are_hidden_without_fail(rows: list[tuple[str, str]]) -> None:
    comments = tuple(comment(f"c{i}", name or None, text) for i, (name, text) in enumerate(rows))
    page = hide_names(Page("a", "0", comments=comments), KEY)
    assert all(c.author is None or c.author.startswith("reader_") for c in page.comments)


def test_readers_without_a_name_are_not_made_one_reader() -> None:
    page = Page("a", "0", comments=(comment("c1", "Anonymous", "Hi"), comment("c2", "Guest", "Ho")))
    assert [each.author for each in hide_names(page, KEY).comments] == [None, None]
