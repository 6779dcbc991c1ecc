"""How good the tags are, by hand codes: precision, recall and F1 per class, calibration, confusion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from discourse.codebook import STANCES, TONES
from discourse.measure.cells import KEYS, groups, was_told
from discourse.measure.counting import counted, per_reader
from discourse.measure.intervals import Counts, Floats, effective_readers, normal_quantile, wilson
from discourse.measure.ratios import Resampling, ratios
from discourse.measure.truth import NONE, probabilities, settled
from discourse.records import Tables, Validation

MOST_BINS, LEAST_IN_BIN = 10, 8


def validate(
    tables: Tables,
    codes: pd.DataFrame,
    sample: pd.DataFrame | None = None,
    *,
    seed: int = 0,
    draws: int = 1000,
    level: float = 0.95,
) -> Validation:
    """The tags of the coded comments beside what coders settled on.

    Variables are the topics (values favor, against, neutral, none) and "sentiment". `sample` gives each comment's
    `probability` of being drawn; figures are weighted by its inverse, so that they hold for all comments and not only
    for the sample's mix, and codes of comments outside the sample are left out. Readers are the units of the intervals
    (`ratios.ratios`). A class that was never coded has no recall, one that was never tagged no precision: null.

    >>> from discourse.measure.shares import shares
    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", "Bo"], "kind": "comment",
    ...     "duplicate_of": None, "sentiment": ["negative", "neutral"], "p_negative": [0.9, 0.2],
    ...     "p_neutral": [0.1, 0.6], "p_positive": [0.0, 0.2]})
    >>> tags = pd.DataFrame(columns=["page_id", "comment_id", "topic", "applies", "stance"])
    >>> codes = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "coder": "a", "variable": "sentiment",
    ...     "value": ["negative", "positive"]})
    >>> found = validate(Tables(pages, said, tags, shares(pages, said, tags)), codes)
    >>> found.classes.query("level == 'all'")[["category", "precision", "recall"]].values.tolist()
    [['negative', 1.0, 1.0], ['neutral', 0.0, nan], ['positive', nan, 0.0]]
    """
    pairs = paired(tables, codes, sample)
    blocks: list[pd.DataFrame] = []
    bins, errors = [], []
    for variable, rows in pairs.groupby("variable", sort=False):
        own = rows.reset_index(drop=True)
        how = Resampling(draws, np.random.default_rng([seed, len(blocks)]), level)
        blocks += _classes(tables.articles, own, str(variable), how)
        bins.append(_calibration(own, level).assign(variable=variable))
        errors.append({"variable": variable, **_errors(own, bins[-1], how)})
    confusion = pairs.groupby(["variable", "coded", "tagged"], sort=False)["weight"].agg(["size", "sum"]).reset_index()
    return Validation(
        pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(columns=_CLASSES),
        pd.concat(bins, ignore_index=True)[_BINS] if bins else pd.DataFrame(columns=_BINS),
        pd.DataFrame(errors, columns=_ERRORS),
        confusion.rename(columns={"size": "n", "sum": "weighted"}),
    )


_MEASURES = ("precision", "recall", "f1")
_CLASSES = ["level", "outlet", "variable", "category", "n_coded", "support", "predicted"]
_CLASSES += [f"{name}{end}" for name in _MEASURES for end in ("", "_low", "_high")]
_BINS = ["variable", "bin", "n_coded", "sure", "right", "low", "high"]
_ERRORS = ["variable", "n_coded", "accuracy", "low", "high", "calibration_error"]


def paired(tables: Tables, codes: pd.DataFrame, sample: pd.DataFrame | None = None) -> pd.DataFrame:
    """A row a coded comment and variable that the model tagged too.

    Columns: page_id, comment_id, reader, variable, coded, tagged, sure (the probability given to the label, where the
    tables hold it), weight (of mean 1 within a variable).
    """
    frame = counted(tables.comments)
    tags = pd.concat([_tones(frame), _sides(tables.stances)], ignore_index=True)
    found = settled(codes).rename(columns={"value": "coded"}).merge(tags, on=[*KEYS, "variable"])
    found = found.merge(frame[[*KEYS, "reader"]], on=KEYS)
    found["weight"] = 1 / probabilities(found, sample)
    found = found[found["weight"].notna()].reset_index(drop=True)
    found["weight"] /= found.groupby("variable")["weight"].transform("mean")
    return found


def _tones(frame: pd.DataFrame) -> pd.DataFrame:
    tagged = frame[frame["sentiment"].notna()]
    sure = _picked(tagged, tagged["sentiment"], {tone: f"p_{tone}" for tone in TONES})
    return tagged[KEYS].assign(variable="sentiment", tagged=tagged["sentiment"].astype("object"), sure=sure)


def _sides(stances: pd.DataFrame) -> pd.DataFrame:
    """The topics' tags; how sure: of the topic, times of the stance; of a topic that does not apply, the rest."""
    known = stances[was_told(stances)]
    applies = known["applies"].astype(bool)
    tagged = known["stance"].astype("object").where(applies, NONE)
    topic = known["p_topic"].to_numpy(dtype=float) if "p_topic" in known else np.full(len(known), np.nan)
    stance = _picked(known, tagged, {side: f"p_{side}" for side in STANCES})
    sure = np.where(applies, topic * stance, 1 - topic)
    return known[KEYS].assign(variable=known["topic"].astype("object"), tagged=tagged, sure=sure)


