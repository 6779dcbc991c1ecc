"""Validation gives the figures of scikit-learn, weighted by the design, and finds the faults that were put in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import precision_recall_fscore_support

from discourse.measure.validate import paired, validate
from tests.measure.studies import study

ONE = study(3, n=300)
CLASSES = validate(ONE.tables, ONE.codes, ONE.sample, draws=200)


def test_classes_match_scikit_learn() -> None:
    pairs = paired(ONE.tables, ONE.codes, ONE.sample).query("variable == 'toll'")
    own = CLASSES.classes.query("level == 'all' and variable == 'toll'")
    expected = precision_recall_fscore_support(
        pairs["coded"], pairs["tagged"], labels=own["category"].tolist(), sample_weight=pairs["weight"], zero_division=0
    )
    for name, values in zip(("precision", "recall", "f1"), expected, strict=False):
        assert own[name].fillna(0).to_numpy() == pytest.approx(values), name
    assert own["support"].sum() == own["n_coded"].iloc[0] == len(pairs)


def test_every_figure_lies_in_its_interval() -> None:
    for name in ("precision", "recall", "f1"):
        own = CLASSES.classes.dropna(subset=[name])
        assert (own[f"{name}_low"] <= own[name] + 1e-12).all()
        assert (own[name] <= own[f"{name}_high"] + 1e-12).all()
        assert own[[f"{name}_low", f"{name}_high"]].to_numpy().min() >= 0
        assert own[[f"{name}_low", f"{name}_high"]].to_numpy().max() <= 1


def test_the_faults_that_were_put_in_are_found() -> None:
    rows = CLASSES.classes.query("level == 'all'").set_index(["variable", "category"]).to_dict("index")
    # Against is seen in 80% of cases and then read right in 70%.
    found = rows["toll", "against"]
    assert found["recall_low"] <= 0.56 <= found["recall_high"]
    assert rows["sentiment", "neutral"]["precision"] < rows["sentiment", "negative"]["precision"]


def test_each_outlet_has_its_own_rows() -> None:
    outlets = CLASSES.classes.query("level == 'outlet' and variable == 'sentiment'")
    assert sorted(set(outlets["outlet"])) == ["Outlet 0", "Outlet 1", "Outlet 2"]
    every = CLASSES.classes.query("level == 'all' and variable == 'sentiment'")
    assert outlets.groupby("category")["support"].sum().to_dict() == every.set_index("category")["support"].to_dict()


def test_the_confusion_table_counts_every_coded_comment() -> None:
    assert CLASSES.confusion.query("variable == 'sentiment'")["n"].sum() == 300
    assert CLASSES.confusion.query("variable == 'sentiment'")["weighted"].sum() == pytest.approx(300)


def test_calibration_is_seen_and_its_error_measured() -> None:
    rng = np.random.default_rng(0)
    n = 2000
    ids = pd.Series(np.arange(n)).astype(str)
    sure = rng.uniform(0.34, 1, n)
    honest = rng.random(n) < sure
    comments = pd.DataFrame(
        {"page_id": "p0", "comment_id": ids, "author": ids, "kind": "comment", "duplicate_of": None}
    )
    comments = comments.assign(
        sentiment="negative", p_negative=sure, p_neutral=(1 - sure) / 2, p_positive=(1 - sure) / 2
    )
    tables = type(ONE.tables)(ONE.tables.articles, comments, ONE.tables.stances.head(0), ONE.tables.shares)
    codes = pd.DataFrame({"page_id": "p0", "comment_id": ids, "coder": "a", "variable": "sentiment"})
    found = validate(tables, codes.assign(value=np.where(honest, "negative", "neutral")), draws=50)
    assert len(found.calibration) == 10
    assert found.calibration["n_coded"].sum() == n
    assert found.errors["calibration_error"].iloc[0] < 0.05
    assert (
        (found.calibration["low"] <= found.calibration["sure"])
        & (found.calibration["sure"] <= found.calibration["high"])
    ).sum() >= 8
    boastful = validate(tables, codes.assign(value=np.where(rng.random(n) < 0.4, "negative", "neutral")), draws=50)
    assert boastful.errors["calibration_error"].iloc[0] > 0.2


def test_codes_of_nothing_that_was_tagged_validate_nothing() -> None:
    found = validate(ONE.tables, ONE.codes.assign(comment_id="nobody"))
    assert found.classes.empty
    assert found.errors.empty
