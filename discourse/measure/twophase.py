"""Shares estimated from a model's tags of all comments and hand codes of some.

Two estimates from one formula. The design-based one takes the codes alone, each weighted by how many comments it stands
for. The prediction-powered one adds what the tags say of all comments, less what they say of the coded ones, times the
weight that makes the variance least: Angelopoulos et al. (2023), Science 382:669-674, and PPI++ (arXiv:2311.01453);
among statisticians the generalised difference estimator of Särndal, Swensson and Wretman (1992, chapter 6). It is as
unbiased as the first, whatever the model's faults, and narrower where the model is good.

Both chances are in the interval: which readers wrote at all, and which of their comments were coded. Readers are the
units of both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from discourse.measure.counting import per_reader
from discourse.measure.intervals import Counts, Floats, effective_readers, t_quantile, wilson
from discourse.measure.truth import weights_of


@dataclass(frozen=True, slots=True)
class Coded:
    """The coded comments among a population: their positions in it, chances of being drawn, and what the codes say.

    `part` and `whole` are 1 or 0 a comment: the share wanted is the sum of parts over the sum of wholes.
    """

    positions: Counts
    probability: Floats
    part: Floats
    whole: Floats


@dataclass(frozen=True, slots=True)
class Population:
    """All comments: the reader of each, its post-stratum (numbers from 0), and the model's guess of part and whole."""

    reader: Counts
    cell: Counts
    part: Floats
    whole: Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval, and the effective n and degrees of freedom that this was made with.

    `tuning` is the weight that the model's tags got (0: none, 1: all).
    """

    share: float
    low: float
    high: float
    size: float
    degrees: float
    tuning: float


NOTHING = Estimate(*[math.nan] * 6)


def estimate(every: Population, coded: Coded, level: float = 0.95, *, powered: bool = True) -> Estimate:
    """The share by codes and tags (`powered`), or by codes alone; null where no code says anything of it.

    >>> rng = np.random.default_rng(0)
    >>> true = rng.random(1000) < 0.3
    >>> guess = np.where(rng.random(1000) < 0.9, true, ~true).astype(float)  # says 34% where 30% are
    >>> one = np.ones(1000)
    >>> every = Population(np.arange(1000), np.zeros(1000, dtype=np.int64), guess, one)
    >>> at = np.arange(0, 1000, 5)
    >>> found = estimate(every, Coded(at, np.full(200, 0.2), true[at].astype(float), one[at]))
    >>> bool(found.low < true.mean() < found.high), 0.5 < found.tuning <= 1
    (True, True)
    """
    weights = weights_of(every.cell, coded.positions, coded.probability)
    total = float(weights @ coded.whole)
    if total <= 0:
        return NOTHING
    share = float(weights @ coded.part) / total
    tuning = 0.0
    if powered:
        guess = every.part - share * every.whole
        at = guess[coded.positions]
        tuning = _tuning(coded.part - share * coded.whole, at, weights, every.cell[coded.positions])
        share += tuning * float(guess.sum() - weights @ at) / total
    share = min(max(share, 0.0), 1.0)
    size, degrees = _precision(every, coded, weights, share, tuning)
    low, high = wilson(share, size, t_quantile(level, degrees))
    return Estimate(share, float(low), float(high), size, degrees, tuning)


def _tuning(said: Floats, guess: Floats, weights: Floats, cell: Counts) -> float:
    """The weight of the guesses that makes the variance within post-strata least, from 0 to 1."""
    said, guess = said - _cell_means(said, weights, cell), guess - _cell_means(guess, weights, cell)
    spread = float(weights @ guess**2)
    return min(max(float(weights @ (said * guess)) / spread, 0.0), 1.0) if spread > 0 else 0.0


def _cell_means(values: Floats, weights: Floats, cell: Counts) -> Floats:
    """The weighted mean of each coded comment's post-stratum."""
    return _means(values, weights, cell)[cell]


def _means(values: Floats, weights: Floats, cell: Counts) -> Floats:
    sums, sizes = np.bincount(cell, weights=weights * values), np.bincount(cell, weights=weights)
    return np.asarray(sums / np.where(sizes > 0, sizes, 1))


def _precision(every: Population, coded: Coded, weights: Floats, share: float, tuning: float) -> tuple[float, float]:
    """The effective n and degrees of freedom by the linearised variance over readers.

    Each reader's part in the estimate is what is believed of all their comments, and how far off the belief was for the
    coded ones, times what these stand for.
    """
    cell = every.cell[coded.positions]
    belief = tuning * (every.part - share * every.whole)
    off = coded.part - share * coded.whole - belief[coded.positions]
    means = np.zeros(int(every.cell.max()) + 1)
    found = _means(off, weights, cell)
    means[: len(found)] = found
    drawn = np.bincount(cell, minlength=len(means))[cell]
    small_cell = np.sqrt(drawn / np.maximum(drawn - 1, 1))  # for the mean that was estimated in the cell
    parts = belief + means[every.cell]
    parts[coded.positions] += weights * (off - means[cell]) * small_cell
    each = per_reader(every.reader, parts[:, None])[:, 0]
    total = float(weights @ coded.whole)
    readers = len(each)
    variance = float(each @ each) / total**2 * readers / max(readers - 1, 1)
    stand = per_reader(every.reader[coded.positions], (weights * coded.whole)[:, None])
    effective = float(effective_readers(stand)[0])
    # Where all codes say the same, the readers who were coded are all there is to go by.
    size = share * (1 - share) / variance if variance > 0 and 0 < share < 1 else effective
    return size, max(effective - np.count_nonzero(np.bincount(cell)), 1.0)
