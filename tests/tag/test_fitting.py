"""A head is kept where there is something to learn, and not where codes are noise or tell pages apart, not comments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.tag.fitting import Numbers, Task, corrected_t, fit, folds, log_loss, trial

PAGES = 12


def task(draw: np.random.Generator, codes: Numbers, signals: np.ndarray, groups: Numbers | None = None) -> Task:
    """A stance to be learned by a model that says the same of everything."""
    before = np.tile([0.4, 0.4, 0.2], (len(codes), 1))
    groups = draw.integers(0, PAGES, len(codes)) if groups is None else groups
    return Task("stance", "toll", "a toll", before, signals, codes, groups)


def test_what_can_be_learned_is_kept() -> None:
    draw = np.random.default_rng(1)
    signals = draw.normal(size=(150, 20))
    codes = (signals[:, 0] + 0.5 * draw.normal(size=150) > 0).astype(np.int64)
    found = trial(task(draw, codes, signals))
    assert found.kept
    assert found.verdict == "kept"
    assert found.loss < found.zero_shot_loss
    assert 0 < found.low < found.gain < found.high
    assert found.f1 > found.zero_shot_f1


def test_noise_is_not_kept() -> None:
    kept = 0
    for seed in range(5):
        draw = np.random.default_rng(seed)
        found = trial(task(draw, draw.integers(0, 2, 120), draw.normal(size=(120, 20))))
        kept += found.kept
    assert kept <= 1


def test_what_tells_pages_apart_is_no_use_on_other_pages() -> None:
    draw = np.random.default_rng(2)
    groups = np.repeat(np.arange(PAGES), 12)
    codes = (draw.permutation(PAGES) % 2)[groups].astype(np.int64)
    signals = 5 * np.eye(PAGES)[groups] + 0.1 * draw.normal(size=(len(groups), PAGES))
    assert not trial(task(draw, codes, signals, groups)).kept
    assert trial(task(draw, codes, signals, np.arange(len(groups)))).kept


def test_better_chances_that_give_worse_labels_are_not_kept() -> None:
    draw = np.random.default_rng(3)
    codes = (draw.random(200) < 0.3).astype(np.int64)
    sure = np.where(draw.random(200) < 0.6, codes, 1 - codes)[:, None] == np.array([0, 1])
    before = np.where(sure, 0.99, 0.01)
    found = trial(Task("topic", "toll", "", before, np.zeros((200, 1)), codes, draw.integers(0, PAGES, 200)))
    assert (found.low > 0, found.kept, found.verdict) == (True, False, "labels would get worse")


@pytest.mark.parametrize(
    ("codes", "groups", "said"),
    [([0] * 30 + [1] * 2, range(32), "2 against"), ([0, 1] * 16, [0, 1] * 16, "fewer than three groups")],
)
def test_what_can_not_be_tried_says_why(codes: list[int], groups: list[int], said: str) -> None:
    draw = np.random.default_rng(4)
    found = trial(task(draw, np.array(codes), draw.normal(size=(32, 3)), np.array(groups)))
    assert said in found.verdict
    assert not found.kept
    assert np.isnan(found.gain)


def test_a_class_too_rare_to_learn_keeps_its_chance() -> None:
    draw = np.random.default_rng(5)
    codes = np.array([0] * 30 + [1] * 30 + [2] * 3)
    learned = fit(task(draw, codes, draw.normal(size=(63, 4))))
    assert learned.learned == (0, 1)
    before = np.array([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4]])
    after = learned.chances(before, draw.normal(size=(2, 4)))
    assert after[:, 2].tolist() == before[:, 2].tolist()
    assert np.allclose(after.sum(axis=1), 1)


def test_the_same_seed_gives_the_same_head() -> None:
    draw = np.random.default_rng(6)
    known = task(draw, draw.integers(0, 3, 60), draw.normal(size=(60, 5)))
    assert trial(known, 3) == trial(known, 3)
    assert np.array_equal(fit(known, 3).weights, fit(known, 3).weights)


def test_a_text_gets_the_same_chances_in_any_company() -> None:
    draw = np.random.default_rng(7)
    known = task(draw, draw.integers(0, 3, 300), draw.normal(size=(300, 770)))
    head = fit(known.part(np.arange(60)))
    whole = head.chances(known.before, known.signals)
    assert np.array_equal(head.chances(known.before[::-1], known.signals[::-1])[::-1], whole)
    alone = [head.chances(known.before[[i]], known.signals[[i]]) for i in range(300)]
    assert np.array_equal(np.concatenate(alone), whole)


@given(st.lists(st.integers(0, 8), min_size=1, max_size=60), st.integers(1, 6), st.integers(0, 99))
def test_no_group_stands_on_both_sides(groups: list[int], many: int, seed: int) -> None:
    known = np.array(groups)
    tried = []
    for train, test in folds(known, many, np.random.default_rng(seed)):
        assert not set(known[train]) & set(known[test])
        assert len(train) + len(test) == len(known)
        tried += test.tolist()
    assert sorted(tried) == list(range(len(known)))


def test_the_corrected_interval_is_wider_than_one_that_takes_parts_for_independent() -> None:
    gains = np.random.default_rng(8).normal(0.1, 0.2, 25)
    low, high, p = corrected_t(gains, 0.25)
    naive_low, naive_high, naive_p = corrected_t(gains, 0.0)
    assert low < naive_low < naive_high < high
    assert p > naive_p


def test_a_model_that_was_sure_and_wrong_pays_a_bounded_price() -> None:
    assert log_loss(np.array([[1.0, 0.0]]), np.array([1]))[0] == pytest.approx(np.log(200))
