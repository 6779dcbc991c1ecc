"""Differences of two shares with intervals and p values, and p values adjusted for how many were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from discourse.measure.intervals import Floats, wilson

Adjustment = Literal["holm", "bh"]
_HALVINGS = 50


@dataclass(frozen=True, slots=True)
class Side:
    """Shares on one side of comparisons, with the effective n and degrees of freedom of each."""

    share: Floats
    size: Floats
    degrees: Floats


@dataclass(frozen=True, slots=True)
class Differences:
    """First side less second, with interval and two-sided p value; null where either side has no share."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats


def differences(first: Side, second: Side, correlation: Floats, level: float = 0.95) -> Differences:
    """Differences of shares by Newcombe's method: from the limits of each, which stay apart at shares near 0 and 1.

    `correlation` is that of the two estimates (0 where no reader is on both sides). The p value is the level at which
    the interval just touches 0, so that the two never contradict each other.

    Source: Newcombe (1998), Statistics in Medicine 17:873-890, method 10; with correlation, 17:2635-2650; as "MOVER",
    Zou and Donner (2008), Statistics in Medicine 27:1693-1702.

    >>> one = Side(np.array([56 / 70]), np.array([70]), np.array([np.inf]))
    >>> two = Side(np.array([48 / 80]), np.array([80]), np.array([np.inf]))
    >>> found = differences(one, two, np.zeros(1))
    >>> found.low.round(4).tolist(), found.high.round(4).tolist()
    ([0.0524], [0.3339])
    """
    gap = first.share - second.share
    low, high = _limits(first, second, correlation, np.full(len(gap), level))
    return Differences(gap, low, high, _p_values(first, second, correlation))


def _limits(first: Side, second: Side, correlation: Floats, level: Floats) -> tuple[Floats, Floats]:
    one, two = (wilson(side.share, side.size, _quantiles(level, side.degrees)) for side in (first, second))
    below, above = first.share - one[0], one[1] - first.share
    under, over = second.share - two[0], two[1] - second.share
    gap = first.share - second.share
    low = gap - np.sqrt(np.maximum(below**2 - 2 * correlation * below * over + over**2, 0))
    high = gap + np.sqrt(np.maximum(above**2 - 2 * correlation * above * under + under**2, 0))
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def _quantiles(level: Floats, degrees: Floats) -> Floats:
    return np.asarray(stats.t.ppf((1 + level) / 2, degrees))


def _p_values(first: Side, second: Side, correlation: Floats) -> Floats:
    """1 less the widest level whose interval leaves out 0, found by halving."""
    gap = first.share - second.share
    inner, outer = np.zeros(len(gap)), np.ones(len(gap))
    for _ in range(_HALVINGS):
        level = (inner + outer) / 2
        low, high = _limits(first, second, correlation, level)
        apart = (low > 0) | (high < 0)
        inner, outer = np.where(apart, level, inner), np.where(apart, outer, level)
    return np.where(np.isnan(gap), np.nan, np.where(gap == 0, 1.0, 1 - inner))


def correlations(drawn: Floats, first: list[int], second: list[int]) -> Floats:
    """Correlation of pairs of columns over draws (draws x columns); 0 where there are no draws or no spread.

    >>> drawn = np.array([[0.1, 0.2, 0.5], [0.2, 0.4, 0.5], [0.3, 0.6, 0.5]])
    >>> correlations(drawn, [0, 0], [1, 2]).round(6).tolist()
    [1.0, 0.0]
    """
    found = np.zeros(len(first))
    for i, (a, b) in enumerate(zip(first, second, strict=True)):
        both = np.isfinite(drawn[:, a]) & np.isfinite(drawn[:, b])
        x, y = drawn[both, a], drawn[both, b]
        if both.sum() > 2 and x.std() > 0 and y.std() > 0:
            found[i] = np.corrcoef(x, y)[0, 1]
    return found


def adjusted(p: Floats, method: Adjustment = "holm") -> Floats:
    """P values adjusted for the family they stand in; null ones are no part of it.

    "holm" keeps the chance of any false finding (Holm 1979, Scandinavian Journal of Statistics 6:65-70), "bh" the share
    of false ones among the findings (Benjamini and Hochberg 1995, JRSS B 57:289-300). As R's `p.adjust`.

    >>> adjusted(np.array([0.01, 0.02, np.nan, 0.04])).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    known = np.isfinite(p)
    found = np.full(len(p), np.nan)
    if not known.any():
        return found
    if method == "bh":
        found[known] = stats.false_discovery_control(p[known], method="bh")
        return found
    order = np.argsort(p[known], kind="stable")
    stepped = np.maximum.accumulate(p[known][order] * np.arange(known.sum(), 0, -1))
    values = np.empty(known.sum())
    values[order] = np.minimum(stepped, 1.0)
    found[known] = values
    return found
