"""What tests of several rooms share: where things stand, and the command line called in this process."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from discourse import cli

ROOT = Path(__file__).parent.parent

# How long one example takes says more of the machine than of the code: growth is tested apart.
settings.register_profile("here", deadline=None)
# What guards a landing is the same from run to run; new counter-examples are looked for at every run elsewhere.
settings.register_profile("guard", deadline=None, derandomize=True)
settings.load_profile("guard" if os.environ.get("CI") else "here")


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str
    raw: bytes


Run = Callable[..., Ran]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Call the command line as a user would, with a home of its own for the key of pseudonyms."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))

    def call(*arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as end:
            cli.main([str(each) for each in arguments])
        raw, err = capfdbinary.readouterr()
        assert isinstance(end.value.code, int)
        return Ran(end.value.code, raw.decode("utf-8", "replace"), err.decode("utf-8", "replace"), raw)

    return call


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample threads."""
    return ROOT / "threads"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of pages and labels that are not ours to ship; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("no ../shared beside the checkout")
    return folder
