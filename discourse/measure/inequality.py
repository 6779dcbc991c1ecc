"""How unequally readers take part, with intervals: readers are drawn anew, and the measures taken of each draw.

The plain percentile interval of such draws covers far too seldom, since few draws hold those who write most. So the
interval is the studentised one: each draw's gap to the measure counts in units of that draw's own standard error, on
the scale of log-odds, whose ends keep within 0 and 1. Davidson (2009), Reliable inference for the Gini index, Journal
of Econometrics 150:30-40.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from discourse.measure.intervals import Floats

LEAST_READERS = 50
_EDGE = 1e-4  # log-odds of 0 and 1 are none


def inequality(counts: ArrayLike, *, rng: np.random.Generator, draws: int, level: float) -> dict[str, float]:
    """Gini's coefficient and the share of the most active tenth, each with its studentised bootstrap interval.

    `counts` holds each reader's number of comments. With fewer than 50 readers the limits are null: what so few show of
    those who write most is left to chance. Sources of the measures: `threads.gini`, `threads.top_tenth`.

    >>> found = inequality([1] * 48 + [6] * 12, rng=np.random.default_rng(0), draws=200, level=0.95)
    >>> round(found["gini"], 2), round(found["top_tenth"], 2), found["gini_low"] < found["gini"] < found["gini_high"]
    (0.4, 0.3, True)
    """
    values, readers = np.unique(np.asarray(counts, dtype=float), return_counts=True)
    n = int(readers.sum())
    found = {"n_authors": n, "gini": np.nan, "top_tenth": np.nan}
    found |= {f"{name}_{end}": np.nan for name in ("gini", "top_tenth") for end in ("low", "high")}
    if not n:
        return found
    drawn = rng.multinomial(n, readers / n, draws) if n >= LEAST_READERS else np.zeros((0, len(values)), dtype=np.int64)
    each = np.vstack([readers, drawn]).astype(float)
    measured = {"gini": ginis(values, each), "top_tenth": top_tenths(values, each)}
    # Gini's coefficient of a sample is too small by (n - 1) / n; the interval makes up for it.
    centres = {"gini": measured["gini"] * n / max(n - 1, 1), "top_tenth": measured["top_tenth"]}
    spreads = {"gini": _gini_errors, "top_tenth": _top_errors}
    for name, values_of in measured.items():
        found[name] = float(values_of[0])
        if len(drawn):
            errors = spreads[name](values, each, values_of)
            found[f"{name}_low"], found[f"{name}_high"] = _studentised(centres[name], errors, level)
    return found


def _studentised(measured: Floats, errors: Floats, level: float) -> tuple[float, float]:
    """The limits of the first of `measured`, by the gaps of the others to it in units of their standard `errors`."""
    inner = np.clip(measured, _EDGE, 1 - _EDGE)
    odds, errors = np.log(inner / (1 - inner)), errors / (inner * (1 - inner))
    if not errors[0] > 0:
        return np.nan, np.nan
    known = errors > 0
    known[0] = False
    gaps = (odds[known] - odds[0]) / errors[known]
    if not len(gaps):
        return np.nan, np.nan
    above, below = np.quantile(gaps, [(1 + level) / 2, (1 - level) / 2])
    limits = 1 / (1 + np.exp(-(odds[0] - np.array([above, below]) * errors[0])))
    return float(limits[0]), float(limits[1])


def ginis(values: Floats, readers: Floats) -> Floats:
    """Gini's coefficient for each row of `readers`: how many readers wrote each of the ascending `values`.

    >>> ginis(np.array([1.0, 4.0]), np.array([[3.0, 0.0], [1.0, 1.0]])).round(2).tolist()
    [0.0, 0.3]
    """
    n, total = readers.sum(axis=1), readers @ values
    before = np.cumsum(readers, axis=1) - readers
    ranked = ((2 * before + readers - n[:, None]) * readers) @ values
    return np.asarray(ranked / (n * total))


def _gini_errors(values: Floats, readers: Floats, measured: Floats) -> Floats:
    """Standard errors of Gini's coefficients from how each reader moves them: Davidson (2009), equation 13."""
    n = readers.sum(axis=1, keepdims=True)
    rank = (np.cumsum(readers, axis=1) - readers / 2) / n
    written = (np.cumsum(readers * values, axis=1) - readers * values / 2) / n
    return _errors(2 * (rank * values - written) - (measured[:, None] + 1) * values, values, readers)


def _top_errors(values: Floats, readers: Floats, measured: Floats) -> Floats:
    """Standard errors of the top tenths' shares: by how far a reader is above the least active of the tenth."""
    upward = np.cumsum(readers[:, ::-1], axis=1)[:, ::-1]
    least = values[(upward >= np.ceil(readers.sum(axis=1, keepdims=True) / 10)).sum(axis=1) - 1]
    return _errors(np.maximum(values - least[:, None], 0) - measured[:, None] * values, values, readers)


def _errors(moves: Floats, values: Floats, readers: Floats) -> Floats:
    n = readers.sum(axis=1)
    mean = (readers * moves).sum(axis=1) / n
    squares = (readers * (moves - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(squares) / (readers @ values))


def top_tenths(values: Floats, readers: Floats) -> Floats:
    """Share of the comments that the most active tenth of readers wrote (rounded up), for each row of `readers`.

    >>> top_tenths(np.array([1.0, 9.0]), np.array([[9.0, 1.0]])).tolist()
    [0.5]
    """
    above = np.cumsum(readers[:, ::-1], axis=1)[:, ::-1] - readers
    left = np.ceil(readers.sum(axis=1) / 10)[:, None] - above
    return np.asarray((np.clip(left, 0, readers) @ values) / (readers @ values))
