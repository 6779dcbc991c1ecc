"""A Hugging Face model from a folder codes in the same columns; one of random weights, very small, stands in."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from discourse import codebook
from discourse.errors import ModelError
from discourse.records import COLUMNS
from discourse.tag import TagSettings, model_info, nli, tag
from tests.conftest import ROOT, Run

BOOK = codebook.default()
TOKENIZER = ROOT / "tests" / "data" / "tiny" / "tokenizer.json"

pytestmark = pytest.mark.filterwarnings("ignore")  # of the libraries, about each other
wants_hf = pytest.mark.skipif(importlib.util.find_spec("transformers") is None, reason="the extra hf is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    out = tmp_path_factory.mktemp("models") / "tiny-nli"
    labels = {0: "ENTAILMENT", 1: "neutral", 2: "CONTRADICTION"}
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=700,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=1.0,
        id2label=labels,
        label2id={name: at for at, name in labels.items()},
    )
    BertForSequenceClassification(config).save_pretrained(out)
    marks = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER), **marks).save_pretrained(out)
    return out


@wants_hf
def test_comments_are_coded_in_the_same_columns(folder: Path, comments: pd.DataFrame) -> None:
    found = tag(comments, BOOK, TagSettings(nli=str(folder)))
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
def test_a_comment_gets_the_same_in_any_company(folder: Path, comments: pd.DataFrame) -> None:
    whole = tag(comments, BOOK, TagSettings(nli=str(folder)))[1]
    alone = tag(comments.iloc[[4]], BOOK, TagSettings(nli=str(folder)))[1]
    assert whole.iloc[12:15].reset_index(drop=True).equals(alone)


@wants_hf
@pytest.mark.parametrize("text", ["", "x" * 20_000, "\x00\ud800", "桥" * 3000])
def test_odd_texts_do_no_harm(folder: Path, text: str) -> None:
    found = nli.judge_by(str(folder), [text], BOOK)
    assert found.stance.shape == (1, 3, 3)
    assert abs(found.tone.sum() - 1) < 1e-9


@wants_hf
def test_no_comments_give_no_rows(folder: Path) -> None:
    assert nli.judge_by(str(folder), [], BOOK).topic.shape == (0, 3)


@wants_hf
def test_a_folder_without_a_model_of_entailment_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no config\.json in it"):
        nli.load(str(tmp_path))
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    config = json.loads((other / "config.json").read_text(encoding="utf-8"))
    names = {"glad": 0, "plain": 1, "sad": 2}
    config |= {"label2id": names, "id2label": {at: name for name, at in names.items()}}
    (other / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="tells glad, plain, sad, not entailment"):
        nli.load(str(other))
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    (broken / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="can't be loaded") as error:
        nli.load(str(broken))
    assert "\n" not in str(error.value)


@wants_hf
def test_a_run_names_it_by_its_hash(folder: Path) -> None:
    told = model_info(TagSettings(nli=str(folder)))
    assert told["name"] == "tiny-nli"
    assert len(told["sha256"]) == 64


@pytest.mark.skipif(importlib.util.find_spec("transformers") is not None, reason="the extra hf is installed")
def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"pip install 'discourse\[hf\]'"):
        nli.load(str(tmp_path))


def test_two_models_at_once_are_refused(run: Run, tmp_path: Path) -> None:
    page = ROOT / "threads" / "kettle.html"
    ran = run("analyze", page, "-o", tmp_path / "out", "--nli", tmp_path, "--model", TOKENIZER.parent)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "several models (choose one)" in ran.err
