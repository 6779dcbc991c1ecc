"""The commands do what their help says, say what goes wrong in one clear line, and end with the right exit code."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from discourse.records import COLUMNS
from tests.conftest import ROOT, Run

TINY = ROOT / "tests" / "data" / "tiny"

PAGE = """A bridge too late

The town voted on Tuesday to close the old bridge.

Comments

  • ann says:

    Good riddance, it was falling apart for years.

  • Bo says:

    And who pays for the detour? The mayor never said a word about it.

  • ann says:

    Bo, read the budget. It stands on page four.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_analyze_writes_every_table_twice_a_report_and_the_record_of_the_run(
    run: Run, page: Path, tmp_path: Path
) -> None:
    ran = run("analyze", page, "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    tables = {f"{name}.{kind}" for name in COLUMNS for kind in ("parquet", "csv")}
    assert names == tables | {"report.html", "run.json", "parts"}
    comments = pd.read_parquet(tmp_path / "out" / "comments.parquet")
    assert list(comments.columns) == list(COLUMNS["comments"])
    assert len(comments) == 3
    assert set(comments["sentiment"]) <= {"negative", "neutral", "positive"}
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["counts"]["comments"] == 3
    assert "1 page " in ran.out
    assert len(record["codebook"]["sha256"]) == 64
    assert "report.html" in ran.err


def test_tag_explains_each_tag_by_its_words(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(run("parse", page).out, encoding="utf-8")
    ran = run("tag", tmp_path / "pages.jsonl", "--model", TINY, "--explain")
    assert ran.code == 0, ran.err
    assert "ann: Good riddance" in ran.out
    assert ran.out.count("  tone ") == 3
    assert "Good +1.9" in ran.out
    asked = ["--model", TINY, "--explain", "-o", tmp_path / "why.txt"]
    assert run("tag", tmp_path / "pages.jsonl", *asked).out == ""
    assert (tmp_path / "why.txt").read_text(encoding="utf-8") == ran.out


def test_names_become_pseudonyms_unless_real_names_are_asked_for(run: Run, page: Path, tmp_path: Path) -> None:
    run("analyze", page, "-o", tmp_path / "hidden")
    run("analyze", page, "-o", tmp_path / "real", "--real-names")
    hidden = pd.read_parquet(tmp_path / "hidden" / "comments.parquet")["author"]
    assert hidden.str.startswith("reader_").all()
    assert hidden[0] == hidden[2] != hidden[1]
    assert pd.read_parquet(tmp_path / "real" / "comments.parquet")["author"].tolist() == ["ann", "Bo", "ann"]
    for path in (tmp_path / "hidden").glob("*.csv"):
        assert "ann," not in path.read_text(encoding="utf-8").split("text")[0]


def test_the_stages_one_by_one_give_what_analyze_gives(
    run: Run, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("analyze", page, "-o", tmp_path / "whole", "--real-names")
    parsed = run("parse", "--format", "jsonl", page)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(parsed.raw)))
    tagged = run("tag", "-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(tagged.raw)))
    assert run("report", "-", "-o", tmp_path / "staged", "--real-names").code == 0
    for name in COLUMNS:
        whole = pd.read_parquet(tmp_path / "whole" / f"{name}.parquet")
        pd.testing.assert_frame_equal(whole, pd.read_parquet(tmp_path / "staged" / f"{name}.parquet"))


def test_a_report_is_written_anew_from_its_folder(run: Run, page: Path, tmp_path: Path) -> None:
    run("analyze", page, "-o", tmp_path / "out")
    first = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    (tmp_path / "out" / "report.html").unlink()
    assert run("report", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "report.html").read_text(encoding="utf-8") == first


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "table"])
@pytest.mark.parametrize("stage", ["parse", "tag"])
def test_each_stage_prints_each_format(run: Run, page: Path, tmp_path: Path, stage: str, form: str) -> None:
    source: Path = page
    if stage == "tag":
        source = tmp_path / "pages.jsonl"
        source.write_bytes(run("parse", page).raw)
    ran = run(stage, source, "--format", form)
    assert ran.code == 0, ran.err
    match form:
        case "jsonl":
            assert [len(json.loads(line)["comments"]) for line in ran.out.splitlines()] == [3]
        case "json":
            assert len(json.loads(ran.out)[0]["comments"]) == 3
        case "csv":
            assert len(pd.read_csv(io.StringIO(ran.out))) == 3
        case _:
            assert "captured" in ran.out or "riddance" in ran.out


