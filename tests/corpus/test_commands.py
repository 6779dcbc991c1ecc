"""The commands say what is so, in a line each, and end with the right exit code."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from discourse.corpus import lock
from discourse.corpus.plan import command_of
from discourse.corpus.run import run as run_plan
from discourse.corpus.store import Journal, Store
from tests.conftest import Run
from tests.corpus.conftest import TINY, Planned, hashes


@pytest.fixture
def small(corpus: Path) -> list[str]:
    return [str(path) for path in sorted(corpus.iterdir())[:6]]


def test_a_run_is_told_checked_asked_and_done_again(run: Run, small: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("analyze", *small, "--model", TINY, "-o", out).code == 0
    before = hashes(out)
    told = run("status", out)
    assert told.code == 0
    assert "done; 1 part " in told.out
    assert run("verify", out).code == 0
    asked = run("query", out, "SELECT outlet, count(*) AS n FROM comments GROUP BY outlet", "--format", "csv")
    assert asked.out.startswith('"outlet","n"')
    (out / "stances.csv").unlink()
    checked = run("verify", out)
    assert (checked.code, checked.out) == (1, "stances.csv: missing\n")
    again = run("retry", out)
    assert again.code == 0, again.err
    assert "1 part kept" in again.err
    assert hashes(out) == before


def test_a_run_broken_off_is_told_with_what_failed(run: Run, planned: Planned) -> None:
    plan = planned()
    run_plan(plan)
    journal = Journal(Store(plan.out).journal, {"paths": []})
    journal.note(part="0" * 32, pages=3)
    journal.note(part="1" * 32, pages=1)
    journal.note(failed=["a\x1b[31m.html"], reason="killed its worker 3 times (SIGKILL)")
    journal.close()
    told = run("status", plan.out)
    assert told.code == 3
    assert "broken off; 0 parts" in told.out
    assert "1 to do" in told.out
    assert "failed: a\N{REPLACEMENT CHARACTER}[31m.html: killed its worker 3 times" in told.out


@pytest.mark.parametrize("command", [["status"], ["retry"], ["verify"], ["query", "SELECT 1"]])
def test_a_folder_without_a_run_is_one_line(run: Run, tmp_path: Path, command: list[str]) -> None:
    ran = run(command[0], tmp_path, *command[1:])
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)


def test_a_second_run_on_the_same_folder_is_one_line(run: Run, small: list[str], tmp_path: Path) -> None:
    (tmp_path / "out" / "parts").mkdir(parents=True)
    with lock.held(tmp_path / "out" / "parts" / "lock", "noon"):
        ran = run("analyze", *small, "--model", TINY, "-o", tmp_path / "out")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "another run is at work" in ran.err


def test_retry_leaves_alone_what_a_run_at_work_has_half_written(run: Run, planned: Planned) -> None:
    plan = planned()
    run_plan(plan)
    half = Store(plan.out).parts / ".new-0f-1"
    half.mkdir()
    with lock.held(Store(plan.out).lock, "noon"):
        ran = run("retry", plan.out)
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert half.is_dir()


@pytest.mark.parametrize("told", [{"folder": "/no/such"}, {"codebook": {}}])
def test_a_command_that_can_not_be_done_again_is_one_line(run: Run, planned: Planned, told: dict[str, object]) -> None:
    plan = planned()
    run_plan(plan)
    command = command_of(plan) | told
    Journal(Store(plan.out).journal, command).close()
    ran = run("retry", plan.out)
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "unexpected" not in ran.err


def analyze(paths: list[str], out: Path, **how: object) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "discourse",
        "analyze",
        *paths,
        "--model",
        str(TINY),
        "-o",
        str(out),
        "--jobs",
        "1",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, **how)  # type: ignore[call-overload, no-any-return]


def test_a_full_disk_is_one_line_and_what_was_done_is_kept(small: list[str], tmp_path: Path) -> None:
    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, resource.RLIM_INFINITY))

    full = analyze(small, tmp_path / "out", preexec_fn=small_files_only)
    assert (full.returncode, len(full.stderr.splitlines())) == (1, 1), full.stderr
    assert "make room" in full.stderr
    assert not list((tmp_path / "out").glob("*.parquet"))
    after = analyze(small, tmp_path / "out")
    assert after.returncode == 0, after.stderr
    assert not list((tmp_path / "out" / "parts").glob(".*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_one_line(small: list[str], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    ran = analyze(small, tmp_path / "out")
    assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1)


def test_runs_killed_at_random_moments_lose_nothing(planned: Planned, small: list[str], tmp_path: Path) -> None:
    """The short form of benchmarks/kills.py: each kill costs at most the partition that it fell on."""
    from benchmarks.kills import Victim, disturb

    plain = Victim(tuple(small), tmp_path / "plain", partition=2_000)
    assert plain.finish() == 0
    victim = Victim(tuple(small), tmp_path / "killed", partition=2_000)
    start = time.monotonic()
    twice = disturb(victim, random.Random(3), kills=4)
    assert max(twice, default=0) <= 1, f"after {time.monotonic() - start:.0f} s"
    assert hashes(victim.out) == hashes(plain.out)
    comments = pd.read_parquet(victim.out / "comments.parquet")
    assert not comments.duplicated(["page_id", "comment_id"]).any()
