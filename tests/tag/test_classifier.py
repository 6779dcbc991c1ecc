"""A Hugging Face model from a folder codes in the same columns; one of random weights, very small, stands in."""

from __future__ import annotations

import importlib.util
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from discourse import codebook
from discourse.errors import ModelError
from discourse.records import COLUMNS
from discourse.tag import TagSettings, classifier, model_info, tag
from tests.conftest import ROOT, Run

BOOK = codebook.default()
TOKENIZER = ROOT / "tests" / "data" / "tiny" / "tokenizer.json"

pytestmark = pytest.mark.filterwarnings("ignore")  # of the libraries, about each other
wants_hf = pytest.mark.skipif(importlib.util.find_spec("transformers") is None, reason="the extra hf is not installed")


LABELS = {
    "entailment": ("ENTAILMENT", "neutral", "CONTRADICTION"),
    "stance": ("NONE", "FAVOR", "AGAINST"),
    "tone": ("Positive", "Negative", "Neutral"),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A model of each kind, its labels in an order of its own."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    out = {}
    for task, labels in LABELS.items():
        out[task] = tmp_path_factory.mktemp("models") / f"tiny-{task}"
        torch.manual_seed(1)
        config = BertConfig(
            vocab_size=700,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            initializer_range=1.0,
            id2label=dict(enumerate(labels)),
            label2id={name: at for at, name in enumerate(labels)},
        )
        BertForSequenceClassification(config).save_pretrained(out[task])
        marks = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[SEP]"}
        PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER), **marks).save_pretrained(out[task])
    return out


@pytest.fixture(scope="module")
def folder(folders: dict[str, Path]) -> Path:
    return folders["entailment"]


