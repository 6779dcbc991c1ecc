"""Codes that a language model gave, in the form in which the encoder's judgements come: what it says counts as sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.tag import vader
from discourse.tag.endpoint import ask_all
from discourse.tag.evidence import weighted
from discourse.tag.heads import CLASSES
from discourse.tag.judge import Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from discourse.codebook import Codebook
    from discourse.tag.reading import Floats
    from discourse.tag.settings import Endpoint


def judge_by(
    endpoint: Endpoint,
    texts: Sequence[str],
    parents: Sequence[str | None],
    codebook: Codebook,
    progress: Callable[[int, int], None] | None = None,
) -> Judged:
    """Each text judged by a language model, given what it answers; null figures where that gave no sound answer.

    VADER's compound and the words that it weighs are told as ever; there are none for the stances.
    Raises `UsageError` or `ModelError` where the endpoint may not or can't be asked.
    """
    given = ask_all(endpoint, list(zip(texts, parents, strict=True)), codebook, progress)
    names = [topic.id for topic in codebook.topics]
    tone = _sure([codes["sentiment"] if codes else None for codes in given], CLASSES["tone"])
    sides = [codes[name] if codes else None for codes in given for name in names]
    found = [vader.scores(text) for text in texts]
    shape = (len(texts), len(names))
    return Judged(
        tone,
        tone[:, 2] - tone[:, 0],
        np.array([each.compound for each in found], float),
        np.array([np.nan if side is None else side != "none" for side in sides], float).reshape(shape),
        _sure([_stance(side) for side in sides], CLASSES["stance"]).reshape(*shape, 3),
        tuple(weighted(each) for each in found),
        (((),) * len(names),) * len(texts),
    )


def _stance(side: str | None) -> str | None:
    return "neutral" if side == "none" else side


def _sure(values: Sequence[str | None], classes: tuple[str, ...]) -> Floats:
    """Chances (n, classes) of 1 for what was said; null where nothing was."""
    nothing = [np.nan] * len(classes)
    rows = [nothing if value is None else [float(value == each) for each in classes] for value in values]
    return np.array(rows, float).reshape(len(values), len(classes))
