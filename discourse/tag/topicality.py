"""Which topics of a codebook a text is on: what its words and the encoder say, weighed by a logistic regression.

The weights were fitted (scikit-learn) on texts and topics of the stance data, none of them of the default codebook, so
that they hold for topics in plain words. Several topics or none may apply to a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from discourse.codebook import MOST_TOPICS
from discourse.tag.reading import sigmoid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discourse.codebook import Codebook, Topic
    from discourse.tag.network import Array
    from discourse.tag.reading import Floats, Reader, Reading

FEATURES = ("likeness", "nearest", "excluded", "about", "keywords", "keyword_share", "named")
"""What the regression weighs; `features` says what each is."""

APPLIES = 0.5
"""The chance from which on a topic is said to apply."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A topic made ready: its keywords and its name's words as stems, and the directions of what describes it."""

    keywords: frozenset[tuple[str, ...]]
    longest: int
    named: frozenset[str]
    whole: Array
    included: Array
    excluded: Array


@dataclass(frozen=True, slots=True)
class _Said:
    """A text made ready: how many words it has, which, the keywords among them, and its direction."""

    length: int
    words: frozenset[str]
    keywords: set[tuple[str, ...]]
    direction: Array


def prepare(reader: Reader, topic: Topic) -> Prepared:
    """A topic made ready for `features`."""
    keywords = frozenset(filter(None, (stems(word) for word in topic.keywords)))
    phrases = [topic.name, topic.definition, topic.target]
    return Prepared(
        keywords,
        max((len(word) for word in keywords), default=0),
        frozenset(stem for stem in stems(f"{topic.name} {topic.target}") if len(stem) > 3),
        _direction(np.mean(_directions(reader, phrases), axis=0)),
        _directions(reader, [topic.definition, *topic.includes, *topic.examples]),
        _directions(reader, topic.excludes),
    )


def stems(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without endings of the plural or the genitive.

    >>> stems("The senators’ deals, Iran's oil")
    ('the', 'senator', 'deal', 'iran', 'oil')
    """
    return tuple([_stem(word) for word in _WORD.findall(text.lower())])


def features(text: str, reading: Reading, about: float, topic: Prepared) -> list[float]:
    """What tells whether a text is on a topic, in the order of `FEATURES`.

    Likeness (cosine of meanings) to the whole of the topic's description and to the nearest of what it includes; by how
    much what it excludes is nearer than that; log odds of being about its target; keywords hit (log) and their share of
    the words; words of its name and target hit (log).
    """
    return _features(_said(text, reading, topic.keywords, topic.longest), about, topic)


def _features(said: _Said, about: float, topic: Prepared) -> list[float]:
    direction, hits = said.direction, topic.keywords & said.keywords
    nearest = float((topic.included @ direction).max())
    return [
        float(direction @ topic.whole),
        nearest,
        max(float((topic.excluded @ direction).max()) - nearest, 0.0) if len(topic.excluded) else 0.0,
        float(np.log(about + 1e-4) - np.log(1 - about + 1e-4)),
        float(np.log1p(len(hits))),
        len(hits) / (5 + said.length),
        float(np.log1p(len(topic.named & said.words))),
    ]


def chances(
    reader: Reader, texts: Sequence[str], readings: Sequence[Reading], about: Floats, codebook: Codebook
) -> Floats:
    """The chance (n, k) that each of k topics applies to each text; `about` (n, k): that it is about each target."""
    numbers = reader.network.numbers["topic"]
    weights = np.array([numbers["weights"][name] for name in FEATURES])
    prepared = [_prepared(reader, topic) for topic in codebook.topics]
    keywords = frozenset(keyword for topic in prepared for keyword in topic.keywords)
    longest = max((topic.longest for topic in prepared), default=0)
    rows = []
    for text, reading, each in zip(texts, readings, about, strict=True):
        said = _said(text, reading, keywords, longest)  # once for all topics
        rows.append([_features(said, each[k], topic) for k, topic in enumerate(prepared)])
    table = np.array(rows, float).reshape(len(texts), len(prepared), len(FEATURES))
    table[np.isnan(table)] = 0  # what an encoder can't tell weighs nothing
    return sigmoid((table * weights).sum(axis=-1) + numbers["offset"])


@lru_cache(maxsize=MOST_TOPICS)
def _prepared(reader: Reader, topic: Topic) -> Prepared:
    return prepare(reader, topic)


def _said(text: str, reading: Reading, keywords: frozenset[tuple[str, ...]], longest: int) -> _Said:
    words = stems(text)
    direction = _direction(reading.share.astype(np.float32) @ reading.meaning)
    return _Said(len(words), frozenset(words), _hits(words, keywords, longest), direction)


def _hits(words: tuple[str, ...], keywords: frozenset[tuple[str, ...]], longest: int) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for size in range(1, longest + 1):
        found |= keywords & set(zip(*(words[at:] for at in range(size)), strict=False))
    return found


def _stem(word: str) -> str:
    if len(word) <= 3 or word[-1] != "s":
        return word
    return word[:-2] if word[-2] in "'’e" else word[:-1]


def _directions(reader: Reader, phrases: Sequence[str]) -> Array:
    if not phrases:
        return np.zeros((0, reader.network.alone.shape[0]), np.float32)
    return np.stack([_direction(reader.target(phrase).meaning) for phrase in phrases])


def _direction(vector: Array) -> Array:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))
