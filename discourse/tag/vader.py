"""VADER (Hutto and Gilbert 2014) as `vaderSentiment` computes it, score for score, in time linear in the text.

The library lowers every word of the text again for each word that its lexicon knows, and searches the whole list for
each score after a "but": 2,000 emoji take it seconds. Here each word is shown to the library's rules with the three
words before it and the two after it, which is all they look at; the rules and the lexicon stay the library's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import heappop, heappush
from typing import Any

import vaderSentiment.vaderSentiment as library  # noqa: N813 - the module has its class's name

_BEFORE, _AFTER = 3, 2


@dataclass(frozen=True, slots=True)
class Scores:
    """The library's four scores, and its valence for each word of the text (emoji spelt out)."""

    neg: float
    neu: float
    pos: float
    compound: float
    words: tuple[str, ...]
    weights: tuple[float, ...]


def scores(text: str) -> Scores:
    """The scores of one text: `neg`, `neu`, `pos` are shares of it, `compound` is in -1...1.

    >>> scores("VADER is smart, handsome, and funny!").compound
    0.8439
    >>> scores("").neu
    0.0
    """
    found: Scores = _analyzer().score(text)
    return found


class _Words:
    """What the library's rules read of a text: its words, and whether only some of them are in capitals."""

    __slots__ = ("is_cap_diff", "words_and_emoticons")

    def __init__(self, words: tuple[str, ...], is_cap_diff: bool) -> None:
        self.words_and_emoticons, self.is_cap_diff = words, is_cap_diff


class _Linear(library.SentimentIntensityAnalyzer):  # type: ignore[misc]  # the library has no types
    def score(self, text: str) -> Scores:
        plain = self._spell_out(text)
        parts = library.SentiText(plain)
        words, caps = tuple(parts.words_and_emoticons), parts.is_cap_diff
        weights = [
            self._weight(words[max(0, i - _BEFORE) : i + _AFTER + 1], min(i, _BEFORE), caps) if known else 0.0
            for i, known in enumerate(map(self.lexicon.__contains__, map(str.lower, words)))
        ]
        weights = _but(words, weights)
        found = self.score_valence(weights, plain)
        return Scores(found["neg"], found["neu"], found["pos"], found["compound"], words, tuple(weights))

    def _spell_out(self, text: str) -> str:
        if self.emojis.keys().isdisjoint(text):
            return text.strip()
        parts, prev_space = [], True
        for char in text:
            name = self.emojis.get(char)
            if name is None:
                parts.append(char)
                prev_space = char == " "
            else:
                parts.append(name if prev_space else " " + name)
                prev_space = False
        return "".join(parts).strip()

    @lru_cache(maxsize=4096)  # noqa: B019 - there is one analyzer, and it lives as long as the process
    def _weight(self, words: tuple[str, ...], i: int, caps: bool) -> float:
        word = words[i].lower()
        if word in library.BOOSTER_DICT or (word == "kind" and i + 1 < len(words) and words[i + 1].lower() == "of"):
            return 0
        found: list[float] = self.sentiment_valence(0, _Words(words, caps), words[i], i, [])
        return found[0]


def _but(words: tuple[str, ...], weights: list[float]) -> list[float]:
    """What the library does after a "but": halve before it, half as much again after it.

    The library finds each score's place by its value, so an equal score that stands earlier is changed in its stead;
    that is kept, with a heap of places per value in place of a search.
    """
    lowered = [word.lower() for word in words]
    if "but" not in lowered:
        return weights
    but = lowered.index("but")
    places: dict[float, list[int]] = {}
    for place, weight in enumerate(weights):
        places.setdefault(weight, []).append(place)
    for at in range(len(weights)):
        heap = places[weights[at]]
        place, old = heap[0], weights[at]
        if place == but:
            continue
        heappop(heap)
        weights[place] = old * (0.5 if place < but else 1.5)
        heappush(places.setdefault(weights[place], []), place)
    return weights


@cache
def _analyzer() -> Any:
    return _Linear()
