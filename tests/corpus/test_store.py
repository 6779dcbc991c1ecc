"""Whatever happens to a file of a store is found, named, and made good."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from discourse.corpus import sealed, store
from discourse.corpus.run import drop_damaged, run
from discourse.corpus.store import Store
from discourse.errors import InputError
from tests.corpus.conftest import Planned, hashes


@pytest.fixture
def done(planned: Planned) -> Store:
    plan = planned()
    run(plan)
    assert not list(store.verify(Store(plan.out)))
    return Store(plan.out)


def faults(here: Store) -> list[str]:
    """The files that are at fault, the manifest among them."""
    try:
        return [path for path, _ in store.verify(here)]
    except InputError as error:
        return [Path(error.where).name]


def test_a_single_altered_byte_anywhere_is_found(done: Store) -> None:
    draw = random.Random(5)
    files = [path for path in sorted(done.out.rglob("*")) if path.is_file()]
    assert len(files) > 40
    for path in [*files, *draw.choices(files, k=60)]:
        data = path.read_bytes()
        at = draw.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ draw.randrange(1, 256)]) + data[at + 1 :])
        named = faults(done)
        assert any(str(path).endswith(each) for each in named), f"{path} at {at}"
        path.write_bytes(data)
    assert not faults(done)


def test_missing_torn_and_foreign_files_are_told_apart(done: Store) -> None:
    part = next(path for path in sorted(done.parts.iterdir()) if path.is_dir())
    (part / "stances.parquet").unlink()
    (part / "comments.parquet").write_bytes((part / "comments.parquet").read_bytes()[:100])
    (part / "notes.txt").write_text("mine", encoding="utf-8")
    (done.out / "shares.csv").unlink()
    found = dict(store.verify(done))
    assert found == {
        "shares.csv": "missing",
        f"parts/{part.name}/comments.parquet": "torn",
        f"parts/{part.name}/stances.parquet": "missing",
        f"parts/{part.name}/notes.txt": "not of this store",
    }


def test_damaged_parts_are_made_again_and_no_other(done: Store, planned: Planned) -> None:
    before = hashes(done.out)
    part = next(path for path in sorted(done.parts.iterdir()) if path.is_dir())
    data = (part / "comments.parquet").read_bytes()
    (part / "comments.parquet").write_bytes(data[:-9] + b"x" + data[-8:])
    assert drop_damaged(done) == 1
    assert run(planned()).made == 1
    assert hashes(done.out) == before
    assert not faults(done)


def test_a_folder_without_a_run_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run"):
        list(store.verify(Store(tmp_path)))


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"seal": 3}', b"\xff", b'{"a": ' * 5000])
def test_what_was_never_sealed_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        sealed.loads(data, "part.json")
