"""Hand-coding: files blind to the model and safe in spreadsheets, and a page that the keyboard alone can work."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from discourse.measure.sample import Design, draw
from discourse.read.codes import read_codes
from discourse.read.study import read_design, read_study
from discourse.render.coding import exports
from discourse.render.coding.items import items
from tests import invented, studies
from tests.render.conftest import faults_of_access

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

BOOK = invented.codebook()
FILES = {"sample.csv", "sample.jsonl", "articles.jsonl", "labelstudio.json", "labelstudio.xml", "design.json"}


@pytest.fixture(scope="module")
def shown() -> list[dict[str, Any]]:
    """What coders are shown of forty comments, hostile texts among them."""
    tables = invented.tables(120, hostile=True, draws=2)
    sample = draw(tables.comments, tables.stances, tables.articles, Design(40, reliability=10))
    return list(items(sample.rows, tables.comments, tables.articles, BOOK))


# ---- files


def test_what_a_coder_is_shown_does_not_depend_on_the_models_labels() -> None:
    tables = invented.tables(60, draws=2)
    rows = draw(tables.comments, tables.stances, tables.articles, Design(30)).rows
    labels = [
        "sentiment",
        "p_negative",
        "p_neutral",
        "p_positive",
        "valence",
        "vader_compound",
        "words",
        "duplicate_of",
    ]
    bare = tables.comments.drop(columns=labels)
    assert list(items(rows, tables.comments, tables.articles, BOOK)) == list(items(rows, bare, tables.articles, BOOK))


def test_no_file_names_a_label_or_what_a_stratum_holds(tmp_path: Path) -> None:
    folder = studies.sampled(tmp_path)
    assert {path.name for path in folder.iterdir()} == FILES
    design = json.loads((folder / "design.json").read_text(encoding="utf-8"))
    assert set(design["comments"][0]) == {"item", "page_id", "comment_id", "stratum", "probability", "double"}
    assert set(design["strata"][0]) == {"stratum", "size", "drawn", "probability"}
    for name in ("sample.jsonl", "labelstudio.json", "sample.csv"):
        text = (folder / name).read_text(encoding="utf-8-sig")
        assert not re.search(r'"(stance|p_\w+|valence|vader\w*|applies|stratum|probability|predictions)"', text), name


def test_a_comment_comes_with_what_it_answers_and_what_stood_before_it(shown: list[dict[str, Any]]) -> None:
    tables = invented.tables(120, hostile=True, draws=2)
    replies = tables.comments.set_index(["page_id", "comment_id"])["reply_to"]
    answering = [item for item in shown if item["answers"]]
    assert answering
    for item in shown:
        parent = replies[item["page_id"], item["comment_id"]]
        assert bool(item["answers"]) == (not pd.isna(parent))
        assert len(item["answers"]) <= 3
        assert len(item["before"]) <= 3
        assert set(item["codes"]) == {"toll", "ferry", "council", "sentiment"}
        assert not any(item["codes"].values())
    assert any(item["as_posted"] for item in shown)


def test_replies_in_a_circle_end() -> None:
    said = pd.DataFrame(
        {"page_id": "p", "comment_id": ["a", "b"], "reply_to": ["b", "a"], "author": None, "posted_at": None,
         "text": "t", "own_text": "t"}
    )  # fmt: skip
    pages = pd.DataFrame({"page_id": ["p"], "title": None, "outlet": None, "published": None, "url": None})
    rows = pd.DataFrame({"item": [1], "page_id": "p", "comment_id": "a", "double": False})
    assert len(next(items(rows, said, pages, BOOK))["answers"]) == 1


def test_the_sheet_holds_no_formula_and_comes_back_filled_in(shown: list[dict[str, Any]], tmp_path: Path) -> None:
    names = ["1e5", "007", "3-4", "MAR1", "-5", "'x", "1234567890123456", "12", "c9", "=1+1", "dec-5", "1/2"]
    odd = [{**item, "comment_id": name} for item, name in zip(shown, names, strict=False)]
    data = exports.sheet(odd, BOOK)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
    plain = [row["comment_id"] for row in rows if not row["comment_id"].startswith("'")]
    assert plain == ["12", "c9"]  # what no spreadsheet changes
    for row in rows:
        row |= {"coder": "Ann", "toll": "favor"}
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / "filled.csv").write_text(stream.getvalue(), encoding="utf-8")
    codes = read_codes([tmp_path / "filled.csv"], BOOK, [(item["page_id"], item["comment_id"]) for item in odd])
    assert codes["comment_id"].unique().tolist() == names


def test_a_text_longer_than_a_cell_is_cut_in_the_sheet_alone(shown: list[dict[str, Any]]) -> None:
    long = [shown[0] | {"text": "word " * 20_000}]
    sheet = exports.sheet(long, BOOK).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sheet, newline=""))
    assert len(row["comment"]) < 32_767
    assert row["comment"].endswith("[…]")
    assert len(json.loads(exports.lines(long))["text"]) == 100_000


def test_label_studio_gets_a_task_a_comment_and_a_choice_a_value(shown: list[dict[str, Any]]) -> None:
    tasks = json.loads(exports.label_studio_tasks(shown, {}))
    root = ET.fromstring(exports.label_studio_config(BOOK))
    used = {value[1:] for node in root.iter() for value in node.attrib.values() if value.startswith("$")}
    assert used <= set(tasks[0]["data"])
    assert len(tasks) == 40
    assert "predictions" not in tasks[0]
    asked = {node.get("name"): [each.get("alias") for each in node] for node in root.iter("Choices")}
    assert asked == {
        **{name: ["favor", "against", "neutral", "none"] for name in ("toll", "ferry", "council")},
        "sentiment": ["negative", "neutral", "positive"],
    }
    texts = {node.get("name") for node in root.iter("Text")}
    assert {node.get("toName") for node in root.iter("Choices")} <= texts


def test_the_design_says_all_that_an_estimate_needs(tmp_path: Path) -> None:
    folder = studies.sampled(tmp_path, n=30, reliability=8)
    design = read_design(folder)
    assert (1 / design.rows["probability"]).sum() == pytest.approx(design.facts["population"])
    assert np.allclose(design.rows["probability"], design.rows["stratum_drawn"] / design.rows["stratum_size"])
    assert design.rows["double"].sum() == design.facts["reliability"] == 8
    assert design.book == BOOK
    assert set(design.facts["tables"]) == {"articles.parquet", "comments.parquet", "stances.parquet"}
    assert len(read_study(folder).items) == 30


def test_the_same_study_gives_the_same_files(tmp_path: Path) -> None:
    one, two = (studies.sampled(tmp_path / name) for name in ("one", "two"))
    for name in FILES - {"design.json"}:
        assert (one / name).read_bytes() == (two / name).read_bytes()


# ---- the page


class Served:
    """`discourse code` in a process of its own, which can be killed."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.process = subprocess.Popen(
            [sys.executable, "-m", "discourse", "code", str(out), "--no-open"], stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr
        self.address = self.process.stderr.readline().split()[2]

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.communicate(timeout=20)

    def codes(self, coder: str) -> dict[tuple[int, str], str]:
        """What stands in a coder's file, by item and variable."""
        path = self.out / "coding" / f"codes-{coder}.jsonl"
        numbers = {(each["page_id"], each["comment_id"]): each["item"] for each in read_study(path.parent).items}
        rows = read_codes([path], BOOK).itertuples()
        return {(numbers[str(row.page_id), str(row.comment_id)], str(row.variable)): str(row.value) for row in rows}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    studies.sampled(tmp_path)
    server = Served(tmp_path)
    yield server
    server.kill()


