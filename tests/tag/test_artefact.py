from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from discourse.errors import ModelError
from discourse.tag import TagSettings, model_info
from discourse.tag.artefact import PARTS, declare, locate, verified, write_manifest
from discourse.tag.network import load
from tests.conftest import ROOT, Run


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder, artefact = locate()
    shutil.copytree(folder, tmp_path / "model")
    write_manifest(tmp_path / "model", artefact)
    return tmp_path / "model"


def test_the_shipped_files_are_the_declared_ones() -> None:
    assert set(verified()) == set(PARTS)
    assert len(model_info(TagSettings())["sha256"]) == 64


def test_a_copy_is_the_same_model(copied: Path) -> None:
    assert model_info(TagSettings(model=str(copied))) == model_info(TagSettings())


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_file_is_named(copied: Path, part: str) -> None:
    (copied / part).unlink()
    with pytest.raises(ModelError) as found:
        load(str(copied))
    assert f"{part}: the model file is missing" in str(found.value)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("part", ["encoder.onnx", "numbers.json"])
def test_a_damaged_file_is_named(copied: Path, part: str) -> None:
    whole = bytearray((copied / part).read_bytes())
    whole[len(whole) // 2] ^= 1
    (copied / part).write_bytes(whole)
    with pytest.raises(ModelError, match=f"{part}: the model file is damaged, or not the one declared"):
        load(str(copied))


def test_a_swapped_file_is_refused(copied: Path) -> None:
    shutil.copyfile(copied / "tone.onnx", copied / "verdict.onnx")
    with pytest.raises(ModelError, match=r"verdict\.onnx"):
        load(str(copied))


def test_a_declared_file_that_is_no_graph_is_refused(copied: Path) -> None:
    (copied / "encoder.onnx").write_bytes(b"no graph")
    write_manifest(copied, declare(copied, "x", "1"))
    network = load(str(copied))
    with pytest.raises(ModelError, match=r"encoder\.onnx can't be loaded"):
        network.encode(network.windows(["a"])[0][0])


@pytest.mark.parametrize("told", ["{", "[]", '{"name": "x", "version": "1", "files": {}}'])
def test_a_manifest_that_says_nothing_is_refused(copied: Path, told: str) -> None:
    (copied / "artefact.json").write_text(told)
    with pytest.raises(ModelError, match="can't be read"):
        load(str(copied))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model there"):
        load(str(tmp_path))


TINY = Path(__file__).parents[1] / "data" / "tiny"


@pytest.mark.parametrize("command", ["analyze", "tag"])
@pytest.mark.parametrize("part", ["encoder.onnx", "numbers.json"])
def test_the_commands_say_so_in_one_line(run: Run, tmp_path: Path, command: str, part: str) -> None:
    model, page = tmp_path / "model", tmp_path / "page.jsonl"
    shutil.copytree(TINY, model)
    (model / part).write_bytes((model / part).read_bytes()[:-1])
    page.write_text(run("parse", ROOT / "threads" / "ledger.txt").out, encoding="utf-8")
    inputs = [page] if command == "tag" else [ROOT / "threads" / "ledger.txt"]
    ran = run(command, *inputs, "-o", tmp_path / "out", "--model", model)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1), ran.err
    assert f"{part}: the model file is damaged, or not the one declared" in ran.err
