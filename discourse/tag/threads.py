"""Topics of a comment in the light of its thread: what it answers tells what a few words are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.tag.reading import sigmoid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discourse.tag.reading import Floats

_LEAST = 1e-4


def in_thread(alone: Floats, answers: np.ndarray, weights: Mapping[str, float] | None) -> Floats:
    """The chance (n, k) that each of k topics applies to each of n comments of threads.

    `alone` (n, k) is the chance by a comment's own words, `answers` (n,) the row of the comment that each answers, or
    -1. Comments under an article leave its topic unsaid more often than the texts do that the first chance was fitted
    on, so that chance is stretched and shifted, and what is answered weighs in. `weights` hold `own`, `parent`,
    `offset` and `usual` (the log odds at which an answered comment tells nothing), fitted on the hand-coded sample
    threads; a model without them leaves `alone` as it is.

    >>> weights = {"own": 0.5, "parent": 0.5, "offset": 0.0, "usual": -2.0}
    >>> in_thread(np.array([[0.9], [0.2]]), np.array([-1, 0]), weights).round(2).tolist()
    [[0.75], [0.8]]
    """
    if weights is None or not len(alone):
        return alone
    odds = log_odds(alone)
    answered = np.where(answers[:, None] >= 0, odds[answers] - weights["usual"], 0.0)
    return sigmoid(weights["own"] * odds + weights["parent"] * answered + weights["offset"])


def log_odds(chance: Floats) -> Floats:
    """Log odds of chances, held within bounds that a logarithm can take.

    >>> log_odds(np.array([0.5, 0.0])).round(2).tolist()
    [0.0, -9.21]
    """
    held = np.clip(chance, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(held / (1 - held)))
