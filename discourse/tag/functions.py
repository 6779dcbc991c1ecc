"""The three functions of the contract, for use from Python: texts in, one row of a DataFrame for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse import codebook as codebooks
from discourse.errors import UsageError
from discourse.tag import topicality, vader
from discourse.tag.judge import AT_ONCE, reader
from discourse.tag.reading import stances, tones

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from discourse.codebook import Codebook

STANCES = ("favor", "against", "neutral")
TONES = ("negative", "neutral", "positive")


def stance(
    texts: Iterable[str | None],
    targets: str | Sequence[str],
    parents: Sequence[str | None] | None = None,
    *,
    threads: int = 0,
) -> pd.DataFrame:
    """How likely each text is `favor`, `against` or `neutral` toward its target, which may be any words.

    `targets` is one for all texts or one per text; `parents` gives what each text answers, or None. A row a text; each
    row sums to 1. Raises `UsageError` where the lists differ in length, `ModelError` where the model can't be used.

    >>> found = stance(["Lower the fares and people will ride the bus.", "Ban it."], "public transport")
    >>> list(found.columns), len(found)
    (['favor', 'against', 'neutral'], 2)
    """
    own = _strings(texts)
    asked = [targets] * len(own) if isinstance(targets, str) else list(targets)
    before = [None] * len(own) if parents is None else list(parents)
    if not len(own) == len(asked) == len(before):
        raise UsageError(
            f"{len(own)} texts, {len(asked)} targets, {len(before)} parents", remedy="give one of each per text"
        )
    reads, rows = reader(), []
    for at in range(0, len(own), AT_ONCE):
        some = list(zip(own, asked, before, strict=True))[at : at + AT_ONCE]
        wanted: dict[str, dict[str, None]] = {}
        for text, target, parent in some:
            for each in (text, parent):
                if each is not None:
                    wanted.setdefault(each, {})[target] = None
        readings = reads.read({text: tuple(each) for text, each in wanted.items()}, threads)
        pairs = [(readings[text], target, readings[parent] if parent else None) for text, target, parent in some]
        rows.append(stances(reads, pairs)[0])
    return pd.DataFrame(np.concatenate(rows) if rows else np.zeros((0, 3)), columns=list(STANCES))


def sentiment(texts: Iterable[str | None], *, threads: int = 0) -> pd.DataFrame:
    """The tone of each text: chances of `negative`, `neutral`, `positive`; `valence` and `vader_compound` in -1...1.

    The chances and the valence come from the model, the compound from VADER. Raises `ModelError`.

    >>> found = sentiment(["What a lovely day!", "This is a disgrace."])
    >>> bool(found.valence[0] > 0 > found.valence[1])
    True
    """
    own, reads, chances, valences = _strings(texts), reader(), [], []
    for at in range(0, len(own), AT_ONCE):
        some = own[at : at + AT_ONCE]
        readings = reads.read(dict.fromkeys(some, ()), threads)
        tone, valence = tones(reads, [readings[text] for text in some])
        chances.append(tone)
        valences.append(valence)
    frame = pd.DataFrame(np.concatenate(chances) if chances else np.zeros((0, 3)), columns=list(TONES))
    frame["valence"] = np.concatenate(valences) if valences else np.zeros(0)
    frame["vader_compound"] = np.array([vader.scores(text).compound for text in own], float)
    return frame


def topics(texts: Iterable[str | None], codebook: Codebook | None = None, *, threads: int = 0) -> pd.DataFrame:
    """How likely each topic of the codebook (by default the package's own) applies to each text: a column a topic.

    Several may apply, or none. Raises `ModelError`.

    >>> list(topics(["The senate votes tomorrow."]).columns)
    ['release_deal', 'iran', 'domestic_politics']
    """
    own = _strings(texts)
    book = codebook or codebooks.default()
    targets = tuple(dict.fromkeys(topic.target for topic in book.topics))
    reads, rows = reader(), []
    for at in range(0, len(own), AT_ONCE):
        some = own[at : at + AT_ONCE]
        found = reads.read(dict.fromkeys(some, targets), threads)
        readings = [found[text] for text in some]
        pairs = [(reading, topic.target, None) for reading in readings for topic in book.topics]
        about = stances(reads, pairs)[1].reshape(len(some), len(book.topics))
        rows.append(topicality.chances(reads, some, readings, about, book))
    names = [topic.id for topic in book.topics]
    return pd.DataFrame(np.concatenate(rows) if rows else np.zeros((0, len(names))), columns=names)


def _strings(texts: Iterable[str | None]) -> list[str]:
    # A column of a frame may hold nulls where a comment is empty.
    return [text if isinstance(text, str) else "" for text in texts]
