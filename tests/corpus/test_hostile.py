"""Hostile inputs beside good ones: each has its line, exit code 3, and the good ones are done."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd

from tests.conftest import Run
from tests.corpus.conftest import TINY


def test_each_hostile_input_has_its_line_and_the_rest_is_done(run: Run, corpus: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_bytes((corpus / "000000.txt").read_bytes())
    (pages / "=cmd()|calc.txt").write_bytes((corpus / "000002.txt").read_bytes())
    (pages / "two\nlines.html").write_bytes((corpus / "000001.html").read_bytes())
    (pages / "deep.html").write_text("<div>" * 20_000 + "deep down" + "</div>" * 20_000, encoding="utf-8")
    (pages / "odd.txt").write_bytes(b"caf\xe9 \xff\xfe \xed\xa0\x80 " + "\u202egnorw".encode() + b" words here")
    refused = {
        "bomb.txt.gz": gzip.compress(b"0" * 60_000_000),
        "torn.txt.gz": gzip.compress(b"A page, torn." * 900)[:60],
        "large.txt": b"word " * 15_000_000,
        "void.txt": b"",
    }
    for name, data in refused.items():
        (pages / name).write_bytes(data)
    (tmp_path / "secret.txt").write_text("Outside of the folder.", encoding="utf-8")
    (pages / "link.txt").symlink_to(tmp_path / "secret.txt")
    ran = run("analyze", pages, "--model", TINY, "-o", tmp_path / "out", "--real-names")
    assert ran.code == 3
    lines = ran.err.splitlines()
    for name in [*refused, "link.txt"]:
        assert sum(f"/{name}: " in line for line in lines) == 1, name
    assert "max_ratio" in ran.err
    assert "max_page_bytes" in ran.err
    articles = pd.read_parquet(tmp_path / "out" / "articles.parquet")
    assert {Path(source).name for source in articles["source"]} == {
        "good.txt", "=cmd()|calc.txt", "two\N{REPLACEMENT CHARACTER}lines.html", "deep.html", "odd.txt"
    }  # fmt: skip
    assert run("verify", tmp_path / "out").code == 0


def test_a_codebook_of_many_topics_cuts_smaller_partitions(run: Run, corpus: Path, tmp_path: Path) -> None:
    topic = "  - {{id: t{0}, definition: what t{0} is, target: t{0}, favor: for it, against: against it}}\n"
    book = tmp_path / "book.yaml"
    book.write_text("title: Many\ntopics:\n" + "".join(topic.format(n) for n in range(60)), encoding="utf-8")
    pages = sorted(corpus.iterdir())[:2]
    ran = run("analyze", *pages, "--model", TINY, "--codebook", book, "-o", tmp_path / "out", "--jobs", "1")
    assert ran.code == 0, ran.err
    assert pd.read_parquet(tmp_path / "out" / "stances.parquet", columns=["topic"])["topic"].nunique() == 60
