"""The commands of a study do what their help says, and say what goes wrong in one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from discourse.read.codes import read_codes
from discourse.read.study import read_study
from tests import studies
from tests.conftest import Run

PAGE = """A bridge too late

By Ida Moor

The town voted on Tuesday to close the old bridge after twelve years of warnings from its own engineers.

The detour over the hills takes forty minutes, and the school bus will have to leave before six in the morning. The
council said that a new bridge might be open within three years if the province pays its share.

Comments

  • ann says:

    Good riddance, the prisoners should never have been released over that bridge.

  • Bo says:

    And who pays for the detour? The president never said a word about it.

  • ann says:

    Bo, read the budget. It stands on page four.
"""


@pytest.fixture
def out(run: Run, tmp_path: Path) -> Path:
    """An analysis of one page of three comments."""
    (tmp_path / "bridge.txt").write_text(PAGE, encoding="utf-8")
    assert run("analyze", tmp_path / "bridge.txt", "-o", tmp_path / "out").code == 0
    return tmp_path / "out"


def test_a_study_knows_the_codebook_of_its_run(run: Run, out: Path, tmp_path: Path) -> None:
    book, mine = tmp_path / "mine.yaml", tmp_path / "mine"
    assert run("codebook", "new", book).code == 0
    assert run("analyze", tmp_path / "bridge.txt", "-o", mine, "--codebook", book).code == 0
    book.unlink()
    drawn = run("sample", mine, "--n", "3")
    assert drawn.code == 0
    assert "1 stratum\n" in drawn.err
    rows = (mine / "coding" / "sample.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "my_topic" in rows[0]
    coded = [f"{n},bridge,c{n},{coder},favor,neutral" for n in (1, 2, 3) for coder in ("ann", "bob")]
    codes = mine / "coding" / "codes.csv"
    codes.write_text("\n".join(["item,page_id,comment_id,coder,my_topic,sentiment", *coded]), encoding="utf-8")
    assert run("agree", codes).code == 0
    for command in ("compare", "report", "export"):
        ran = run(command, mine, *(("--to", "csv") if command == "export" else ()))
        assert (command, ran.code, ran.err.count("codebook")) == (command, 0, 0)


def test_a_sample_is_drawn_into_its_folder_with_context_and_article(run: Run, out: Path) -> None:
    ran = run("sample", out, "--n", "2", "--reliability", "1")
    assert (ran.code, ran.out) == (0, "")
    assert "2 of 3 comments" in ran.err
    study = read_study(out / "coding")
    assert [item["item"] for item in study.items] == [1, 2]
    assert sum(item["double"] for item in study.items) == 1
    (article,) = study.articles.values()
    assert "to close the old bridge after" in article["body"]
    assert "ann" not in {item["author"] for item in study.items}


def test_the_same_seed_draws_the_same_sample_and_another_one_another(run: Run, out: Path) -> None:
    drawn = {}
    for name, seed in (("a", 1), ("b", 1), ("c", 2), ("d", 3), ("e", 4)):
        assert run("sample", out, "--n", "1", "--seed", seed).code == 0
        drawn[name] = (out / "coding" / "sample.csv").read_bytes()
        (out / "coding").rename(out / name)
    assert drawn["a"] == drawn["b"]
    assert len(set(drawn.values())) > 1


def test_a_sample_that_is_there_is_never_drawn_over(run: Run, out: Path) -> None:
    run("sample", out, "--n", "2")
    before = {path.name: path.read_bytes() for path in (out / "coding").iterdir()}
    ran = run("sample", out, "--n", "3")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "is there already" in ran.err
    assert {path.name: path.read_bytes() for path in (out / "coding").iterdir()} == before


def test_articles_whose_pages_have_moved_are_found_where_they_are_now(run: Run, out: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "bridge.txt").rename(tmp_path / "elsewhere" / "bridge.txt")
    ran = run("sample", out)
    assert ran.code == 0
    assert "the text of 1 article was not found" in ran.err
    (out / "coding").rename(tmp_path / "first")
    ran = run("sample", out, "--pages", tmp_path / "elsewhere")
    assert "not found" not in ran.err
    assert "to close the old bridge after" in (out / "coding" / "articles.jsonl").read_text(encoding="utf-8")


def test_articles_are_found_within_archives_too(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "saved.zip", "w") as archive:
        archive.writestr("deep/bridge!.txt", PAGE)
    assert run("analyze", tmp_path / "saved.zip", "-o", tmp_path / "out").code == 0
    ran = run("sample", tmp_path / "out")
    assert (ran.code, "not found" in ran.err) == (0, False)
    articles = (tmp_path / "out" / "coding" / "articles.jsonl").read_text(encoding="utf-8")
    assert "to close the old bridge after" in articles


WRONG: dict[str, tuple[int, list[str]]] = {
    "is none of topic, stance": (2, ["sample", "OUT", "--per", "author"]),
    "no dimension": (2, ["sample", "OUT", "--per", ","]),
    "no run.json in it": (3, ["sample", "NOWHERE"]),
    "Invalid value for '--n'": (2, ["sample", "OUT", "--n", "0"]),
    "no sample drawn": (3, ["code", "OUT", "--no-open"]),
    "no such folder": (2, ["code", "NOWHERE", "--no-open"]),
    "Invalid value for '--port'": (2, ["code", "OUT", "--port", "70000"]),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_cannot_be_done_is_one_line_and_its_exit_code(run: Run, out: Path, tmp_path: Path, fault: str) -> None:
    code, arguments = WRONG[fault]
    places = {"OUT": str(out), "NOWHERE": str(tmp_path / "nowhere")}
    ran = run(*[places.get(each, each) for each in arguments])
    assert (ran.code, len(ran.err.splitlines())) == (code, 1), ran.err
    assert fault in ran.err
    assert not (out / "coding").exists()


def test_comments_that_were_not_tagged_cannot_be_drawn_and_that_is_said(run: Run, tmp_path: Path) -> None:
    page = PAGE.split("Comments", maxsplit=1)[0]
    (tmp_path / "empty.txt").write_text(page + "0 comments\n", encoding="utf-8")
    run("analyze", tmp_path / "empty.txt", "-o", tmp_path / "out")
    ran = run("sample", tmp_path / "out")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "no comment to draw" in ran.err


def test_a_full_disk_leaves_no_half_sample(run: Run, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from discourse.errors import OutputError
    from discourse.render import files

    written: list[Path] = []
    real = files.write_bytes

    def full(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise OutputError("cannot be written: No space left on device", where=str(path))
        written.append(path)
        real(path, data)

    monkeypatch.setattr(files, "write_bytes", full)
    ran = run("sample", out, "--n", "2")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    monkeypatch.undo()
    assert not (out / "coding" / "design.json").exists()
    assert run("code", out, "--no-open").code == 3
    assert run("sample", out, "--n", "2").code == 0


def test_damaged_files_of_a_sample_are_named(run: Run, tmp_path: Path) -> None:
    folder = studies.sampled(tmp_path)
    for name, content in {"design.json": "{", "sample.jsonl": "{}\n", "articles.jsonl": "[]\n"}.items():
        before = (folder / name).read_bytes()
        (folder / name).write_text(content)
        ran = run("code", tmp_path, "--no-open")
        assert (ran.code, len(ran.err.splitlines())) == (3, 1)
        assert name in ran.err
        (folder / name).write_bytes(before)


def test_help_has_an_example_and_loads_no_heavy_library() -> None:
    heavy = "assert not {'pandas', 'pyarrow', 'http.server', 'scipy'} & set(sys.modules)"
    for command in ("sample", "code"):
        call = f"main(['{command}', '--help'])"
        code = f"import sys\nfrom discourse.cli import main\ntry: {call}\nexcept SystemExit: {heavy}"
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True, timeout=60)
        assert shown.returncode == 0, shown.stderr
        assert "Example" in shown.stdout


def test_the_server_ends_by_an_interrupt_with_its_exit_code_and_says_where_the_codes_are(tmp_path: Path) -> None:
    import signal

    folder = studies.sampled(tmp_path)
    command = [sys.executable, "-m", "discourse", "code", str(tmp_path), "--no-open"]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert serving.stderr
    assert "http://127.0.0.1:" in serving.stderr.readline()
    serving.send_signal(signal.SIGINT)
    printed, said = serving.communicate(timeout=20)
    assert serving.returncode == 130
    assert printed == ""
    assert str(folder) in said
    assert read_codes(list(folder.glob("codes-*")), read_study(folder).design.book).empty
    assert json.loads((folder / "design.json").read_text(encoding="utf-8"))["n"] == 12
