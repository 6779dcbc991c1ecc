"""Topic, stance and tone of texts, all told in one pass: the numbers behind the table and the three functions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from discourse.tag import topicality, vader
from discourse.tag.evidence import Words, heeded, weighted
from discourse.tag.network import load
from discourse.tag.reading import Floats, Reader, stances, tones

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from discourse.codebook import Codebook
    from discourse.tag.reading import Reading
    from discourse.tag.settings import TagSettings

AT_ONCE = 512
"""Texts that are worked on before the next are begun: it bounds the memory."""


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


@cache
def reader(model: str | None = None) -> Reader:
    """The reader of the shipped model, or of the one in the folder `model`. Raises `ModelError`."""
    return Reader(load(model))


def judge(
    texts: Sequence[str],
    parents: Sequence[str | None],
    codebook: Codebook,
    settings: TagSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Judged:
    """Judge each text, given what it answers. The same text gives the same numbers in any company."""
    parts = []
    for at in range(0, len(texts), AT_ONCE):
        parts.append(_judge(texts[at : at + AT_ONCE], parents[at : at + AT_ONCE], codebook, settings))
        if progress:
            progress(min(at + AT_ONCE, len(texts)), len(texts))
    return _joined(parts) if parts else _judge([], [], codebook, settings)


def _judge(texts: Sequence[str], parents: Sequence[str | None], codebook: Codebook, settings: TagSettings) -> Judged:
    reads = reader(settings.model)
    targets = tuple(dict.fromkeys(topic.target for topic in codebook.topics))
    readings = reads.read(dict.fromkeys((*texts, *filter(None, parents)), targets), settings.threads)
    of_text = [readings[text] for text in texts]
    pairs: list[tuple[Reading, str, Reading | None]] = [
        (reading, topic.target, readings[parent] if parent else None)
        for reading, parent in zip(of_text, parents, strict=True)
        for topic in codebook.topics
    ]
    stance, about = stances(reads, pairs)
    shape = (len(texts), len(codebook.topics))
    tone, valence = tones(reads, of_text)
    found = [vader.scores(text) for text in texts]
    topic = topicality.chances(reads, texts, of_text, about.reshape(shape), codebook)
    told = settings.explain
    return Judged(
        tone,
        valence,
        np.array([each.compound for each in found], float),
        topic,
        stance.reshape(*shape, 3),
        tuple(weighted(each) if told else () for each in found),
        tuple(
            tuple(
                heeded(text, reading, each.target) if told and topic[i, k] >= topicality.APPLIES else ()
                for k, each in enumerate(codebook.topics)
            )
            for i, (text, reading) in enumerate(zip(texts, of_text, strict=True))
        ),
    )


def _joined(parts: Sequence[Judged]) -> Judged:
    def along(name: str) -> Floats:
        return np.concatenate([getattr(part, name) for part in parts])

    return Judged(
        tone=along("tone"),
        valence=along("valence"),
        compound=along("compound"),
        topic=along("topic"),
        stance=along("stance"),
        tone_words=tuple(each for part in parts for each in part.tone_words),
        stance_words=tuple(each for part in parts for each in part.stance_words),
    )
