"""How unequally readers take part, with intervals: readers are drawn anew, and the measures taken of each draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from discourse.measure.intervals import Floats, percentiles

LEAST_READERS = 20


def inequality(counts: ArrayLike, *, rng: np.random.Generator, draws: int, level: float) -> dict[str, float]:
    """Gini's coefficient and the share of the most active tenth, each with its percentile bootstrap interval.

    `counts` holds each reader's number of comments. With fewer than 20 readers the limits are null: so few draws of so
    few readers hardly ever hold those who write most. Sources of the measures: `threads.gini`, `threads.top_tenth`.

    >>> found = inequality([1] * 18 + [6, 6], rng=np.random.default_rng(0), draws=200, level=0.95)
    >>> round(found["gini"], 2), round(found["top_tenth"], 2), found["gini_low"] < found["gini"] < found["gini_high"]
    (0.3, 0.4, True)
    """
    values, readers = np.unique(np.asarray(counts, dtype=float), return_counts=True)
    n = int(readers.sum())
    found = {"n_authors": n, "gini": np.nan, "top_tenth": np.nan}
    found |= {f"{name}_{end}": np.nan for name in ("gini", "top_tenth") for end in ("low", "high")}
    if not n:
        return found
    drawn = rng.multinomial(n, readers / n, draws) if n >= LEAST_READERS else np.zeros((0, len(values)), dtype=np.int64)
    each = np.vstack([readers, drawn]).astype(float)
    for name, measured in (("gini", ginis(values, each)), ("top_tenth", top_tenths(values, each))):
        found[name] = float(measured[0])
        found[f"{name}_low"], found[f"{name}_high"] = percentiles(measured[1:], level)
    return found


def ginis(values: Floats, readers: Floats) -> Floats:
    """Gini's coefficient for each row of `readers`: how many readers wrote each of the ascending `values`.

    >>> ginis(np.array([1.0, 4.0]), np.array([[3.0, 0.0], [1.0, 1.0]])).round(2).tolist()
    [0.0, 0.3]
    """
    n, total = readers.sum(axis=1), readers @ values
    before = np.cumsum(readers, axis=1) - readers
    ranked = ((2 * before + readers - n[:, None]) * readers) @ values
    return np.asarray(ranked / (n * total))


def top_tenths(values: Floats, readers: Floats) -> Floats:
    """Share of the comments that the most active tenth of readers wrote (rounded up), for each row of `readers`.

    >>> top_tenths(np.array([1.0, 9.0]), np.array([[9.0, 1.0]])).tolist()
    [0.5]
    """
    above = np.cumsum(readers[:, ::-1], axis=1)[:, ::-1] - readers
    left = np.ceil(readers.sum(axis=1) / 10)[:, None] - above
    return np.asarray((np.clip(left, 0, readers) @ values) / (readers @ values))
