from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import discourse
from discourse.codebook import template
from discourse.errors import UsageError
from discourse.tag import sentiment, stance, topics

if TYPE_CHECKING:
    from collections.abc import Callable

TINY = Path(__file__).parents[1] / "data" / "tiny"
TEXTS = [
    "Close the harbour for cars, the air there is unbearable.",
    "Nonsense! Without cars the shops will die within a year.",
    "Is there a map of the new route?",
    "ok",
    "",
    "I have lived here for forty years and never seen such a mess. " * 12,
]


def test_they_stand_at_the_packages_root() -> None:
    assert (discourse.stance, discourse.sentiment, discourse.topics) == (stance, sentiment, topics)


def test_stance_gives_a_row_of_chances_for_each_text() -> None:
    found = stance(TEXTS, "a harbour without cars")
    assert list(found.columns) == ["favor", "against", "neutral"]
    assert len(found) == len(TEXTS)
    assert np.allclose(found.sum(axis=1), 1)
    assert found.to_numpy().min() >= 0


def test_a_text_by_itself_is_one_text() -> None:
    assert len(discourse.stance("Ban it.", "public transport")) == 1
    assert len(discourse.sentiment("What a day!")) == len(discourse.topics("The senate votes.")) == 1


def test_topics_takes_the_path_of_a_codebook(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(template(), encoding="utf-8")
    assert list(discourse.topics(["Close the centre."], codebook=tmp_path / "mine.yaml").columns) == ["my_topic"]


def test_sentiment_gives_chances_valence_and_vader() -> None:
    found = sentiment(TEXTS)
    assert list(found.columns) == ["negative", "neutral", "positive", "valence", "vader_compound"]
    assert np.allclose(found[["negative", "neutral", "positive"]].sum(axis=1), 1)
    assert found[["valence", "vader_compound"]].abs().to_numpy().max() <= 1


def test_topics_gives_a_column_a_topic() -> None:
    found = topics(TEXTS)
    assert list(found.columns) == ["release_deal", "iran", "domestic_politics"]
    assert found.to_numpy().min() >= 0
    assert found.to_numpy().max() <= 1


def test_targets_and_parents_go_by_text() -> None:
    found = stance(["Yes.", "Yes."], ["trams", "cars"], parents=["Trams are great.", None])
    assert len(found) == 2
    assert not np.array_equal(found.iloc[0], found.iloc[1])


def test_who_disagrees_takes_the_other_side_of_what_is_answered() -> None:
    against_it, for_it = stance(
        ["Nonsense."] * 2, "trams", parents=["Trams are the best thing we have.", "Trams are a stupid waste."]
    )["favor"]
    assert for_it > against_it


def test_lists_of_unlike_length_are_refused() -> None:
    with pytest.raises(UsageError, match="2 texts, 1 targets"):
        stance(["a", "b"], ["c"])


def test_nothing_gives_nothing() -> None:
    assert stance([], "x").shape == (0, 3)
    assert sentiment([]).shape == (0, 5)
    assert topics([]).shape == (0, 3)


def _stance(texts: list[str]) -> pd.DataFrame:
    return stance(texts, [f"target {len(text) % 3}" for text in texts])


@pytest.mark.parametrize("function", [_stance, sentiment, topics])
def test_a_text_gives_the_same_in_any_order_and_batch(function: Callable[[list[str]], pd.DataFrame]) -> None:
    whole = function(TEXTS).to_numpy()
    assert np.array_equal(function(TEXTS[::-1]).to_numpy()[::-1], whole)
    assert np.array_equal(np.concatenate([function([text]).to_numpy() for text in TEXTS]), whole)
    assert np.array_equal(function(TEXTS * 90).to_numpy()[-len(TEXTS) :], whole)


def test_a_target_gives_the_same_beside_others() -> None:
    alone = stance([TEXTS[0]], "cars").to_numpy()
    beside = stance(
        [TEXTS[0]] * 3, ["a car-free harbour and everything that comes with it", "cars", "shops"]
    ).to_numpy()
    assert np.array_equal(alone[0], beside[1])


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_nothing(threads: int) -> None:
    assert stance(TEXTS, "cars", threads=threads).equals(stance(TEXTS, "cars"))
    assert sentiment(TEXTS, threads=threads).equals(sentiment(TEXTS))
    assert topics(TEXTS, threads=threads).equals(topics(TEXTS))


@pytest.mark.parametrize(
    "text",
    ["", " ", "👍", "\x00\x07", "\ud800", "مرحبا", "桥" * 300, "a" * 5000, "\u202e\u200b", "!" * 500, "﷽" * 50],
)
def test_odd_texts_do_no_harm(text: str) -> None:
    assert np.allclose(stance([text], "cars").sum(axis=1), 1)
    assert sentiment([text]).notna().all(axis=None)
    assert topics([text]).notna().all(axis=None)
    assert np.allclose(stance(["fine"], text, parents=[text]).sum(axis=1), 1)


def test_nulls_count_as_empty() -> None:
    assert sentiment(pd.Series(["good", None], index=[5, 9])).shape == (2, 5)


def test_a_long_text_is_read_to_its_end() -> None:
    filler = "We walked along the harbour and looked at the boats. " * 60
    glad, grim = sentiment(
        [filler + "What a wonderful, lovely, happy day! " * 20, filler + "It was horrible, vile, hateful. " * 20]
    )["valence"]
    assert glad > grim


def test_what_stands_at_the_end_of_a_long_text_counts_for_its_stance() -> None:
    filler = "We walked along the harbour and looked at the boats. " * 60
    fond, cross = stance(
        [filler + "I love the new trams, they are the best! " * 20, filler + "I hate the trams, scrap them now! " * 20],
        "the trams",
    )["favor"]
    assert fond > cross


def test_a_hundred_thousand_characters_are_read() -> None:
    assert sentiment(["The bridge is closed again. " * 3600]).notna().all(axis=None)


MILLION = """
from resource import RUSAGE_SELF, getrusage
from discourse.tag import sentiment
model = {model!r}
sentiment(["ready"], model=model)
before = getrusage(RUSAGE_SELF).ru_maxrss
found = sentiment((f"The bridge is {{n % 7}}." for n in range(1_000_000)), model=model)
assert found[:7].equals(found[7:14].reset_index(drop=True))
print(len(found), getrusage(RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count the largest size of a process in other units")
def test_a_million_rows_take_no_more_memory_than_what_is_told_of_them() -> None:
    program = MILLION.format(model=str(TINY))
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=300)
    rows, kilobytes = map(int, done.stdout.split())
    assert rows == 1_000_000
    assert kilobytes < 200_000  # five numbers a row are 40 MB, and they are put together once


def test_rows_beyond_a_part_are_told_like_those_within() -> None:
    texts = [f"Toll number {n} is {'a shame' if n % 3 else 'fine'}." for n in range(1100)]
    at = [0, 511, 512, 1099]
    some = [texts[i] for i in at]
    assert np.array_equal(stance(texts, "a toll", model=TINY).iloc[at], stance(some, "a toll", model=TINY))
    assert np.array_equal(sentiment(texts, model=TINY).iloc[at], sentiment(some, model=TINY))
    assert np.array_equal(topics(texts, model=TINY).iloc[at], topics(some, model=TINY))
