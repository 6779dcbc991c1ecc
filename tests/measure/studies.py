"""Simulated studies of known truth: clustered readers, a classifier of known faults, and codes of a drawn sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from discourse.measure.sample import Design, draw, strata_of
from discourse.measure.shares import shares
from discourse.records import Tables

SIDES = ("favor", "against", "neutral")


@dataclass(frozen=True)
class Study:
    """Tables as a model tagged them, the sample's codes and strata, and the shares readers lean to."""

    tables: Tables
    codes: pd.DataFrame
    sample: pd.DataFrame
    strata: pd.DataFrame
    truth: dict[tuple[str, str], float]


def study(
    seed: int, *, readers: int = 400, n: int = 200, outlets: int = 3, shift: float = 0.0, draws: int = 200
) -> Study:
    """One topic ("toll") that applies to 60% of comments, 20% in favor, 50% against, 30% neutral; tone likewise.

    Readers hold on to their side. The model misses a fifth of the topic's comments, takes a third of the others for it,
    and reads 30% of what is against as neutral. `shift` moves the last outlet's readers from neutral to favor.
    """
    rng = np.random.default_rng(seed)
    size = np.minimum(rng.geometric(0.4, readers), 12)
    who = np.repeat(np.arange(readers), size)
    home = rng.integers(0, outlets, readers)[who]
    base = np.tile([0.2, 0.5, 0.3], (readers, 1))
    base[(home == outlets - 1)[np.cumsum(size) - 1]] += [shift, 0, -shift]
    leaning = np.array([rng.dirichlet(3 * each) for each in base])[who]
    side = (rng.random((len(who), 1)) > leaning.cumsum(axis=1)).sum(axis=1).clip(0, 2)
    tone = (rng.random((len(who), 1)) > leaning[:, [1, 2, 0]].cumsum(axis=1)).sum(axis=1).clip(0, 2)
    applies = rng.random(len(who)) < 0.6
    seen = np.where(applies, rng.random(len(who)) < 0.8, rng.random(len(who)) < 1 / 3)
    read = np.where((side == 1) & (rng.random(len(who)) < 0.3), 2, side)
    ids = pd.Series(np.arange(len(who))).astype("string")
    pages = pd.DataFrame(
        {"page_id": [f"p{i}" for i in range(outlets)], "outlet": [f"Outlet {i}" for i in range(outlets)]}
    )
    tones = np.array(["negative", "neutral", "positive"])
    wrong = rng.random(len(who)) < 0.2
    comments = pd.DataFrame(
        {
            "page_id": pages["page_id"].to_numpy()[home],
            "comment_id": ids,
            "author": pd.Series(who).astype("string"),
            "kind": "comment",
            "duplicate_of": pd.Series([None] * len(who), dtype="string"),
            "sentiment": tones[np.where(wrong, 1, tone)],
            "p_negative": 0.3,
        }
    )
    stances = pd.DataFrame({"page_id": comments["page_id"], "comment_id": ids, "topic": "toll", "applies": seen})
    stances["stance"] = pd.Series(np.array(SIDES)[read]).where(seen)
    tables = Tables(pages, comments, stances, shares(pages, comments, stances, draws=draws))
    design = Design(n, seed=seed)
    drawn = draw(comments, stances, pages, design).rows
    strata = strata_of(comments, stances, pages, design)
    at = drawn["comment_id"].astype(int).to_numpy()
    toll = np.where(applies[at], np.array(SIDES)[side[at]], "none")
    codes = pd.concat(
        [
            drawn[["page_id", "comment_id"]].assign(coder="ann", variable=name, value=values)
            for name, values in (("toll", toll), ("sentiment", tones[tone[at]]))
        ],
        ignore_index=True,
    )
    last = 1 / outlets * shift
    truth = {("toll", "favor"): 0.2 + last, ("toll", "against"): 0.5, ("toll", "neutral"): 0.3 - last}
    return Study(tables, codes, drawn, strata, {**truth, ("topic", "toll"): 0.6, ("sentiment", "negative"): 0.5})
