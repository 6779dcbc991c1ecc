from __future__ import annotations

import pytest

from discourse.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They should have asked the fishermen before they closed it.", "en"),
        ("Who asked you?", "en"),
        ("So what, the old bridge was ugly and everyone knows it", "en"),
        ("Das hätte man den Leuten wirklich früher sagen müssen.", "de"),
        ("Il fallait demander aux gens avant de fermer le pont.", "fr"),
        ("El gobierno no escucha a nadie, como siempre.", "es"),
        ("Il sindaco non ha mai detto la verità su questo ponte.", "it"),
        ("De burgemeester heeft er natuurlijk weer niets van begrepen.", "nl"),
        ("O prefeito nunca disse a verdade sobre a ponte, não é?", "pt"),
        ("Это просто позор, мост закрыли без всякого предупреждения.", "ru"),
        ("هذا الجسر مغلق منذ سنة ولا أحد يهتم", "ar"),
        ("این پل یک سال است که بسته شده و کسی اهمیت نمی‌دهد", "fa"),
        ("這座橋已經關閉一年了", "zh"),
        ("この橋は一年も閉まっている", "ja"),
        ("이 다리는 일 년째 닫혀 있다", "ko"),
        ("Η γέφυρα είναι κλειστή", "el"),
        ("הגשר סגור כבר שנה", "he"),
    ],
)
@pytest.mark.parametrize("prior", [None, "en"])
def test_a_plain_sentence_is_recognised(text: str, language: str, prior: str | None) -> None:
    assert detect(text, prior=prior) == language


@pytest.mark.parametrize(
    "text",
    ["lol", "wtf", "haha so true", "dont care", "U R a moron", "+1", "👍", "", "http://a.example/b", "@anna #bridge"],
)
def test_what_is_too_short_to_tell_gets_the_pages_language(text: str) -> None:
    assert detect(text, prior="en") == "en"


def test_nothing_to_tell_by_and_no_prior_is_unknown() -> None:
    assert detect("") is None
    assert detect("12:30 !!") is None
    assert detect("\x00\x01") is None


def test_a_regional_prior_counts_as_its_language() -> None:
    assert detect("lol", prior="en-GB") == "en"


def test_long_texts_take_no_longer() -> None:
    assert detect("the bridge and the river were there " * 100_000) == "en"
