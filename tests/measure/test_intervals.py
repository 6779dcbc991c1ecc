"""Intervals hold what they promise: within 0 and 1, around the share, and over the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.measure.intervals import effective_readers, normal_quantile, resample, t_quantile, wilson

Z = normal_quantile(0.95)


# R 4.3: prop.test(x, n, correct = FALSE)$conf.int
@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (1, 10, 0.01787621, 0.40415002),
        (81, 263, 0.25525336, 0.36620799),
        (0, 20, 0.0, 0.16112516),
        (20, 20, 0.83887484, 1.0),
    ],
)
def test_wilson_matches_reference_values(count: int, n: int, low: float, high: float) -> None:
    found = wilson(count / n, n, Z)
    assert found[0] == pytest.approx(low, abs=5e-5)
    assert found[1] == pytest.approx(high, abs=5e-5)


@given(st.floats(0, 1), st.floats(0.5, 1e6), st.floats(0.5, 0.999))
def test_wilson_stays_within_bounds_and_around_the_share(share: float, n: float, level: float) -> None:
    low, high = wilson(share, n, normal_quantile(level))
    assert 0 <= low <= share <= high <= 1


@given(st.floats(0, 1), st.floats(1, 1e4))
def test_wilson_mirrors_and_narrows_with_n(share: float, n: float) -> None:
    low, high = wilson(share, n, Z)
    mirrored = wilson(1 - share, n, Z)
    assert mirrored[0] == pytest.approx(1 - float(high), abs=1e-9)
    more = wilson(share, 4 * n, Z)
    assert float(more[1] - more[0]) <= float(high - low) + 1e-12


def test_nothing_counted_has_no_interval() -> None:
    assert np.isnan(wilson(np.nan, 0, Z)).all()


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30).filter(any))
def test_effective_readers_lie_between_one_and_those_who_write(comments: list[int]) -> None:
    effective = float(effective_readers(np.array(comments)[:, None])[0])
    assert 1 - 1e-9 <= effective <= np.count_nonzero(comments) + 1e-9


def test_resampling_draws_whole_readers_and_keeps_the_mean() -> None:
    rng = np.random.default_rng(1)
    counts = rng.integers(0, 5, (300, 3))
    totals = resample(counts, 4000, rng)
    assert totals.shape == (4000, 3)
    assert totals.mean(axis=0) == pytest.approx(counts.sum(axis=0), rel=0.01)
    # The variance of a bootstrap total is n times the variance of one reader's count.
    assert totals.var(axis=0) == pytest.approx(300 * counts.var(axis=0), rel=0.1)


def test_few_readers_have_the_wider_quantile() -> None:
    assert (
        float(t_quantile(0.95, 5)) > float(t_quantile(0.95, 50)) > float(t_quantile(0.95, np.inf)) == pytest.approx(Z)
    )
