"""Which comments to code by hand: a stratified random sample whose inclusion probabilities are known exactly.

The design, in the order in which it is built:

1. Population: the comments that shares are counted from (`counting.counted`) and that the model tagged.
2. Strata: by what the model says of a comment (topic, stance, sentiment) and by where it stands (outlet, article).
   A comment on several topics belongs to the rarest of them, so that each comment is in exactly one stratum and small
   topics are not drowned by large ones; its stance is the one on that topic.
3. Pooling: where there are too many strata for the sample, small ones are put together, along the last dimension first.
4. Allocation: at least two comments a stratum, so that a variance can be estimated, the rest by the square root of the
   strata's sizes: Bankier's power allocation (The American Statistician 42, 1988, 174-177) with exponent one half. It
   serves the small strata without spoiling the estimate for all.
5. Draw: simple random sampling without replacement within each stratum; a comment's probability of being drawn is the
   number drawn over the number there. Items come in random order, so that whoever stops early has coded a random part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import pandas as pd

from discourse.measure.cells import KEYS
from discourse.measure.counting import counted
from discourse.measure.intervals import Counts
from discourse.records import was_tagged

DIMENSIONS = ("topic", "stance", "outlet", "article", "sentiment")
USUAL = ("topic", "stance", "outlet")
METHOD = (
    "stratified random sample without replacement; at least two comments a stratum, the rest by the square root of "
    "its size (power allocation); items in random order"
)
"""The design in a sentence, for `design.json` and methods sections."""
NONE, POOLED = "(none)", "(pooled)"
_LEAST = 2  # comments a stratum, from which a variance within it can be estimated


@dataclass(frozen=True, slots=True)
class Design:
    """How to draw: `n` comments, stratified by the dimensions `per`, `reliability` of them for coding twice."""

    n: int
    per: tuple[str, ...] = USUAL
    reliability: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample and what it was drawn from.

    `rows` has a row a drawn comment: item (1…n, the order of coding), page_id, comment_id, stratum, stratum_size,
    stratum_drawn, probability, double (to be coded by a second coder too). Strata have names that say nothing of them,
    in random order, so that whoever sees the design learns nothing of the model's labels. `population` counts the
    comments that could be drawn; `not_counted` and `not_tagged` those that could not, and why.
    """

    rows: pd.DataFrame
    population: int
    not_counted: int
    not_tagged: int


def draw(comments: pd.DataFrame, stances: pd.DataFrame, articles: pd.DataFrame, design: Design) -> Sample:
    """Draw comments by the design, or all where there are no more; those for coding twice are a random part of them.

    The tables are those of `records.COLUMNS`. The same tables in whatever order, with the same design, give the same
    sample. Raises `ValueError` for an `n` below 1, or a dimension that is not among `DIMENSIONS`.

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2", "3"], "author": ["Ann", "Bo", "Cy"],
    ...     "kind": "comment", "duplicate_of": None, "sentiment": "neutral", "p_negative": 0.1})
    >>> tags = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2", "3"], "topic": "tax", "applies": True,
    ...     "stance": "favor"})
    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> draw(said, tags, pages, Design(2)).rows[["stratum_size", "stratum_drawn", "probability"]].round(3).values[0]
    array([3.   , 2.   , 0.667])
    """
    if design.n < 1 or design.reliability < 0:
        raise ValueError(f"cannot draw {design.n} comments, {design.reliability} of them for coding twice")
    frame = counted(comments)
    tagged, keys = _population(frame, stances, articles, design)
    rng = np.random.default_rng(design.seed)
    rows = _drawn(tagged[KEYS], keys, min(design.n, len(tagged)), rng)
    rows = rows.iloc[rng.permutation(len(rows))].reset_index(drop=True)
    rows.insert(0, "item", np.arange(1, len(rows) + 1))
    twice = rng.choice(len(rows), size=min(design.reliability, len(rows)), replace=False)
    rows["double"] = np.isin(np.arange(len(rows)), twice)
    return Sample(rows, len(tagged), len(comments) - len(frame), len(frame) - len(tagged))


def strata_of(comments: pd.DataFrame, stances: pd.DataFrame, articles: pd.DataFrame, design: Design) -> pd.DataFrame:
    """The stratum of every comment that could be drawn by the design: page_id, comment_id, stratum.

    Strata are numbered in the order of what they hold, and not named as in a `Sample`: those who code see its names.

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2", "3"], "author": ["Ann", "Bo", "Cy"],
    ...     "kind": "comment", "duplicate_of": None, "sentiment": "neutral", "p_negative": 0.1})
    >>> tags = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2", "3"], "topic": "tax",
    ...     "applies": [True, False, True], "stance": ["favor", None, "favor"]})
    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> strata_of(said, tags, pages, Design(6))[["comment_id", "stratum"]].values.tolist()
    [['1', 1], ['2', 0], ['3', 1]]
    """
    tagged, keys = _population(counted(comments), stances, articles, design)
    return tagged[KEYS].assign(stratum=keys.groupby(list(keys.columns), sort=True).ngroup())


