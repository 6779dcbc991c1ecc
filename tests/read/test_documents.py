"""Paths lead to documents in order; whatever cannot be used is named in one line, and the rest goes on."""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from discourse.read import ReadSettings, documents
from discourse.records import Document, SetAside
from tests.read.things import PAGE, read_as, read_bytes, set_aside, the_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of pages as people keep them: nested, with notes, pictures and hidden files between."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.html").write_bytes(PAGE)
    (tmp_path / "a.txt").write_text("A page of text.")
    (tmp_path / "README.md").write_text("# Notes")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG....")
    (tmp_path / ".hidden.html").write_bytes(PAGE)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "page.html").write_bytes(PAGE)
    return tmp_path


def sources(paths: list[str | Path]) -> list[str]:
    return [each.source for each in documents(paths)]


def test_a_folder_gives_its_pages_sorted_and_nothing_else(folder: Path) -> None:
    assert sources([folder]) == [str(folder / "a.txt"), str(folder / "b" / "two.html")]


def test_the_parts_of_a_saved_page_are_no_pages_of_their_own(folder: Path) -> None:
    parts = folder / "b" / "two_files"
    parts.mkdir()
    (parts / "frame.html").write_bytes(PAGE)
    assert sources([folder / "b"]) == [str(folder / "b" / "two.html")]


def test_a_folder_that_is_only_named_like_parts_is_read(folder: Path) -> None:
    other = folder / "b" / "case_files"
    other.mkdir()
    (other / "page.html").write_bytes(PAGE)
    assert str(other / "page.html") in sources([folder / "b"])


def test_globs_give_matches_sorted_and_once(folder: Path) -> None:
    assert sources([str(folder / "*.txt")]) == [str(folder / "a.txt")]
    assert sources([str(folder / "**" / "*.html")]) == [str(folder / "b" / "two.html")]
    assert sources([str(folder / "b*")]) == [str(folder / "b" / "two.html")]


def test_a_name_with_brackets_is_a_file_before_it_is_a_glob(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("Saved twice.")
    assert sources([str(tmp_path / "a[1].txt")]) == [str(tmp_path / "a[1].txt")]


def test_the_same_bytes_give_the_same_id_wherever_they_stand(tmp_path: Path) -> None:
    found = [
        *read_as("a.html", PAGE, tmp_path),
        *read_as("b.html.gz", gzip.compress(PAGE), tmp_path),
        *read_bytes(PAGE),
    ]
    assert {each.page_id for each in found if isinstance(each, Document)} == {hashlib.sha256(PAGE).hexdigest()[:16]}
    assert len(found) == 3


def test_paths_stay_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("A page.")
    monkeypatch.chdir(tmp_path)
    assert sources(["./a.txt", "a.txt", "."]) == ["./a.txt", "a.txt", "a.txt"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.html", b"", "an empty file"),
        ("blank.txt", b" \n\t\n ", "a page without text"),
        ("paper.html", b"%PDF-1.7\n...", "a PDF document, not a page"),
        ("noise.bin", bytes(range(256)) * 20, "binary data, not a page"),
        ("cut.html.gz", gzip.compress(PAGE, mtime=0)[:-12], "gzip data end early"),
        ("torn.html.gz", gzip.compress(PAGE, mtime=0)[:10] + b"\x07" * 40, "damaged gzip data"),
        ("feed.xml", b"<?xml version='1.0'?><feed><entry/></feed>", "XML, but no export that is known"),
        ("config.json", b'{"colour": ["red"]}', "JSON, but no export that is known"),
    ],
)
def test_a_bad_file_is_set_aside_with_its_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    aside = set_aside(read_as(name, data, tmp_path))
    assert (aside.source, aside.reason) == (str(tmp_path / name), reason)


def test_paths_that_lead_nowhere_are_set_aside(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, reason in [
        ("nowhere.html", "no such file or folder"),
        ("*.nothing", "no file matches"),
        ("empty", "a folder without pages"),
        ("a\0b", "no such file or folder"),
    ]:
        aside = set_aside(list(documents([f"{tmp_path}/{path}"])))
        assert aside.reason.startswith(reason) or "null byte" in aside.reason


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "secret.html"
    path.write_bytes(PAGE)
    path.chmod(0)
    assert set_aside(list(documents([path]))).reason == "cannot be read: permission denied"


def test_good_pages_beside_bad_ones_are_read_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.bin").write_bytes(b"\0\1\2\3" * 100)
    (tmp_path / "c.txt").write_text("Two.")
    found = list(documents([tmp_path / "a.txt", "nowhere", tmp_path / "b.bin", tmp_path / "c.txt"]))
    assert [isinstance(each, SetAside) for each in found] == [False, True, True, False]


def test_a_page_past_the_bound_is_set_aside_by_the_bound_s_name(tmp_path: Path) -> None:
    aside = set_aside(read_as("long.txt", b"word " * 300, tmp_path, ReadSettings(max_page_bytes=1000)))
    assert aside.reason == "larger than 1,000 bytes"
    assert "max_page_bytes" in aside.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_links_that_leave_the_folder_are_named_and_links_within_are_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("Not for you.")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "a.txt").write_text("A page.")
    (inside / "b.txt").symlink_to("a.txt")
    (inside / "c.txt").symlink_to(outside / "secret.txt")
    (inside / "d").symlink_to(outside)
    (inside / "e.txt").symlink_to("e.txt")
    os.mkfifo(inside / "f.txt")
    found = list(documents([inside]))
    assert [each.source for each in found if isinstance(each, Document)] == [f"{inside}/a.txt", f"{inside}/b.txt"]
    assert {each.source: each.reason for each in found if isinstance(each, SetAside)} == {
        f"{inside}/c.txt": "a link that leaves the folder",
        f"{inside}/d": "a link that leaves the folder",
        f"{inside}/e.txt": "no file: a link to nothing, a pipe or a device",
        f"{inside}/f.txt": "no file: a link to nothing, a pipe or a device",
    }


def test_a_ring_of_folders_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A page.")
    (tmp_path / "again").symlink_to(tmp_path)
    assert sources([tmp_path]) == [str(tmp_path / "a.txt")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_of_any_bytes_become_text_that_can_be_written(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9\n\x1b[2J.txt")).write_text("A page.")
    (source,) = sources([tmp_path])
    source.encode("utf-8")
    assert "\x1b" not in source
    assert "\n" not in source


def test_standard_input_is_what_the_caller_passes() -> None:
    assert the_document(read_bytes(PAGE)).source == "-"
    assert set_aside(list(documents(["-"]))).reason == "no standard input to read"


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A page.")
    found = documents([tmp_path / "a.txt", tmp_path / "later.txt"])
    next(found)
    (tmp_path / "later.txt").write_text("Written while the first was read.")
    assert isinstance(next(found), Document)


def test_the_guide_names_every_bound_with_its_default() -> None:
    guide = (Path(__file__).parent.parent.parent / "docs" / "inputs.md").read_text(encoding="utf-8")
    for setting, default in asdict(ReadSettings()).items():
        assert f"| `{setting}` | {default} |" in guide
