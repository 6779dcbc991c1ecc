"""Samples are drawn by the design that is written down: exact probabilities, every comment reachable, no bias."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.measure.counting import counted
from discourse.measure.sample import DIMENSIONS, NONE, Design, Sample, allocate, draw, pooled, strata
from discourse.records import Tables
from tests import invented

KEYS = ["page_id", "comment_id"]


@pytest.fixture(scope="module")
def town() -> Tables:
    """700 comments of the invented town."""
    return invented.tables(700, pages=10, seed=3, draws=2)


def drawn(tables: Tables, **arguments: Any) -> Sample:
    return draw(tables.comments, tables.stances, tables.articles, Design(**{"n": 120, **arguments}))


@pytest.mark.parametrize("n", [1, 2, 7, 120, 650, 10_000])
def test_the_sample_has_the_size_asked_for_or_is_everything(town: Tables, n: int) -> None:
    sample = drawn(town, n=n)
    assert len(sample.rows) == min(n, sample.population)
    assert not sample.rows.duplicated(KEYS).any()
    assert sample.rows["item"].tolist() == list(range(1, len(sample.rows) + 1))
    assert sample.population + sample.not_counted + sample.not_tagged == len(town.comments)


def test_every_comment_can_be_drawn_and_the_probabilities_add_up_to_the_sample(town: Tables) -> None:
    rows = drawn(town).rows
    per_stratum = rows.drop_duplicates("stratum")
    assert (rows["probability"] == rows["stratum_drawn"] / rows["stratum_size"]).all()
    assert (per_stratum["stratum_drawn"] >= np.minimum(per_stratum["stratum_size"], 2)).all()
    # Over the population each stratum adds its size times its probability: strata with none drawn would be missing.
    assert per_stratum["stratum_size"].sum() == drawn(town).population
    assert (per_stratum["stratum_size"] * (per_stratum["stratum_drawn"] / per_stratum["stratum_size"])).sum() == 120
    assert rows.groupby("stratum").size().equals(per_stratum.set_index("stratum")["stratum_drawn"].sort_index())


def test_weighting_by_the_probabilities_gives_the_truth_without_bias_where_plain_counting_does_not(
    town: Tables,
) -> None:
    """Horvitz and Thompson's estimate of how many comments oppose the ferry, over 100 samples."""
    against = town.stances[(town.stances["topic"] == "ferry") & (town.stances["stance"] == "against")]
    opposed = set(map(tuple, against[KEYS].to_numpy()))
    frame = counted(town.comments)
    truth = sum(key in opposed for key in map(tuple, frame[KEYS].to_numpy()))
    weighted, plain = [], []
    for seed in range(100):
        sample = drawn(town, n=60, seed=seed, per=("sentiment", "outlet"))
        hit = np.array([key in opposed for key in map(tuple, sample.rows[KEYS].to_numpy())])
        weighted.append(float((hit / sample.rows["probability"]).sum()))
        plain.append(float(hit.mean() * sample.population))
    error = np.std(weighted) / np.sqrt(len(weighted))
    assert abs(np.mean(weighted) - truth) < 3 * error
    assert abs(np.mean(plain) - truth) > 5 * error


def test_each_comment_is_drawn_as_often_as_its_probability_says(town: Tables) -> None:
    """In 80 samples the counts of draws per comment fit their probabilities: a chi-square of about its mean."""
    first = drawn(town, n=200, per=("topic",), seed=0).rows
    due = dict(zip(map(tuple, first[KEYS].to_numpy()), first["probability"], strict=True))
    hits = dict.fromkeys(due, 0)
    for seed in range(1, 81):
        for key in map(tuple, drawn(town, n=200, per=("topic",), seed=seed).rows[KEYS].to_numpy()):
            if key in hits:
                hits[key] += 1
    squares = [(hits[key] - 80 * p) ** 2 / (80 * p * (1 - p)) for key, p in due.items() if p < 1]
    assert 0.7 < np.mean(squares) < 1.3


def test_the_same_seed_gives_the_same_sample_whatever_the_order_of_the_tables(town: Tables) -> None:
    once = drawn(town, reliability=30, seed=5).rows
    comments, stances, articles = (
        table.sample(frac=1, random_state=1) for table in (town.comments, town.stances, town.articles)
    )
    again = draw(comments, stances, articles, Design(120, reliability=30, seed=5)).rows
    pd.testing.assert_frame_equal(once, again)
    assert set(map(tuple, once[KEYS].to_numpy())) != set(map(tuple, drawn(town, seed=6).rows[KEYS].to_numpy()))


