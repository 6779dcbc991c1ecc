"""The terminal's summary fits its width, says everything without colour, and lets no reader move the cursor."""

from __future__ import annotations

import pytest

from discourse.render.terminal import comments_table, pages_table, summary
from tests import invented


@pytest.mark.parametrize("width", [30, 50, 80, 100, 160])
@pytest.mark.parametrize("terminal", [False, True])
def test_the_summary_names_every_page_and_figure_at_any_width(width: int, terminal: bool) -> None:
    tables = invented.tables()
    text = summary(tables, invented.codebook(), width=width, terminal=terminal)
    words = " ".join(text.split())
    for page in tables.articles.to_dict("records"):
        assert all(word in words for word in str(page["outlet"]).split())
        assert page["thread_state"] in words
    assert "Unvalidated" in text
    assert f" {len(tables.comments)}" in words
    assert ("\x1b[" in text) == (terminal and width >= 100)
    if not terminal:
        assert not any(mark in text for mark in "─━│┃")


def test_figures_are_those_of_the_table_of_shares() -> None:
    tables = invented.tables()
    every = tables.shares.query("level == 'all'").set_index(["topic", "category"])["share"]
    line = next(row for row in summary(tables, invented.codebook()).splitlines() if row.strip().startswith("5 pages"))
    against = float(every.loc["toll", "against"])
    assert f"−{100 * against:.0f}" in line
    assert (
        "/".join(f"{100 * float(every.loc['sentiment', tone]):.0f}" for tone in ("negative", "neutral", "positive"))
        in line
    )


def test_what_readers_wrote_reaches_the_terminal_as_plain_text() -> None:
    tables = invented.tables(hostile=True)
    tables.comments.loc[0, "author"] = "\x1b[31mRed[/bold]\x07\u202eevil"
    text = comments_table(tables.comments) + pages_table(tables.articles)
    assert "[31mRed[/bold]" in text
    assert not any(mark in text for mark in "\x1b\x07\u202e\x00")


def test_nothing_found_is_said() -> None:
    tables = invented.tables()
    assert comments_table(tables.comments.head(0)) == "No comment.\n"
    assert pages_table(tables.articles.head(0)) == "No page.\n"
