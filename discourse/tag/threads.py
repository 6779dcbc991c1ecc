"""Topics of a comment in the light of its thread: what it answers and the headline tell what a few words are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.tag.reading import sigmoid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discourse.tag.reading import Floats

_LEAST = 1e-4


def in_thread(alone: Floats, answers: np.ndarray, headline: Floats, weights: Mapping[str, float] | None) -> Floats:
    """The chance (n, k) that each of k topics applies to each of n comments of threads.

    `alone` (n, k) is the chance by a comment's own words, `answers` (n,) the row of the comment that each answers, or
    -1; `headline` (n, k) the chance that the topic applies to the headline of the article above, null where there is
    none. Comments leave their topic unsaid more often than the texts do that the first chance was fitted on, so that
    chance is stretched and shifted, and what stands above weighs in. `weights` hold `own`, `parent`, `answering` (what
    being an answer weighs), `headline` and `offset`, fitted on threads that the encoder was not trained on, and
    `usual`: the log odds at which what stands above tells nothing. A model without them leaves `alone` as it is.

    >>> weights = {"own": 0.5, "parent": 0.5, "answering": 0.0, "headline": 1.0, "offset": 0.0, "usual": -2.0}
    >>> above = np.array([[np.nan], [0.2]])
    >>> in_thread(np.array([[0.9], [0.2]]), np.array([-1, 0]), above, weights).round(2).tolist()
    [[0.75], [0.88]]
    """
    if weights is None or not len(alone):
        return alone
    odds, is_answer = log_odds(alone), answers[:, None] >= 0
    answered = np.where(is_answer, odds[answers] - weights["usual"], 0.0)
    under = np.where(np.isnan(headline), 0.0, log_odds(np.nan_to_num(headline)) - weights["usual"])
    told = weights["own"] * odds + weights["parent"] * answered + weights["headline"] * under
    return sigmoid(told + weights["answering"] * is_answer + weights["offset"])


def log_odds(chance: Floats) -> Floats:
    """Log odds of chances, held within bounds that a logarithm can take.

    >>> log_odds(np.array([0.5, 0.0])).round(2).tolist()
    [0.0, -9.21]
    """
    held = np.clip(chance, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(held / (1 - held)))