def _population(
    frame: pd.DataFrame, stances: pd.DataFrame, articles: pd.DataFrame, design: Design
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The comments that can be drawn, in the order of their ids, and the pooled strata of each."""
    tagged = frame[was_tagged(frame)].sort_values(KEYS, ignore_index=True)
    return tagged, pooled(strata(tagged, stances, articles, design.per), design.n)


def strata(
    comments: pd.DataFrame, stances: pd.DataFrame, articles: pd.DataFrame, per: Sequence[str] = USUAL
) -> pd.DataFrame:
    """The stratum of each comment: a row a comment, in their order, and a text column for each dimension of `per`.

    What is not there (no topic applies, the stance was left open, the outlet is unknown) is `NONE`. Raises `ValueError`
    for no dimension, or one that is not among `DIMENSIONS`.

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "sentiment": ["neutral", None]})
    >>> tags = pd.DataFrame({"page_id": "p", "comment_id": ["1", "1", "2"], "topic": ["tax", "bus", "tax"],
    ...     "applies": True, "stance": ["favor", "against", None]})
    >>> strata(said, tags, pd.DataFrame({"page_id": [], "outlet": []}), ("topic", "stance")).values.tolist()
    [['bus', 'against'], ['tax', '(none)']]
    """
    if not per:
        raise ValueError("no dimension to stratify by")
    unknown = [each for each in per if each not in DIMENSIONS]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is none of {', '.join(DIMENSIONS)}")
    chosen = _rarest_topic(comments[KEYS], stances)
    values = {
        "topic": chosen["topic"],
        "stance": chosen["stance"],
        "outlet": comments["page_id"].map(dict(zip(articles["page_id"], articles["outlet"], strict=True))),
        "article": comments["page_id"],
        "sentiment": comments["sentiment"],
    }
    columns = {each: values[each].astype("object").where(values[each].notna(), NONE).to_numpy() for each in per}
    return pd.DataFrame(columns, index=comments.index)


def _rarest_topic(keys: pd.DataFrame, stances: pd.DataFrame) -> pd.DataFrame:
    """Of the topics that apply to a comment the one with the fewest comments, and the stance on it; null for none."""
    on_topic = stances[stances["applies"].fillna(value=False).astype(bool)]
    on_topic = keys.merge(on_topic[[*KEYS, "topic", "stance"]], on=KEYS)
    often = on_topic["topic"].map(on_topic["topic"].value_counts())
    rarest = on_topic.assign(often=often).sort_values(["often", "topic"]).drop_duplicates(KEYS)
    return keys.merge(rarest, on=KEYS, how="left", validate="1:1").set_index(keys.index)


def pooled(keys: pd.DataFrame, n: int) -> pd.DataFrame:
    """The strata with small ones put together until the least that each is due takes up no more than half of `n`.

    A stratum is small below a bound that doubles until it suffices; its last dimension is given up first.

    >>> keys = pd.DataFrame({"topic": ["tax"] * 7, "outlet": ["A", "A", "A", "A", "B", "C", "D"]})
    >>> pooled(keys, 8)["outlet"].tolist()
    ['A', 'A', 'A', 'A', '(pooled)', '(pooled)', '(pooled)']
    """
    found, bound = keys, 1
    while True:
        due = found.groupby(list(found.columns), sort=False).size().clip(upper=_LEAST)
        if len(due) <= 1 or 2 * due.sum() <= n:
            return found
        bound *= 2
        found = keys.copy()
        for dimension in reversed(keys.columns):
            found.loc[_sizes(found) < bound, dimension] = POOLED


def _sizes(keys: pd.DataFrame) -> pd.Series[int]:
    """How many comments share each comment's stratum."""
    columns = list(keys.columns)
    return keys.groupby(columns, sort=False)[columns[0]].transform("size")


def allocate(sizes: Counts, n: int) -> Counts:
    """How many of `n` to draw from strata of these sizes: two at least, the rest by the square roots of the sizes.

    One comment after the other goes to the stratum that is furthest behind its due (Webster's divisors), never more
    than there are. Raises `ValueError` where `n` is less than one a stratum, or more than all.

    >>> allocate(np.array([900, 100, 1]), 14).tolist()
    [10, 3, 1]
    """
    least = np.minimum(sizes, _LEAST if np.minimum(sizes, _LEAST).sum() <= n else 1)
    if not least.sum() <= n <= sizes.sum():
        raise ValueError(f"{n} comments cannot be drawn from strata of {len(sizes)} sizes, {sizes.sum()} together")
    given = [int(each) for each in least]
    weights = np.sqrt(sizes)
    queue = [(-weights[i] / (2 * given[i] + 1), i) for i in range(len(given)) if given[i] < sizes[i]]
    heapify(queue)
    for _ in range(n - sum(given)):
        _, i = heappop(queue)
        given[i] += 1
        if given[i] < sizes[i]:
            heappush(queue, (-weights[i] / (2 * given[i] + 1), i))
    return np.array(given, dtype=np.int64)


def _drawn(comments: pd.DataFrame, keys: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """A simple random sample from each stratum, the strata named in random order."""
    groups = list(keys.groupby(list(keys.columns), sort=True).indices.values()) if n else []
    groups = [groups[i] for i in rng.permutation(len(groups))]
    sizes = np.array([len(each) for each in groups], dtype=np.int64)
    width = len(str(len(groups)))
    parts = [comments.iloc[:0].assign(stratum="", stratum_size=0, stratum_drawn=0, probability=0.0)]
    for i, (rows, drawn) in enumerate(zip(groups, allocate(sizes, n), strict=True), start=1):
        chosen = comments.iloc[np.sort(rng.choice(rows, size=drawn, replace=False))]
        name = f"s{i:0{width}}"
        parts.append(
            chosen.assign(stratum=name, stratum_size=len(rows), stratum_drawn=drawn, probability=drawn / len(rows))
        )
    return pd.concat(parts[1:] or parts, ignore_index=True)
