"""Topic, stance and tone of texts, all told in one pass: the numbers behind the table and the three functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from discourse.tag import topicality, vader
from discourse.tag.evidence import Words, heeded, weighted
from discourse.tag.heads import opened
from discourse.tag.network import load
from discourse.tag.reading import Floats, Reader, given_about, stances, tones
from discourse.tag.signals import Signals, applied, signals
from discourse.tag.threads import in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from discourse.codebook import Codebook
    from discourse.tag.reading import Reading
    from discourse.tag.settings import TagSettings
    from discourse.tag.vader import Scores

AT_ONCE = 512
"""Texts that are worked on before the next are begun: it bounds the memory."""

_PAIRS = 8_192
"""Pairs of a text and a topic that are worked on before the next are begun."""

_MAY_APPLY = 0.05
"""The chance from which on words are told for a topic: what is answered may yet make it apply."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found for n texts and k topics; probabilities sum to 1 over their last axis.

    `tone` (n, 3): negative, neutral, positive; `valence` and `compound` (n,) in -1...1; `topic` (n, k): the chance that
    each topic applies; `stance` (n, k, 3): favor, against, neutral where it does; `tone_words`, `stance_words`: what
    carried each.
    """

    tone: Floats
    valence: Floats
    compound: Floats
    topic: Floats
    stance: Floats
    tone_words: tuple[Words, ...]
    stance_words: tuple[tuple[Words, ...], ...]


@cache
def reader(folder: str | None = None) -> Reader:
    """The reader of the shipped model, or of the one in a folder. Raises `ModelError`."""
    return Reader(load(folder))


def at_once(codebook: Codebook) -> int:
    """How many texts are worked on at once: fewer where there are many topics.

    >>> from discourse import codebook
    >>> at_once(codebook.default())
    512
    """
    return max(1, min(AT_ONCE, _PAIRS // len(codebook.topics)))


def judge(
    texts: Sequence[str],
    parents: Sequence[str | None],
    codebook: Codebook,
    settings: TagSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Judged:
    """Judge each text, given what it answers. The same text gives the same numbers in any company.

    Raises `ModelError` where the model can't be used, or has heads for another codebook.
    """
    folder, heads = opened(settings.model)
    heads = heads and heads.for_book(codebook)
    parts, step = [], at_once(codebook)
    for at in range(0, max(len(texts), 1), step):
        own, above = texts[at : at + step], parents[at : at + step]
        found = _told(reader(folder), own, above, codebook, settings.threads)
        if heads and len(own):
            found = replace(found, judged=applied(heads, found.judged, found.signals(codebook), codebook))
        parts.append(found.explained(codebook) if settings.explain else found.judged)
        if progress and len(texts):
            progress(min(at + step, len(texts)), len(texts))
    return _joined(parts)


def of_headlines(headlines: Sequence[str | None], codebook: Codebook, settings: TagSettings) -> Floats:
    """The chance (n, k) that each topic applies to the headline above each comment; null where there is none.

    Raises `ModelError` where the model can't be used.
    """
    folder, _ = opened(settings.model)
    known = list(dict.fromkeys(filter(None, headlines)))
    step, parts = at_once(codebook), [np.full((1, len(codebook.topics)), np.nan)]
    for at in range(0, len(known), step):
        some = known[at : at + step]
        parts.append(_told(reader(folder), some, [None] * len(some), codebook, settings.threads).judged.topic)
    place = {headline: n for n, headline in enumerate(known, start=1)}
    return np.concatenate(parts)[[place.get(each or "", 0) for each in headlines]]


def told(
    texts: Sequence[str],
    parents: Sequence[str | None],
    headlines: Sequence[str | None],
    codebook: Codebook,
    settings: TagSettings,
) -> tuple[Judged, Signals]:
    """What the model alone says of some hundred texts, in the light of what they answer and of the headlines above
    them, and what heads could go by.
    """
    folder, _ = opened(settings.model)
    found = _told(reader(folder), texts, parents, codebook, settings.threads)
    answered = found.answered(codebook)
    there = ~np.isnan(answered[:, :1].sum(axis=1))
    answers = np.concatenate([np.where(there, len(texts) + np.arange(len(texts)), -1), np.full(len(texts), -1)])
    both = np.concatenate([found.judged.topic, np.nan_to_num(answered)])
    weights = found.reader.network.numbers.get("thread") if settings.context else None
    above = np.concatenate([of_headlines(headlines, codebook, settings), np.full_like(answered, np.nan)])
    judged = replace(found.judged, topic=in_thread(both, answers, above, weights)[: len(texts)])
    return judged, found.signals(codebook)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the model alone says of some texts, and what it took from them and from what they answer."""

    reader: Reader
    texts: Sequence[str]
    parents: Sequence[str | None]
    readings: Mapping[str, Reading]
    found: Sequence[Scores]
    judged: Judged

    def answered(self, codebook: Codebook) -> Floats:
        """The chance (n, k) that each topic applies to what each text answers; null where it answers nothing."""
        out = np.full((len(self.texts), len(codebook.topics)), np.nan)
        above = {i: parent for i, parent in enumerate(self.parents) if parent}
        readings = [self.readings[parent] for parent in above.values()]
        pairs = [(reading, topic.target, None) for reading in readings for topic in codebook.topics]
        about = stances(self.reader, pairs)[1].reshape(len(above), len(codebook.topics))
        out[list(above)] = topicality.chances(self.reader, list(above.values()), readings, about, codebook)
        return out

    def signals(self, codebook: Codebook) -> Signals:
        """What heads go by."""
        of_text = [self.readings[text] for text in self.texts]
        return signals(self.judged, of_text, self.answered(codebook), codebook)

    def explained(self, codebook: Codebook) -> Judged:
        """The judgement with the words that carried it; those of topics that hardly apply are left out."""
        may_apply = self.judged.topic >= _MAY_APPLY
        return replace(
            self.judged,
            tone_words=tuple(weighted(each) for each in self.found),
            stance_words=tuple(
                _for_each(codebook, text, self.readings[text], may_apply[i]) for i, text in enumerate(self.texts)
            ),
        )


