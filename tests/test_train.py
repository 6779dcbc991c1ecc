"""What coders said of the sample threads trains heads, and these tag the threads as the functions do."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import discourse
from discourse.codebook import default
from discourse.errors import InputError, UsageError
from discourse.training import Trained, folder_of, train_on
from tests.conftest import ROOT, Run
from tests.test_study_commands import PAGE

KEYS = ["page_id", "comment_id"]


@pytest.fixture(scope="module")
def result() -> discourse.Result:
    return discourse.analyze(ROOT / "threads")


@pytest.fixture(scope="module")
def codes(result: discourse.Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The codes of tests/data as a sheet of a study."""
    places = {
        (Path(source).stem, str(position)): (page_id, comment_id)
        for source, position, page_id, comment_id in result.comments[["source", "position", *KEYS]].to_numpy()
    }
    names = [*(topic.id for topic in default().topics), "sentiment", "coder"]
    path = tmp_path_factory.mktemp("codes") / "codes.csv"
    with (ROOT / "tests/data/codes.csv").open(encoding="utf-8") as told, path.open("w", encoding="utf-8") as out:
        sheet = csv.writer(out)
        sheet.writerow([*KEYS, *names])
        for row in csv.DictReader(told):
            sheet.writerow([*places[row["page"], row["comment"]], *(row[name] for name in names)])
    return path


@pytest.fixture(scope="module")
def trained(result: discourse.Result, codes: Path) -> Trained:
    return train_on([codes], result)


def test_every_head_is_tried_and_says_how_it_did(trained: Trained) -> None:
    table = trained.table
    assert list(zip(table["kind"], table["topic"], strict=True)) == [
        *((kind, topic.id) for topic in default().topics for kind in ("topic", "stance")),
        ("tone", ""),
    ]
    assert trained.grouped_by == "page"
    assert (table["n_codes"] > 30).all()
    assert (table.loc[table["kept"], "low"] > 0).all()
    assert set(table.loc[table["kept"], "verdict"]) <= {"kept"}
    assert len(trained.heads.heads) == table["kept"].sum()


def test_codes_of_the_sample_threads_teach_something(trained: Trained) -> None:
    table = trained.table
    assert (table["gain"] > 0).sum() >= 4
    assert (table.loc[table["kept"], "f1"] >= table.loc[table["kept"], "zero_shot_f1"]).all()


def test_the_model_is_used_by_analyses_and_functions_alike(
    result: discourse.Result, trained: Trained, tmp_path: Path, run: Run
) -> None:
    model = trained.save(tmp_path / "mine.json")
    ran = run("analyze", ROOT / "threads", "-o", tmp_path / "out", "--model", model)
    assert ran.code == 0, ran.err
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["model"]
    assert record["heads"] == ", ".join(f"{head.kind} {head.topic}".strip() for head in trained.heads.heads)
    after = pd.read_parquet(tmp_path / "out" / "stances.parquet").merge(result.stances, on=[*KEYS, "topic"])
    kept = {(head.kind, head.topic) for head in trained.heads.heads}
    for topic, rows in after.groupby("topic"):
        for column, kind in (("p_topic", "topic"), ("p_favor", "stance")):
            same = rows[f"{column}_x"].dropna().tolist() == rows[f"{column}_y"].dropna().tolist()
            assert same == ((kind, topic) not in kept), (kind, topic)
    comments = pd.read_parquet(tmp_path / "out" / "comments.parquet").dropna(subset=["sentiment"])
    told = discourse.sentiment(comments["own_text"].head(5), model=model)
    assert told["valence"].tolist() == comments["valence"].head(5).tolist()


def test_a_sentence_encoder_is_taught_what_it_cannot_tell(
    result: discourse.Result, codes: Path, tmp_path: Path, run: Run
) -> None:
    encoder = ROOT / "tests" / "data" / "tiny" / "sentences"
    found = train_on([codes], result, encoder=encoder)
    tried = found.table.dropna(subset=["gain"])
    assert set(tried["kind"]) == {"topic", "stance", "tone"}
    assert tried[["loss", "zero_shot_loss", "f1", "zero_shot_f1"]].notna().all(axis=None)
    # Beside it stands a model that says how often each was coded: its loss is the entropy of the codes.
    tones = pd.read_csv(codes)["sentiment"].value_counts(normalize=True).to_numpy(float)
    entropy = float(-(tones * np.log(tones)).sum())
    (tone,) = tried[tried["kind"] == "tone"].to_dict("records")
    assert tone["zero_shot_loss"] == pytest.approx(entropy, abs=0.05)
    model = found.save(tmp_path / "mine.json")
    assert discourse.sentiment(["Shame!"], model=model)["negative"].notna()[0] == (found.heads.head("tone") is not None)
    result.save(tmp_path / "out")
    ran = run("train", codes, "--of", tmp_path / "out", "--encoder", encoder, "-o", tmp_path / "b.json")
    assert ran.code == 0, ran.err
    assert (tmp_path / "b.json").read_text("utf-8") == model.read_text("utf-8")


def test_the_command_says_what_was_kept(
    result: discourse.Result, codes: Path, trained: Trained, tmp_path: Path, run: Run
) -> None:
    result.save(tmp_path / "out")
    ran = run("train", codes, "--of", tmp_path / "out", "-o", tmp_path / "mine.json")
    assert ran.code == 0, ran.err
    assert f"{len(trained.heads.heads)} of 7 heads kept, fitted to {trained.comments} coded comments" in ran.err
    assert "on comments of pages that it was not fitted to" in ran.out
    assert (tmp_path / "mine.json").read_text(encoding="utf-8") == trained.save(tmp_path / "b.json").read_text("utf-8")


def test_the_analysis_is_the_one_in_which_the_codes_lie(tmp_path: Path) -> None:
    (tmp_path / "run.json").touch()
    assert folder_of([tmp_path / "coding" / "codes-a.jsonl"]) == tmp_path
    with pytest.raises(UsageError, match="lies in no analysis"):
        folder_of([tmp_path / "a" / "b" / "c" / "codes.csv"])


def test_too_few_codes_are_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(PAGE, encoding="utf-8")
    assert run("analyze", tmp_path / "bridge.txt", "-o", tmp_path / "out").code == 0
    ids = pd.read_parquet(tmp_path / "out" / "comments.parquet")[KEYS].iloc[0]
    sheet = tmp_path / "codes.csv"
    names = [topic.id for topic in default().topics]
    sheet.write_text(f"{','.join([*KEYS, *names, 'sentiment', 'coder'])}\n{ids.iloc[0]},{ids.iloc[1]},,,,negative,a\n")
    ran = run("train", sheet, "--of", tmp_path / "out", "-o", tmp_path / "mine.json")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "1 coded comments are too few to learn from" in ran.err
    assert not (tmp_path / "mine.json").exists()


def test_an_analysis_without_words_is_refused(result: discourse.Result, codes: Path) -> None:
    with pytest.raises(InputError, match="its readers' words were left out"):
        train_on([codes], result.without_words())
