from __future__ import annotations

import random
import re

import numpy as np

from discourse.tag import sentiment, stance, vader
from discourse.tag.evidence import heeded, weighted
from discourse.tag.judge import reader

CASES = [
    ("The new tram is a blessing, I get to work in ten minutes and the street is quiet at last.", "the tram"),
    ("What a waste, they spent four million on a bridge that nobody asked for and nobody uses.", "the bridge"),
    ("I was against wind farms for years but now I think that they are the best neighbours we ever had.", "wind farms"),
    ("Nuclear power is far too dangerous, one accident and the whole valley is lost for ever.", "nuclear power"),
    ("Teachers deserve every penny of that raise, they work harder than anybody in the town hall.", "teachers"),
    ("School uniforms are a silly idea, they cost a fortune and children hate them.", "school uniforms"),
    ("Our mayor is a liar and a coward, he never once answered a letter about the harbour.", "the mayor"),
    ("Say what you like, the mayor saved this town when the mill closed and I will vote for her again.", "the mayor"),
    ("Vaccines saved my daughter's life and I thank God for the people who made them.", "vaccines"),
    ("Ban these scooters, they lie around everywhere and my mother broke her hip on one.", "scooters"),
    ("Free school meals are money well spent, a hungry child learns nothing.", "free school meals"),
    ("The lottery is a tax on the poor and should have been abolished long ago.", "the lottery"),
]


def without(text: str, words: list[str]) -> str:
    pattern = "|".join(rf"\b{re.escape(word)}\b" for word in words)
    return re.sub(pattern, " ", text) if words else text


def test_taking_out_the_words_that_were_heeded_moves_the_stance_more_than_taking_out_others() -> None:
    draw = random.Random(3)
    texts, targets = [text for text, _ in CASES], [target for _, target in CASES]
    whole = stance(texts, targets).to_numpy()
    best = whole.argmax(axis=1)
    readings = reader().read({text: (target,) for text, target in CASES}, 1)
    telling = [[word for word, _ in heeded(text, readings[text], [target])[0][:3]] for text, target in CASES]
    others = [
        draw.sample(sorted(set(re.findall(r"\w+", text)) - set(words)), len(words))
        for text, words in zip(texts, telling, strict=True)
    ]

    def fall(taken: list[list[str]]) -> float:
        left = stance([without(text, words) for text, words in zip(texts, taken, strict=True)], targets).to_numpy()
        rows = np.arange(len(texts))
        return float((whole[rows, best] - left[rows, best]).mean())

    assert fall(telling) > 1.5 * max(0.0, fall(others))
    assert fall(telling) > 0.05


def test_shares_are_of_the_whole_attention() -> None:
    text, target = CASES[0]
    words = heeded(text, reader().read({text: (target,)}, 1)[text], [target])[0]
    weights = [weight for _, weight in words]
    assert weights == sorted(weights, reverse=True)
    assert 0 < sum(weights) <= 1 + 1e-6


def test_taking_out_vaders_words_moves_vaders_score_to_nothing() -> None:
    for text, _ in CASES:
        words = [word for word, _ in weighted(vader.scores(text))]
        left = sentiment([without(text, words)])["vader_compound"][0]
        assert abs(left) <= abs(vader.scores(text).compound) + 1e-9
