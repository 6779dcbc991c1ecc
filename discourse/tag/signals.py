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
    """Signals for n texts and k topics: `topic` and `stance` (n, k, d), `tone` (n, e), one vector a decision."""

    topic: Floats
    stance: Floats
    tone: Floats


def signals(judged: Judged, readings: Sequence[Reading], answered: Floats, codebook: Codebook) -> Signals:
    """The signals of n texts, as they were judged and read; `answered` (n, k) is the chance that each topic applies to
    what a text answers, null where it answers nothing.
    """
    mean, first = (_pooled(readings, name) for name in ("mean", "first"))
    places = [[reading.place[topic.target] for topic in codebook.topics] for reading in readings]
    said = np.stack([_unit(np.tensordot(r.share, r.said[:, at], 1)) for r, at in zip(readings, places, strict=True)])
    before = np.where(np.isnan(answered), 0.0, log_odds(np.nan_to_num(answered)) - _USUAL)
    odds = np.stack([log_odds(judged.topic), before], axis=-1)
    means = np.broadcast_to(mean[:, None], said.shape)
    return Signals(
        np.concatenate([_WIDE * odds, said, means], axis=-1),
        np.concatenate([_WIDE * _contrasts(judged.stance), said, means], axis=-1),
        np.concatenate([_WIDE * _contrasts(judged.tone), judged.compound[:, None], first, mean], axis=-1),
    )


def applied(heads: Heads, judged: Judged, told: Signals, codebook: Codebook) -> Judged:
    """What was judged, with the heads' say in place of the model's where there is a head."""
    topic, stance = judged.topic.copy(), judged.stance.copy()
    for k, each in enumerate(codebook.topics):
        if head := heads.head("topic", each.id):
            both = np.stack([1 - topic[:, k], topic[:, k]], axis=1)
            topic[:, k] = head.chances(both, told.topic[:, k])[:, 1]
        if head := heads.head("stance", each.id):
            stance[:, k] = head.chances(stance[:, k], told.stance[:, k])
    tone_head = heads.head("tone")
    tone = tone_head.chances(judged.tone, told.tone) if tone_head else judged.tone
    return replace(judged, topic=topic, stance=stance, tone=tone)


def _contrasts(chances: Floats) -> Floats:
    """Log chances of all classes but the last, over those of the last."""
    logs = np.log(np.maximum(chances, 1e-4))
    return np.asarray(logs[..., :-1] - logs[..., -1:])


def _pooled(readings: Sequence[Reading], name: str) -> Floats:
    return np.stack([_unit(reading.share @ getattr(reading, name)) for reading in readings])


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))
