"""Corrected shares are unbiased where raw ones are off, and their intervals cover; nothing is claimed without codes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from discourse.measure.corrected import corrected, with_corrected
from discourse.measure.truth import settled
from discourse.measure.twophase import Coded, Population, estimate
from tests.measure.studies import Study, study

RUNS = 24


def row(frame: pd.DataFrame, topic: str, category: str) -> dict[str, Any]:
    rows = frame.query("level == 'all' and topic == @topic and category == @category").to_dict("records")
    return {str(key): value for key, value in rows[0].items()}


@cache
def runs() -> list[tuple[Study, pd.DataFrame]]:
    return [(one, corrected(one.tables, one.codes, one.sample, strata=one.strata)) for one in map(study, range(RUNS))]


def test_raw_shares_are_ten_points_off_and_corrected_ones_are_not() -> None:
    raw = np.mean([row(one.tables.shares, "toll", "against")["share"] for one, _ in runs()])
    powered = np.mean([row(found, "toll", "against")["corrected_share"] for _, found in runs()])
    coded = np.mean([row(found, "toll", "against")["coded_share"] for _, found in runs()])
    assert abs(float(raw) - 0.5) > 0.1
    assert abs(float(powered) - 0.5) < 0.025
    assert abs(float(coded) - 0.5) < 0.025


@pytest.mark.parametrize("cell", [("toll", "against"), ("toll", "favor"), ("topic", "toll"), ("sentiment", "negative")])
def test_intervals_cover_the_truth(cell: tuple[str, str]) -> None:
    inside = {"corrected": 0, "coded": 0}
    for one, found in runs():
        own = row(found, *cell)
        for name in inside:
            inside[name] += own[f"{name}_low"] <= one.truth[cell] <= own[f"{name}_high"]
    assert all(count >= 0.8 * RUNS for count in inside.values()), inside  # benchmarks/statistics.py has the figures


def test_the_tags_narrow_the_interval() -> None:
    widths = [
        [own[f"{name}_high"] - own[f"{name}_low"] for name in ("corrected", "coded")]
        for own in (row(found, "sentiment", "negative") for _, found in runs())
    ]
    powered, coded = np.mean(widths, axis=0)
    assert powered < coded


def test_the_point_estimate_is_that_of_prediction_powered_inference() -> None:
    # ppi_py.ppi_mean_pointestimate(Y, Yhat, Yhat_unlabeled, lam=1): mean(Yhat_unlabeled) + mean(Y - Yhat), where the
    # unlabelled are all comments. With one post-stratum, one comment a reader and tuning 1 ours is the same.
    rng = np.random.default_rng(3)
    said = (rng.random(2000) < 0.4).astype(float)
    guess = said * 0.8 + 0.1
    at = np.arange(0, 2000, 10)
    one = np.ones(2000)
    found = estimate(
        Population(np.arange(2000), np.zeros(2000, dtype=np.int64), guess, one), Coded(at, one[at], said[at], one[at])
    )
    assert found.tuning == 1
    assert found.share == pytest.approx(guess.mean() + (said[at] - guess[at]).mean())


def test_the_interval_is_close_to_that_of_ppi_python() -> None:
    # ppi_py 0.2.3: ppi_mean_ci(said[at], guess[at], guess, alpha=0.05), point .4249725, .3905667 to .4593783. Ours is
    # a little wider: that the coded comments are among all of them counts too.
    rng = np.random.default_rng(3)
    said = (rng.random(2000) < 0.4).astype(float)
    guess = np.clip(said * 0.6 + 0.4 * rng.random(2000), 0, 1)
    at, one = np.arange(0, 2000, 10), np.ones(2000)
    found = estimate(
        Population(np.arange(2000), np.zeros(2000, dtype=np.int64), guess, one), Coded(at, one[at], said[at], one[at])
    )
    assert found.share == pytest.approx(0.4249725, abs=1e-7)
    assert (found.low, found.high) == pytest.approx((0.3905667, 0.4593783), abs=0.004)


def test_a_useless_model_is_given_no_weight() -> None:
    rng = np.random.default_rng(5)
    said, guess, one = (rng.random(1000) < 0.4).astype(float), rng.random(1000), np.ones(1000)
    at = np.arange(0, 1000, 5)
    found = estimate(
        Population(np.arange(1000), np.zeros(1000, dtype=np.int64), guess, one), Coded(at, one[at], said[at], one[at])
    )
    assert found.tuning < 0.3


def test_the_table_says_how_each_share_was_corrected_and_which_was_not() -> None:
    one, found = runs()[0]
    table = with_corrected(one.tables.shares, found)
    assert list(table) == list(one.tables.shares)
    assert len(table) == len(one.tables.shares)
    known = table["corrected_share"].notna()
    assert known.any()
    assert table.loc[known, "method"].str.contains("hand-coded comments").all()
    assert not table.loc[known, "method"].str.contains("unvalidated").any()
    assert table.loc[~known, "method"].str.contains("unvalidated|nothing").all()
    assert table["share"].equals(one.tables.shares["share"])
    assert (table.loc[known, "corrected_low"] <= table.loc[known, "corrected_share"]).all()


def test_a_second_correction_takes_the_place_of_the_first() -> None:
    one, found = runs()[0]
    table = with_corrected(one.tables.shares, found)
    pd.testing.assert_frame_equal(with_corrected(table, found), table)
    pd.testing.assert_frame_equal(with_corrected(table, found.head(0)), one.tables.shares)


def test_comments_whose_tone_was_left_open_are_part_of_every_share() -> None:
    one, found = runs()[0]
    comments = one.tables.comments
    sides = one.tables.stances.set_index("comment_id")["applies"].reindex(comments["comment_id"]).to_numpy()
    opened = comments.assign(sentiment=comments["sentiment"].where(~sides), vader_compound=0.0)
    some = corrected(replace(one.tables, comments=opened), one.codes, one.sample, strata=one.strata)
    none = comments.assign(sentiment=None, p_negative=np.nan, vader_compound=0.0)
    never = corrected(replace(one.tables, comments=none), one.codes, one.sample, strata=one.strata)
    for cell in (("toll", "favor"), ("topic", "toll")):
        for other in (some, never):
            assert row(other, *cell)["corrected_share"] == row(found, *cell)["corrected_share"]
    truth = one.truth["sentiment", "negative"]
    assert row(some, "sentiment", "negative")["corrected_low"] < truth
    assert row(some, "sentiment", "negative")["corrected_high"] > truth


def test_few_codes_correct_nothing() -> None:
    one, _ = runs()[0]
    few = one.codes[one.codes["comment_id"].isin(one.sample["comment_id"].head(9))]
    assert corrected(one.tables, few, one.sample).empty


def test_codes_without_a_design_and_of_unknown_comments_are_borne() -> None:
    one, found = runs()[0]
    stranger = one.codes.head(1).assign(comment_id="nobody")
    with_stranger = corrected(one.tables, pd.concat([one.codes, stranger]), one.sample, strata=one.strata)
    pd.testing.assert_frame_equal(with_stranger, found)
    assert row(corrected(one.tables, one.codes), "toll", "against")["n_coded"] > 0


def test_codes_from_outside_the_sample_are_left_out() -> None:
    one, found = runs()[0]
    others = one.tables.comments[~one.tables.comments["comment_id"].isin(one.sample["comment_id"])].head(100)
    picked = others[["page_id", "comment_id"]].assign(coder="ann", variable="sentiment", value="positive")
    more = pd.concat([one.codes, picked])
    pd.testing.assert_frame_equal(corrected(one.tables, more, one.sample, strata=one.strata), found)


def test_strata_narrow_the_codes_own_interval_where_they_tell_and_move_no_share() -> None:
    one, found = runs()[0]
    flat = corrected(one.tables, one.codes, one.sample)
    for cell in (("toll", "favor"), ("toll", "against")):
        with_, without = row(found, *cell), row(flat, *cell)
        assert with_["coded_share"] == pytest.approx(without["coded_share"], abs=0.01)
        assert with_["coded_high"] - with_["coded_low"] < 0.95 * (without["coded_high"] - without["coded_low"])
        assert with_["corrected_low"] == without["corrected_low"]


def test_all_comments_coded_give_the_codes_own_share() -> None:
    one = study(7, readers=60, n=10_000)
    found = row(corrected(one.tables, one.codes, one.sample), "sentiment", "negative")
    truth = one.codes.query("variable == 'sentiment'")["value"].eq("negative").mean()
    assert found["corrected_share"] == pytest.approx(truth)
    assert found["coded_share"] == pytest.approx(truth)


def test_ties_between_coders_settle_nothing() -> None:
    codes = pd.DataFrame(
        {"page_id": "p", "comment_id": "1", "coder": ["a", "b"], "variable": "toll", "value": ["favor", "none"]}
    )
    assert settled(codes).empty
