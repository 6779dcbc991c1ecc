"""Fitting heads to hand codes, and trying whether they are worth having.

A head is kept where it beats the model without it on comments of groups (pages, or readers) that it was not fitted to,
by more than noise: the 95% interval of the gain lies above nothing. The trial is repeated grouped cross-validation; its
t test widens the variance for the overlap of the training parts (Nadeau and Bengio 2003). The measure is the mean log
loss, which sees every probability; the F1 of the labels must not fall either.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from discourse.tag.heads import CLASSES, Head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from discourse.tag.heads import Kind
    from discourse.tag.reading import Floats

FOLDS, REPEATS = 5, 5
FEWEST = 5
"""Codes that a class must have to be learned."""

_HELD = (0.01, 0.1, 1.0)
"""Strengths tried, scikit-learn's C: the smaller, the more the vectors' weights are held back."""

_LEAST = 0.005
_NULL = float("nan")
Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Task:
    """What a head is to learn: n comments with the model's chances `before` (n, classes), `signals` (n, d), the codes
    as places among the kind's classes (n,), and the group of each (n,).
    """

    kind: Kind
    topic: str
    target: str
    before: Floats
    signals: Floats
    codes: Numbers
    groups: Numbers

    def part(self, at: Numbers) -> Task:
        """The comments at some places."""
        return replace(
            self, before=self.before[at], signals=self.signals[at], codes=self.codes[at], groups=self.groups[at]
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """How a head did on groups that it was not fitted to, beside the model without it (`zero_shot`).

    `gain` is by how much it lowers the mean log loss, with its 95% interval and p value; F1 is the mean
    over classes, for a topic that of `applies`. Null figures where it was not tried: `verdict` says why.
    """

    kind: Kind
    topic: str
    n_codes: int
    groups: int
    verdict: str
    kept: bool = False
    zero_shot_loss: float = _NULL
    loss: float = _NULL
    gain: float = _NULL
    low: float = _NULL
    high: float = _NULL
    p: float = _NULL
    zero_shot_f1: float = _NULL
    f1: float = _NULL


def fit(task: Task, seed: int = 0) -> Head:
    """The head that a task's codes give, held back as far as cross-validation within them says is best."""
    many, losses = min(3, len(np.unique(task.groups))), np.zeros(len(_HELD))
    for train, test in folds(task.groups, many, np.random.default_rng(seed)) if many > 1 else ():
        inner, held = task.part(train), task.part(test)
        for i, strength in enumerate(_HELD):
            head = _fit(inner, strength)
            losses[i] += log_loss(head.chances(held.before, held.signals), held.codes).sum()
    return _fit(task, _HELD[int(losses.argmin())])


def trial(task: Task, seed: int = 0) -> Trial:
    """Whether a head is worth having. The same task and seed give the same answer."""
    counts, many = _counts(task), len(np.unique(task.groups))
    if many < 3 or (counts >= FEWEST).sum() < 2:
        each = ", ".join(f"{n} {name}" for name, n in zip(CLASSES[task.kind], counts, strict=True))
        few = "codes in fewer than three groups" if many < 3 else f"too few codes: {each}"
        return Trial(task.kind, task.topic, len(task.codes), many, few)
    gains, shares, chances, turned = [], [], [], _turned(task)
    for repeat in range(REPEATS):
        chances.append(_crossed(turned, [seed, repeat]))
        gain = log_loss(task.before, task.codes) - log_loss(chances[-1], task.codes)
        for train, test in folds(task.groups, FOLDS, np.random.default_rng([seed, repeat])):
            gains.append(float(gain[test].mean()))
            shares.append(len(test) / len(train))
    low, high, p = corrected_t(np.array(gains), float(np.mean(shares)))
    before, after = f1(task.kind, task.before, task.codes), [f1(task.kind, each, task.codes) for each in chances]
    better, right = low > 0, float(np.mean(after)) >= before
    return Trial(
        task.kind,
        task.topic,
        len(task.codes),
        many,
        "kept" if better and right else "no better than noise" if not better else "labels would get worse",
        better and right,
        zero_shot_loss=float(log_loss(task.before, task.codes).mean()),
        loss=float(np.mean([log_loss(each, task.codes).mean() for each in chances])),
        gain=float(np.mean(gains)),
        low=low,
        high=high,
        p=p,
        zero_shot_f1=before,
        f1=float(np.mean(after)),
    )


def crossed(task: Task, seed: Sequence[int]) -> Floats:
    """The chances (n, classes) of each group's comments by a head that was fitted to the other groups."""
    return _crossed(_turned(task), seed)


