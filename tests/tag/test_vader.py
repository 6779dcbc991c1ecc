from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from discourse.tag.vader import scores

LIBRARY = SentimentIntensityAnalyzer()
LEXICON = sorted(LIBRARY.lexicon)
EMOJI = sorted(LIBRARY.emojis)
TELLING = [
    "but",
    "BUT",
    "no",
    "never",
    "so",
    "this",
    "without",
    "doubt",
    "at",
    "least",
    "very",
    "kind",
    "of",
    "or",
    "the",
]
WORDS = [
    *TELLING * 40,
    *NEGATE * 4,
    *BOOSTER_DICT,
    *list(SPECIAL_CASES) * 10,
    *LEXICON[::7],
    *EMOJI[::20],
    "!",
    "??",
    "x",
]


def same(text: str) -> bool:
    found = scores(text)
    mine = {"neg": found.neg, "neu": found.neu, "pos": found.pos, "compound": found.compound}
    return bool(mine == LIBRARY.polarity_scores(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "!!!",
        "👍",
        "VERY good, but NOT the bomb :(",
        "no no no",
        "kind of",
        "it isn't without doubt the least bad",
        "good but good but good",
        "yeah right 😂😂 the shit",
        "\x00 \ud800 good",
        "WHY???? this is so so never so great",
    ],
)
def test_scores_are_the_librarys(text: str) -> None:
    assert same(text)


def test_scores_are_the_librarys_on_varied_texts() -> None:
    draw = random.Random(7)
    shapes = (str.lower, str.upper, str.title, str)
    for _ in range(10_000):
        words = draw.choices(WORDS, k=draw.randint(0, 30))
        assert same(" ".join(draw.choice(shapes)(word) for word in words))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)))
def test_scores_are_the_librarys_on_any_text(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize("text", ["😂" * 2000, "".join(EMOJI[:2000]), "but " + "".join(EMOJI[1000:3000])])
def test_two_thousand_emoji_are_quick(text: str) -> None:
    took = []
    for _ in range(3):
        start = time.process_time()
        scores(text)
        took.append(time.process_time() - start)
    assert min(took) < 0.02


def test_weights_name_the_words_that_count() -> None:
    found = scores("a great pity")
    assert [word for word, weight in zip(found.words, found.weights, strict=True) if weight] == ["great", "pity"]
