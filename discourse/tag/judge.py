"""Topic, stance and tone of texts, all told at once: the numbers behind the tables and the three functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.tag import vader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discourse.codebook import Codebook, Topic
    from discourse.tag.settings import TagSettings

Floats = np.ndarray[Any, np.dtype[np.float64]]
Words = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found for n texts and k topics; probabilities sum to 1 over their last axis.

    `tone` (n, 3): negative, neutral, positive; `valence` and `compound` (n,) in -1...1; `topic` (n, k): the chance that
    each topic applies; `stance` (n, k, 3): favor, against, neutral; `tone_words` and `stance_words`: what carried each.
    """

    tone: Floats
    valence: Floats
    compound: Floats
    topic: Floats
    stance: Floats
    tone_words: tuple[Words, ...]
    stance_words: tuple[tuple[Words, ...], ...]


def judge(texts: Sequence[str], parents: Sequence[str | None], codebook: Codebook, settings: TagSettings) -> Judged:
    """Judge each text, given what it answers. The same text gives the same numbers in any company."""
    found = [vader.scores(text) for text in texts]
    compound = np.array([each.compound for each in found], dtype=float).reshape(len(texts))
    tone = tone_of_compound(compound)
    topic = np.array([[p_topic(text, each) for each in codebook.topics] for text in texts], dtype=float)
    topic = topic.reshape(len(texts), len(codebook.topics))
    stance = np.stack([stance_of_compound(compound)] * len(codebook.topics), axis=1)
    words = tuple(_words(each) for each in found)
    return Judged(tone, compound, compound, topic, stance, words, tuple((w,) * len(codebook.topics) for w in words))


def tone_of_compound(compound: Floats) -> Floats:
    logits = np.stack([-3 * compound, 0.8 - 2 * np.abs(compound), 3 * compound], axis=1)
    return _softmax(logits)


def stance_of_compound(compound: Floats) -> Floats:
    return _softmax(np.stack([2 * compound - 0.2, -2 * compound, np.zeros_like(compound)], axis=1))


def p_topic(text: str, topic: Topic) -> float:
    words = set(re.findall(r"\w+", text.lower()))
    hits = len(words & {word.lower() for word in topic.keywords})
    return 0.1 if not hits else 0.6 + 0.39 * (1 - 0.5 ** (hits - 1))


def _words(found: vader.Scores) -> Words:
    carried = [(word, weight) for word, weight in zip(found.words, found.weights, strict=True) if weight]
    return tuple(sorted(carried, key=lambda pair: -abs(pair[1]))[:8])


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