def _crossed(task: Task, seed: Sequence[int]) -> Floats:
    out = np.zeros_like(task.before)
    for train, test in folds(task.groups, FOLDS, np.random.default_rng(seed)):
        head, held = fit(task.part(train), seed[0]), task.part(test)
        out[test] = head.chances(held.before, held.signals)
    return out


def folds(groups: Numbers, many: int, draw: np.random.Generator) -> Iterator[tuple[Numbers, Numbers]]:
    """Places to fit to and places to try on, so that no group stands on both sides; parts about alike in size.

    >>> groups = np.array([0, 0, 1, 2, 2, 2])
    >>> [test.tolist() for _, test in folds(groups, 2, np.random.default_rng(1))]
    [[3, 4, 5], [0, 1, 2]]
    """
    names, sizes = np.unique(groups, return_counts=True)
    part_of, filled = np.zeros(len(names), int), np.zeros(min(many, len(names)))
    order = draw.permutation(len(names))
    for at in order[np.argsort(-sizes[order], kind="stable")]:
        part_of[at] = filled.argmin()
        filled[part_of[at]] += sizes[at]
    parts = part_of[np.searchsorted(names, groups)]
    for part in range(len(filled)):
        yield np.flatnonzero(parts != part), np.flatnonzero(parts == part)


def corrected_t(gains: Floats, share: float) -> tuple[float, float, float]:
    """The 95% interval of a mean gain over parts of repeated cross-validation, and its p value.

    `share` is the size of the part tried on over that fitted to. The variance of the mean is taken as (1/J + share) of
    that of the J gains, since the training parts overlap (Nadeau and Bengio 2003).

    >>> low, high, p = corrected_t(np.array([0.1, 0.2, 0.3, 0.2, 0.1]), 0.25)
    >>> round(low, 2), round(high, 2), round(p, 3)
    (0.02, 0.34, 0.033)
    """
    from scipy.stats import t

    spread = float(np.sqrt((1 / len(gains) + share) * gains.var(ddof=1)))
    mean, free = float(gains.mean()), len(gains) - 1
    if spread == 0:
        return mean, mean, 0.0 if mean else 1.0
    reach = spread * float(t.ppf(0.975, free))
    return mean - reach, mean + reach, 2 * float(t.sf(abs(mean) / spread, free))


def log_loss(chances: Floats, codes: Numbers) -> Floats:
    """What each code costs (n,): the log of its chance, held above a floor that a model without doubts may pay too.

    >>> log_loss(np.array([[0.5, 0.5]]), np.array([0])).round(2).tolist()
    [0.69]
    """
    return np.asarray(-np.log(np.maximum(chances[np.arange(len(codes)), codes], _LEAST)))


def f1(kind: Kind, chances: Floats, codes: Numbers) -> float:
    """Macro-F1 of the likeliest classes over those that were coded; for a topic, F1 of `applies`.

    >>> f1("topic", np.array([[0.4, 0.6], [0.8, 0.2]]), np.array([1, 1])).__round__(2)
    0.67
    """
    said = chances.argmax(axis=1)
    classes = [1] if kind == "topic" else np.unique(codes).tolist()
    found = [
        2 * ((said == each) & (codes == each)).sum() / max(((said == each).sum() + (codes == each).sum()), 1)
        for each in classes
    ]
    return float(np.mean(found))


def _counts(task: Task) -> Numbers:
    return np.bincount(task.codes, minlength=len(CLASSES[task.kind]))


def _turned(task: Task) -> Task:
    """The same task in fewer dimensions, turned so that each comment's signals fit: holding back is blind to that."""
    sides, sizes, _ = np.linalg.svd(task.signals, full_matrices=False)
    return replace(task, signals=sides * sizes)


def _fit(task: Task, strength: float) -> Head:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    learned = tuple(int(each) for each in np.flatnonzero(_counts(task) >= FEWEST))
    if len(learned) < 2:  # a part of the codes may hold a class too rarely: the model's word stands
        return Head(task.kind, task.topic, task.target, (), np.zeros((0, task.signals.shape[1])), np.zeros(0))
    own = np.isin(task.codes, learned)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # held back enough, the last digits don't matter
        found = LogisticRegression(C=strength, tol=1e-3, max_iter=200).fit(task.signals[own], task.codes[own])
    weights, offsets = found.coef_, found.intercept_
    if len(learned) == 2:  # one row says both
        weights, offsets = np.concatenate([-weights, weights]) / 2, np.concatenate([-offsets, offsets]) / 2
    return Head(task.kind, task.topic, task.target, learned, weights.round(5), offsets.round(5))