def test_comments_for_coding_twice_are_a_random_part_of_the_sample(town: Tables) -> None:
    assert drawn(town, reliability=50).rows["double"].sum() == 50
    assert drawn(town, n=20, reliability=50).rows["double"].all()
    assert not drawn(town).rows["double"].any()
    mean_item = [drawn(town, reliability=40, seed=seed).rows.query("double")["item"].mean() for seed in range(25)]
    assert abs(np.mean(mean_item) - 60.5) < 4


def test_neither_the_order_nor_the_name_of_a_stratum_gives_the_labels_away(town: Tables) -> None:
    sample = drawn(town)
    assert list(sample.rows) == [
        "item", *KEYS, "stratum", "stratum_size", "stratum_drawn", "probability", "double"
    ]  # fmt: skip
    names = sample.rows["stratum"]
    assert names.str.fullmatch(r"s\d+").all()
    assert (names != names.sort_values(ignore_index=True)).any()


def test_a_comment_is_in_one_stratum_that_of_its_rarest_topic() -> None:
    comments = pd.DataFrame({"page_id": "p", "comment_id": [f"c{i}" for i in range(6)], "sentiment": "neutral"})
    tags = pd.DataFrame(
        [("p", f"c{i}", "tax", True, "favor") for i in range(4)]
        + [("p", "c0", "bus", True, "against"), ("p", "c4", "bus", False, None)],
        columns=[*KEYS, "topic", "applies", "stance"],
    )
    found = strata(comments, tags, pd.DataFrame({"page_id": ["p"], "outlet": [None]}), DIMENSIONS)
    assert found["topic"].tolist() == ["bus", "tax", "tax", "tax", NONE, NONE]
    assert found["stance"].tolist() == ["against", "favor", "favor", "favor", NONE, NONE]
    assert set(found["outlet"]) == {NONE}
    assert set(found["article"]) == {"p"}


def test_far_too_many_strata_for_the_sample_are_pooled_and_all_can_still_be_drawn() -> None:
    tables = invented.tables(600, pages=300, seed=1, draws=2)
    sample = drawn(tables, n=40, per=("topic", "stance", "article"))
    sizes = sample.rows.drop_duplicates("stratum")
    assert sizes["stratum_size"].sum() == sample.population
    assert np.minimum(sizes["stratum_size"], 2).sum() <= 20


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30), st.integers(1, 500))
@settings(deadline=None)
def test_allocations_add_up_and_stay_within_their_strata(sizes: list[int], n: int) -> None:
    array = np.array(sizes)
    n = min(n, array.sum())
    if n < len(sizes):
        with pytest.raises(ValueError, match="cannot be drawn"):
            allocate(array, n)
        return
    given_ = allocate(array, n)
    assert given_.sum() == n
    assert (given_ >= 1).all()
    assert (given_ <= array).all()
    order = np.argsort(array, kind="stable")
    assert (np.diff(given_[order]) >= -1).all()  # a larger stratum never gets less, but for the rounding of ties


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=60), st.integers(1, 60))
@settings(deadline=None)
def test_pooling_ends_and_leaves_room(pairs: list[tuple[str, str]], n: int) -> None:
    found = pooled(pd.DataFrame(pairs, columns=["topic", "outlet"]), n)
    sizes = found.groupby(["topic", "outlet"]).size()
    assert sizes.sum() == len(pairs)
    assert len(sizes) <= 1 or 2 * np.minimum(sizes, 2).sum() <= n


def test_nothing_tagged_gives_an_empty_sample_and_says_why(town: Tables) -> None:
    sample = draw(
        town.comments.assign(sentiment=None, p_negative=np.nan, vader_compound=np.nan),
        town.stances,
        town.articles,
        Design(10),
    )
    assert len(sample.rows) == sample.population == 0
    assert sample.not_tagged > 600


@pytest.mark.parametrize(
    "wrong", [{"n": 0}, {"n": 5, "reliability": -1}, {"n": 5, "per": ("author",)}, {"n": 5, "per": ()}]
)
def test_what_cannot_be_drawn_is_refused(town: Tables, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"cannot draw|is none of|no dimension"):
        drawn(town, **wrong)
