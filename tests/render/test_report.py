"""The report holds everything, escapes everything and needs nothing."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import re
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from discourse.measure.agreement import agreement
from discourse.measure.compare import Settings, compare
from discourse.measure.corrected import corrected, with_corrected
from discourse.measure.course import course
from discourse.measure.findings import headlines
from discourse.measure.shares import shares
from discourse.measure.threads import threads
from discourse.measure.validate import validate
from discourse.measure.words import words_apart
from discourse.records import COLUMNS, Study, Tables
from discourse.render import panels
from discourse.render.comments import Row, parted, words_of
from discourse.render.html import notebook_summary, report
from discourse.render.tree import DEEPEST, MOST_NODES, Node, trees
from discourse.render.withhold import without_words
from tests import invented
from tests.measure.studies import study


def written(tables: Tables) -> str:
    found = headlines(tables, invented.codebook())
    ran = course(tables.comments, tables.stances, draws=100)
    shape = replace(threads(tables.articles, tables.comments), course=ran)
    return report(tables, invented.codebook(), invented.run(tables), findings=found, threads=shape)


@cache
def sample() -> tuple[Tables, str, LexborHTMLParser]:
    tables = invented.tables(54, pages=5, hostile=True)
    html = written(tables)
    return tables, html, LexborHTMLParser(html)


def first(tree: LexborHTMLParser, css: str) -> str:
    node = tree.css_first(css)
    assert node is not None, css
    return node.text()


def test_five_pages_and_their_comments_fit_in_a_megabyte() -> None:
    assert len(sample()[1].encode()) < 1_000_000


def test_the_same_tables_give_the_same_report() -> None:
    assert written(sample()[0]) == sample()[1]


def test_what_readers_wrote_is_text_and_nothing_else() -> None:
    _, html, tree = sample()
    assert len(tree.css("script")) == 1
    assert not tree.css("img, iframe, object, embed, link, base, form[action]")
    for node in tree.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")], node.html
    shown = "\n".join(node.text() for node in tree.css(".said"))
    for text in invented.HOSTILE[:3]:
        assert text in shown
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", html)
    assert "{{ 7*7 }}" in shown


def test_nothing_is_loaded_from_anywhere() -> None:
    _, html, tree = sample()
    for node in tree.css("[src], [href], [srcset], [poster]"):
        target = node.attributes.get("href") or ""
        assert target.startswith(("#", "data:text/csv")), node.html
    assert not re.search(r"@import|url\(", first(tree, "style"))
    assert 'http-equiv="Content-Security-Policy"' in html


def test_the_policy_admits_this_style_and_script_alone() -> None:
    _, _, tree = sample()
    meta = tree.css_first("meta[http-equiv]")
    assert meta is not None
    policy = meta.attributes["content"] or ""
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(first(tree, tag).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not tree.css("[style]")


def test_ids_are_unique_and_every_reference_has_its_target() -> None:
    _, _, tree = sample()
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    references = [node.attributes["href"] or "" for node in tree.css("a[href^='#']")]
    labels = [
        name for node in tree.css("[aria-labelledby]") for name in (node.attributes["aria-labelledby"] or "").split()
    ]
    assert {each.removeprefix("#") for each in references} | set(labels) <= set(ids)


def test_each_chart_has_a_title_a_description_and_its_data() -> None:
    tables, _, tree = sample()
    figures = tree.css("figure.chart")
    assert len(figures) >= 3 + 3 + 3 + 1
    for figure in figures:
        assert len(figure.css("svg[role=img][aria-labelledby]")) == 1
        assert first_of(figure, "h3")
        assert first_of(figure, "p.unseen")
        link = figure.css_first("a[download]")
        assert link is not None
        rows = list(csv.reader(io.StringIO(unquote((link.attributes["href"] or "").split(",", 1)[1]))))
        assert [cell.text() for cell in figure.css("thead th")] == rows[0]
        assert len(rows) == 1 + len(figure.css("tbody tr"))
    against = tables.shares.query("level == 'all' and topic == 'toll' and category == 'against'").to_dict("records")[0]
    assert f"{100 * against['share']:.0f}% ({100 * against['low']:.0f}–{100 * against['high']:.0f})" in first(
        tree, "figure:has(#stance-toll-title) svg"
    )


def first_of(node: object, css: str) -> str:
    found = node.css_first(css)  # type: ignore[attr-defined]
    assert found is not None, css
    return str(found.text())


def test_charts_take_their_colours_from_the_page() -> None:
    _, html, tree = sample()
    drawn = "".join(node.html or "" for node in tree.css("svg"))
    assert "var(--against)" in drawn
    assert not re.search(r'(?:fill|stroke)="#', drawn)
    for name in set(re.findall(r"var\(--([a-z]+)\)", drawn)):
        assert html.count(f"--{name}: #") == 3, "light, dark and paper"


def test_every_comment_stands_with_its_tags_and_their_words() -> None:
    tables, _, tree = sample()
    rows = tree.css(".comments tbody tr")
    assert len(rows) == len(tables.comments)
    applying = tables.stances[tables.stances["applies"].astype(bool)]
    counted = applying.merge(tables.comments, on=["page_id", "comment_id"])
    assert len(tree.css("td.tags .tag")) == len(counted)
    assert "for: toll, bridge" in first(tree, ".comments")
    assert tree.css("td.said mark")
    assert tree.css("td.said blockquote")


@cache
def large() -> str:
    """A report of more comments than stand in it plainly."""
    return written(invented.tables(1600, pages=5, hostile=True))


def test_a_large_report_packs_its_rows_and_escapes_them_all_the_same() -> None:
    tree = LexborHTMLParser(large())
    assert len(tree.css(".comments tbody tr")) == 50
    lines = gzip.decompress(base64.b64decode(first(tree, "#pack"))).decode().split("\n")
    rows = [json.loads(line) for line in lines]
    assert [row["place"] for row in rows] == [str(i) for i in range(1, 1601)]
    html = LexborHTMLParser("<table>" + "".join(row["html"] for row in rows) + "</table>")
    assert len(html.css("tr")) == 1600
    assert not html.css("script, img, [onerror]")
    assert any("<script>alert" in row["text"] for row in rows)
    assert len(large().encode()) < 1_500_000


def test_trees_hold_each_branch_in_which_somebody_is_answered() -> None:
    tables, _, tree = sample()
    assert tree.css(".tree")
    pages = tables.comments.groupby("page_id")["reply_to"].count().nlargest(4).index
    own = tables.comments[tables.comments["page_id"].isin(pages)]
    answered = set(zip(own["page_id"], own["reply_to"].dropna(), strict=False))
    assert len(tree.css(".tree li details")) <= len(answered) <= len(tree.css(".tree li"))
    assert all((link.attributes["href"] or "").startswith("#c") for link in tree.css(".tree a"))
    assert not tree.css(".tree script, .tree img")
    assert "wrote" in first(tree, ".ran")
    assert "Who is answered most?" in first(tree, "#threads")


def test_who_is_answered_most_is_counted_over_all_threads() -> None:
    tables, _, tree = sample()
    answered = course(tables.comments, tables.stances, draws=100).answered
    box = tree.css_first(".wide[aria-label='Who is answered most?']")
    assert box is not None
    shown = [[cell.text() for cell in row.css("td")] for row in box.css("tbody tr")]
    assert len({reader for reader, *_ in shown}) == len(shown)
    for reader, answers, in_threads, _ in shown:
        own = answered[answered["author"] == reader]
        assert (answers, in_threads) == (str(own["answers"].sum()), str(len(own)))


def test_a_chain_of_a_thousand_answers_is_a_shallow_tree_and_a_circle_ends() -> None:
    chain = [_row(i, i - 1 if i else None) for i in range(1000)]
    (long,) = trees(chain)
    assert (long.shown, long.left_out) == (MOST_NODES, 1000 - MOST_NODES)
    assert depth(long.branches[0]) <= DEEPEST + 1
    (circle,) = trees([_row(0, 2), _row(1, 0), _row(2, 1)])
    assert circle.shown == 3


def _row(i: int, above: int | None) -> Row:
    answers = None if above is None else (f"c{above}", "a reader")
    return Row(f"c{i}", i, "p1", "The Slip", "a reader", "", "comment", answers, (), False, None, ())


def depth(node: Node) -> int:
    return 1 + max((depth(each) for each in node.answers), default=0)


def test_method_codebook_limits_run_and_set_aside_inputs_stand_at_the_end() -> None:
    text = first(sample()[2], "#method") + first(sample()[2], "#pages")
    for words in (
        "ab" * 32,
        "cd" * 32,
        "All that is said of the toll",
        "Readers, not comments",
        "<odd>.bin",
        "not a page",
    ):
        assert words in text


def test_words_can_be_left_out_for_publishing() -> None:
    html = written(without_words(sample()[0]))
    assert "(words left out)" in html
    assert not any(text in html for texts in invented.SAYINGS.values() for text in texts)
    assert "robbery" not in html


def test_folders_of_whoever_made_the_report_are_not_in_it() -> None:
    tables = sample()[0]
    away = replace(tables, articles=tables.articles.assign(source="/home/ann/secret/saved.html", outlet=None))
    run = {
        "inputs": [{"source": "/home/ann/secret/saved.html", "sha256": "ab"}],
        "set_aside": [{"source": "/home/ann/secret/odd.bin", "reason": "not a page", "remedy": ""}],
        "settings": {"tagging": {"model": "/home/ann/secret/mine.json"}},
        "validation": {"codes": [{"source": "/home/ann/secret/codes.csv", "sha256": "cd"}]},
    }
    html = report(away, invented.codebook(), run)
    assert "/home/ann" not in html
    assert "secret" not in html
    assert all(name in html for name in ("saved.html", "odd.bin", "mine.json", "codes.csv"))


def test_groups_are_shown_corrected_together_or_not_at_all() -> None:
    tables = sample()[0]
    rows = tables.shares
    fixed = {"corrected_share": 0.5, "corrected_low": 0.4, "corrected_high": 0.6}
    outlets = rows.loc[rows["level"] == "outlet", "outlet"].unique()
    for corrected_too, note in ((outlets[:1], "Not corrected"), (outlets, "Corrected by hand codes")):
        at = rows["outlet"].isin(corrected_too) & (rows["level"] == "outlet")
        one = replace(
            tables,
            shares=rows.assign(**{name: pd.Series(value, rows.index).where(at) for name, value in fixed.items()}),
        )
        chart = panels.side_by_side(one, invented.codebook().topics[:1])[0]
        assert note in chart.note
        assert all((row[2] == "0.5000") == (len(corrected_too) == len(outlets)) for row in chart.rows)


def test_hand_codes_and_comparisons_have_their_sections() -> None:
    one = study(3, readers=200, n=200)
    fixed = corrected(one.tables, one.codes, one.sample)
    coded_twice = pd.concat([one.codes, one.codes.assign(coder="bo")])
    group, readers = (
        one.tables.comments["page_id"].where(lambda page: page != "p2"),
        one.tables.comments["author"].astype(int),
    )
    words = words_apart(pd.Series(["toll ferry"] * len(group)), group, readers)
    done = Study(
        agreement(coded_twice, draws=50),
        validate(one.tables, one.codes, one.sample, draws=50),
        compare(one.tables, "outlet", fixed, Settings(draws=50)),
        words,
        ("p0", "p1"),
    )
    blank = dict.fromkeys(("text", "own_text", "words", "posted_at", "reply_to", "source", "position"))
    tables = replace(
        one.tables,
        articles=one.tables.articles.assign(
            title="T", source="s", thread_state="captured", published=None, found=1, declared=1
        ),
        comments=one.tables.comments.assign(**blank, outlet="o", reply_basis=None),
        stances=one.tables.stances.assign(words=None),
        shares=with_corrected(one.tables.shares, fixed),
    )
    tree = LexborHTMLParser(report(tables, invented.codebook(), {}, study=done))
    assert "Krippendorff’s α" in first(tree, "#tested")
    rows = {each.attributes["aria-label"]: len(each.css("tbody tr")) for each in tree.css("#tested .wide")}
    assert rows["Agreement between coders"] == 2
    drawn = {each.attributes["aria-labelledby"]: len(each.css("tbody tr")) for each in tree.css("#tested figure")}
    assert drawn["classes-toll-title"] == 4
    assert drawn["classes-sentiment-title"] == 3
    assert [drawn[f"changed-{each}-title"] for each in ("toll", "sentiment", "topic")] == [3, 3, 1]
    assert [len(each.css("tbody tr")) for each in tree.css("#tested .heat")] == [4, 3]
    assert [name for name in drawn if name and name.startswith("sure-")] == [
        "sure-sentiment-title"
    ]  # it alone says how sure
    assert "adjusted together by Holm" in first(tree, "#apart")
    assert "Bridge toll: Cramér’s V 0." in first(tree, "#apart")
    assert "p = " in first(tree, "#apart svg") or "p < " in first(tree, "#apart svg")
    assert "Outlet 0 less Outlet 1" in first(tree, "#apart")
    assert first(tree, "h1") == "What readers say in 3 threads, side by side"
    assert [each.attributes["id"] for each in tree.css("section")][:2] == ["apart", "stance"], (
        "what was asked for leads"
    )
    assert "← Outlet 1: T" in first(tree, "figure:has(#words-title) svg")
    assert "Outlet 0: T →" in first(tree, "figure:has(#words-title) svg")


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_comment_still_makes_a_report(n: int) -> None:
    tables = invented.tables(54)
    comments = tables.comments.head(n)
    small = Tables(tables.articles, comments, tables.stances, shares(tables.articles, comments, tables.stances))
    tree = LexborHTMLParser(written(small))
    assert len(tree.css(".comments tbody tr")) == n
    assert first(tree, "[role=status]") == f"{n} comment{'' if n == 1 else 's'}"
    assert tree.css("nav a[href='#threads']")


def test_nothing_at_all_still_makes_a_report() -> None:
    tables = invented.tables(5)
    empty = Tables(**{name: getattr(tables, name).head(0) for name in COLUMNS})
    assert "No page was read" in written(empty)


def test_untagged_comments_are_shown_as_such() -> None:
    tables = invented.tables(20)
    comments = tables.comments.assign(sentiment=None, words="{broken")
    bare = replace(tables, comments=comments, stances=tables.stances.head(0))
    bare = replace(bare, shares=shares(bare.articles, bare.comments, bare.stances))
    assert "not tagged" in written(bare)


def test_the_notebook_gets_a_small_safe_table() -> None:
    tables = sample()[0]
    html = notebook_summary(tables, invented.run(tables))
    tree = LexborHTMLParser(html)
    assert not tree.css("script, style, img, [onerror]")
    assert "who pays & who <decides>" in tree.text()
    assert len(html) < 20_000


def test_quotes_are_told_from_own_words() -> None:
    assert parted("a\nb\nc", "b") == [(True, "a"), (False, "b"), (True, "c")]
    assert parted("all quoted", "") == [(True, "all quoted")]
    assert parted("", "") == []
    assert parted("x said y, no", "no") == [(False, "no")]


@pytest.mark.parametrize("odd", [None, 3, "", "null", "[1]", '[["a"], [2, 1], []]', '{"a": 1}', "[[["])
def test_odd_words_do_no_harm(odd: object) -> None:
    assert set(words_of(odd)) <= {"a"}


def test_corrected_shares_are_drawn_and_said_to_be_corrected() -> None:
    tables = sample()[0]
    fixed = tables.shares.assign(corrected_share=0.314, corrected_low=0.21, corrected_high=0.42)
    tree = LexborHTMLParser(written(replace(tables, shares=fixed)))
    assert "31% (21–42)" in first(tree, "figure:has(#stance-toll-title) svg")
    assert "corrected by hand codes" in first(tree, "#stance")
    assert "Unvalidated" not in first(tree, "header")
    assert "Unvalidated" in first(sample()[2], "header")