def test_parquet_goes_to_a_file(run: Run, page: Path, tmp_path: Path) -> None:
    assert run("parse", page, "--format", "parquet", "-o", tmp_path / "c.parquet").code == 0
    assert len(pd.read_parquet(tmp_path / "c.parquet")) == 3


def test_good_pages_beside_bad_ones_are_done_and_each_bad_one_has_its_line(
    run: Run, page: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4)
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(PAGE.encode())[:-20])
    (tmp_path / "folder").mkdir()
    bad = ["missing.html", "empty.txt", "picture.html", "cut.txt.gz", "folder"]
    ran = run("analyze", page, *[tmp_path / name for name in bad], "-o", tmp_path / "out")
    assert ran.code == 3
    for name in bad:
        assert sum(f"{name}:" in line for line in ran.err.splitlines()) == 1, name
    assert len(pd.read_parquet(tmp_path / "out" / "comments.parquet")) == 3
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert {Path(each["source"]).name for each in record["set_aside"]} == set(bad)


def test_the_same_page_twice_is_counted_once_and_said(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(PAGE, encoding="utf-8")
    ran = run("analyze", page, tmp_path / "copy.txt", "-o", tmp_path / "out")
    assert ran.code == 0
    assert "same bytes" in ran.err
    assert len(pd.read_parquet(tmp_path / "out" / "comments.parquet")) == 3


def test_nothing_readable_is_exit_code_3_and_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for out in ("out", "mine"):
        ran = run("analyze", tmp_path / "missing.html", "-o", tmp_path / out)
        assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "mine").iterdir())


