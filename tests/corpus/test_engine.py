"""Work is done once, whoever dies; what kills its worker three times is set aside, and the rest goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from discourse.corpus.engine import Broken, InProcess, Processes
from discourse.errors import OutputError


def fatal(error: BaseException) -> bool:
    return isinstance(error, OutputError)


def square(n: int) -> int:
    return n * n


class Deadly:
    """Dies at one number: each time, or (`folder`) only the first time."""

    def __init__(self, at: int, folder: str = "") -> None:
        self.at, self.folder = at, folder

    def __call__(self, n: int) -> int:
        if n == self.at and not (self.folder and (Path(self.folder) / "tried").exists()):
            if self.folder:
                (Path(self.folder) / "tried").touch()
            os.kill(os.getpid(), 9)
        return n * n


def faulty(n: int) -> int:
    if n == 2:
        raise OutputError("the disk is full")
    return 1 // n


@pytest.fixture
def processes() -> Iterator[Processes]:
    engine = Processes(2, fatal)
    yield engine
    engine.close()


def test_every_item_is_worked_on_once(processes: Processes) -> None:
    assert dict(processes.map(square, range(20))) == {n: n * n for n in range(20)}
    assert dict(processes.map(square, range(3))) == {0: 0, 1: 1, 2: 4}
    assert not list(processes.map(square, []))


def test_items_are_taken_as_they_are_needed(processes: Processes) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while taken < 99:
            taken += 1
            yield taken

    results = processes.map(square, items())
    next(results)
    assert taken <= 4
    assert len(list(results)) == 98


def test_what_kills_its_worker_is_named_after_three_tries_and_the_rest_is_done(processes: Processes) -> None:
    found = dict(processes.map(Deadly(3), range(6)))
    assert {n: found[n] for n in range(6) if n != 3} == {0: 0, 1: 1, 2: 4, 4: 16, 5: 25}
    assert isinstance(found[3], Broken)
    assert "3 times (SIGKILL" in found[3].reason


def test_a_worker_lost_by_chance_costs_nothing(processes: Processes, tmp_path: Path) -> None:
    assert dict(processes.map(Deadly(3, str(tmp_path)), range(6))) == {n: n * n for n in range(6)}


@pytest.mark.parametrize("kind", ["here", "processes"])
def test_an_unforeseen_error_breaks_its_item_and_a_fatal_one_the_run(kind: str, processes: Processes) -> None:
    engine = InProcess(fatal) if kind == "here" else processes
    found = dict(engine.map(faulty, [0, 1]))
    assert found[1] == 1
    assert found[0] == Broken("ZeroDivisionError: integer division or modulo by zero")
    with pytest.raises(OutputError, match="disk is full"):
        list(engine.map(faulty, [1, 2, 1]))


def test_workers_end_with_the_run_that_was_killed(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import os, time\nfrom tests.corpus.test_engine import fatal, slow\n"
        "from discourse.corpus.engine import Processes\n"
        "if __name__ == '__main__':\n"
        f"    list(Processes(2, fatal).map(slow, [{str(tmp_path)!r} + '/' + str(n) for n in range(9)]))"
    )
    script = tmp_path / "run.py"
    script.write_text(code, encoding="utf-8")
    root = Path(__file__).parents[2]
    run = subprocess.Popen([sys.executable, str(script)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    until = time.monotonic() + 60
    while len(pids := list(tmp_path.glob("[0-9]"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    workers = [int(path.read_text()) for path in pids]
    run.kill()
    run.wait()
    while any(Path(f"/proc/{pid}/stat").exists() for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(workers) == 2
    assert not any(Path(f"/proc/{pid}/stat").exists() for pid in workers)


def slow(path: str) -> None:
    Path(path).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(120)
