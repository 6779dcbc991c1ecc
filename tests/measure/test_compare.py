"""Comparisons match published values, find what is there, and claim nothing where nothing backs them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.measure.compare import Settings, compare, cramers_v, rao_scott
from discourse.measure.corrected import corrected
from discourse.measure.differences import Side, adjusted, differences
from discourse.measure.words import log_odds, words, words_apart
from tests.measure.studies import study

QUICK = Settings(draws=200)


# Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10.
@pytest.mark.parametrize(
    ("a", "m", "b", "n", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_newcombes_intervals(a: int, m: int, b: int, n: int, low: float, high: float) -> None:
    one, two = (Side(np.array([x / y]), np.array([float(y)]), np.array([np.inf])) for x, y in ((a, m), (b, n)))
    found = differences(one, two, np.zeros(1))
    assert found.low[0] == pytest.approx(low, abs=6e-5)
    assert found.high[0] == pytest.approx(high, abs=6e-5)


SHARES = st.floats(0.0, 1.0)


@given(SHARES, SHARES, st.floats(2, 1e4), st.floats(2, 1e4), st.floats(-0.9, 0.9))
def test_interval_and_p_value_never_contradict_each_other(a: float, b: float, m: float, n: float, r: float) -> None:
    one, two = (Side(np.array([x]), np.array([y]), np.array([y])) for x, y in ((a, m), (b, n)))
    found = differences(one, two, np.array([r]))
    assert -1 <= found.low[0] <= found.difference[0] <= found.high[0] <= 1
    if abs(found.p[0] - 0.05) > 1e-6:
        assert (found.p[0] < 0.05) == (found.low[0] > 0 or found.high[0] < 0)


def test_adjustments_match_r() -> None:
    # R: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.5), "holm"); "BH". The same by statsmodels 0.15,
    # multipletests(p, method="holm"); "fdr_bh"
    p = np.array([0.01, 0.04, 0.03, 0.005, 0.5])
    assert adjusted(p, "holm") == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.5])
    assert adjusted(p, "bh") == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.5])
    assert np.isnan(adjusted(np.array([np.nan]))).all()


def test_cramers_v_is_corrected_for_its_bias() -> None:
    rng = np.random.default_rng(0)
    independent = (
        rng.multinomial(60, np.outer([0.5, 0.5], [0.2, 0.5, 0.3]).ravel(), 2000).reshape(-1, 2, 3).astype(float)
    )
    assert float(np.mean(cramers_v(independent))) < 0.08
    # Without correction: sqrt(chi2 / n / min(r - 1, c - 1)); chi2 = 16.67 at n = 100 (scipy.stats.chi2_contingency).
    table = np.array([[40.0, 10], [20, 30]])
    assert float(cramers_v(table)) == pytest.approx(np.sqrt((16.6667 / 100 - 1 / 99) / (1 - 1 / 99)), abs=1e-4)


def test_rao_scott_is_pearsons_test_where_each_reader_writes_once() -> None:
    rng = np.random.default_rng(1)
    table = np.array([[40.0, 10], [28, 22]])
    drawn = rng.multinomial(100, table.ravel() / 100, 20_000).reshape(-1, 2, 2).astype(float)
    # scipy.stats.chi2_contingency([[40, 10], [28, 22]], correction=False).pvalue
    assert rao_scott(table, drawn) == pytest.approx(0.01009, rel=0.15)


def test_nothing_is_called_significant_without_codes() -> None:
    found = compare(study(1).tables, "outlet", settings=QUICK)
    assert found.differences["p"].isna().all()
    assert found.associations["p"].isna().all()
    assert found.differences["low"].notna().all()
    assert not found.differences["corrected"].any()


def test_a_real_difference_is_found_in_corrected_shares_and_named() -> None:
    one = study(2, readers=900, n=600, shift=0.3)
    found = compare(one.tables, "outlet", corrected(one.tables, one.codes, one.sample), QUICK).differences
    rows = found.query("topic == 'toll' and category == 'favor'").set_index(["first", "second"]).to_dict("index")
    assert rows["Outlet 0", "Outlet 2"]["p_adjusted"] < 0.05
    assert rows["Outlet 0", "Outlet 2"]["difference"] < -0.15
    assert rows["Outlet 0", "Outlet 1"]["p_adjusted"] > 0.05
    assert found["corrected"].any()


def test_a_difference_between_sides_that_share_readers_is_narrower() -> None:
    one, two = (Side(np.array([x]), np.array([50.0]), np.array([40.0])) for x in (0.3, 0.4))
    apart, together = (differences(one, two, np.array([r])) for r in (0.0, 0.8))
    assert together.high[0] - together.low[0] < apart.high[0] - apart.low[0]


@pytest.mark.parametrize("by", ["article", "period", "topic"])
def test_other_groupings(by: str) -> None:
    one = study(4)
    comments = one.tables.comments.assign(
        posted_at=["2031-04-01", "2031-05-01T10:00"] * (len(one.tables.comments) // 2)
        + ["2031-04-02"] * (len(one.tables.comments) % 2)
    )
    second = one.tables.stances.assign(topic="ferry")
    stances = pd.concat([one.tables.stances, second])
    tables = type(one.tables)(one.tables.articles, comments, stances, one.tables.shares)
    found = compare(tables, by, settings=QUICK, test=True)  # type: ignore[arg-type]
    assert len(found.differences)
    if by == "topic":  # the same stances twice: no difference, and one reader on both sides
        assert found.differences["difference"].abs().max() == 0
        assert (found.differences["p"] == 1).all()
    if by == "period":
        assert set(found.differences["first"]) == {"2031-04"}


def test_few_readers_are_said_to_be_few() -> None:
    notes = compare(study(5, readers=40).tables, "outlet", settings=QUICK).differences["note"]
    assert notes.str.contains("fewer than 20 readers in Outlet").any()


def test_nothing_to_compare_is_no_error() -> None:
    one = study(6, readers=30, outlets=1)
    found = compare(one.tables, "outlet", settings=QUICK)
    assert found.differences.empty
    assert found.associations.empty
    empty = type(one.tables)(
        one.tables.articles, one.tables.comments.head(0), one.tables.stances.head(0), one.tables.shares
    )
    assert compare(empty, "outlet", settings=QUICK).differences.empty


def test_log_odds_by_hand() -> None:
    first, second, prior = np.array([5.0, 20.0, 75.0]), np.array([15.0, 20.0, 165.0]), 30.0
    odds, z = log_odds(first, second, prior)
    alpha = prior * (first + second) / 300
    by_hand = np.log((5 + alpha[0]) / (100 + 30 - 5 - alpha[0])) - np.log((15 + alpha[0]) / (200 + 30 - 15 - alpha[0]))
    assert odds[0] == pytest.approx(by_hand)
    assert z[0] == pytest.approx(by_hand / np.sqrt(1 / (5 + alpha[0]) + 1 / (15 + alpha[0])))


def test_one_hand_makes_no_word() -> None:
    text = pd.Series(["barrier barrier barrier"] * 30 + ["bridge"] * 30)
    group = pd.Series(["a"] * 30 + ["b"] * 30)
    found = words_apart(text, group, pd.Series([0] * 30 + list(range(1, 31))))
    assert found["word"].tolist() == ["bridge"]
    with pytest.raises(ValueError, match="two groups"):
        words_apart(text, pd.Series(["a"] * 60), pd.Series(range(60)))


@given(st.text(max_size=60))
def test_words_of_any_text(text: str) -> None:
    found = words(text)
    assert len(found) == len(set(found))
    assert all(word.strip() for word in found)