def chances(folder: Path, *texts: str) -> dict[str, float]:
    """What a model says of one or two texts, by its labels, without any code of ours."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    asked = AutoTokenizer.from_pretrained(folder)(*texts, return_tensors="pt")
    with torch.inference_mode():
        told = model(**asked).logits.softmax(-1)[0].tolist()
    return {model.config.id2label[at]: share for at, share in enumerate(told)}


@wants_hf
def test_comments_are_coded_in_the_same_columns(folder: Path, comments: pd.DataFrame) -> None:
    found = tag(comments, BOOK, TagSettings(classifier=str(folder)))
    ordinary = tag(comments, BOOK, TagSettings(model=str(TOKENIZER.parent)))
    for name, table, same in zip(("comments", "stances"), found, ordinary, strict=True):
        assert list(table.columns) == list(COLUMNS[name])
        assert list(table.dtypes) == list(same.dtypes)
        assert len(table) == len(same)
    told = found[1].dropna(subset=["p_favor"])
    assert (told[["p_favor", "p_against", "p_neutral"]].sum(axis=1) - 1).abs().max() < 1e-9
    assert told["p_topic"].between(0, 1).all()
    assert found[0]["sentiment"].notna().tolist() == ordinary[0]["sentiment"].notna().tolist()


@wants_hf
def test_a_model_of_stance_reads_each_comment_with_each_target(
    folders: dict[str, Path], comments: pd.DataFrame
) -> None:
    found = tag(comments, BOOK, TagSettings(classifier=str(folders["stance"]), model=str(TOKENIZER.parent)))
    ordinary = tag(comments, BOOK, TagSettings(model=str(TOKENIZER.parent)))
    assert found[0].equals(ordinary[0])
    assert found[1]["p_topic"].equals(ordinary[1]["p_topic"])
    assert [list(table.dtypes) for table in found] == [list(table.dtypes) for table in ordinary]
    row = found[1].iloc[4]
    told = chances(folders["stance"], comments["own_text"][1], row["target"])
    for column, label in (("p_favor", "FAVOR"), ("p_against", "AGAINST"), ("p_neutral", "NONE")):
        assert row[column] == pytest.approx(told[label], abs=1e-5)


@wants_hf
def test_a_model_of_tone_reads_each_comment(folders: dict[str, Path], comments: pd.DataFrame) -> None:
    found = tag(comments, BOOK, TagSettings(classifier=str(folders["tone"]), model=str(TOKENIZER.parent)))
    ordinary = tag(comments, BOOK, TagSettings(model=str(TOKENIZER.parent)))
    assert found[1].equals(ordinary[1])
    row, told = found[0].iloc[0], chances(folders["tone"], comments["own_text"][0])
    for column, label in (("p_negative", "Negative"), ("p_neutral", "Neutral"), ("p_positive", "Positive")):
        assert row[column] == pytest.approx(told[label], abs=1e-5)
    assert row["valence"] == pytest.approx(told["Positive"] - told["Negative"], abs=1e-5)
    assert found[0]["sentiment"].notna().equals(ordinary[0]["sentiment"].notna())


@wants_hf
@pytest.mark.parametrize("task", ["stance", "tone"])
def test_no_comments_give_empty_tables(folders: dict[str, Path], comments: pd.DataFrame, task: str) -> None:
    settings = TagSettings(classifier=str(folders[task]), model=str(TOKENIZER.parent))
    assert [len(table) for table in tag(comments[:0], BOOK, settings)] == [0, 0]


@wants_hf
def test_a_comment_gets_the_same_in_any_company(folder: Path, comments: pd.DataFrame) -> None:
    whole = tag(comments, BOOK, TagSettings(classifier=str(folder)))[1]
    alone = tag(comments.iloc[[4]], BOOK, TagSettings(classifier=str(folder)))[1]
    assert whole.iloc[12:15].reset_index(drop=True).equals(alone)


@wants_hf
@pytest.mark.parametrize("text", ["", "x" * 20_000, "\x00\ud800", "桥" * 3000])
def test_odd_texts_do_no_harm(folder: Path, text: str) -> None:
    found = classifier.judge_by(str(folder), [text], BOOK)
    assert found.stance.shape == (1, 3, 3)
    assert abs(found.tone.sum() - 1) < 1e-9


@wants_hf
def test_no_comments_give_no_rows(folder: Path) -> None:
    assert classifier.judge_by(str(folder), [], BOOK).topic.shape == (0, 3)


@wants_hf
def test_a_folder_without_a_model_of_entailment_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no config\.json in it"):
        classifier.load(str(tmp_path))
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    config = json.loads((other / "config.json").read_text(encoding="utf-8"))
    names = {"glad": 0, "plain": 1, "sad": 2}
    config |= {"label2id": names, "id2label": {at: name for name, at in names.items()}}
    (other / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="tells glad, plain, sad: no labels of entailment, stance or tone"):
        classifier.load(str(other))
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    (broken / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="can't be loaded") as error:
        classifier.load(str(broken))
    assert "\n" not in str(error.value)


@wants_hf
def test_a_run_names_it_by_its_hash(folder: Path) -> None:
    told = model_info(TagSettings(classifier=str(folder)))
    assert told["name"] == "tiny-entailment"
    assert len(told["sha256"]) == 64


@wants_hf
def test_a_run_names_the_encoder_and_what_stands_in_for_a_part_of_it(folders: dict[str, Path]) -> None:
    plain = TagSettings(model=str(TOKENIZER.parent))
    told = model_info(replace(plain, classifier=str(folders["tone"])))
    assert told["name"] == "tiny, tone by tiny-tone"
    assert told["sha256"] != model_info(plain)["sha256"]


@pytest.mark.skipif(importlib.util.find_spec("transformers") is not None, reason="the extra hf is installed")
def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"pip install 'discourse\[hf\]'"):
        classifier.load(str(tmp_path))


def test_two_models_at_once_are_refused(run: Run, tmp_path: Path) -> None:
    page = ROOT / "threads" / "kettle.html"
    ran = run("analyze", page, "-o", tmp_path / "out", "--hf", tmp_path, "--model", TOKENIZER.parent)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "several models (choose one)" in ran.err
