"""Which language a text is in: by its script, by English function words, and else by `py3langid`'s byte n-grams.

Comments are short, so a page's own language counts as a prior: it is given up only on clear evidence. Works offline.
The n-gram model (Lui and Baldwin 2012, as maintained in `py3langid`) takes half a second to load; it is loaded only for
texts that the two cheaper clues do not settle.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

READ_AT_MOST = 2_000
"""Code points that are looked at: more do not change the answer."""

_NOISE = re.compile(r"https?://\S{1,500}|www\.\S{1,500}|[@#]\w{1,100}|\S{1,100}@\S{1,100}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LETTER = re.compile(r"[A-Za-z]")
_OTHER_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")

# Scripts that one language fills almost alone, and scripts that several share.
_ONE_LANGUAGE = {
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "GREEK": "el", "HEBREW": "he", "THAI": "th", "ARMENIAN": "hy",
    "GEORGIAN": "ka", "CJK": "zh", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "GUJARATI": "gu",
    "GURMUKHI": "pa", "BENGALI": "bn", "SINHALA": "si", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "ETHIOPIC": "am",
}  # fmt: skip
_SHARED = {
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be", "kk"),
    "ARABIC": ("ar", "fa", "ur", "ps"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "LATIN": (
        "en", "es", "fr", "de", "pt", "it", "nl", "pl", "tr", "id", "ms", "sv", "no", "da", "fi", "cs", "sk", "hu",
        "ro", "hr", "sl", "ca", "gl", "eu", "vi", "tl", "sw", "et", "lv", "lt", "sq", "ga", "cy", "is", "af", "mt",
    ),
}  # fmt: skip

# Common words of English, few of which another widely written language shares.
_COMMON = """
the and that this these those it's its what which who whom whose when where why how there their they them you your our
you're we're they're isn't aren't wasn't don't doesn't didn't can't won't wouldn't shouldn't couldn't i'm i've i'd i'll
he's she's that's with without from about into through because would could should will shall been being have has having
had does did done if then than though although while until after before again against between both each few more most
other some such only very just too any every nothing something everything someone everyone anyone not never always often
know think want make take give said says get got going people good right wrong true yes thanks thank great agree article
his her him ours my mine were are is but or for to of
"""
_ENGLISH = frozenset(_COMMON.split())
_BORROWED = frozenset(("is", "of", "for", "or", "but", "to", "her", "had", "him", "my", "get", "want", "good", "more"))
"""Those that other languages have as well: they count, but prove nothing."""


def detect(text: str, *, prior: str | None = None) -> str | None:
    """The language of `text` as an ISO 639-1 code, or None where nothing tells.

    `prior` is the language expected (that of the page); a text too short or too odd to tell gets it.

    >>> detect("They should never have let him go.")
    'en'
    >>> detect("Das ist doch wirklich der größte Unsinn, den ich je gelesen habe.", prior="en")
    'de'
    >>> detect("Это неправда"), detect("lol", prior="en"), detect("...")
    ('ru', 'en', None)
    """
    text = _NOISE.sub(" ", text[:READ_AT_MOST])
    script = _script(text)
    prior = prior[:2].lower() if prior else None
    if script is None:
        return prior
    if script in _ONE_LANGUAGE:
        return "ja" if script == "CJK" and any("\u3040" <= c <= "\u30ff" for c in text) else _ONE_LANGUAGE[script]
    if script not in _SHARED:
        return None
    if script == "LATIN" and _plainly_english(text, expected=prior == "en"):
        return "en"
    return _by_n_grams(text, _SHARED[script], prior)


def _script(text: str) -> str | None:
    if not _OTHER_LETTER.search(text):
        return "LATIN" if _LETTER.search(text) else None
    counts = Counter(_script_of(c) for c in text if c.isalpha())
    counts.pop("", None)
    return counts.most_common(1)[0][0] if counts else None


@cache
def _script_of(letter: str) -> str:
    if letter.isascii():
        return "LATIN"
    return unicodedata.name(letter, "").partition(" ")[0]


def _plainly_english(text: str, *, expected: bool) -> bool:
    words = _WORD.findall(text.lower().replace("’", "'"))
    english = [word for word in words if word in _ENGLISH]
    sure = sum(word not in _BORROWED for word in english)
    share = len(english) / max(1, len(words))
    return (sure >= 2 and share >= 0.25) or (expected and sure >= 1 and share >= 0.2)


def _by_n_grams(text: str, candidates: tuple[str, ...], prior: str | None) -> str | None:
    ranked: dict[str, float] = {label: p for label, p in _identifier().rank(text.strip()) if label in candidates}
    total = sum(ranked.values())
    if not total:
        return prior
    # A prior in this script makes its language eight times as likely; without one the first, most written, leads a bit.
    favoured, weight = (prior, 8.0) if prior in candidates else (candidates[0], 2.0)
    weighed = {label: p / total * (weight if label == favoured else 1.0) for label, p in ranked.items()}
    best = max(weighed, key=lambda label: weighed[label])
    if ranked[best] / total >= 0.25 or best == favoured:
        return best
    return prior if prior in candidates else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
