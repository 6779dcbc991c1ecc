"""How unequally readers take part, with intervals: readers are drawn anew, and the measures taken of each draw.

The plain percentile interval of such draws covers far too seldom, since few draws hold those who write most. So the
interval is the studentised one: each draw's gap to the measure counts in units of that draw's own standard error, on
the scale of log-odds, whose ends keep within 0 and 1. Davidson (2009), Reliable inference for the Gini index, Journal
of Econometrics 150:30-40. Where a measure rests on few readers its standard error is uncertain too: the interval is
widened as Student's t is, by the degrees of freedom that the kurtosis of the readers' moves leaves (Satterthwaite).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from discourse.measure.intervals import Floats, normal_quantile, t_quantile
from discourse.records import INEQUALITY_READERS

_TAIL = 0.75  # a sample shows too little of how heavy tails are: this share of the degrees of freedom is believed
_EDGE = 1e-4  # log-odds of 0 and 1 are none


def inequality(counts: ArrayLike, *, rng: np.random.Generator, draws: int, level: float) -> dict[str, float]:
    """Gini's coefficient and the share of the most active tenth, each with its studentised bootstrap interval.

    `counts` holds each reader's number of comments. With fewer than 200 readers the limits are null: what so few show
    of those who write most is left to chance. Sources of the measures: `threads.gini`, `threads.top_tenth`.

    >>> found = inequality([1] * 192 + [6] * 48, rng=np.random.default_rng(0), draws=200, level=0.95)
    >>> round(found["gini"], 2), round(found["top_tenth"], 2), found["gini_low"] < found["gini"] < found["gini_high"]
    (0.4, 0.3, True)
    """
    values, readers = np.unique(np.asarray(counts, dtype=float), return_counts=True)
    n = int(readers.sum())
    found = {"n_authors": n, "gini": np.nan, "top_tenth": np.nan}
    found |= {f"{name}_{end}": np.nan for name in ("gini", "top_tenth") for end in ("low", "high")}
    if not n:
        return found
    drawn = (
        rng.multinomial(n, readers / n, draws)
        if n >= INEQUALITY_READERS
        else np.zeros((0, len(values)), dtype=np.int64)
    )
    each = np.vstack([readers, drawn]).astype(float)
    measured = {"gini": ginis(values, each), "top_tenth": top_tenths(values, each)}
    # Gini's coefficient of a sample is too small by (n - 1) / n; the interval makes up for it.
    centres = {"gini": measured["gini"] * n / max(n - 1, 1), "top_tenth": measured["top_tenth"]}
    moves_of = {"gini": _gini_moves, "top_tenth": _top_moves}
    for name, values_of in measured.items():
        found[name] = float(values_of[0])
        if len(drawn):
            moves = moves_of[name](values, each, values_of)
            errors, degrees = _errors(moves, values, each), _degrees(moves[0], each[0])
            found[f"{name}_low"], found[f"{name}_high"] = _studentised(centres[name], errors, degrees, level)
    return found


def _studentised(measured: Floats, errors: Floats, degrees: float, level: float) -> tuple[float, float]:
    """The limits of the first of `measured`, by the gaps of the others to it in units of their standard `errors`.

    They are widened as the t distribution is of the normal one, and lie no closer than the t interval's.
    """
    inner = np.clip(measured, _EDGE, 1 - _EDGE)
    odds, errors = np.log(inner / (1 - inner)), errors / (inner * (1 - inner))
    if not errors[0] > 0:
        return np.nan, np.nan
    known = errors > 0
    known[0] = False
    gaps = (odds[known] - odds[0]) / errors[known]
    if not len(gaps):
        return np.nan, np.nan
    t = float(t_quantile(level, degrees))
    above, below = np.quantile(gaps, [(1 + level) / 2, (1 - level) / 2]) * t / normal_quantile(level)
    limits = 1 / (1 + np.exp(-(odds[0] - np.array([max(above, t), min(below, -t)]) * errors[0])))
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


def _gini_moves(values: Floats, readers: Floats, measured: Floats) -> Floats:
    """How readers of each of the `values` move Gini's coefficients: Davidson (2009), equation 13."""
    n = readers.sum(axis=1, keepdims=True)
    rank = (np.cumsum(readers, axis=1) - readers / 2) / n
    written = (np.cumsum(readers * values, axis=1) - readers * values / 2) / n
    return np.asarray(2 * (rank * values - written) - (measured[:, None] + 1) * values)


def _top_moves(values: Floats, readers: Floats, measured: Floats) -> Floats:
    """How readers of each of the `values` move the top tenths' shares: by how far they are above its least active."""
    upward = np.cumsum(readers[:, ::-1], axis=1)[:, ::-1]
    least = values[(upward >= np.ceil(readers.sum(axis=1, keepdims=True) / 10)).sum(axis=1) - 1]
    return np.asarray(np.maximum(values - least[:, None], 0) - measured[:, None] * values)


def _errors(moves: Floats, values: Floats, readers: Floats) -> Floats:
    """Standard errors of measures, by how readers of each of the `values` move them."""
    n = readers.sum(axis=1)
    mean = (readers * moves).sum(axis=1) / n
    squares = (readers * (moves - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(squares) / (readers @ values))


def _degrees(moves: Floats, readers: Floats) -> float:
    """Degrees of freedom of a standard error: few where the moves of few readers make most of it.

    >>> few = _degrees(np.array([-0.1, 9.9]), np.array([99.0, 1.0]))
    >>> _degrees(np.array([-1.0, 1.0]), np.array([50.0, 50.0])), round(few, 1)
    (inf, 1.5)
    """
    n = readers.sum()
    gaps = moves - readers @ moves / n
    square = readers @ gaps**2 / n
    excess = readers @ gaps**4 / n / square**2 - 1 if square > 0 else 0.0
    return max(1.0, float(_TAIL * 2 * n / excess)) if excess > 0 else math.inf


def top_tenths(values: Floats, readers: Floats) -> Floats:
    """Share of the comments that the most active tenth of readers wrote (rounded up), for each row of `readers`.

    >>> top_tenths(np.array([1.0, 9.0]), np.array([[9.0, 1.0]])).tolist()
    [0.5]
    """
    above = np.cumsum(readers[:, ::-1], axis=1)[:, ::-1] - readers
    left = np.ceil(readers.sum(axis=1) / 10)[:, None] - above
    return np.asarray((np.clip(left, 0, readers) @ values) / (readers @ values))
