"""Texts read for targets: each passes the encoder once, whatever the number of targets and of rows that it is in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from os import cpu_count
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.tag.network import Targets, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from discourse.tag.network import Array, Network, Trace, Window
    from discourse.tag.sentences import Sentences

Floats = np.ndarray[Any, np.dtype[np.float64]]
_LEAST_NEUTRAL = 0.02
_NOTHING = np.zeros((0, 0), np.float32)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one text in w windows, for t targets.

    `first`, `mean`, `meaning` (w, width); `said` (w, t, width); `heed`: (t, tokens) for each window; `place`: where
    each target stands among the t.
    """

    windows: tuple[Window, ...]
    first: Array
    mean: Array
    meaning: Array
    said: Array
    heed: tuple[Array, ...]
    place: Mapping[str, int]

    @property
    def share(self) -> Floats:
        """Each window's share of the tokens."""
        sizes = np.array([len(window.ids) for window in self.windows], float)
        return np.asarray(sizes / sizes.sum())


class Reader:
    """A network and the targets that it was asked about so far, encoded."""

    def __init__(self, network: Network | Sentences) -> None:
        self.network = network
        self.side_by_side = lru_cache(maxsize=1024)(self._side_by_side)
        self.target = lru_cache(maxsize=4_096)(self._target)

    def _target(self, text: str) -> Trace:
        window, *_ = self.network.windows([text])[0]
        trace = self.network.encode(window)
        return replace(trace, memory=_NOTHING)  # a target is never asked

    def _side_by_side(self, targets: tuple[str, ...]) -> Targets:
        return side_by_side([self.target(each) for each in targets])

    def read(self, wanted: Mapping[str, Sequence[str]], threads: int) -> dict[str, Reading]:
        """Read texts, each for the targets that are wanted of it (for none: its tone alone)."""
        windows = self.network.windows(list(wanted))
        for targets in wanted.values():
            for each in targets:
                self.target(each)  # on this thread: two that meet a new target must not both encode it
        jobs = zip(wanted, windows, wanted.values(), strict=True)
        found = _spread(lambda job: (job[0], self._read(job[1], tuple(job[2]))), jobs, threads)
        return dict(found)

    def _read(self, windows: tuple[Window, ...], targets: tuple[str, ...]) -> Reading:
        traces, said, heed = [], [], []
        for window in windows:
            trace = self.network.encode(window)
            if targets:
                answer, weights = self.network.ask(trace.memory, self.side_by_side(targets))
                said.append(answer)
                heed.append(weights)
            traces.append(replace(trace, memory=_NOTHING, query=_NOTHING))  # they are large
        first, mean, meaning = (np.stack([getattr(t, name) for t in traces]) for name in ("first", "mean", "meaning"))
        place = {name: at for at, name in enumerate(targets)}
        sayings = np.stack(said) if said else np.zeros((len(windows), 0, mean.shape[1]), np.float32)
        return Reading(windows, first, mean, meaning, sayings, tuple(heed), place)


def stances(reader: Reader, pairs: Sequence[tuple[Reading, str, Reading | None]]) -> tuple[Floats, Floats]:
    """For pairs of a text and a target, with what the text answers: chances (n, 3) of favor, against, neutral, and (n,)
    of being about the target. Windows count by their length and by how much they are about the target.
    """
    network, numbers = reader.network, reader.network.numbers
    owner = np.repeat(np.arange(len(pairs)), [len(text.windows) for text, _, _ in pairs])
    if not len(owner):
        return np.zeros((0, 3)), np.zeros(0)
    said = np.concatenate([text.said[:, text.place[target]] for text, target, _ in pairs])
    mean = np.concatenate([text.mean for text, _, _ in pairs])
    target_mean = np.stack([reader.target(target).mean for _, target, _ in pairs])[owner]
    before = np.stack([network.alone if up is None else up.said[0, up.place[target]] for _, target, up in pairs])[owner]
    logits = network.verdict(said, target_mean, mean, before).astype(float)
    answering = np.array([up is not None for _, _, up in pairs])[owner, None]
    alone, answer = (calibrated(logits[:, :3], numbers[name]) for name in ("stance", "answer"))
    stance = np.where(answering, answer, alone)
    about = sigmoid(numbers["about"]["slope"] * logits[:, 3] + numbers["about"]["offset"])
    share = np.concatenate([text.share for text, _, _ in pairs])
    weight = share * (0.02 + about)
    total = np.bincount(owner, weight)
    pooled = np.stack([np.bincount(owner, weight * stance[:, k]) / total for k in range(3)], axis=1)
    best = np.zeros(len(pairs))
    with np.errstate(invalid="ignore"):  # a sentence encoder can't tell
        np.maximum.at(best, owner, about)
    return pooled, best


def given_about(stance: Floats, about: Floats) -> Floats:
    """Chances (n, 3) of the stances of texts that are known to be about their targets.

    A text that is not about its target counts as neutral toward it, so that share of the neutral chance goes.

    >>> given_about(np.array([[0.1, 0.3, 0.6]]), np.array([0.5])).round(2).tolist()
    [[0.2, 0.6, 0.2]]
    """
    sides, neutral = stance[:, :2], np.maximum(stance[:, 2] - (1 - about), _LEAST_NEUTRAL)
    left = np.concatenate([sides, neutral[:, None]], axis=1)
    return np.asarray(left / left.sum(axis=1, keepdims=True))


def tones(reader: Reader, texts: Sequence[Reading]) -> tuple[Floats, Floats]:
    """For each text the chances (n, 3) of a negative, neutral and positive tone, and its valence (n,) in -1...1."""
    if not texts:
        return np.zeros((0, 3)), np.zeros(0)
    owner = np.repeat(np.arange(len(texts)), [len(text.windows) for text in texts])
    share = np.concatenate([text.share for text in texts])
    first, mean = (np.concatenate([getattr(text, name) for text in texts]) for name in ("first", "mean"))
    logits = reader.network.tone(first, mean).astype(float)
    tone = calibrated(logits[:, :3], reader.network.numbers["tone"])
    pooled = np.stack([np.bincount(owner, share * tone[:, k]) for k in range(3)], axis=1)
    valence = np.bincount(owner, share * np.tanh(logits[:, 3])).astype(float)
    return pooled / pooled.sum(axis=1, keepdims=True), valence


def calibrated(logits: Floats, numbers: Mapping[str, Any]) -> Floats:
    """Logits (n, k) to chances, by the slope and the offsets that held-out rows gave.

    >>> calibrated(np.array([[0.0, 0.0]]), {"slope": 1.0, "offsets": [0.0, 0.0]}).tolist()
    [[0.5, 0.5]]
    """
    scaled = numbers["slope"] * logits + np.array(numbers["offsets"])
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def sigmoid(x: Floats) -> Floats:
    """The chance that log odds stand for.

    >>> float(sigmoid(np.array(0.0)))
    0.5
    """
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -50, 50))))


def _spread(work: Any, jobs: Iterable[Any], threads: int) -> list[Any]:
    many = threads or cpu_count() or 1
    if many == 1:
        return [work(job) for job in jobs]
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(work, jobs))
