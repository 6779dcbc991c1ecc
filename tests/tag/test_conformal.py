"""Sets of stances hold the right one as often as is asked for, whatever the model is worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from discourse import codebook
from discourse.errors import ModelError
from discourse.tag import TagSettings, artefact, tag
from discourse.tag.conformal import kept, scores, threshold
from discourse.tag.heads import Heads, written

BOOK = codebook.default()
TINY = Path(__file__).parents[1] / "data" / "tiny"


def rows(draw: np.random.Generator, n: int, sharp: float) -> tuple[np.ndarray, np.ndarray]:
    """Chances and labels of a model that is worth little: it overstates what it half knows."""
    right = draw.integers(0, 3, n)
    logits = sharp * (0.6 * np.eye(3)[right] + draw.normal(size=(n, 3)))
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True), right


@pytest.mark.parametrize("error_rate", [0.05, 0.1, 0.3])
@pytest.mark.parametrize(("n", "sharp"), [(19, 1.0), (100, 4.0), (500, 0.2)])
def test_the_right_label_is_in_the_set_as_often_as_is_asked_for(error_rate: float, n: int, sharp: float) -> None:
    draw = np.random.default_rng(11)
    held, at_the_limit = [], []
    for _ in range(400):
        chances, right = rows(draw, n + 20, sharp)
        limit, new = threshold(scores(chances[:n], right[:n]), error_rate), np.arange(20)
        held.append(kept(chances[n:], limit)[new, right[n:]].mean())
        at_the_limit.append((1 - chances[n:][new, right[n:]] <= limit).mean())
    noise = 3 * float(np.std(at_the_limit)) / len(held) ** 0.5
    assert np.mean(held) >= 1 - error_rate - noise
    # No more than rounding up explains: sets are as small as the promise allows (but never empty).
    assert np.mean(at_the_limit) <= 1 - error_rate + 1 / (n + 1) + noise


def test_too_few_scores_exclude_nothing() -> None:
    known = [0.1] * 8
    assert threshold(known, 0.1) == 1.0
    assert threshold([*known, 0.2], 0.1) == 0.2
    assert kept(np.array([[1.0, 0.0, 0.0]]), 1.0).all()


def test_smaller_error_rates_give_larger_sets() -> None:
    draw = np.random.default_rng(12)
    chances, right = rows(draw, 600, 2.0)
    known = scores(chances[:300], right[:300])
    sizes = [kept(chances[300:], threshold(known, rate)).sum() for rate in (0.3, 0.2, 0.1, 0.05, 0.01)]
    assert sizes == sorted(sizes)


def test_no_set_is_empty() -> None:
    assert kept(np.full((1, 3), 1 / 3), 0.0).sum() == 1


def test_many_scores_are_thinned_evenly() -> None:
    draw = np.random.default_rng(13)
    chances, right = rows(draw, 20_000, 2.0)
    known = scores(chances, right)
    assert len(known) == 1999
    whole = np.sort(1 - chances[np.arange(len(right)), right])
    assert abs(threshold(known, 0.1) - whole[int(0.9 * len(whole))]) < 0.02


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """No heads, but scores of coded stances."""
    scored = Heads(artefact.locate(str(TINY))[1].sha256, str(TINY), BOOK.sha256, (), (0.2, 0.4, 0.5, 0.6, 0.7))
    (tmp_path / "mine.json").write_text(written(scored), encoding="utf-8")
    return tmp_path / "mine.json"


def test_the_table_names_what_cannot_be_excluded(model: Path, comments: pd.DataFrame) -> None:
    settings = TagSettings(model=str(model))
    assert tag(comments, BOOK, settings)[1]["stance_set"].isna().all()
    found = tag(comments, BOOK, replace(settings, error_rate=0.5))[1]
    assert (found["stance_set"].notna() == found["applies"]).all()
    for row in found[found["applies"]].to_dict("records"):
        names = row["stance_set"].split("|")
        assert row["stance"] in names
        assert set(names) >= {name for name in ("favor", "against", "neutral") if row[f"p_{name}"] > 0.5}
    wide = tag(comments, BOOK, replace(settings, error_rate=0.01))[1]["stance_set"].dropna()
    assert (wide == "favor|against|neutral").all()


def test_a_model_without_scores_is_told_apart(comments: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="not calibrated for sets of stances"):
        tag(comments, BOOK, TagSettings(model=str(TINY), error_rate=0.1))
