"""Hand labels given as codes: the figures equal a recount that knows nothing of this package."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from discourse import pipeline, studied
from discourse.measure.compare import Settings
from discourse.measure.compare import compare as compare_groups
from discourse.measure.shares import shares
from discourse.measure.truth import coded_tables, settled
from discourse.read.codes import read_codes
from discourse.records import Tables
from tests.conftest import Run

TOPICS = ("release_deal", "iran", "domestic_politics")
Figures = dict[tuple[str, str], float]


def recount(labels: list[dict[str, Any]]) -> Figures:
    """Shares by counting labels: stances of those on a topic, topics and tones of all."""
    found: Figures = {}
    for topic in TOPICS:
        said = Counter(each["topics"][topic] for each in labels if topic in each["topics"])
        found |= {(topic, side): said[side] / said.total() for side in ("favor", "against", "neutral") if said}
        found["topic", topic] = said.total() / len(labels)
    tones = Counter(each["sentiment"] for each in labels)
    return found | {("sentiment", tone): tones[tone] / len(labels) for tone in ("negative", "neutral", "positive")}


@pytest.fixture(scope="module")
def labels(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "gold" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def out(run: Run, shared: Path, labels: list[dict[str, Any]], tmp_path: Path) -> Path:
    """An analysis of the labelled threads, and codes.csv beside it with the labels."""
    pages = [json.loads(line) for line in (shared / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()]
    place = {
        comment["id"]: (page["file"], at)
        for page in pages
        for at, comment in enumerate(page["comments"] or (), start=1)
    }
    files = sorted({shared / "seeds" / place[each["id"]][0] for each in labels})
    assert run("analyze", *files, "-o", tmp_path / "out", "--draws", "200").code == 0
    comments = pd.read_parquet(tmp_path / "out" / "comments.parquet")
    keys = zip(comments["source"].map(lambda source: Path(source).name), comments["position"], strict=True)
    by_place = dict(zip(keys, zip(comments["page_id"], comments["comment_id"], strict=True), strict=True))
    with (tmp_path / "codes.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["page_id", "comment_id", "coder", *TOPICS, "sentiment"])
        for each in labels:
            sides = [each["topics"].get(topic, "none") for topic in TOPICS]
            writer.writerow([*by_place[place[each["id"]]], "gold", *sides, each["sentiment"]])
    return tmp_path / "out"


def figures(rows: pd.DataFrame, column: str) -> Figures:
    return {(row["topic"], row["category"]): row[column] for row in rows.to_dict("records")}


def test_shares_from_the_codes_alone_equal_a_recount(run: Run, out: Path, labels: list[dict[str, Any]]) -> None:
    ran = run("validate", out, "--codes", out.parent / "codes.csv", "--draws", "100", "--format", "csv")
    assert ran.code == 0, ran.err
    found = pd.read_csv(out / "validation" / "corrected.csv")
    expected = recount(labels)
    checked = figures(found[found["level"] == "all"], "coded_share")
    assert checked == pytest.approx({key: expected[key] for key in checked})
    assert {"iran", "sentiment", "topic"} <= {topic for topic, _ in checked}
    (outlet,) = found.loc[found["level"] == "outlet", "outlet"].unique() if "outlet" in set(found["level"]) else [None]
    if outlet is not None:
        own = recount([each for each in labels if each["id"].startswith("hotair")])
        by_outlet = figures(found[found["level"] == "outlet"], "coded_share")
        assert by_outlet == pytest.approx({key: own[key] for key in by_outlet})
    classes = pd.read_csv(out / "validation" / "classes.csv").query("level == 'all'")
    support = {(row["variable"], row["category"]): row["support"] for row in classes.to_dict("records")}
    for topic in TOPICS:
        for side in ("favor", "against", "neutral"):
            assert support.get((topic, side), 0) == sum(each["topics"].get(topic) == side for each in labels)
    assert "How good are the tags?" in (out / "report.html").read_text(encoding="utf-8")


def test_the_two_threads_compared_by_their_labels(out: Path, labels: list[dict[str, Any]]) -> None:
    result = pipeline.load(out)
    codes = read_codes([out.parent / "codes.csv"], result.codebook)
    said, stances = coded_tables(settled(codes))
    comments = said.merge(result.comments.drop(columns="sentiment"), on=["page_id", "comment_id"])
    table = shares(result.articles, comments, stances, draws=100)
    tables = Tables(result.articles, comments, stances, table)
    by_thread = {name: recount([each for each in labels if each["id"].startswith(name)]) for name in ("lwj", "hotair")}
    sources = dict(
        zip(result.articles["page_id"], result.articles["source"].map(lambda path: Path(path).name[:3]), strict=True)
    )
    threads = {page: "lwj" if source == "000" else "hotair" for page, source in sources.items()}
    assert figures(table[table["level"] == "all"].dropna(subset=["share"]), "share") == pytest.approx(recount(labels))
    found = compare_groups(tables, "article", settings=Settings(draws=200)).differences
    assert len(found) >= 12
    for row in found.to_dict("records"):
        key = (row["topic"], row["category"])
        first, second = (by_thread[threads[row[side]]][key] for side in ("first", "second"))
        assert (row["share_first"], row["share_second"]) == pytest.approx((first, second))
        assert row["difference"] == pytest.approx(first - second)
        assert row["low"] <= row["difference"] <= row["high"]


def test_a_report_written_anew_keeps_its_validation(run: Run, out: Path) -> None:
    assert run("validate", out, "--codes", out.parent / "codes.csv", "--draws", "100").code == 0
    before = (out / "report.html").read_text(encoding="utf-8")
    assert run("report", out).code == 0
    assert (out / "report.html").read_text(encoding="utf-8") == before
    assert "coded by hand" in before
    (out / "validation" / "classes.parquet").write_bytes(b"half")
    ran = run("report", out)
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert studied.VALIDATION in ran.err
