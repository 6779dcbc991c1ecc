"""The walk-through can be walked: its commands are run in order, and where it says to code by hand, that is done."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
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
from tests.conftest import ROOT

_FENCED = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """The commands of a page: what follows "$ " in its blocks of `console`."""
    blocks = _FENCED.findall(page.read_text(encoding="utf-8"))
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def environment(folder: Path) -> dict[str, str]:
    """One in which `discourse` is this package, the home is a new one, and the browser is none."""
    program = folder / "bin" / "discourse"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m discourse "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    home = str(folder / "home")
    return {**os.environ, "PATH": path, "HOME": home, "XDG_CONFIG_HOME": home, "BROWSER": "true"}


@pytest.mark.skipif(not shutil.which("bash"), reason="the walk-through is written for a shell")
def test_every_command_of_the_walk_through_runs(tmp_path: Path) -> None:
    (tmp_path / "threads").symlink_to(ROOT / "threads")
    around = environment(tmp_path)
    ran = commands(ROOT / "docs" / "study.md")
    assert {"analyze", "sample", "code"} <= {command.split()[1] for command in ran}
    for command in ran:
        if command.startswith("discourse code "):
            _code(command, tmp_path, around)
        else:
            shell = ["bash", "-c", command]
            done = subprocess.run(
                shell, check=False, cwd=tmp_path, env=around, capture_output=True, text=True, timeout=300
            )
            assert done.returncode == 0, f"{command}\n{done.stderr}"
    codes = read_codes(sorted((tmp_path / "out" / "coding").glob("codes-*.jsonl")), default())
    assert set(codes["coder"]) == {"a", "b"}
    assert codes.query("coder == 'a'").groupby(["page_id", "comment_id"]).ngroups > 100


def _code(command: str, folder: Path, around: dict[str, str]) -> None:
    """Code the sample as the coders of tests/data/codes.csv did, through the page's own door."""
    serving = subprocess.Popen(
        ["bash", "-c", f"exec {command}"], cwd=folder, env=around, stderr=subprocess.PIPE, text=True
    )
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
