"""The walk-through can be walked: its commands are run in order, and where it says to code by hand, that is done."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest

from discourse.codebook import default
from discourse.read.codes import read_codes
from tests.conftest import ROOT, Run

_FENCED = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """The commands of a page: what follows "$ " in its blocks of `console`."""
    blocks = _FENCED.findall(page.read_text(encoding="utf-8"))
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def arguments(command: str) -> list[str]:
    """What a shell would hand to the program: words, with patterns replaced by the files that they fit."""
    words = shlex.split(command)[1:]
    return [each for word in words for each in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]


def test_every_command_of_the_walk_through_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "threads").symlink_to(ROOT / "threads")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("discourse.tag.fitting.REPEATS", 1)  # cross-validation once over, not five times: minutes less
    ran = commands(ROOT / "docs" / "study.md")
    assert {"analyze", "sample", "code", "export"} <= {command.split()[1] for command in ran}
    for command in ran:
        if command.startswith("discourse code "):
            _code(command, tmp_path)
        else:
            done = run(*arguments(command))  # in this process: starting one for each would take longer than its work
            assert done.code == 0, f"{command}\n{done.err}"
    codes = read_codes(sorted((tmp_path / "out" / "coding").glob("codes-*.jsonl")), default())
    assert set(codes["coder"]) == {"a", "b"}
    assert codes.query("coder == 'a'").groupby(["page_id", "comment_id"]).ngroups > 100
    public = pd.read_json(tmp_path / "public" / "comments.jsonl", lines=True)
    assert len(public) > 100
    assert public["text"].isna().all()


def _code(command: str, folder: Path) -> None:
    """Code the sample as the coders of tests/data/codes.csv did, through the page's own door."""
    started = [sys.executable, "-m", "discourse", *arguments(command)]
    around = {**os.environ, "BROWSER": "true"}
    serving = subprocess.Popen(started, cwd=folder, env=around, stderr=subprocess.PIPE, text=True)
    assert serving.stderr
    address = urlsplit(serving.stderr.readline().split()[2])
    connection = HTTPConnection(address.netloc, timeout=30)
    places = {(row.page_id, row.comment_id): row for row in _places(folder / "out").itertuples()}
    items = [json.loads(line) for line in (folder / "out/coding/sample.jsonl").read_text(encoding="utf-8").splitlines()]
    hand_codes = _hand_codes()
    for item in items:
        place: Any = places[item["page_id"], item["comment_id"]]
        for coder, values in hand_codes.get((place.page, str(place.position)), {}).items():
            if coder == "A" or item["double"]:
                body = json.dumps({"coder": coder, "item": item["item"], "values": values})
                connection.request("POST", f"{address.path}api/code", body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                assert answer.status == 200, answer.read()
                answer.read()
    connection.close()
    serving.send_signal(signal.SIGINT)
    serving.communicate(timeout=30)
    assert serving.returncode == 130


def _places(out: Path) -> pd.DataFrame:
    comments = pd.read_parquet(out / "comments.parquet", columns=["page_id", "comment_id", "source", "position"])
    return comments.assign(page=[Path(source).stem for source in comments["source"]])


def _hand_codes() -> dict[tuple[str, str], dict[str, dict[str, str]]]:
    """Page and position → coder → values."""
    found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    with (ROOT / "tests" / "data" / "codes.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            values = {topic.id: row[topic.id] or "none" for topic in default().topics}
            by_coder = found.setdefault((row["page"], row["comment"]), {})
            by_coder[row["coder"]] = values | {"sentiment": row["sentiment"]}
    return found