def test_a_broken_codebook_names_file_and_line(run: Run, page: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text("title: x\ntopics:\n  - id: a\n", encoding="utf-8")
    ran = run("analyze", page, "-o", tmp_path / "out", "--codebook", book)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "book.yaml, line 3" in ran.err
    assert run("codebook", "check", book).code == 2


@pytest.mark.parametrize(
    "arguments", [["parse", "x", "--format", "xml"], ["parse"], ["nothing"], ["analyze", "x"], ["parse", "--nope", "x"]]
)
def test_wrong_usage_is_exit_code_2_and_one_line(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err


def test_an_output_folder_that_cannot_be_made_is_said_before_the_work(run: Run, page: Path) -> None:
    for out in (page, page / "out"):
        ran = run("analyze", page, "-o", out)
        assert (ran.code, len(ran.err.splitlines())) == (1, 1)
        assert "bridge.txt: is a file and no folder (name another" in ran.err


def test_lines_that_are_no_pages_are_refused_with_their_number(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text('\n{"schema": "other"}\n', encoding="utf-8")
    ran = run("tag", tmp_path / "pages.jsonl")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "line 2" in ran.err
    (tmp_path / "pages.jsonl").write_text("\n", encoding="utf-8")
    for command in (["tag", tmp_path / "pages.jsonl"], ["report", tmp_path / "pages.jsonl", "-o", tmp_path / "out"]):
        ran = run(*command)
        assert (ran.code, len(ran.err.splitlines())) == (3, 1)


def test_another_codebook_than_the_one_that_tagged_is_refused(run: Run, page: Path, tmp_path: Path) -> None:
    run("analyze", page, "-o", tmp_path / "out")
    assert run("codebook", "new", tmp_path / "mine.yaml").code == 0
    ran = run("report", tmp_path / "out", "--codebook", tmp_path / "mine.yaml")
    assert ran.code == 2
    assert "another codebook" in ran.err


def test_a_codebook_is_shown_started_and_checked(run: Run, tmp_path: Path) -> None:
    shown = run("codebook", "show")
    (tmp_path / "copy.yaml").write_text(shown.out, encoding="utf-8")
    assert run("codebook", "check", tmp_path / "copy.yaml").code == 0
    assert len(json.loads(run("codebook", "show", "--format", "json").out)["topics"]) == 3
    assert run("codebook", "new", tmp_path / "copy.yaml").code == 2


def test_a_sound_codebook_with_bare_topics_is_said_to_be_so(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "bare.yaml"
    book.write_text(
        "title: Bridge\nversion: '1'\ntopics:\n  - id: bridge\n    definition: The old bridge.\n"
        "    keywords: [bridge]\n    target: closing it\n    favor: wants it\n    against: does not\n",
        encoding="utf-8",
    )
    ran = run("codebook", "check", book)
    assert ran.code == 0
    assert "topic 'bridge' has no includes, no examples" in ran.err.splitlines()[0]
    assert len(ran.err.splitlines()) == 2


def test_a_hostile_file_name_reaches_the_terminal_without_its_control_characters(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb.txt"
    path.touch()
    ran = run("parse", path)
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "\x1b" not in ran.err


def test_a_reader_of_a_pipe_that_leaves_early_is_no_error(page: Path) -> None:
    parse = [sys.executable, "-m", "discourse", "parse", str(page)]
    piped = subprocess.run(
        ["bash", "-c", '"$@" | head -c 10', "-", *parse], capture_output=True, check=False, timeout=60
    )
    assert (piped.returncode, piped.stderr) == (0, b"")


def test_debug_shows_where_an_error_arose(page: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "discourse", "analyze", str(page), "-o", str(page / "out")]
    plain = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    debug = subprocess.run([*command, "--debug"], capture_output=True, check=False, text=True, timeout=60)
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debug.stderr


def test_help_of_every_command_has_an_example_and_loads_no_heavy_library() -> None:
    heavy = "assert not {'pandas', 'pyarrow', 'onnxruntime', 'sklearn', 'altair', 'selectolax'} & set(sys.modules)"
    code = f"import sys\nfrom discourse.cli import main\ntry: main(['--help'])\nexcept SystemExit: {heavy}"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60).returncode == 0
    environment = {**os.environ, "COLUMNS": "200"}
    for command in (
        ["analyze"],
        ["parse"],
        ["tag"],
        ["report"],
        ["status"],
        ["retry"],
        ["verify"],
        ["query"],
        ["codebook", "show"],
        ["codebook", "check"],
        ["codebook", "new"],
    ):
        shown = subprocess.run(
            [sys.executable, "-m", "discourse", *command, "--help"],
            capture_output=True, check=True, text=True, timeout=60, env=environment,
        )  # fmt: skip
        assert "Example" in shown.stdout, command
        assert "<bool>" not in shown.stdout, command


def test_a_codebook_of_another_matter_is_said_to_fit_few_comments(run: Run, page: Path, tmp_path: Path) -> None:
    assert "fits few" not in run("analyze", page, "-o", tmp_path / "out").err
    (tmp_path / "cake.txt").write_text(
        "A cake is baked\n\nThe bakers of the village baked a cake on Sunday, and all who came had a slice of it.\n\n"
        "2 comments\n\n  • Ann says:\n\n    I like mine with cherries and a little cream.\n\n"
        "  • Bo says:\n\n    Walnuts are better, and so is butter.\n",
        encoding="utf-8",
    )
    ran = run("analyze", tmp_path / "cake.txt", "-o", tmp_path / "cake")
    assert ran.code == 0
    assert "fits few of the comments: no topic is on any of them" in ran.err
    assert "codebook new" in ran.err


def test_wrong_usage_points_to_the_help_of_its_command(run: Run) -> None:
    assert "'discourse analyze --help'" in run("analyze").err