def _picked(rows: pd.DataFrame, labels: pd.Series[str], columns: dict[str, str]) -> Floats:
    """For each row the value of the column that belongs to its label."""
    found = np.full(len(rows), np.nan)
    for label, column in columns.items():
        if column in rows:
            values = rows[column].to_numpy(dtype=float, na_value=np.nan)
            found = np.where((labels == label).fillna(value=False).to_numpy(dtype=bool), values, found)
    return found


def _classes(articles: pd.DataFrame, own: pd.DataFrame, variable: str, how: Resampling) -> Iterator[pd.DataFrame]:
    """Precision, recall and F1 of each class: over all, then per outlet. Each is a ratio of readers' totals."""
    categories = sorted(set(own["coded"]) | set(own["tagged"]))
    coded, tagged = (own[name].to_numpy()[:, None] == np.array(categories) for name in ("coded", "tagged"))
    weight = own["weight"].to_numpy()[:, None]
    columns = np.hstack(
        [weight * each for each in (coded & tagged, tagged, coded, 2 * (coded & tagged), coded * 1.0 + tagged)]
    )
    reader = own["reader"].to_numpy(dtype=np.int64)
    k = len(categories)
    part = [*range(k), *range(k), *range(3 * k, 4 * k)]
    whole = [*range(k, 2 * k), *range(2 * k, 3 * k), *range(4 * k, 5 * k)]
    wanted = [group for group in groups(articles, own) if group.level != "page"]
    for group in sorted(wanted, key=lambda group: group.level != "all"):
        found = ratios(per_reader(reader[group.rows], columns[group.rows]), part, whole, how)
        frame = pd.DataFrame(
            {"level": group.level, "outlet": group.outlet, "variable": variable, "category": categories}
        )
        frame["n_coded"] = len(group.rows)
        frame["support"], frame["predicted"] = coded[group.rows].sum(axis=0), tagged[group.rows].sum(axis=0)
        for i, name in enumerate(_MEASURES):
            rows = slice(i * k, (i + 1) * k)
            frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = (
                found.share[rows],
                found.low[rows],
                found.high[rows],
            )
        yield frame[_CLASSES]


def _calibration(own: pd.DataFrame, level: float) -> pd.DataFrame:
    """How often labels are right, by how sure the model was, in at most ten bins of about equally many comments."""
    known = own[own["sure"].notna()].sort_values("sure", kind="stable", ignore_index=True)
    if known.empty:
        return pd.DataFrame(columns=_BINS)
    bins = np.arange(len(known)) * min(MOST_BINS, max(1, len(known) // LEAST_IN_BIN)) // len(known)
    right = (known["coded"] == known["tagged"]).to_numpy(dtype=float)
    weight = known["weight"].to_numpy()
    sums = [np.bincount(bins, weights=weight * each) for each in (np.ones(len(known)), known["sure"].to_numpy(), right)]
    effective = np.array([effective_readers(weight[bins == b][:, None])[0] for b in range(bins.max() + 1)])
    share = sums[2] / sums[0]
    low, high = wilson(share, effective, normal_quantile(level))
    n = np.bincount(bins)
    return pd.DataFrame(
        {
            "bin": np.arange(len(n)) + 1,
            "n_coded": n,
            "sure": sums[1] / sums[0],
            "right": share,
            "low": low,
            "high": high,
        }
    )


def _errors(own: pd.DataFrame, bins: pd.DataFrame, how: Resampling) -> dict[str, float]:
    """Accuracy with its interval, and the expected calibration error: the mean gap between sure and right."""
    weight = own["weight"].to_numpy()
    right = (own["coded"] == own["tagged"]).to_numpy()
    reader: Counts = own["reader"].to_numpy(dtype=np.int64)
    found = ratios(per_reader(reader, np.column_stack([weight * right, weight])), [0], [1], how)
    gap = (bins["sure"] - bins["right"]).abs().astype(float)
    error = float(np.average(gap, weights=bins["n_coded"].astype(float))) if len(bins) else np.nan
    return {
        "n_coded": len(own),
        "accuracy": float(found.share[0]),
        "low": float(found.low[0]),
        "high": float(found.high[0]),
        "calibration_error": error,
    }
