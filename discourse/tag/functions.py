"""The three functions of the contract, for use from Python: texts in, one row of a DataFrame for each."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from discourse import codebook as codebooks
from discourse.codebook import STANCES, TONES
from discourse.errors import UsageError
from discourse.tag import topicality, vader
from discourse.tag.heads import opened
from discourse.tag.judge import AT_ONCE, at_once, reader
from discourse.tag.reading import given_about, stances, tones
from discourse.tag.signals import both_sides, of_stance, of_tone, of_topic, valued

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from discourse.codebook import Codebook
    from discourse.tag.heads import Heads
    from discourse.tag.reading import Floats, Reader, Reading

Row = TypeVar("Row")


def stance(
    texts: Iterable[str | None],
    targets: str | Sequence[str],
    parents: Sequence[str | None] | None = None,
    *,
    model: str | Path | None = None,
    threads: int = 0,
) -> pd.DataFrame:
    """How likely each text is `favor`, `against` or `neutral` toward its target, which may be any words.

    `targets` is one for all texts or one per text; `parents` gives what each text answers, or None; `model` is another
    model than the shipped one, whose heads tell of the targets that they were trained for. A row a text; each row sums
    to 1. Raises `UsageError` where the lists differ in length, `ModelError` where the model can't be used.

    >>> found = stance(["Lower the fares and people will ride the bus.", "Ban it."], "public transport")
    >>> list(found.columns), len(found)
    (['favor', 'against', 'neutral'], 2)
    """
    own = [_string(text) for text in _several(texts)]
    asked = [targets] * len(own) if isinstance(targets, str) else list(targets)
    before = [None] * len(own) if parents is None else list(parents)
    if not len(own) == len(asked) == len(before):
        answered = "" if parents is None else f", {len(before)} parents"
        raise UsageError(f"{len(own)} texts, {len(asked)} targets{answered}", remedy="give one of each per text")
    reads, heads = _opened(model)

    def tell(some: list[tuple[str, str, str | None]]) -> Floats:
        wanted: dict[str, dict[str, None]] = {}
        for text, target, parent in some:
            for each in (text, parent):
                if each is not None:
                    wanted.setdefault(each, {})[target] = None
        readings = reads.read({text: tuple(each) for text, each in wanted.items()}, threads)
        pairs = [(readings[text], target, readings[parent] if parent else None) for text, target, parent in some]
        return _by_heads(heads, *stances(reads, pairs), pairs)

    return pd.DataFrame(_in_parts(zip(own, asked, before, strict=True), tell, STANCES), columns=list(STANCES))


def sentiment(texts: Iterable[str | None], *, model: str | Path | None = None, threads: int = 0) -> pd.DataFrame:
    """The tone of each text: chances of `negative`, `neutral`, `positive`; `valence` and `vader_compound` in -1...1.

    The chances and the valence come from the model (`model` names another than the shipped one), the compound from
    VADER. Raises `ModelError`.

    >>> found = sentiment(["What a lovely day!", "This is a disgrace."])
    >>> bool(found.valence[0] > 0 > found.valence[1])
    True
    """
    reads, heads = _opened(model)
    head = heads.head("tone") if heads else None

    def tell(some: list[str]) -> Floats:
        readings = reads.read(dict.fromkeys(some, ()), threads)
        of_text = [readings[text] for text in some]
        tone, valence = tones(reads, of_text)
        compound = np.array([vader.scores(text).compound for text in some], float)
        if head:
            tone = head.chances(tone, of_tone(tone, compound, of_text))
            valence = valued(valence, tone)
        return np.column_stack([tone, valence, compound])

    columns = [*TONES, "valence", "vader_compound"]
    return pd.DataFrame(_in_parts(map(_string, _several(texts)), tell, columns), columns=columns)


def topics(
    texts: Iterable[str | None],
    codebook: Codebook | str | Path | None = None,
    *,
    model: str | Path | None = None,
    threads: int = 0,
) -> pd.DataFrame:
    """How likely each topic of the codebook (a path; by default the package's own) applies to each text: a column each.

    Several may apply, or none; `model` is another model than the shipped one. Raises `ModelError`, also where that
    model's heads were trained for another codebook.

    >>> list(topics(["The senate votes tomorrow."]).columns)
    ['release_deal', 'iran', 'domestic_politics']
    """
    book = codebooks.of(codebook)
    reads, heads = _opened(model)
    heads = heads and heads.for_book(book)
    targets = tuple(dict.fromkeys(topic.target for topic in book.topics))

    def tell(some: list[str]) -> Floats:
        found = reads.read(dict.fromkeys(some, targets), threads)
        readings = [found[text] for text in some]
        pairs = [(reading, topic.target, None) for reading in readings for topic in book.topics]
        about = stances(reads, pairs)[1].reshape(len(some), len(book.topics))
        chances = topicality.chances(reads, some, readings, about, book)
        for k, topic in enumerate(book.topics):
            if heads and (head := heads.head("topic", topic.id)):
                told = of_topic(chances[:, k], np.full(len(some), np.nan), readings, [topic.target] * len(some))
                chances[:, k] = head.chances(both_sides(chances[:, k]), told)[:, 1]
        return chances

    names = [topic.id for topic in book.topics]
    return pd.DataFrame(_in_parts(map(_string, _several(texts)), tell, names, at_once(book)), columns=names)


def _in_parts(
    rows: Iterable[Row], tell: Callable[[list[Row]], Floats], columns: Sequence[str], many: int = AT_ONCE
) -> Floats:
    """What `tell` says of each row, some hundred at once, the same row once among them: however many there are."""
    ahead, parts = iter(rows), []
    while some := list(islice(ahead, many)):
        place = {row: at for at, row in enumerate(dict.fromkeys(some))}
        parts.append(tell(list(place))[[place[row] for row in some]])
    return np.concatenate(parts) if parts else np.zeros((0, len(columns)))


def _opened(model: str | Path | None) -> tuple[Reader, Heads | None]:
    folder, heads = opened(None if model is None else str(model))
    return reader(folder), heads


def _by_heads(
    heads: Heads | None, chances: Floats, about: Floats, pairs: Sequence[tuple[Reading, str, Reading | None]]
) -> Floats:
    """The chances (n, 3) of stances; where there is a head for the target, its own, given that a text is about it."""
    if heads is None:
        return chances
    for target in dict.fromkeys(target for _, target, _ in pairs):
        if head := heads.toward(target):
            at = [i for i, pair in enumerate(pairs) if pair[1] == target]
            before = given_about(chances[at], about[at])
            chances[at] = head.chances(before, of_stance(before, [pairs[i][0] for i in at], [target] * len(at)))
    return chances


def _several(texts: Iterable[str | None]) -> Iterable[str | None]:
    # One text by itself is a text, not as many as it has letters.
    return [texts] if isinstance(texts, str) else texts


def _string(text: object) -> str:
    # A column of a frame may hold nulls where a comment is empty.
    return text if isinstance(text, str) else ""
