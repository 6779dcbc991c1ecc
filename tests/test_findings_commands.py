"""Whatever is wrong with hand codes is said in one line, and nothing is changed by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from discourse.errors import OutputError
from discourse.render import tables
from tests.conftest import Run
from tests.test_study_commands import PAGE

HEADS = "page_id,comment_id,coder,release_deal,iran,domestic_politics,sentiment"


@pytest.fixture
def out(run: Run, tmp_path: Path) -> Path:
    """An analysis of one page of three comments."""
    (tmp_path / "bridge.txt").write_text(PAGE, encoding="utf-8")
    assert run("analyze", tmp_path / "bridge.txt", "-o", tmp_path / "out").code == 0
    return tmp_path / "out"


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(out: Path, *lines: str, heads: str = HEADS) -> Path:
    """A codes file whose lines name comments by P (the page) and 1, 2, 3."""
    import pandas as pd

    said = pd.read_parquet(out / "comments.parquet")
    path = out.parent / "codes.csv"
    text = "\n".join([heads, *lines]).replace("P,", f"{said['page_id'].iloc[0]},")
    for i, name in enumerate(said["comment_id"], start=1):
        text = text.replace(f"#{i}", name)
    path.write_text(text + "\n", encoding="utf-8")
    return path


FAULTS = {
    "lacks columns": ("sentiment", ["P,#1,ann,against,,"], HEADS.replace(",sentiment", "")),
    "names an unknown comment": ("no comment 'zz'", ["P,zz,ann,against,,,negative"], HEADS),
    "holds another value": ("furious", ["P,#1,ann,against,,,furious"], HEADS),
    "codes a comment twice": ("coded twice", ["P,#1,ann,against,,,", "P,#1,ann,favor,,,"], HEADS),
    "names no coder": ("coder", ["P,#1,,against,,,"], HEADS),
    "holds no code": ("no codes", ["P,#1,ann,,,,"], HEADS),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", ["validate", "compare"])
def test_a_codes_file_that(run: Run, out: Path, fault: str, command: str) -> None:
    said, lines, heads = FAULTS[fault]
    codes = rows(out, *lines, heads=heads)
    before = content(out)
    ran = run(command, out, "--codes", codes)
    assert (ran.code, len(ran.err.splitlines())) == (3, 1), ran.err
    assert said in ran.err
    assert ran.out == ""
    assert content(out) == before


@pytest.mark.parametrize("fault", [each for each in FAULTS if "unknown" not in each])
def test_agree_says_the_same(run: Run, out: Path, fault: str) -> None:
    _, lines, heads = FAULTS[fault]
    ran = run("agree", rows(out, *lines, heads=heads))
    assert (ran.code, len(ran.err.splitlines())) == (3, 1), ran.err


def test_no_codes_at_all_and_no_such_file(run: Run, out: Path) -> None:
    for arguments in ((), ("--codes", out / "nothing.csv")):
        ran = run("validate", out, *arguments)
        assert (ran.code, len(ran.err.splitlines())) == (3, 1), ran.err


def test_a_full_disk_leaves_what_was_there(run: Run, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = rows(out, "P,#1,ann,against,,,negative", "P,#2,ann,none,,favor,neutral", "P,#3,ann,none,,,neutral")
    before = content(out)

    def full(path: Path, data: bytes) -> None:
        raise OutputError("cannot be written: No space left on device", where=str(path))

    monkeypatch.setattr(tables, "write_bytes", full)
    ran = run("validate", out, "--codes", codes)
    assert ran.code == 1
    assert [line for line in ran.err.splitlines() if "No space left" in line]
    assert content(out) == before


def test_an_interrupt_is_said_and_leaves_what_was_there(run: Run, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = rows(out, "P,#1,ann,against,,,negative")
    before = content(out)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "write_bytes", interrupted)
    ran = run("validate", out, "--codes", codes)
    assert (ran.code, ran.err.strip()) == (130, "interrupted")
    assert content(out) == before
