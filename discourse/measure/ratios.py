"""Ratios of readers' totals with intervals: shares, precision, recall, F1 and their like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discourse.measure.intervals import Counts, Floats, effective_readers, resample, t_quantile, wilson
from discourse.records import ENOUGH_READERS


@dataclass(frozen=True, slots=True)
class Ratios:
    """One value a cell: the ratio with its interval, the readers it rests on, and whether these were resampled.

    `size` is the effective n and `degrees` those of freedom that the interval was made with (infinite: normal);
    `drawn` holds the ratios of each draw (draws x cells; no rows where nothing was resampled).
    """

    share: Floats
    low: Floats
    high: Floats
    readers: NDArray[np.int64]
    resampled: NDArray[np.bool_]
    size: Floats
    degrees: Floats
    drawn: Floats


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are made: draws of readers, their generator, and the level."""

    draws: int
    rng: np.random.Generator
    level: float


def ratios(
    table: NDArray[Any], part: Sequence[int], whole: Sequence[int], how: Resampling, weight: Counts | None = None
) -> Ratios:
    """The ratios of totals of `table` (readers x columns): sum of a `part` column over sum of its `whole`.

    `weight` says for how many readers each row stands: one, where it is not given.

    With 20 readers or more, and a ratio neither 0 nor 1, readers are resampled: the spread gives the effective number
    of units, which goes into Wilson's interval with the t quantile at the effective readers. With fewer, Wilson's
    interval is taken at the effective number of readers, as though each reader's comments all said the same. Ratios of
    nothing are null. Totals should be of about the size of the number of comments: weights of mean 1, not of mean 50.

    >>> table = np.array([[1, 2], [0, 1], [1, 1]])
    >>> found = ratios(table, [0], [1], Resampling(100, np.random.default_rng(0), 0.95))
    >>> float(found.share[0]), found.readers.tolist(), found.resampled.tolist()
    (0.5, [3], [False])
    """
    weight = np.ones(len(table), dtype=np.int64) if weight is None else weight
    totals = weight @ table
    count, n = totals[list(part)].astype(float), totals[list(whole)].astype(float)
    readers = weight @ (table[:, list(whole)] > 0)
    effective = effective_readers(table[:, list(whole)], weight)
    with np.errstate(invalid="ignore"):
        share = count / np.where(n > 0, n, np.nan)
    enough = (readers >= ENOUGH_READERS) & (count > 0) & (count < n)
    size, degrees, drawn = effective, np.full(len(n), np.inf), np.zeros((0, len(n)))
    if enough.any():
        totals = resample(table, how.draws, how.rng, weight)
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = totals[:, list(part)] / totals[:, list(whole)]
            size = np.where(enough, np.minimum(share * (1 - share) / _spread(drawn, int(weight.sum())), n), effective)
        degrees = np.where(enough, np.maximum(effective - 1, 1), np.inf)
    low, high = wilson(share, size, t_quantile(how.level, degrees))
    return Ratios(share, low, high, readers, enough, size, degrees, drawn)


def _spread(drawn: Floats, readers: int) -> Floats:
    """Variance of each ratio over samples of readers drawn with replacement."""
    # A draw that holds nothing of a whole says nothing of its ratio; columns without any draw stay null.
    known = np.isfinite(drawn)
    n = np.maximum(known.sum(axis=0), 2)
    mean = np.where(known, drawn, 0).sum(axis=0) / n
    variance = np.where(known, (drawn - mean) ** 2, 0).sum(axis=0) / (n - 1)
    return np.asarray(variance * readers / (readers - 1))
