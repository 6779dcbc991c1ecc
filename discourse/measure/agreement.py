"""Agreement between coders: percent agreement, Cohen's kappa, Krippendorff's alpha, Gwet's AC1, with intervals."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from discourse.measure.cells import KEYS
from discourse.measure.intervals import Counts, Floats, percentiles

Measure = Callable[[Counts, Floats], Floats]


def agreement(codes: pd.DataFrame, *, seed: int = 0, draws: int = 1000, level: float = 0.95) -> pd.DataFrame:
    """Agreement per variable: a row a variable and measure, with a bootstrap interval over comments.

    `codes` has a row a value: page_id, comment_id, coder, variable, value. Columns of the result: variable, measure
    (percent, kappa, alpha, ac1), n_comments (coded by two or more), n_coders, value, low, high. Null where a measure is
    not defined, as all but percent and AC1 are where every value is the same. Kappa of more than two coders is Light's:
    the mean over pairs.

    >>> codes = pd.DataFrame({"page_id": "p", "comment_id": ["1", "1", "2", "2"], "coder": ["a", "b", "a", "b"],
    ...     "variable": "tax", "value": ["favor", "favor", "against", "neutral"]})
    >>> agreement(codes).query("measure == 'percent'")[["n_comments", "value"]].values.tolist()
    [[2.0, 0.5]]
    """
    rng = np.random.default_rng(seed)
    rows = []
    for variable, own in codes.groupby("variable", sort=False):
        ratings, categories = ratings_of(own)
        double = (ratings >= 0).sum(axis=1) > 1
        if not double.any():
            continue
        n = len(ratings)
        weights = np.vstack([np.ones(n), rng.multinomial(n, np.full(n, 1 / n), draws)])
        coders = int((ratings[double] >= 0).any(axis=0).sum())
        for name, values in measures(ratings, len(categories), weights).items():
            low, high = percentiles(values[1:], level)
            rows.append((str(variable), name, int(double.sum()), coders, float(values[0]), low, high))
    return pd.DataFrame(rows, columns=["variable", "measure", "n_comments", "n_coders", "value", "low", "high"])


def ratings_of(codes: pd.DataFrame) -> tuple[Counts, list[str]]:
    """The codes of one variable as comments x coders, numbers of categories (-1: not coded), and the categories.

    >>> codes = pd.DataFrame({"page_id": "p", "comment_id": ["1", "1", "2"], "coder": ["a", "b", "b"],
    ...     "value": ["x", "y", "y"]})
    >>> ratings_of(codes)
    (array([[ 0,  1],
           [-1,  1]]), ['x', 'y'])
    """
    unit, units = pd.factorize(pd.MultiIndex.from_frame(codes[KEYS]))
    coder, coders = pd.factorize(codes["coder"])
    value, categories = pd.factorize(codes["value"], sort=True)
    ratings = np.full((len(units), len(coders)), -1, dtype=np.int64)
    ratings[unit, coder] = value
    return ratings, [str(each) for each in categories]


def measures(ratings: Counts, categories: int, weights: Floats) -> dict[str, Floats]:
    """Every measure for each row of `weights` (draws x comments): how often each comment is taken.

    Comments that only one coder coded tell AC1 how often each value is chosen, and the others nothing.
    """
    counts = (ratings[:, :, None] == np.arange(categories)).sum(axis=1)
    return {
        "percent": percent_agreement(counts, weights),
        "kappa": light_kappa(ratings, categories, weights),
        "alpha": krippendorff_alpha(counts, weights),
        "ac1": gwet_ac1(counts, weights),
    }


def percent_agreement(counts: Counts, weights: Floats) -> Floats:
    """Mean over comments of the share of coder pairs that agree; `counts` is comments x categories.

    >>> percent_agreement(np.array([[2, 0], [1, 1]]), np.ones((1, 2))).tolist()
    [0.5]
    """
    coders = counts.sum(axis=1)
    double = coders > 1
    agreeing = (counts * (counts - 1)).sum(axis=1)[double] / (coders * (coders - 1))[double]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(weights[:, double] @ agreeing / weights[:, double].sum(axis=1))


def cohen_kappa(first: Counts, second: Counts, categories: int, weights: Floats) -> Floats:
    """Cohen's kappa of two coders on comments that both coded.

    Source: Cohen (1960), Educational and Psychological Measurement 20:37-46.

    >>> cohen_kappa(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]), 2, np.ones((1, 4))).tolist()
    [0.5]
    """
    n = np.where(weights.any(axis=1), weights.sum(axis=1), np.nan)  # a draw may hold none of the two's comments
    observed = weights @ (first == second) / n
    margins = [weights @ (each[:, None] == np.arange(categories)) / n[:, None] for each in (first, second)]
    expected = (margins[0] * margins[1]).sum(axis=1)
    return _beyond_chance(observed, expected)


def light_kappa(ratings: Counts, categories: int, weights: Floats) -> Floats:
    """The mean of Cohen's kappa over the pairs of coders with comments in common; Cohen's own for two coders.

    Source: Light (1971), Psychological Bulletin 76:365-377.

    >>> light_kappa(np.array([[0, 0], [1, 1], [1, -1]]), 2, np.ones((1, 3))).tolist()
    [1.0]
    """
    found = []
    for a, b in combinations(range(ratings.shape[1]), 2):
        both = (ratings[:, a] >= 0) & (ratings[:, b] >= 0)
        if both.any():
            found.append(cohen_kappa(ratings[both, a], ratings[both, b], categories, weights[:, both]))
    return np.asarray(np.mean(found, axis=0)) if found else np.full(len(weights), np.nan)


def krippendorff_alpha(counts: Counts, weights: Floats) -> Floats:
    """Krippendorff's alpha for nominal values, with any number of coders and missing values.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.

    >>> krippendorff_alpha(np.array([[2, 0], [0, 2]]), np.ones((1, 2))).tolist()
    [1.0]
    """
    double = counts.sum(axis=1) > 1
    counts, weights = counts[double], weights[:, double]
    coders = counts.sum(axis=1)
    disagreeing = (counts * (coders[:, None] - counts)).sum(axis=1) / (coders - 1)
    totals = weights @ counts
    n = totals.sum(axis=1)
    chance = n**2 - (totals**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, 1 - (n - 1) * (weights @ disagreeing) / chance, np.nan)


def gwet_ac1(counts: Counts, weights: Floats) -> Floats:
    """Gwet's AC1, which does not collapse where one category prevails.

    Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29-48.

    >>> gwet_ac1(np.array([[2, 0], [2, 0], [1, 1]]), np.ones((1, 3))).round(3).tolist()
    [0.538]
    """
    shares = weights @ (counts / counts.sum(axis=1, keepdims=True)) / weights.sum(axis=1)[:, None]
    chance = (shares * (1 - shares)).sum(axis=1) / max(counts.shape[1] - 1, 1)
    return _beyond_chance(percent_agreement(counts, weights), chance)


def _beyond_chance(observed: Floats, expected: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)


def confusion(codes: pd.DataFrame, variable: str) -> pd.DataFrame:
    """How often each pair of values met on one comment: a symmetric table whose diagonal is agreement.

    Each ordered pair of coders counts once, so the table's sum is n(n-1) a comment with n coders.

    >>> codes = pd.DataFrame({"page_id": "p", "comment_id": ["1", "1"], "coder": ["a", "b"], "variable": "tax",
    ...     "value": ["favor", "against"]})
    >>> confusion(codes, "tax").to_numpy().tolist()
    [[0, 1], [1, 0]]
    """
    ratings, categories = ratings_of(codes[codes["variable"] == variable])
    counts = (ratings[:, :, None] == np.arange(len(categories))).sum(axis=1)
    table: NDArray[np.int64] = counts.T @ counts - np.diag(counts.sum(axis=0))
    return pd.DataFrame(table, index=categories, columns=categories)


def disputed(codes: pd.DataFrame) -> pd.DataFrame:
    """The comments that two or more coded, most disagreed on first: page_id, comment_id, disagreement (0…1), variables.

    `disagreement` is the share of coder pairs that differ, over all variables; `variables` names those that they differ
    on.

    >>> codes = pd.DataFrame({"page_id": "p", "comment_id": ["1", "1", "2", "2"], "coder": ["a", "b", "a", "b"],
    ...     "variable": "tax", "value": ["favor", "favor", "against", "neutral"]})
    >>> disputed(codes)[["comment_id", "disagreement", "variables"]].values.tolist()
    [['2', 1.0, 'tax'], ['1', 0.0, '']]
    """
    tallies = codes.groupby([*KEYS, "variable", "value"], sort=False).size().rename("n").reset_index()
    each = tallies.assign(same=tallies["n"] * (tallies["n"] - 1)).groupby([*KEYS, "variable"], sort=False)
    pairs = each[["n", "same"]].sum().reset_index()
    pairs["pairs"] = pairs["n"] * (pairs["n"] - 1)
    pairs = pairs[pairs["pairs"] > 0]
    pairs["differ"] = pairs["pairs"] - pairs["same"]
    pairs["variables"] = pairs["variable"].where(pairs["differ"] > 0)
    found = pairs.groupby(KEYS, sort=False).agg(
        differ=("differ", "sum"),
        pairs=("pairs", "sum"),
        variables=("variables", lambda names: ", ".join(names.dropna())),
    )
    found = found.assign(disagreement=found["differ"] / found["pairs"]).reset_index()
    found = found.sort_values("disagreement", ascending=False, kind="stable", ignore_index=True)
    return found[[*KEYS, "disagreement", "variables"]]
