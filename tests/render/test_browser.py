"""In a browser with the network off: no error, no request, and the keyboard alone does everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pandas as pd
import pytest

from discourse.measure.compare import Settings, compare
from discourse.records import Study
from discourse.render.html import report
from tests import invented
from tests.render.conftest import faults_of_access
from tests.render.test_report import large, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(written(invented.tables(140, pages=5, hostile=True)), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, report_file: Path) -> Iterator[Page]:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    opened.on(
        "request",
        lambda request: faults.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None,
    )
    opened.goto(report_file.as_uri())
    yield opened
    context.close()
    assert faults == []


def shown(page: Page) -> int:
    return page.locator(".comments tbody tr").count()


def expect(locator: Locator) -> Any:
    from playwright.sync_api import expect as expecting

    return expecting(locator)


def test_it_opens_without_an_error_or_a_request(page: Page) -> None:
    assert page.locator("h1").inner_text() == "What readers say in 3 threads"
    assert page.locator("figure.chart svg").count() >= 8


def test_search_filter_and_sort_by_keyboard_alone(page: Page) -> None:
    assert shown(page) == 50
    page.keyboard.press("/")
    page.keyboard.type("customs hall")
    status = page.locator("[role=status]")
    assert " of 140 comments" in status.inner_text()
    found = shown(page)
    assert 0 < found < 140
    assert all("customs hall" in text.lower() for text in page.locator(".said").all_inner_texts())

    page.keyboard.press("Tab")  # page
    page.keyboard.press("Tab")  # topic
    page.keyboard.press("Tab")  # stance
    page.keyboard.press("Tab")  # tone
    assert page.evaluate("document.activeElement.name") == "tone"
    page.keyboard.type("neu")
    assert all(text.startswith("neutral") for text in page.locator("td.tone").all_inner_texts())

    page.keyboard.press("Tab")  # sort
    page.keyboard.press("Tab")  # clear
    page.keyboard.press("Enter")
    expect(status).to_have_text("140 comments, 1 to 50 shown")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Reader"
    page.keyboard.press("Enter")
    head = page.locator("th[data-sort=reader]")
    assert head.get_attribute("aria-sort") == "ascending"
    names = page.locator(".who bdi").all_inner_texts()
    assert names == sorted(names, key=lambda name: (name == "no name", name))
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"


def test_filters_by_topic_and_stance_agree_with_the_tags(page: Page) -> None:
    page.locator("select[name=topic]").focus()
    page.keyboard.type("Ferry")
    page.locator("select[name=stance]").focus()
    page.keyboard.type("against")
    texts = page.locator("td.tags").all_inner_texts()
    assert texts
    assert all("Ferry against" in " ".join(text.split()) for text in texts)


def test_pages_turn_by_keyboard(page: Page) -> None:
    page.locator("[data-turn='1']").focus()
    page.keyboard.press("Enter")
    assert shown(page) == 50
    assert "51 to 100 shown" in page.locator("[role=status]").inner_text()


def test_an_answer_leads_to_what_it_answers_even_behind_a_filter(page: Page) -> None:
    link = page.locator("a.up").first
    target = (link.get_attribute("href") or "").removeprefix("#")
    page.keyboard.press("/")
    page.keyboard.type("nothing that anyone wrote")
    assert shown(page) == 0
    page.evaluate(f"location.hash = '{target}'")
    expect(page.locator(f"#{target}")).to_be_focused()


def test_pictures_and_figures_of_a_chart_are_one_click_away(page: Page) -> None:
    assert "share" in unquote(page.locator("figure.chart a[download]").first.get_attribute("href") or "")
    for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        page.locator(f"figure.chart [data-save={kind}]").first.focus()
        with page.expect_download() as taken:
            page.keyboard.press("Enter")
        content = taken.value.path().read_bytes()
        assert content.startswith(start)
        assert b"var(--" not in content
        assert kind == "png" or b'paint-order="stroke"' in content


def test_words_lead_to_comments_and_methods_are_copied(browser: Browser, tmp_path: Path) -> None:
    tables = invented.tables(60)
    found = pd.DataFrame({"word": ["robbery", "paint"], "first": [9, 1], "second": [2, 8], "z": [2.0, -1.5]})
    compared = compare(tables, "outlet", settings=Settings(draws=20))
    study = Study(comparison=compared, words=found, word_groups=("A", "B"))
    path = tmp_path / "words.html"
    path.write_text(report(tables, invented.codebook(), invented.run(tables), study=study), encoding="utf-8")
    context = browser.new_context(offline=True, permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.goto(path.as_uri())
    opened.locator("[data-find=robbery]").press("Enter")
    expect(opened.locator("input[name=search]")).to_be_focused()
    assert opened.locator("input[name=search]").input_value() == "robbery"
    assert all("robbery" in text for text in opened.locator(".said").all_inner_texts())
    opened.locator("[data-copy=paragraphs]").press("Enter")
    expect(opened.locator("[data-copy=paragraphs]")).not_to_have_text("Copy these paragraphs")
    assert "unvalidated" in opened.evaluate("getSelection().toString()")
    context.close()


def test_a_tree_is_unfolded_by_keyboard_and_leads_to_the_comment(page: Page) -> None:
    page.locator(".tree > summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Unfold all"
    page.keyboard.press("Enter")
    assert page.locator(".tree[open] li > details:not([open])").count() == 0
    link = page.locator(".tree[open] li a").first
    target = link.get_attribute("href") or ""
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_focused()


def test_no_serious_fault_of_access(browser: Browser, report_file: Path) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(report_file.as_uri())
    opened.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert faults_of_access(opened) == []
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_at_any_width(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tables_in_cards_fit_them_and_long_ones_scroll_in_a_box(page: Page) -> None:
    wide = "[...document.querySelectorAll('.chart > .wide')].filter((each) => each.scrollWidth > each.clientWidth)"
    assert page.evaluate(f"{wide}.length") == 0
    page.evaluate("document.querySelector('#pages .wide').classList.add('long')")
    body = page.locator(".pages tbody")
    body.evaluate(
        "(body) => { for (let i = 0; i < 6; i++) body.append(...[...body.rows].map((row) => row.cloneNode(true))); }"
    )
    assert page.locator("#pages .wide").evaluate("(box) => box.clientHeight < 600 && box.scrollHeight > 2000")


def test_paper_shows_no_tree_that_is_folded(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.get_by_text("Who answered what?").is_visible()
    page.emulate_media(media="screen")
    page.locator(".tree > summary").first.press("Enter")
    page.emulate_media(media="print")
    assert page.locator(".tree").first.is_visible()
    assert not page.locator(".tree").last.is_visible()


def test_paper_gets_every_comment(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert shown(page) == 140
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shown(page) == 50


def test_a_large_report_is_searched_turned_and_followed_like_a_small_one(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(large(), encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("dialog", lambda dialog: faults.append(dialog.message))
    opened.goto(path.as_uri() + "#c1502")
    expect(opened.locator("#c1502")).to_be_focused()
    assert "1,501 to 1,550 shown" in opened.locator("[role=status]").inner_text()
    opened.locator("input[name=search]").focus()
    opened.keyboard.type("<script>alert")
    assert 0 < shown(opened) < 100
    assert all("<script>alert" in text for text in opened.locator(".said").all_inner_texts())
    context.close()
    assert faults == []


def test_all_is_there_without_a_script(browser: Browser, report_file: Path) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    opened = context.new_page()
    opened.goto(report_file.as_uri())
    assert opened.locator(".comments tbody tr").count() == 140
    assert not opened.locator(".sieve").is_visible()
    context.close()
