"""What heads of a user's own go by: what the model says without them, and the encoder's own vectors.

The model's own log odds are widened so that holding back large weights hardly touches them: a head that learns nothing
else from its codes says again what the model said, better calibrated at most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from discourse.tag.threads import log_odds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discourse.codebook import Codebook
    from discourse.tag.heads import Heads
    from discourse.tag.judge import Judged
    from discourse.tag.reading import Floats, Reading

_WIDE = 3.0
_USUAL = -2.0
"""The log odds of an answered comment's topic that tell nothing."""


@dataclass(frozen=True, slots=True)
class Signals:
    """Signals for n texts and k topics, a vector a decision: `topic` and `stance` (k, n, d), `tone` (n, e)."""

    topic: Floats
    stance: Floats
    tone: Floats


def signals(judged: Judged, readings: Sequence[Reading], answered: Floats, codebook: Codebook) -> Signals:
    """The signals of n texts as they were judged and read; `answered` (n, k) as `of_topic` takes it."""
    targets = [[topic.target] * len(readings) for topic in codebook.topics]
    return Signals(
        np.stack([of_topic(judged.topic[:, k], answered[:, k], readings, each) for k, each in enumerate(targets)]),
        np.stack([of_stance(judged.stance[:, k], readings, each) for k, each in enumerate(targets)]),
        of_tone(judged.tone, judged.compound, readings),
    )


def of_topic(topic: Floats, answered: Floats, readings: Sequence[Reading], targets: Sequence[str]) -> Floats:
    """Signals (n, d) for a topic: `topic` (n,) is the model's chance that it applies, `answered` (n,) that it applies
    to what each text answers, null where it answers nothing.
    """
    before = np.where(np.isnan(answered), 0.0, log_odds(np.nan_to_num(answered)) - _USUAL)
    odds = np.stack([log_odds(topic), before], axis=1)
    return np.concatenate([_WIDE * odds, _said(readings, targets), _pooled(readings, "mean")], axis=1)


def of_stance(stance: Floats, readings: Sequence[Reading], targets: Sequence[str]) -> Floats:
    """Signals (n, d) for the stance toward a target; `stance` (n, 3) is what the model says."""
    return np.concatenate([_WIDE * _contrasts(stance), _said(readings, targets), _pooled(readings, "mean")], axis=1)


def of_tone(tone: Floats, compound: Floats, readings: Sequence[Reading]) -> Floats:
    """Signals (n, e) for the tone; `tone` (n, 3) is what the model says, `compound` (n,) what VADER says."""
    vectors = (_pooled(readings, name) for name in ("first", "mean"))
    return np.concatenate([_WIDE * _contrasts(tone), compound[:, None], *vectors], axis=1)


def applied(heads: Heads, judged: Judged, told: Signals, codebook: Codebook) -> Judged:
    """What was judged, with the heads' say in place of the model's where there is a head."""
    topic, stance = judged.topic.copy(), judged.stance.copy()
    for k, each in enumerate(codebook.topics):
        if head := heads.head("topic", each.id):
            topic[:, k] = head.chances(both_sides(topic[:, k]), told.topic[k])[:, 1]
        if head := heads.head("stance", each.id):
            stance[:, k] = head.chances(stance[:, k], told.stance[k])
    if not (head := heads.head("tone")):
        return replace(judged, topic=topic, stance=stance)
    tone = head.chances(judged.tone, told.tone)
    return replace(judged, topic=topic, stance=stance, tone=tone, valence=valued(judged.valence, tone))


def valued(valence: Floats, tone: Floats) -> Floats:
    """The valence (n,) of texts, by their tone (n, 3) where the model can't tell it.

    >>> valued(np.array([0.3, np.nan]), np.array([[0.2, 0.3, 0.5], [0.1, 0.5, 0.4]])).round(2).tolist()
    [0.3, 0.3]
    """
    return np.where(np.isnan(valence), tone[:, 2] - tone[:, 0], valence)


def both_sides(chance: Floats) -> Floats:
    """A chance (n,) as those of not and of being so (n, 2).

    >>> both_sides(np.array([0.25])).tolist()
    [[0.75, 0.25]]
    """
    return np.stack([1 - chance, chance], axis=1)


def _contrasts(chances: Floats) -> Floats:
    """Log chances of all classes but the last, over those of the last; 0 where the model can't tell them."""
    logs = np.log(np.maximum(np.nan_to_num(chances), 1e-4))
    return np.asarray(logs[:, :-1] - logs[:, -1:])


def _said(readings: Sequence[Reading], targets: Sequence[str]) -> Floats:
    """What each text says of its target, as one vector of length 1."""
    places = (reading.place[target] for reading, target in zip(readings, targets, strict=True))
    return np.stack([_unit(each.share @ each.said[:, at]) for each, at in zip(readings, places, strict=True)])


def _pooled(readings: Sequence[Reading], name: str) -> Floats:
    return np.stack([_unit(reading.share @ getattr(reading, name)) for reading in readings])


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))