def _for_each(codebook: Codebook, text: str, reading: Reading, wanted: np.ndarray) -> tuple[Words, ...]:
    """The words heeded for the target of each topic, none where it is not wanted."""
    found = iter(heeded(text, reading, [t.target for t, want in zip(codebook.topics, wanted, strict=True) if want]))
    return tuple(next(found) if want else () for want in wanted)


def _told(
    reads: Reader, texts: Sequence[str], parents: Sequence[str | None], codebook: Codebook, threads: int
) -> _Told:
    targets = tuple(dict.fromkeys(topic.target for topic in codebook.topics))
    readings = reads.read(dict.fromkeys((*texts, *filter(None, parents)), targets), threads)
    pairs: list[tuple[Reading, str, Reading | None]] = [
        (readings[text], topic.target, readings[parent] if parent else None)
        for text, parent in zip(texts, parents, strict=True)
        for topic in codebook.topics
    ]
    stance, about = stances(reads, pairs)
    stance = given_about(stance, about)  # whether a topic applies is told apart, so that topic and stance agree
    shape = (len(texts), len(codebook.topics))
    of_text = [readings[text] for text in texts]
    tone, valence = tones(reads, of_text)
    found = [vader.scores(text) for text in texts]
    judged = Judged(
        tone,
        valence,
        np.array([each.compound for each in found], float),
        topicality.chances(reads, texts, of_text, about.reshape(shape), codebook),
        stance.reshape(*shape, 3),
        ((),) * len(texts),
        (((),) * len(codebook.topics),) * len(texts),
    )
    return _Told(reads, texts, parents, readings, found, judged)


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
