"""A layout of the user's own reads what it tells, and no file and no page makes it fail or hang."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.parse import explain, parse
from discourse.parse.custom import files, patterns
from discourse.parse.custom.check import check
from discourse.parse.custom.records import MarkupLayout, TextLayout
from discourse.parse.markup.select import select
from discourse.parse.markup.tree import plant
from discourse.parse.settings import ParseSettings
from discourse.records import Document, Page
from tests.conftest import ROOT, Run

DOC = (ROOT / "docs" / "layouts.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w.]+)`\n\n```\w+\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL))
SHOWN = re.findall(r"^```console\n\$ ([^\n]+)\n([^$].*?)^```$", DOC, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_guide_shows_what_the_check_shows(command: str, shown: str, folder: Path, run: Run) -> None:
    ran = run(*command.split()[1:])
    assert ran.code == 0, ran.err
    assert ran.out == shown


def test_the_guide_has_two_worked_examples() -> None:
    assert len(SHOWN) == 2
    assert {Path(name).suffix for name in FILES} == {".yaml", ".html", ".txt"}


def test_parse_takes_layouts_by_file_and_by_folder(folder: Path, run: Run) -> None:
    by_file = run("parse", "--layout", "harbour.yaml", "--layout", "slip.yaml", "harbour.html", "slip.txt")
    by_folder = run("parse", "--layouts", folder, "harbour.html", "slip.txt")
    assert by_file.code == 0, by_file.err
    assert by_file.out == by_folder.out
    pages = [json.loads(line) for line in by_file.out.splitlines()]
    assert [page["thread"]["layout"] for page in pages] == ["harbour post-bag", "slip"]
    assert [[comment["author"] for comment in page["comments"]] for page in pages] == [
        ["Ida Moor", "Bo", "Cy"],
        ["Ida Moor", "Bo"],
    ]
    answers = [(comment["reply_to"], comment["reply_basis"], comment["kind"]) for comment in pages[0]["comments"]]
    first = pages[0]["comments"][0]["id"]
    assert answers == [(None, None, "comment"), (first, "mark", "comment"), (first, "mark", "deleted")]
    assert "post-bag" not in pages[0]["body"]
    assert "haul out" not in pages[1]["body"]


def test_the_users_own_folder_of_settings_is_used(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import typer

    kept = folder / "settings"
    (kept / "layouts").mkdir(parents=True)
    (kept / "layouts" / "slip.yaml").write_text(FILES["slip.yaml"], encoding="utf-8")
    monkeypatch.setattr(typer, "get_app_dir", lambda _name: str(kept))
    ran = run("parse", "slip.txt")
    assert json.loads(ran.out)["thread"]["layout"] == "slip"


def test_a_page_that_the_layout_does_not_fit_is_read_as_without_it() -> None:
    page = Document("a.html", "0", "html", "<ul><li class=comment><cite>Ann</cite> <i>5 May 2020</i><p>Rain!</ul>")
    layouts = (
        MarkupLayout("other", ".slip", author=".who"),
        MarkupLayout("empty", "ul > li", author=".who", time=".on"),
    )
    assert parse(page, ParseSettings(layouts)) == parse(page)


FAULTS = [
    ("comment: div", 1, "'name' is missing"),
    ("name: a", 1, "neither or both"),
    ("name: a\ncomment: div\nautor: b", 3, "unknown field 'autor'"),
    ("name: a\ncomment: 'div::before'", 2, "not known here"),
    ("name: a\ncomment: div\nparent: .x", 3, "no '@'"),
    ("name: a\ncomment: [a, b]", 2, "not a text"),
    ("name: a\nbyline: '(?P<author>.+'", 2, "not a regular expression"),
    ("name: a\nbyline: '(?P<author>(\\w+ ?)+):'", 2, "repeats a group"),
    ("name: a\nbyline: '(?P<author>.+)'\nside: left", 3, "no side"),
    ("name: a\nbyline: '(?P<author>.+)'\nside: around", 3, "'closing'"),
    ("name: a\nbyline: '(?P<who>.+)'", 2, "unknown group"),
    ("name: a\nbyline: 'says'", 2, "no group"),
    ("name: [", 1, "not YAML"),
    ("- a", 1, "not a layout"),
]


@pytest.mark.parametrize(("text", "line", "what"), FAULTS, ids=[what for _, _, what in FAULTS])
def test_every_fault_is_named_with_its_line_and_its_remedy(text: str, line: int, what: str) -> None:
    found = [fault for fault in files.problems(text) if what in fault.what]
    assert [fault.line for fault in found] == [line]
    assert found[0].remedy


def test_a_faulty_layout_ends_the_command_with_code_2(folder: Path, run: Run) -> None:
    (folder / "bad.yaml").write_text("name: a\ncomment: 'div::x'\nautor: b\n", encoding="utf-8")
    checked = run("layout", "check", "bad.yaml", "harbour.html")
    assert checked.code == 2
    assert "line 2" in checked.err and "line 3" in checked.err
    ran = run("parse", "--layout", "bad.yaml", "harbour.html")
    assert ran.code == 2
    assert "bad.yaml, line 2" in ran.err


def test_the_check_says_where_a_layout_does_not_fit(folder: Path, run: Run) -> None:
    ran = run("layout", "check", "harbour.yaml", "slip.txt")
    assert ran.code == 4
    assert "the page is text" in ran.out


def test_a_layout_that_would_take_too_long_on_a_page_says_so() -> None:
    layout = TextLayout("dear", (r"Note by (?P<author>.+) .* .* .* on (?P<time>.+)",))
    short = Document("a.txt", "0", "text", "Note by Ann Lee of old Ulm on 3 May 2019\n\nIt rained.\n\n" * 3)
    long = Document("b.txt", "0", "text", short.text + f"{'x' * 40}\n" * 3000)
    told = ParseSettings((layout,))
    assert patterns.BROKEN_OFF not in explain(short, told).clues
    assert explain(long, told).clues.count(patterns.BROKEN_OFF) == 1
    assert (check(layout, short).remark, check(layout, long).remark) == ("", patterns.BROKEN_OFF)


def test_max_page_bytes_sets_larger_pages_aside(folder: Path, run: Run) -> None:
    ran = run("parse", "--max-page-bytes", "100", "harbour.html")
    assert ran.code == 3
    assert "max_page_bytes" in ran.err


def test_any_bound_is_set_by_its_name(folder: Path, run: Run) -> None:
    ran = run("parse", "--limit", "max_tags=3", "harbour.html")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "more than 3" in ran.err
    for told in ("max_tags", "max_tags=", "max_tags=-1", "max_tags=0", "tags=3", "max_tags=²"):
        ran = run("parse", "--limit", told, "harbour.html")
        assert (ran.code, len(ran.err.splitlines())) == (2, 1), told
        assert "max_ratio" in ran.err


def test_selectors_nest_and_choose() -> None:
    tree = plant('<div class="a b"><p id=x title="on 5">1<b>2</b></p></div><p>3</p>')
    expected = {".a.b p": ["12"], "div > b": [], "div b": ["2"], "p[title^='on'], div + p": None, "#x, b": ["12", "2"]}
    for selector, words in expected.items():
        if words is None:
            with pytest.raises(ValueError, match="not known here"):
                select(tree, selector)
        else:
            assert [tree.words(node) for node in select(tree, selector)] == words, selector


@given(st.text(alphabet="ab.*+?(){}[]|,019\\P<>=:^$ ", max_size=40), st.text(alphabet="ab 1", max_size=200))
@settings(max_examples=200, deadline=None)
def test_a_pattern_that_is_taken_costs_little(pattern: str, line: str) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd sets within sets, which are no fault
        if patterns.fault(pattern) is None and patterns.cost(pattern, len(line)) <= patterns.MOST_A_LINE:
            before = time.process_time()
            patterns.compiled(pattern).fullmatch(line)
            assert time.process_time() - before < 3


@given(
    st.lists(
        st.sampled_from(["<div class=c>", "</div>", "<b class=w>Ann</b>", "<i>3 May 2019</i>", "Rain. ", "<p>"]),
        max_size=30,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_markup_is_read_and_its_spans_partition_it(parts: list[str]) -> None:
    document = Document("a.html", "0", "html", "".join(parts))
    reading = explain(document, ParseSettings((MarkupLayout("c", ".c", author=".w", text="p", deleted="p p"),)))
    ends = [0, *(span.end for span in reading.spans)]
    assert [span.start for span in reading.spans] == ends[:-1]
    assert not reading.spans or ends[-1] == len(document.text)


@given(st.lists(st.sampled_from(["Ann:", "-- 3 May 2019", "Rain again.", "", "  • Bo:", "Comments"]), max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_by_layouts_of_every_side(lines: list[str]) -> None:
    document = Document("a.txt", "0", "text", "\n".join(lines))
    before = TextLayout("b", (r"(?P<author>\w+):",))
    after = TextLayout("c", (r"-- (?P<time>.+)",), "after", applies="rain")
    around = TextLayout("d", (r"(?P<author>\w+):",), "around", r"-- (?P<time>.+)")
    for layout in (before, after, around):
        reading = explain(document, ParseSettings((layout,)))
        assert isinstance(reading.page, Page)
        assert "".join(document.text[span.start : span.end] for span in reading.spans) == document.text
