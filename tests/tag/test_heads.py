"""Trained heads are kept in a file that is refused when it is damaged, or belongs elsewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from discourse import codebook
from discourse.errors import ModelError
from discourse.tag import TagSettings, artefact, model_info, sentiment, stance, topics
from discourse.tag.heads import Head, Heads, Kind, opened, read, written
from discourse.tag.judge import told

TINY = Path(__file__).parents[1] / "data" / "tiny"
BOOK = codebook.default()
TEXTS = ["They let the prisoners go, what a shame.", "Thank you for this piece!", "", "Iran " * 300]


def heads(folder: Path = TINY) -> Heads:
    """Heads of arbitrary weights for the tiny encoder."""
    draw = np.random.default_rng(1)
    _, found = told(TEXTS, [None] * len(TEXTS), [None] * len(TEXTS), BOOK, TagSettings(model=str(folder)))
    topic = BOOK.topics[1]

    def head(kind: Kind, name: str, target: str, classes: int, wide: int) -> Head:
        weights = draw.normal(size=(classes, wide)).round(5)
        return Head(kind, name, target, tuple(range(classes)), weights, np.zeros(classes))

    three = (
        head("topic", topic.id, topic.target, 2, found.topic.shape[-1]),
        head("stance", topic.id, topic.target, 3, found.stance.shape[-1]),
        head("tone", "", "", 3, found.tone.shape[-1]),
    )
    return Heads(artefact.locate(str(folder))[1].sha256, str(folder), BOOK.sha256, three)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.json"
    path.write_text(written(heads()), encoding="utf-8")
    return path


def test_what_was_written_is_read(mine: Path) -> None:
    assert written(read(mine)) == mine.read_text(encoding="utf-8")
    assert opened(str(mine))[0] == str(TINY)


def test_a_folder_or_nothing_has_no_heads() -> None:
    assert opened(None) == (None, None)
    assert opened(str(TINY)) == (str(TINY), None)


FAULTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "cut short": ("not a model that 'discourse train' wrote", lambda data: data[: len(data) // 2]),
    "empty": ("not a model", lambda _: b""),
    "no text": ("not a model", lambda _: bytes(range(256))),
    "another file": ("not a model", lambda _: b"[1, 2]"),
    "of another schema": ("not a model of schema", lambda data: data.replace(b"heads/1", b"heads/9")),
    "changed by one digit": ("is damaged", lambda data: data.replace(b"0.0]", b"0.5]", 1)),
    "nested without end": ("not a model", lambda _: b"[" * 100_000),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_is_refused_that_is(mine: Path, fault: str) -> None:
    said, change = FAULTS[fault]
    mine.write_bytes(change(mine.read_bytes()))
    for use in (lambda: stance(["a"], "b", model=mine), lambda: model_info(TagSettings(model=str(mine)))):
        with pytest.raises(ModelError, match=said) as error:
            use()
        assert "\n" not in str(error.value)
        assert "mine.json" in str(error.value)


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "other")
    path = tmp_path / "mine.json"
    path.write_text(written(heads(tmp_path / "other")), encoding="utf-8")
    (tmp_path / "other" / "CARD.md").write_text("Another.\n", encoding="utf-8")
    declared = artefact.declare(tmp_path / "other", "other", "2")
    artefact.write_manifest(tmp_path / "other", declared)
    with pytest.raises(ModelError, match=r"mine\.json: its heads were fitted on another encoder"):
        sentiment(["a"], model=path)


def test_another_codebook_is_refused(mine: Path) -> None:
    other = replace(BOOK, title="Mine", sha256="0f")
    with pytest.raises(ModelError, match="codes of another codebook than 'Mine'"):
        topics(["a"], other, model=mine)


def test_heads_change_what_they_are_for_and_nothing_else(mine: Path) -> None:
    topic, other = BOOK.topics[1], BOOK.topics[0]
    assert not stance(TEXTS, topic.target, model=mine).equals(stance(TEXTS, topic.target, model=TINY))
    assert stance(TEXTS, other.target, model=mine).equals(stance(TEXTS, other.target, model=TINY))
    changed = topics(TEXTS, model=mine) != topics(TEXTS, model=TINY)
    assert changed.any().tolist() == [False, True, False]
    tones, before = sentiment(TEXTS, model=mine), sentiment(TEXTS, model=TINY)
    assert not tones["negative"].equals(before["negative"])
    assert tones[["valence", "vader_compound"]].equals(before[["valence", "vader_compound"]])
    for found in (tones[["negative", "neutral", "positive"]], stance(TEXTS, topic.target, model=mine)):
        assert np.allclose(found.sum(axis=1), 1)


TELLERS: list[Callable[[list[str], Path], pd.DataFrame]] = [
    lambda texts, model: stance(texts, BOOK.topics[1].target, model=model),
    lambda texts, model: sentiment(texts, model=model),
    lambda texts, model: topics(texts, model=model),
]


@pytest.mark.parametrize("tell", TELLERS)
def test_heads_give_the_same_in_any_order_and_batch(
    mine: Path, tell: Callable[[list[str], Path], pd.DataFrame]
) -> None:
    whole = tell(TEXTS, mine).to_numpy()
    assert np.array_equal(tell(TEXTS[::-1], mine).to_numpy()[::-1], whole)
    assert np.array_equal(np.concatenate([tell([text], mine).to_numpy() for text in TEXTS]), whole)


def test_the_record_of_a_run_names_the_heads(mine: Path) -> None:
    told, plain = model_info(TagSettings(model=str(mine))), model_info(TagSettings(model=str(TINY)))
    assert told["heads"] == "topic iran, stance iran, tone"
    assert told["sha256"] != plain["sha256"]
    assert "heads" not in plain


def test_the_file_holds_no_code(mine: Path) -> None:
    assert set(json.loads(mine.read_text(encoding="utf-8"))) == {"schema", "sha256", "content"}
