"""Whatever is wrong with hand codes is said in one line, and nothing is changed by it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from errno import ENOSPC
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from discourse import validation
from discourse.corpus import lock
from discourse.corpus.store import Store
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


CODED = ["P,#1,ann,against,,,negative", "P,#2,ann,none,,favor,neutral", "P,#3,ann,none,,,neutral"]


def failing(real: Callable[..., Any], at: int, fault: BaseException) -> Callable[..., Any]:
    """A function that does as `real`, and fails at its `at`-th call."""
    calls = count(1)

    def does(*arguments: object) -> Any:
        if next(calls) == at:
            raise fault
        return real(*arguments)

    return does


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [(OSError(ENOSPC, "No space left on device"), 1, "No space left"), (KeyboardInterrupt(), 130, "interrupted")],
    ids=["full disk", "interrupt"],
)
def test_what_breaks_off_a_validation_leaves_what_was_there(
    run: Run, out: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int, said: str
) -> None:
    codes = rows(out, *CODED)
    before = content(out)
    for at in (2, 20):  # of 22 files
        monkeypatch.setattr(os, "fsync", failing(os.fsync, at, fault))
        ran = run("validate", out, "--codes", codes)
        assert (ran.code, said in ran.err.splitlines()[-1]) == (code, True), ran.err
        assert content(out) == before


def test_an_interrupt_while_files_take_their_places_is_heard_once_all_have(
    out: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    codes = rows(out, *CODED)
    placed: list[str] = []

    def noted(path: Path, target: Path) -> None:
        os.replace(path, target)  # noqa: PTH105 - what stands in for Path.replace
        placed.append(target.name)

    monkeypatch.setattr(Path, "replace", failing(noted, 3, KeyboardInterrupt()))
    assert run("validate", out, "--codes", codes).code == 130
    monkeypatch.undo()
    assert (placed[-1], len(placed)) == ("run.json", len(set(placed)))
    assert "validation" in json.loads((out / "run.json").read_text("utf-8"))
    assert not [name for name in content(out) if name.endswith(".part")]
    assert run("report", out).code == 0


def test_a_comparison_is_told_again_by_its_folder_s_report_and_exports(run: Run, out: Path, tmp_path: Path) -> None:
    assert run("validate", out, "--codes", rows(out, *CODED)).code == 0
    assert run("compare", out, "--by", "article", "-o", tmp_path / "side").code == 0
    first = (tmp_path / "side" / "report.html").read_text("utf-8")
    assert "How good are the tags?" in first
    assert run("report", tmp_path / "side").code == 0
    assert (tmp_path / "side" / "report.html").read_text("utf-8") == first
    assert run("report", out, "--no-text", "-o", tmp_path / "bare").code == 0
    assert run("export", tmp_path / "bare", "--to", "markdown").code == 0
    assert "Precision" in (tmp_path / "bare" / "exports" / "report.md").read_text("utf-8")
    (tmp_path / "side" / "differences.parquet").unlink()
    ran = run("report", tmp_path / "side")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1), ran.err


def test_analyses_side_by_side_are_counted_together(run: Run, out: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(PAGE.replace("bridge", "tunnel"), encoding="utf-8")
    assert run("analyze", tmp_path / "other.txt", "-o", tmp_path / "two").code == 0
    alone, ran = run("compare", out), run("compare", out, tmp_path / "two", "--draws", 200, "-o", tmp_path / "side")
    assert (alone.code, ran.code) == (0, 0)
    assert "No two groups" in alone.out
    assert "dashed line" not in alone.out + ran.out  # only the chart has one
    record = json.loads((tmp_path / "side" / "run.json").read_text("utf-8"))
    assert (record["counts"]["pages"], record["counts"]["comments"]) == (2, 6)
    assert record["settings"]["draws"] == 200


OTHERWISE = {"--min-confidence": ["--min-confidence", 0.9], "name": ["--real-names"], "--key": ["--key", "other.key"]}


@pytest.mark.parametrize(("what", "how"), OTHERWISE.items())
def test_analyses_made_otherwise_are_not_set_side_by_side(
    run: Run, out: Path, tmp_path: Path, how: list[object], what: str
) -> None:
    how = [tmp_path / each if each == "other.key" else each for each in how]
    assert run("analyze", tmp_path / "bridge.txt", "-o", tmp_path / "two", *how).code == 0
    ran = run("compare", out, tmp_path / "two")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert what in ran.err


def test_what_a_run_at_work_may_be_writing_is_left_to_it(run: Run, out: Path) -> None:
    codes = rows(out, "P,#1,ann,against,,,negative", "P,#2,ann,,,favor,negative")
    before = content(out)
    with lock.held(Store(out).lock, "noon"):
        asked = [["validate", out, "--codes", codes], ["report", out], ["compare", out, "-o", out]]
        for ran in (run(*each) for each in asked):
            assert (ran.code, len(ran.err.splitlines())) == (1, 1), ran.err
            assert "another run is at work here" in ran.err
    assert content(out) == before
    assert run("validate", out, "--codes", codes, "--draws", 100).code == 0
    told = [run("analyze", out.parent / "bridge.txt", "-o", out).err for _ in range(2)]
    assert ["without hand codes" in each for each in told] == [True, False]


def test_codes_that_moved_with_their_folder_are_found(tmp_path: Path) -> None:
    codes = tmp_path / "moved" / "coding" / "codes-ann.jsonl"
    codes.parent.mkdir(parents=True)
    codes.touch()
    assert validation._there(tmp_path / "moved", "out/coding/codes-ann.jsonl") == codes
    assert validation._there(tmp_path / "moved", str(codes)) == codes
    assert validation._there(tmp_path / "moved", "nowhere.csv") == Path("nowhere.csv")
