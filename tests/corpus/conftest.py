"""A small invented corpus, cut into many partitions, and plans to run on it with a model of a few kilobytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthesise import likeness, pages
from discourse.corpus.plan import Plan
from discourse.corpus.store import OUTPUTS
from discourse.pipeline import Settings
from discourse.tag.settings import TagSettings
from tests.conftest import ROOT

TINY = ROOT / "tests" / "data" / "tiny"
TABLES = [name for name in OUTPUTS if name.endswith((".parquet", ".csv"))]
"""What must be the same to the byte however a run came about; report and run.json tell when it was."""

Planned = Callable[..., Plan]


@pytest.fixture(autouse=True)
def _plain_report(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No charts are drawn where no test looks at them: they take longer than all the rest of a small run."""
    if "drawn" not in request.keywords:
        monkeypatch.setattr("discourse.pipeline.Result.report", lambda _self, _threads=None: "<!doctype html>")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty pages with 120 comments."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, content in pages(20, 120, likeness(ROOT / "threads")):
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def planned(corpus: Path, tmp_path: Path) -> Planned:
    """A plan on the corpus: about eight partitions, in this process."""

    def plan(out: str = "out", paths: tuple[str, ...] | None = None, jobs: int = 1, **settings: object) -> Plan:
        told = Settings(key=b"k" * 64, draws=100, tagging=TagSettings(model=str(TINY)))
        for name, value in settings.items():
            object.__setattr__(told, name, value)
        return Plan(paths or (str(corpus),), tmp_path / out, told, jobs, partition=8_000)

    return plan


def hashes(out: Path) -> dict[str, str]:
    """The hash of every table."""
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in TABLES}
