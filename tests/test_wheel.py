"""What users install works: the wheel, in an empty environment outside the checkout, with the shipped model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (built,) = out.glob("discourse-*.whl")
    return built


def test_the_wheel_holds_the_model_and_no_tests_samples_or_pickles(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("discourse/_models/") and name.endswith(".onnx") for name in names)
    assert all(name.startswith("discourse") for name in names)
    assert not [name for name in names if name.endswith((".pkl", ".pickle", ".joblib", ".pt", ".bin"))]


def test_the_installed_wheel_analyses_a_sample_page(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    place = tmp_path / "env" / "bin"
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    clean["HOME"] = str(tmp_path)
    install = [str(place / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=500, cwd=tmp_path, env=clean)
    sample = ROOT / "threads" / "ledger.txt"
    command = [str(place / "discourse"), "analyze", str(sample), "-o", str(tmp_path / "out")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path, env=clean)
    assert ran.returncode == 0, ran.stderr
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["counts"]["comments"] > 0
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000
