"""Agreement measures give the values of published worked examples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.measure.agreement import agreement, confusion, disputed, gwet_ac1, krippendorff_alpha, measures

_: int | None = None
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 4 observers, 12 units, missing values.
# Python: krippendorff.alpha(FOUR, level_of_measurement="nominal") 0.9.0 gives .7434211.
# The same data are Gwet's (Handbook of Inter-Rater Reliability, 4th ed.), R: irrCAC::gwet.ac1.raw(cac.raw4raters).
# Python: irrCAC 0.4.4, CAC(frame).gwet(), gives .77544.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
# Krippendorff (2011), section A: 2 observers, 10 units, two values.
TWO = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
# Krippendorff (2011), section B: 2 observers, 12 units, five values.
FIVE = [list("aabbdcccedda"), list("babbbccceddd")]
# Cohen (1960), table 1, as counts of 200 cases; kappa .492; statsmodels 0.15
# cohens_kappa(COHEN).kappa gives .4915254.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]


def codes(rows: list[list[object]]) -> pd.DataFrame:
    found = [
        ("p", f"c{unit}", f"coder{coder}", "v", str(value))
        for coder, values in enumerate(rows)
        for unit, value in enumerate(values)
        if value is not None
    ]
    return pd.DataFrame(found, columns=["page_id", "comment_id", "coder", "variable", "value"])


def value(frame: pd.DataFrame, measure: str) -> float:
    return float(frame.set_index("measure").to_dict("index")[measure]["value"])


def test_krippendorffs_examples() -> None:
    assert value(agreement(codes([list(row) for row in TWO])), "alpha") == pytest.approx(0.095, abs=5e-4)
    assert value(agreement(codes([list(row) for row in FIVE])), "alpha") == pytest.approx(0.692, abs=5e-4)
    assert value(agreement(codes([list(row) for row in FOUR])), "alpha") == pytest.approx(0.7434211, abs=5e-8)


def test_gwets_example() -> None:
    found = agreement(codes([list(row) for row in FOUR]))
    assert value(found, "percent") == pytest.approx(0.81818, abs=5e-6)
    assert value(found, "ac1") == pytest.approx(0.77544, abs=5e-6)


def test_cohens_example() -> None:
    pairs = [(a, b) for a, row in enumerate(COHEN) for b, n in enumerate(row) for _ in range(n)]
    found = agreement(codes([[a for a, _ in pairs], [b for _, b in pairs]]))
    assert value(found, "kappa") == pytest.approx(0.4915254, abs=5e-8)
    assert value(found, "percent") == pytest.approx(0.70)


@given(st.lists(st.lists(st.integers(-1, 3), min_size=3, max_size=3), min_size=1, max_size=25))
def test_measures_are_one_where_all_agree_and_never_more(rows: list[list[int]]) -> None:
    ratings = np.array([row for row in rows if sum(each >= 0 for each in row) > 1] or [[0, 0, 0]])
    for name, values in measures(ratings, 4, np.ones((1, len(ratings)))).items():
        assert not values[0] > 1 + 1e-12, name
    same = np.repeat(ratings.max(axis=1, keepdims=True), 3, axis=1)
    for name, values in measures(same, 4, np.ones((1, len(same)))).items():
        assert np.isnan(values[0]) or values[0] == pytest.approx(1), name


def test_one_category_alone_leaves_alpha_undefined_and_ac1_whole() -> None:
    counts = np.array([[2, 0], [2, 0]])
    assert np.isnan(krippendorff_alpha(counts, np.ones((1, 2)))).all()
    assert gwet_ac1(counts, np.ones((1, 2))).tolist() == [1.0]


def test_intervals_hold_the_value_and_are_the_same_each_time() -> None:
    frame = codes([list(row) for row in FOUR])
    once = agreement(frame, seed=2)
    pd.testing.assert_frame_equal(once, agreement(frame, seed=2))
    assert (once["low"] <= once["value"]).all()
    assert (once["value"] <= once["high"]).all()
    assert once["n_comments"].tolist() == [11] * 4
    assert once["n_coders"].tolist() == [4] * 4


def test_comments_coded_once_say_nothing_of_agreement() -> None:
    assert agreement(codes([[1, 2, 3]])).empty


def test_the_confusion_table_and_the_disputed_comments() -> None:
    frame = codes([["x", "x", "y"], ["x", "y", "y"], ["x", "y", None]])
    table = confusion(frame, "v")
    assert table.to_numpy().tolist() == [[6, 2], [2, 4]]
    found = disputed(frame)
    assert found["comment_id"].tolist() == ["c1", "c0", "c2"]
    assert found["disagreement"].tolist() == pytest.approx([2 / 3, 0, 0])