Open = Callable[..., "Page"]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open an address in a window of its own; in the end there was no fault, and no request to elsewhere."""
    faults: list[str] = []
    windows = []

    def open_page(address: str, *, expect_faults: bool = False, **settings: Any) -> Page:
        window = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **settings})
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(10_000)
        here = address.rsplit("/", 2)[0]
        page.on("request", lambda request: None if request.url.startswith(here) else faults.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        if not expect_faults:
            page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.goto(address)
        return page

    yield open_page
    for window in windows:
        window.close()
    assert faults == []


def expect(locator: Locator) -> Any:
    from playwright.sync_api import expect as expecting

    return expecting(locator)


def begin(page: Page, name: str) -> None:
    """Begin as a coder, by keyboard: the field for the name has the focus."""
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("#work")).to_be_visible()


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def test_three_comments_are_coded_by_keyboard_alone_undone_and_there_after_a_reload(
    served: Served, opened: Open
) -> None:
    page = opened(served.address)
    begin(page, "Ann")
    expect(page.locator("#count")).to_have_text("0 of 12 coded")
    press(page, "2 1 4 1 Enter")  # against the toll, for the ferry, not on the council, negative
    expect(page.locator("#jump")).to_have_value("2")
    press(page, "3 0 2 Enter")  # neutral on the toll, on nothing else, neutral in tone
    expect(page.locator("#jump")).to_have_value("3")
    press(page, "Tab Tab 1 4 4 3")  # out of order: the focus decides which question a key answers
    expect(page.locator("#count")).to_have_text("3 of 12 coded")
    expect(page.locator("#saved")).to_have_text("Saved.")
    codes = served.codes("ann")
    assert [codes[1, name] for name in ("toll", "ferry", "council", "sentiment")] == [
        "against",
        "favor",
        "none",
        "negative",
    ]
    assert [codes[2, name] for name in ("toll", "ferry", "council", "sentiment")] == [
        "neutral",
        "none",
        "none",
        "neutral",
    ]
    assert codes[3, "sentiment"] == "positive"
    assert len(codes) == 12

    press(page, "u")
    expect(page.locator("#saved")).to_have_text("Taken back.")
    assert (3, "sentiment") not in served.codes("ann")
    press(page, "Enter u")
    expect(page.locator("#count")).to_have_text("2 of 12 coded")

    page.reload()
    expect(page.locator("#jump")).to_have_value("3")
    expect(page.locator("#count")).to_have_text("2 of 12 coded")
    press(page, "b b")
    expect(page.get_by_role("group", name="Bridge toll").get_by_role("radio", name="against")).to_be_checked()


def test_undo_goes_back_over_comments_and_a_reload(served: Served, opened: Open) -> None:
    page = opened(served.address)
    begin(page, "Ann")
    press(page, "1 0 1 Enter 2")
    expect(page.locator("#saved")).to_have_text("Saved.")
    page.reload()
    expect(page.locator("#jump")).to_have_value("2")
    press(page, "u u u")
    expect(page.locator("#jump")).to_have_value("1")
    expect(page.locator("#saved")).to_have_text("Taken back.")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    press(page, "Control+z u")
    expect(page.locator("#saved")).to_have_text("Nothing to undo.")
    assert served.codes("ann") == {}


def test_another_coder_has_a_file_of_their_own_and_may_code_only_what_is_coded_twice(
    served: Served, opened: Open
) -> None:
    first = opened(served.address)
    begin(first, "Ann")
    press(first, "1")
    second = opened(served.address)
    expect(second.locator("#name")).to_be_focused()
    second.keyboard.type("Bo")
    press(second, "Tab Tab ArrowDown")  # over the button of the coder there is, to the choice of comments
    second.keyboard.press("Enter")
    expect(second.locator("#count")).to_have_text("0 of 4 coded")
    expect(second.locator("#twice")).to_be_visible()
    press(second, "2")
    expect(second.locator("#saved")).to_have_text("Saved.")
    assert set(served.codes("ann").values()) == {"favor"}
    assert set(served.codes("bo").values()) == {"against"}
    for _ in range(4):
        press(second, "0 2 Enter")
    expect(second.get_by_role("heading", name="All coded")).to_be_focused()
    expect(second.locator("#doneword")).to_contain_text("codes-bo.jsonl")
    press(second, "u")
    expect(second.locator("#work")).to_be_visible()


def test_a_killed_server_loses_nothing_and_the_page_says_what_is_not_saved(served: Served, opened: Open) -> None:
    page = opened(served.address, expect_faults=True)
    begin(page, "Ann")
    press(page, "1 2")
    expect(page.locator("#saved")).to_have_text("Saved.")
    before = served.codes("ann")
    served.kill()
    press(page, "3")
    expect(page.get_by_role("alert")).to_contain_text("the last choice is not saved; all before it are")
    expect(page.get_by_role("group", name="Town council").get_by_role("radio", checked=True)).to_have_count(0)
    with (served.out / "coding" / "codes-ann.jsonl").open("a") as stream:
        stream.write('{"schema": "discourse.code/1", "page_id": "p0", "comm')  # cut off in writing
    again = Served(served.out)
    try:
        page = opened(again.address)
        begin(page, "Ann")
        expect(page.get_by_role("radio", checked=True)).to_have_count(2)
        press(page, "4")
        expect(page.locator("#saved")).to_have_text("Saved.")
        assert again.codes("ann") == before | {(1, "council"): "none"}
    finally:
        again.kill()


def test_a_wrong_token_is_refused_in_the_browser_too(served: Served, opened: Open) -> None:
    wrong = served.address[:-2] + "/"
    page = opened(wrong, expect_faults=True)
    assert "not valid" in page.inner_text("body")


def test_hostile_texts_are_shown_as_they_are(tmp_path: Path, opened: Open) -> None:
    studies.sampled(tmp_path, n=60)
    texts = [item["text"] for item in read_study(tmp_path / "coding").items]
    assert any("<script>" in text for text in texts)
    assert any("onerror" in text for text in texts)
    served = Served(tmp_path)
    try:
        page = opened(served.address)
        begin(page, "<img src=x onerror=alert(1)>")
        seen = []
        for _ in texts:
            seen.append(page.locator("#text").evaluate("node => node.textContent"))
            assert page.locator("main script, main img, #body b").count() == 0
            press(page, "n")
        assert seen == texts
        page.keyboard.press("a")
        expect(page.locator("#body")).to_contain_text("<b>It is</b>")
    finally:
        served.kill()


def test_it_can_be_worked_with_a_pointer_and_single_keys_can_be_switched_off(served: Served, opened: Open) -> None:
    page = opened(served.address)
    begin(page, "Ann")
    for name, value in {
        "Bridge toll": "against",
        "Ferry": "none",
        "Town council": "none",
        "Sentiment": "negative",
    }.items():
        page.get_by_role("group", name=name).get_by_role("radio", name=value, exact=True).click()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#jump")).to_have_value("2")
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.get_by_label("use single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    press(page, "1 u n")
    expect(page.locator("#jump")).to_have_value("2")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#jump")).to_have_value("1")


def test_it_fits_a_telephone_in_light_and_dark_and_every_control_has_a_name(served: Served, opened: Open) -> None:
    for scheme in ("light", "dark"):
        page = opened(served.address, viewport={"width": 390, "height": 844}, color_scheme=scheme)
        begin(page, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input, button, summary')].filter(node => node.offsetParent && "
            "!(node.labels?.length || node.textContent.trim())).map(node => node.outerHTML)"
        )
        assert unnamed == []
        groups = page.get_by_role("group")
        assert groups.filter(has=page.get_by_role("radio")).count() == 4
        assert page.get_by_role("group", name="Ferry").get_by_role("radio").count() == 4


def test_axe_finds_no_serious_fault(served: Served, opened: Open) -> None:
    for scheme in ("light", "dark"):
        page = opened(served.address, color_scheme=scheme, bypass_csp=True)
        expect(page.locator("#name")).to_be_focused()
        assert faults_of_access(page) == []
        begin(page, scheme)
        press(page, "a 1")
        page.get_by_text("What counts").first.click()
        assert faults_of_access(page) == []
        press(page, "?")
        assert faults_of_access(page) == []
