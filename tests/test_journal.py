"""A coder's choices are on disk before they count, and whatever breaks off leaves all before it whole."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import InputError, OutputError
from discourse.journal import Journal, journal_path
from discourse.read.codes import read_codes
from tests import invented

A, B = ("p0", "c1"), ("p0", "c2")


def opened(folder: Path, coder: str = "ann") -> Journal:
    journal = Journal(journal_path(folder, coder), coder)
    journal.load()
    return journal


def test_what_was_chosen_is_there_after_a_new_start(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.choose(A, {"toll": "favor"}, "t1")
    journal.choose(A, {"toll": "against", "ferry": "none"}, "t2")
    again = opened(tmp_path)
    assert again.codes == journal.codes == {A: {"toll": "against", "ferry": "none"}}


def test_steps_are_undone_one_by_one_after_a_new_start_too(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.choose(A, {"toll": "favor"}, "t")
    journal.choose(A, {"toll": "against"}, "t")
    journal.choose(B, {"toll": "none", "ferry": "none"}, "t")
    assert journal.undo("t") == B
    journal = opened(tmp_path)
    assert journal.codes == {A: {"toll": "against"}, B: {}}
    assert journal.undo("t") == A
    assert opened(tmp_path).codes[A] == {"toll": "favor"}
    journal.choose(B, {"toll": "favor"}, "t")
    assert [journal.undo("t"), journal.undo("t"), journal.undo("t")] == [B, A, None]
    assert opened(tmp_path).codes == {A: {}, B: {}}


def test_a_line_that_was_cut_off_is_dropped_and_the_next_choice_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.choose(A, {"toll": "favor"}, "t")
    whole = journal.path.read_bytes()
    for cut in range(1, len(whole)):
        journal.path.write_bytes(whole + whole[:cut])
        again = opened(tmp_path)
        assert again.codes == {A: {"toll": "favor"}}
        again.choose(A, {"ferry": "none"}, "t")
        assert len([json.loads(line) for line in journal.path.read_text().splitlines()]) == 2


@pytest.mark.parametrize("written", [-1, 0, 25])
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    journal = opened(tmp_path)
    journal.choose(A, {"toll": "favor"}, "t")
    before, write = journal.path.read_bytes(), os.write

    def full(handle: int, data: bytes) -> int:
        if written < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, data[:written])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OutputError, match=r"codes-ann\.jsonl: not saved: No space left on device"):
        journal.choose(A, {"toll": "against"}, "t")
    monkeypatch.undo()
    assert journal.path.read_bytes() == before
    assert journal.codes == {A: {"toll": "favor"}}
    journal.choose(B, {"toll": "none"}, "t")
    assert opened(tmp_path).codes == {A: {"toll": "favor"}, B: {"toll": "none"}}


def test_what_another_process_wrote_meanwhile_is_kept(tmp_path: Path) -> None:
    one, other = opened(tmp_path), opened(tmp_path)
    one.choose(A, {"toll": "favor"}, "t")
    other.choose(B, {"toll": "none"}, "t")
    one.choose(A, {"ferry": "favor"}, "t")
    assert opened(tmp_path).codes == one.codes == {A: {"toll": "favor", "ferry": "favor"}, B: {"toll": "none"}}


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    for line in ("what?\n", '{"schema": "discourse.code/1"}\n'):
        (tmp_path / "codes-ann.jsonl").write_text(line)
        with pytest.raises(InputError, match=r"codes-ann\.jsonl, line 1"):
            opened(tmp_path)


@given(st.text(min_size=1, max_size=60))
@settings(deadline=None)
def test_any_name_gives_a_plain_file_name_of_its_own(name: str) -> None:
    try:
        path = journal_path(Path("coding"), name)
    except InputError:
        return
    assert path.parent == Path("coding")
    assert path.name.isascii()
    assert set(path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-.")
    assert path.name.startswith("codes-")
    assert path.name.endswith(".jsonl")
    assert ".." not in path.name


def test_names_that_look_alike_in_plain_letters_do_not_share_a_file() -> None:
    names = ["ann lee", "ann-lee", "ann.lee", "änn lee", "../ann-lee", "ann_lee"]
    assert len({journal_path(Path(), name) for name in names}) == len(names)
    assert journal_path(Path(), "Ann") == journal_path(Path(), " ann")


def test_a_journal_is_a_codes_file(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.choose(A, {"toll": "favor", "ferry": "none"}, "2031-05-01T10:00:00+00:00")
    journal.choose(A, {"toll": "against"}, "2031-05-01T10:00:05+00:00")
    journal.undo("2031-05-01T10:00:09+00:00")
    codes = read_codes([journal.path], invented.codebook(), [A])
    assert codes[["variable", "value"]].to_numpy().tolist() == [["toll", "favor"], ["ferry", "none"]]
    assert codes["at"].tolist() == ["2031-05-01T10:00:09+00:00", "2031-05-01T10:00:00+00:00"]
