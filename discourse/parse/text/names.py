"""Whether a few words are somebody's name."""

from __future__ import annotations

import re
from functools import lru_cache

from discourse.parse.folding import fold
from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.vocabulary import FUNCTION_WORDS, GREETINGS, NAME_PARTICLES, NOT_NAMES

STRIP = " \t\u00a0.,;:|·•∙–—-/()[]{}\"“”„«»'‘’*_~<>=#!"
"""Marks that may stand around a name and are no part of it."""

_SMILEY = re.compile(r"[:;]-?[)(DP]|[♥❤]")
_VALUED = re.compile(r":\s|\d/\d|http|\x00")
_ADDRESS = re.compile(r"(?:www\.|\w\.(?:com|org|net|de|fr|info|co\.uk)$)")
_LONGEST, _MOST_WORDS, _LONGEST_WORD = 50, 6, 30


@lru_cache(maxsize=8192)
def name_quality(name: str) -> float:
    """How much a few words look like a name: 1 for "Ann Lee" and "hillbilly_jim", 0 for a sentence or a label.

    >>> name_quality("Ann Lee"), name_quality("What the weather was like"), name_quality("Comments")
    (1.0, 0.0, 0.0)
    """
    words = name.split()
    if not 1 <= len(name) <= _LONGEST or not 1 <= len(words) <= _MOST_WORDS or _VALUED.search(name):
        return 0.0
    if not any(letter.isalnum() for letter in name) or name.endswith(":") or (len(words) > 2 and name[-1] in "?!;"):
        return 0.0
    if ":" in name.strip(":()"):
        return 0.3
    folded = fold(name)
    if folded.strip(STRIP) in NOT_NAMES or only_buttons(name):
        return 0.0
    return _single(name, folded) if len(words) == 1 else _several(name, folded.split(), words)


def _single(name: str, folded: str) -> float:
    return 1.0 if any(letter.isalpha() for letter in name) and not _ADDRESS.search(folded) else 0.4


def _several(name: str, folded: list[str], words: list[str]) -> float:
    if folded[0] in GREETINGS or _SMILEY.search(name) or any(len(word) > _LONGEST_WORD for word in words):
        return 0.0
    inner = range(1, len(words) - 1)
    common = sum(
        word.strip(STRIP) in FUNCTION_WORDS and not (place in inner and word in NAME_PARTICLES)
        for place, word in enumerate(folded)
    )
    if common >= 2 or (common and ", " in name):
        return 0.0
    lower = sum(word[0].islower() for word in words)
    if len(words) <= 3:
        return 1.0 - 0.3 * min(lower, 2) - 0.4 * common
    return max(0.0, 0.7 - 0.3 * lower - 0.3 * common)
