"""Intervals for shares of comments whose readers, not comments, are the independent units."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]

_BLOCK = 4_000_000  # cells of a block of draws: 32 MB


def wilson(share: ArrayLike, n: ArrayLike, quantile: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson's score interval for shares of `n` independent units; `quantile` is that of the normal or t.

    Null (NaN) where `n` is 0. Source: Wilson (1927), JASA 22:209-212; for clustered samples with an effective `n`
    and the t quantile, Korn and Graubard (1998) and Dean and Pagano (2015).

    >>> low, high = wilson(0.1, 10, 1.959964)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0179, 0.4042)
    """
    share, n, z = (np.asarray(each, dtype=float) for each in (share, n, quantile))
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = share + z**2 / (2 * n)
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        low, high = (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
    # At shares of 0 and 1 the bound is exact; floating point must not push it past the share.
    return np.minimum(np.maximum(low, 0.0), share), np.maximum(np.minimum(high, 1.0), share)


def effective_readers(comments: ArrayLike, readers: ArrayLike = 1) -> Floats:
    """Kish's effective number of readers, from their numbers of comments (rows x cells); 0 where there are none.

    `readers` says how many readers each row stands for. The number equals that of the readers where all write alike,
    and sinks toward 1 where one writes nearly everything. Source: Kish (1965), Survey Sampling, section 11.7.

    >>> effective_readers([[5, 9], [5, 1], [5, 0]]).round(2).tolist()
    [3.0, 1.22]
    >>> effective_readers([[5]], [3]).tolist()
    [3.0]
    """
    comments = np.asarray(comments, dtype=float)
    weight = np.broadcast_to(np.asarray(readers, dtype=float), len(comments))
    squares = weight @ comments**2
    return np.asarray((weight @ comments) ** 2 / np.where(squares > 0, squares, 1.0))


def resample(counts: NDArray[Any], draws: int, rng: np.random.Generator, readers: Counts | None = None) -> Floats:
    """Totals of `draws` bootstrap samples of readers (rows of `counts`): draws x columns.

    `readers` says how many readers each row stands for. Readers whose rows are equal are drawn as one multinomial cell,
    which is the same distribution and far quicker; the result does not depend on the order of the rows.

    >>> totals = resample(np.array([[1, 2], [1, 2], [3, 0]]), 5, np.random.default_rng(0))
    >>> totals.shape
    (5, 2)
    >>> np.array_equal(totals, resample(np.array([[3, 0], [1, 2]]), 5, np.random.default_rng(0), np.array([1, 2])))
    True
    """
    patterns, which = np.unique(counts, axis=0, return_inverse=True)
    number = np.bincount(which.ravel(), weights=readers, minlength=len(patterns)).astype(np.int64)
    patterns = patterns.astype(float)  # whole numbers would be multiplied one by one
    chances = number / number.sum()
    step = max(1, _BLOCK // len(patterns))
    blocks = [
        rng.multinomial(number.sum(), chances, size=min(step, draws - start)).astype(float) @ patterns
        for start in range(0, draws, step)
    ]
    return np.concatenate(blocks)


def t_quantile(level: float, degrees: ArrayLike) -> Floats:
    """Two-sided t quantile; that of the normal distribution where the degrees of freedom are infinite.

    >>> t_quantile(0.95, [19, np.inf]).round(3).tolist()
    [2.093, 1.96]
    """
    return np.asarray(stats.t.ppf((1 + level) / 2, np.asarray(degrees, dtype=float)))


def normal_quantile(level: float) -> float:
    """Two-sided quantile of the normal distribution.

    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    return float(stats.norm.ppf((1 + level) / 2))


def percentiles(drawn: Floats, level: float) -> tuple[float, float]:
    """The plain bootstrap interval: the middle `level` of the draws that are not null.

    >>> percentiles(np.array([1.0, 2.0, 3.0, np.nan]), 1.0)
    (1.0, 3.0)
    """
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
