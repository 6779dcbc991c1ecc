"""Who answers whom, when, and how much each takes part."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.measure.threads import gini, threads, top_tenth
from tests import invented


def test_invented_threads_add_up() -> None:
    tables = invented.tables(120)
    found = threads(tables.articles, tables.comments)
    every = found.participation.query("level == 'all'").iloc[0]
    assert found.answers["n"].sum() == every["replies"]
    assert found.participation.query("level == 'page'")["n_comments"].sum() == every["n_comments"]
    assert found.hours["n"].sum() == tables.comments.query("kind == 'comment'")["posted_at"].notna().sum()
    assert set(found.hours["hour"]) <= set(range(24))


def test_dates_without_a_time_have_no_hour() -> None:
    tables = invented.tables(30)
    dates = tables.comments.assign(posted_at="2031-05-01")
    assert threads(tables.articles, dates).hours.empty


def test_a_chain_of_answers_that_bites_its_tail_ends() -> None:
    said = pd.DataFrame(
        {"page_id": "p", "comment_id": list("abcd"), "author": list("ABCD"), "kind": "comment", "duplicate_of": None,
         "posted_at": None, "reply_to": ["b", "a", "c", "b"], "reply_basis": "mark"}
    )  # fmt: skip
    found = threads(pd.DataFrame({"page_id": ["p"], "outlet": ["The Slip"]}), said)
    assert found.participation["depth"].max() <= 3
    assert len(found.answers) == 4


def test_no_comment_no_row() -> None:
    tables = invented.tables(5)
    found = threads(tables.articles, tables.comments.head(0))
    assert found.answers.empty
    assert found.hours.empty
    assert found.participation.empty


@given(st.lists(st.integers(1, 100), min_size=1, max_size=40))
def test_gini_matches_the_mean_difference(counts: list[int]) -> None:
    values = np.array(counts, dtype=float)
    expected = np.abs(values[:, None] - values).sum() / (2 * len(values) ** 2 * values.mean())
    assert gini(counts) == pytest.approx(expected, abs=1e-12)
    assert 0 < top_tenth(counts) <= 1
