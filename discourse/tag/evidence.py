"""The words that carried a tag: VADER's own weights for the tone, what the stance head heeded for the stances."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def heeded(text: str, reading: Reading, targets: Sequence[str]) -> list[Words]:
    """For each target: the words that the stance head heeded when asked about it, with their shares of its attention.

    Attention to the marks that begin and end a window is left out; the shares are of the rest, and sum to at most 1.
    """
    if not targets:
        return []
    words = list(_WORD.finditer(text))
    spans = np.array([span for window in reading.windows for span in window.spans]).reshape(-1, 2)
    at = np.searchsorted(np.array([word.start() for word in words], int), spans[:, 0], side="right") - 1
    counts = np.flatnonzero((spans[:, 1] > spans[:, 0]) & (at >= 0))
    heed = np.concatenate(reading.heed, axis=1)
    out: list[Words] = []
    for target in targets:
        shares = np.bincount(at[counts], heed[reading.place[target], counts], len(words))
        total = shares.sum() or 1.0
        heaviest = [(words[i].group(), float(shares[i] / total)) for i in np.argsort(-shares, kind="stable")[:SHOWN]]
        out.append(tuple((word, share) for word, share in heaviest if share and word[0].isalnum()))
    return out
