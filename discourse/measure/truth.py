"""Hand codes beside the model's tags: what coders settled on, and the weight of each coded comment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.measure.cells import KEYS
from discourse.measure.intervals import Counts, Floats

NONE = "none"  # the code of a topic that does not apply


def settled(codes: pd.DataFrame) -> pd.DataFrame:
    """One value a comment and variable: the one that most coders gave; ties are left out, for nobody settled them.

    `codes` and the result have the columns page_id, comment_id, variable, value (codes also coder).

    >>> codes = pd.DataFrame({"page_id": "p", "comment_id": ["1", "1", "1", "2", "2"], "coder": list("abcab"),
    ...     "variable": "tax", "value": ["favor", "favor", "none", "against", "favor"]})
    >>> settled(codes)[["comment_id", "value"]].values.tolist()
    [['1', 'favor']]
    """
    unit = [*KEYS, "variable"]
    votes = codes.groupby([*unit, "value"], sort=False, observed=True).size().rename("votes").reset_index()
    most = votes[votes["votes"] == votes.groupby(unit, sort=False)["votes"].transform("max")]
    return most[~most.duplicated(unit, keep=False)][[*unit, "value"]].reset_index(drop=True)


def probabilities(comments: pd.DataFrame, sample: pd.DataFrame | None) -> Floats:
    """Each comment's chance of having been drawn: by the `sample`, or alike for all where no sample is given.

    Null for comments that the sample does not hold: nothing is known of how these came to be coded.

    >>> coded = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"]})
    >>> probabilities(coded, coded.head(1).assign(probability=0.25)).tolist()
    [0.25, nan]
    """
    if sample is None:
        return np.ones(len(comments))
    drawn = comments[KEYS].merge(sample[[*KEYS, "probability"]].drop_duplicates(KEYS), how="left", on=KEYS)
    return drawn["probability"].to_numpy(dtype=float)


def coded_tables(truth: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Settled codes as the tables that tags come in: comments (with `sentiment`) and stances (with `applies`).

    >>> truth = pd.DataFrame({"page_id": "p", "comment_id": "1", "variable": ["tax", "sentiment"],
    ...     "value": ["none", "negative"]})
    >>> comments, stances = coded_tables(truth)
    >>> comments["sentiment"].tolist(), stances["applies"].tolist()
    (['negative'], [False])
    """
    tone = truth["variable"] == "sentiment"
    comments = truth[KEYS].drop_duplicates(ignore_index=True)
    tones = truth.loc[tone, [*KEYS, "value"]].rename(columns={"value": "sentiment"})
    comments = comments.merge(tones, how="left", on=KEYS)
    stances = truth.loc[~tone, [*KEYS, "variable", "value"]].rename(columns={"variable": "topic", "value": "stance"})
    stances = stances.assign(applies=stances["stance"] != NONE)
    return comments, stances.assign(stance=stances["stance"].where(stances["applies"]))


def cells_of(strata: pd.Series[str], sampled: Counts) -> Counts:
    """A number per comment of the population: its stratum, where two or more were sampled; the others pooled as one.

    `strata` names each comment's stratum; `sampled` holds the positions of those that were coded.

    >>> cells_of(pd.Series(["a", "a", "b", "c", "c"]), np.array([0, 1, 2, 3])).tolist()
    [1, 1, 0, 0, 0]
    """
    numbers, names = pd.factorize(strata.fillna(""))
    drawn = np.bincount(numbers[sampled], minlength=len(names))
    kept = np.where(drawn >= 2, np.arange(1, len(names) + 1), 0)
    cells = kept[numbers]
    # A pool of strata with fewer than two sampled can't show its variance: it joins the largest stratum.
    if (cells[sampled] == 0).sum() < 2 and (cells == 0).any() and kept.any():
        cells = np.where(cells == 0, kept[np.argmax(np.where(kept > 0, drawn, 0))], cells)
    return np.asarray(pd.factorize(cells, sort=True)[0], dtype=np.int64)


def weights_of(cells: Counts, sampled: Counts, probability: Floats) -> Floats:
    """How many comments each sampled one stands for: the inverse of its probability, made to sum to its cell's size.

    `cells` is per comment of the population, `probability` per sampled comment. So the estimate knows each cell's size
    exactly, also where some of the sample was never coded (for which chance is taken, not choice).

    >>> weights_of(np.array([0, 0, 0, 0, 1]), np.array([0, 2, 4]), np.array([0.5, 0.5, 1.0])).tolist()
    [2.0, 2.0, 1.0]
    """
    inverse = 1 / probability
    sizes = np.bincount(cells).astype(float)
    sums = np.bincount(cells[sampled], weights=inverse, minlength=len(sizes))
    return np.asarray(inverse * (sizes / np.where(sums > 0, sums, 1))[cells[sampled]])
