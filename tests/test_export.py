"""What is handed on to other tools can be read by them, holds every figure, and runs nothing."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from discourse import exporting, pipeline
from discourse.errors import UsageError
from discourse.render.exports.latex import escaped
from discourse.render.exports.markdown import markdown
from discourse.render.exports.paper import Table, Text
from tests import invented
from tests.conftest import Run
from tests.test_study_commands import PAGE


@pytest.fixture(scope="module")
def result() -> pipeline.Result:
    tables = invented.tables(120, hostile=True)
    run = invented.run(tables)
    return pipeline.Result(
        tables, invented.codebook(), run | {"settings": run["settings"] | {"level": 0.95, "draws": 50}}
    )


def exported(result: pipeline.Result, form: str, folder: Path) -> bytes:
    return exporting.write(result, form, folder / exporting.NAMES[form]).read_bytes()


def test_the_paper_says_findings_shares_methods_and_how_to_cite(result: pipeline.Result, tmp_path: Path) -> None:
    text = exported(result, "markdown", tmp_path).decode()
    against = result.shares.query("level == 'all' and topic == 'toll' and category == 'against'").to_dict("records")[0]
    row = next(line for line in text.splitlines() if line.startswith("| against |"))
    assert f"| {100 * against['share']:.0f}% |" in row
    for words in ("In short", "Bridge toll", "unvalidated", "not a page (1)", "stance-small", "How to cite", "Sources"):
        assert words in text


def test_markdown_and_latex_run_nothing() -> None:
    assert markdown([Text("<script> [a](b) *x*")]) == "\\<script\\> \\[a\\](b) \\*x\\*\n"
    assert markdown([Text("1. not a list")]).startswith("1\\.") or "\\1." in markdown([Text("1. not a list")])
    assert markdown([Table("T", ("a|b",), (("c\nd",),))]).splitlines()[2] == "| a\\|b |"
    assert escaped(r"\input{x} 5% $a_b^c & #") == (r"\textbackslash{}input\{x\} 5\% \$a\_b\textasciicircum{}c \& \#")


def test_latex_has_balanced_tables(result: pipeline.Result, tmp_path: Path) -> None:
    text = exported(result, "latex", tmp_path).decode()
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") >= 5
    for block in text.split(r"\toprule")[1:]:
        rows = [line for line in block.split(r"\bottomrule")[0].splitlines() if line.endswith(r"\\")]
        assert len({line.count(" & ") for line in rows}) == 1


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_latex_compiles_and_keeps_to_the_page(result: pipeline.Result, tmp_path: Path) -> None:
    (tmp_path / "tables.tex").write_bytes(exported(result, "latex", tmp_path))
    paper = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{booktabs}\emergencystretch=2em"
    (tmp_path / "paper.tex").write_text(paper + r"\begin{document}\input{tables.tex}\end{document}")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]
    found = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert found.returncode == 0, found.stdout[-2000:]
    assert "Overfull" not in found.stdout


def test_a_word_file_opens_with_all_tables(result: pipeline.Result, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(exported(result, "word", tmp_path)))
    assert len(document.tables) == 5
    assert any("How to cite" in each.text for each in document.paragraphs)


def test_word_without_its_library_is_one_clear_line(
    result: pipeline.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match="python-docx is not installed"):
        exporting.write(result, "word", tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()


def test_the_reply_network_weighs_each_answer(result: pipeline.Result, tmp_path: Path) -> None:
    root = Xml.fromstring(exported(result, "graphml", tmp_path))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    own = result.comments.query("kind == 'comment'")
    weights = [int(each.findtext(f"{space}data[@key='edge-weight']") or 0) for each in root.iter(f"{space}edge")]
    known = set(zip(own["page_id"], own["comment_id"], strict=True))
    assert sum(weights) == sum(pair in known for pair in zip(own["page_id"], own["reply_to"], strict=True))
    assert len(list(root.iter(f"{space}node"))) == own["author"].nunique() + own["author"].isna().sum()


def test_a_convokit_corpus_is_a_forest_of_known_utterances(result: pipeline.Result, tmp_path: Path) -> None:
    folder = exporting.write(result, "convokit", tmp_path / "corpus")
    utterances = [json.loads(line) for line in (folder / "utterances.jsonl").read_text("utf-8").split("\n") if line]
    by_id = {each["id"]: each for each in utterances}
    assert len(by_id) == len(utterances) == len(result.comments) + len(result.articles)
    roots = Counter(each["conversation_id"] for each in utterances if each["reply-to"] is None)
    assert set(roots.values()) == {1}
    assert all(isinstance(each["timestamp"], int) for each in utterances)  # ConvoKit's trees can't be built without
    for each in utterances:
        above = each["reply-to"]
        assert above is None or by_id[above]["conversation_id"] == each["conversation_id"]
    assert {each["speaker"] for each in utterances} == set(json.loads((folder / "speakers.json").read_bytes()))
    assert roots.keys() == json.loads((folder / "conversations.json").read_bytes()).keys()
    assert set(utterances[-1]["meta"]) == set(json.loads((folder / "index.json").read_bytes())["utterances-index"])


def test_csv_for_spreadsheets_has_its_mark_and_no_formula(result: pipeline.Result, tmp_path: Path) -> None:
    path = exporting.write(result, "csv", tmp_path / "a.csv", bom=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert len(rows) == len(result.comments)
    assert not [cell for row in rows for cell in (row["text"], row["author"]) if cell[:1] in set("=+@")]
    assert "stance_toll" in rows[0]


def test_tasks_hold_each_comment(result: pipeline.Result, tmp_path: Path) -> None:
    tasks = json.loads(exported(result, "labelstudio", tmp_path))
    assert len(tasks) == len(result.comments.query("kind == 'comment'"))


def test_words_are_left_out_of_every_format(result: pipeline.Result, tmp_path: Path) -> None:
    bare = result.without_words()
    sayings = [text.encode() for texts in invented.SAYINGS.values() for text in texts]
    for form in ("markdown", "latex", "convokit", "jsonl", "csv"):
        path = exporting.write(bare, form, tmp_path / form)
        files = path.iterdir() if path.is_dir() else [path]
        assert not [file for file in files for text in sayings if text in file.read_bytes()]


def test_the_commands_export_and_withhold(run: Run, tmp_path: Path) -> None:
    page, out = tmp_path / "bridge.txt", tmp_path / "out"
    page.write_text(PAGE, encoding="utf-8")
    assert run("analyze", page, "-o", out).code == 0
    for form, name in exporting.NAMES.items():
        if form != "word":
            assert run("export", out, "--to", form).code == 0
            assert (out / "exports" / name).exists()
    assert run("report", out, "--no-text", "-o", tmp_path / "bare").code == 0
    words = (out / "comments.csv").read_text("utf-8")
    bare = (tmp_path / "bare" / "comments.csv").read_text("utf-8")
    assert "who pays for the detour" in words
    assert "who pays for the detour" not in bare
    assert "(words left out)" in (tmp_path / "bare" / "report.html").read_text("utf-8")
    for arguments in (
        ("report", out, "--no-text"),
        ("export", out, "--to", "latex", "--bom"),
        ("export", out, "--to", "labelstudio", "--no-text"),
        ("export", tmp_path / "nowhere", "--to", "csv"),
    ):
        ran = run(*arguments)
        assert ran.code in {2, 3}
        assert len(ran.err.splitlines()) == 1


def test_a_comparison_without_words_shows_none_of_few_readers(run: Run, tmp_path: Path) -> None:
    for name, others in (("ledger", "the harbour"), ("courier", "a tunnel")):
        sayings = [f"{'Zebulon waits by' if i < 4 else 'so does'} {others}, number {i}" for i in range(12)]
        said = "".join(
            f"  • reader{name}{i} says:\n\n    The prisoners come home, and {saying}.\n\n"
            for i, saying in enumerate(sayings)
        )
        head = PAGE.split("  • ann", maxsplit=1)[0].replace("bridge too late", f"bridge in the {name}")
        (tmp_path / f"{name}.txt").write_text(head + said, encoding="utf-8")
    assert run("analyze", tmp_path / "ledger.txt", tmp_path / "courier.txt", "-o", tmp_path / "out").code == 0
    for folder, options in (("whole", []), ("bare", ["--no-text"])):
        assert run("compare", tmp_path / "out", "--by", "article", "-o", tmp_path / folder, *options).code == 0
    whole, bare = (
        b"".join(each.read_bytes() for each in sorted((tmp_path / name).iterdir())) for name in ("whole", "bare")
    )
    assert b"zebulon" in whole.lower()
    assert b"zebulon" not in bare.lower()
    words = (tmp_path / "bare" / "words.csv").read_text("utf-8")
    assert "harbour" in words
    assert "ten readers or more use" in (tmp_path / "bare" / "report.html").read_text("utf-8")
