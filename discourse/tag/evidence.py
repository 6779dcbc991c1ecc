"""The words that carried a tag: VADER's own weights for the tone, what the stance head heeded for the stances."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from discourse.tag.reading import Reading
    from discourse.tag.vader import Scores

Words = tuple[tuple[str, float], ...]
"""Words and their weights, heaviest first."""

SHOWN = 8
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


def weighted(scores: Scores) -> Words:
    """The words to which VADER gave a weight, with it: its sign says which way it pulls.

    >>> from discourse.tag.vader import scores
    >>> weighted(scores("A great, great pity"))
    (('great', 3.1), ('great', 3.1), ('pity', -1.2))
    """
    carried = [(word, weight) for word, weight in zip(scores.words, scores.weights, strict=True) if weight]
    return tuple(sorted(carried, key=lambda pair: -abs(pair[1]))[:SHOWN])


def heeded(text: str, reading: Reading, target: str) -> Words:
    """The words that the stance head heeded when it was asked about a target, with their shares of its attention.

    Attention to the marks that begin and end a window is left out; the shares are of the rest, and sum to at most 1.
    """
    words = list(_WORD.finditer(text))
    starts = [word.start() for word in words]
    shares = np.zeros(len(words))
    for window, heed in zip(reading.windows, reading.heed, strict=True):
        for (begin, end), weight in zip(window.spans, heed[reading.place[target]], strict=True):
            at = bisect_right(starts, begin) - 1
            if end > begin and at >= 0:
                shares[at] += weight
    total = shares.sum()
    if not total:
        return ()
    order = np.argsort(-shares, kind="stable")[:SHOWN]
    return tuple((words[at].group(), float(shares[at] / total)) for at in order if words[at].group()[0].isalnum())
