"""Any sentence encoder in ONNX reads in place of the package's own: it tells topics, of sides only what it learned."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import pytest

from discourse import codebook
from discourse.errors import ModelError
from discourse.records import COLUMNS
from discourse.tag import TagSettings, artefact, model_info, sentiment, stance, tag, topics
from discourse.tag.artefact import POOLING
from discourse.tag.heads import Head, Heads, Kind, written
from discourse.tag.judge import told
from discourse.tag.network import WINDOW, load
from tests.conftest import ROOT, Run

BOOK = codebook.default()
TINY = ROOT / "tests" / "data" / "tiny"
ENCODER = TINY / "sentences"
TEXTS = ["They let the prisoners go, what a shame.", "Thank you for this piece!", "", "Iran " * 600, "👍"]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(ENCODER, tmp_path / "mine")
    return tmp_path / "mine"


def heads(folder: Path) -> Heads:
    """Heads of arbitrary weights: a stance and the tone."""
    draw = np.random.default_rng(1)
    _, found = told(TEXTS, [None] * len(TEXTS), [None] * len(TEXTS), BOOK, TagSettings(model=str(folder)))
    topic = BOOK.topics[1]

    def head(kind: Kind, name: str, target: str, wide: int) -> Head:
        return Head(kind, name, target, (0, 1, 2), draw.normal(size=(3, wide)).round(5), np.zeros(3))

    two = (
        head("stance", topic.id, topic.target, found.stance.shape[-1]),
        head("tone", "", "", found.tone.shape[-1]),
    )
    return Heads(artefact.locate(str(folder))[1].sha256, str(folder), BOOK.sha256, two, (0.2, 0.4, 0.5, 0.6, 0.7))


@pytest.fixture
def mine(copied: Path, tmp_path: Path) -> Path:
    path = tmp_path / "mine.json"
    path.write_text(written(heads(copied)), encoding="utf-8")
    return path


def test_topics_are_told_and_sides_left_open_in_the_same_columns(comments: pd.DataFrame) -> None:
    found = tag(comments, BOOK, TagSettings(model=str(ENCODER)))
    ordinary = tag(comments, BOOK, TagSettings(model=str(TINY)))
    for name, table, same in zip(("comments", "stances"), found, ordinary, strict=True):
        assert list(table.columns) == list(COLUMNS[name])
        assert list(table.dtypes) == list(same.dtypes)
        assert len(table) == len(same)
    assert found[0][["sentiment", "p_negative", "p_neutral", "p_positive", "valence"]].isna().all(axis=None)
    assert found[0]["vader_compound"].equals(ordinary[0]["vader_compound"])
    assert found[1][["stance", "stance_set", "p_favor", "p_against", "p_neutral"]].isna().all(axis=None)
    assert found[1]["p_topic"].notna().equals(ordinary[1]["p_topic"].notna())


def test_the_functions_tell_what_it_can() -> None:
    chances = topics(TEXTS, model=ENCODER).to_numpy()
    assert 0 <= chances.min() <= chances.max() <= 1
    assert stance(TEXTS, "a toll", model=ENCODER).isna().all(axis=None)
    found = sentiment(TEXTS, model=ENCODER)
    assert found.drop(columns="vader_compound").isna().all(axis=None)
    assert found["vader_compound"].notna().all()


def test_likeness_to_a_topic_makes_it_likelier() -> None:
    topic = BOOK.topics[1]
    about, other = topics([topic.definition, "My cat sleeps all day."], model=ENCODER)[topic.id]
    assert about > 0.5
    assert about > other


def test_a_text_is_the_mean_of_its_tokens() -> None:
    network = load(str(ENCODER))
    (window,) = network.windows([TEXTS[0]])[0]
    assert (window.ids[0], window.ids[-1], window.spans[0], window.spans[-1]) == (0, 1, (0, 0), (0, 0))
    session = onnxruntime.InferenceSession(ENCODER / "model.onnx", providers=["CPUExecutionProvider"])
    ids = np.array([window.ids], np.int64)
    states = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
    assert np.allclose(network.encode(window).mean, states.mean(axis=0), atol=1e-6)
    assert np.allclose(network.encode(window).first, states[0])


def test_a_long_text_is_read_whole() -> None:
    windows = load(str(ENCODER)).windows([TEXTS[3]])[0]
    assert len(windows) > 1
    assert all(len(window.ids) <= WINDOW and window.ids[0] == 0 and window.ids[-1] == 1 for window in windows)
    assert windows[-1].spans[-2][1] == len(TEXTS[3])


def test_the_first_token_counts_where_the_export_says_so(copied: Path) -> None:
    (copied / POOLING).parent.mkdir()
    (copied / POOLING).write_text('{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}')
    network = load(str(copied))
    trace = network.encode(network.windows([TEXTS[0]])[0][0])
    assert np.array_equal(trace.mean, trace.first)
    assert model_info(TagSettings(model=str(copied)))["sha256"] != model_info(TagSettings(model=str(ENCODER)))["sha256"]


def test_exports_lie_in_folders_in_several_ways(copied: Path) -> None:
    wanted = topics(TEXTS, model=ENCODER)
    assert topics(TEXTS, model=copied / "model.onnx").equals(wanted)
    (copied / "onnx").mkdir()
    (copied / "model.onnx").rename(copied / "onnx" / "model.onnx")
    assert topics(TEXTS, model=copied).equals(wanted)
    assert topics(TEXTS, model=copied / "onnx" / "model.onnx").equals(wanted)


TELLERS: list[Callable[[list[str], Path], pd.DataFrame]] = [
    lambda texts, model: stance(texts, BOOK.topics[1].target, model=model),
    lambda texts, model: sentiment(texts, model=model),
    lambda texts, model: topics(texts, model=model),
]


@pytest.mark.parametrize("tell", TELLERS)
def test_a_text_gives_the_same_in_any_company(mine: Path, tell: Callable[[list[str], Path], pd.DataFrame]) -> None:
    whole = tell(TEXTS, mine).to_numpy()
    assert not np.isnan(whole).any()
    assert np.array_equal(tell(TEXTS[::-1], mine).to_numpy()[::-1], whole)
    assert np.array_equal(np.concatenate([tell([text], mine).to_numpy() for text in TEXTS]), whole)


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "\ud800", "桥" * 300, "a" * 5000, "\u202e\u200b"])
def test_odd_texts_do_no_harm(text: str) -> None:
    assert topics([text], model=ENCODER).notna().all(axis=None)


def test_heads_tell_the_sides_that_they_learned_and_no_other(mine: Path, comments: pd.DataFrame) -> None:
    found = tag(comments, BOOK, TagSettings(model=str(mine), error_rate=0.5))
    told_of = found[1].groupby("topic")["p_favor"].apply(lambda column: column.notna().any())
    assert told_of.to_dict() == {topic.id: topic is BOOK.topics[1] for topic in BOOK.topics}
    assert (found[1]["stance_set"].notna() == found[1]["stance"].notna()).all()
    tone = found[0].dropna(subset=["sentiment"])
    assert len(tone)
    assert np.allclose(tone["valence"].astype(float), (tone["p_positive"] - tone["p_negative"]).astype(float))
    told_alone = sentiment([comments["own_text"][0]], model=mine)
    assert told_alone["valence"][0] == tone["valence"].iloc[0]


def test_heads_are_held_to_the_encoder_that_they_were_fitted_on(mine: Path, copied: Path) -> None:
    graph = bytearray((copied / "model.onnx").read_bytes())
    graph[len(graph) // 2] ^= 1
    (copied / "model.onnx").write_bytes(graph)
    with pytest.raises(ModelError, match=r"mine\.json: its heads were fitted on another encoder"):
        sentiment(["a"], model=mine)
    (copied / "model.onnx").unlink()
    with pytest.raises(ModelError, match="no model there"):
        sentiment(["a"], model=mine)


FAULTS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "without a tokenizer": ("no tokenizer.json beside it", lambda at: (at / "tokenizer.json").unlink()),
    "without a graph": ("no model there", lambda at: (at / "model.onnx").unlink()),
    "with a graph cut short": ("can't be loaded", lambda at: (at / "model.onnx").write_bytes(b"\x08\x09")),
    "with no tokenizer in the file": ("tokenizer can't be read", lambda at: (at / "tokenizer.json").write_text("{")),
    "of another kind": ("it asks for ids", lambda at: shutil.copy(TINY / "encoder.onnx", at / "model.onnx")),
    "that pools in no known way": ("can't be read", lambda at: _write(at / POOLING, "[]")),
}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("fault", FAULTS)
def test_an_encoder_is_refused_in_one_line(copied: Path, fault: str) -> None:
    said, spoil = FAULTS[fault]
    spoil(copied)
    with pytest.raises(ModelError, match=said) as error:
        topics(["a"], model=copied)
    assert "\n" not in str(error.value)
    assert str(copied) in str(error.value)


def test_sets_of_stances_want_stances(comments: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="not calibrated for sets of stances"):
        tag(comments, BOOK, TagSettings(model=str(ENCODER), error_rate=0.1))


def test_an_analysis_names_it_and_leaves_open_what_it_cannot_tell(run: Run, tmp_path: Path) -> None:
    ran = run("analyze", ROOT / "threads" / "ledger.txt", "-o", tmp_path / "out", "--encoder", ENCODER)
    assert ran.code == 0, ran.err
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["model"]
    assert (record["name"], len(record["sha256"])) == ("sentences", 64)
    assert pd.read_parquet(tmp_path / "out" / "comments.parquet")["sentiment"].isna().all()
    assert "in a language that the model does not know" not in (tmp_path / "out" / "report.html").read_text("utf-8")
    ran = run("sample", tmp_path / "out", "--n", "5")
    assert ran.code == 0, ran.err


def test_two_encoders_at_once_are_refused(run: Run, tmp_path: Path) -> None:
    page = ROOT / "threads" / "ledger.txt"
    ran = run("analyze", page, "-o", tmp_path / "out", "--encoder", ENCODER, "--model", TINY)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "several models (choose one)" in ran.err
