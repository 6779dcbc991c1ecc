"""Sets of labels that are right as often as is asked for: split conformal prediction (Vovk et al. 2005).

On held-out rows with known labels it is measured how little a model can believe in the right one. For a new row all
labels are kept that it believes in as much as that. Where new rows are like the held-out ones (exchangeable), the set
holds the right label in at least 1 - error rate of the cases, whatever the model is worth: a poor one gives large sets.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discourse.tag.reading import Floats

_MOST = 1999
"""Scores that are kept: more make sets no better."""


def scores(chances: Floats, right: np.ndarray) -> list[float]:
    """How strange each right label is to the model, 1 less its chance, smallest first.

    `chances` (n, k) are of held-out rows, `right` (n,) the places of their labels. Of many rows some are taken evenly,
    and scores are rounded up, so that they promise no more than they hold.

    >>> scores(np.array([[0.9, 0.1], [0.3, 0.7]]), np.array([0, 0]))
    [0.1, 0.7]
    """
    found = 1 - chances[np.arange(len(right)), right]
    if len(found) > _MOST:
        found = found[np.linspace(0, len(found) - 1, _MOST).astype(int)]
    rounded: list[float] = np.minimum(np.ceil(np.sort(found) * 1e4 - 1e-6) / 1e4, 1.0).tolist()
    return rounded


def threshold(known: Sequence[float], error_rate: float) -> float:
    """The score up to which labels are kept: the ceil((n + 1)(1 - error rate))th of n; 1 keeps all, where n is too few.

    >>> threshold([0.1, 0.2, 0.3, 0.4], 0.4), threshold([0.1, 0.2, 0.3, 0.4], 0.1)
    (0.3, 1.0)
    """
    # The product is rounded first: 0.9 times 10 is a hair more than 9 to a computer.
    rank = ceil(round((len(known) + 1) * (1 - error_rate), 9))
    return known[rank - 1] if rank <= len(known) else 1.0


def kept(chances: Floats, limit: float) -> np.ndarray:
    """Which labels (n, k) can't be excluded; the likeliest never is.

    >>> kept(np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25]]), 0.7).tolist()
    [[True, False, False], [True, True, False]]
    """
    found = 1 - chances <= limit + 1e-9
    found[np.arange(len(chances)), chances.argmax(axis=1)] = True
    return np.asarray(found)
