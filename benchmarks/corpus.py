"""How time and memory grow with the corpus: the whole way over synthesised corpora of several sizes.

    python benchmarks/corpus.py 10000 100000 1000000 --jobs 2

Without `--model` the tests' tiny model is used, which shows what all but the encoder costs; "shipped" takes the shipped
one. Time is given as the clock shows it and as all processes together were at work; memory is the most that any one
process held.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.synthesise import write

ROOT = Path(__file__).parents[1]
PER_PAGE = 50


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds by the clock and at work, the most memory that one process held, and bytes on disk."""

    comments: int
    seconds: float
    work: float
    memory: int
    disk: int


def measure(comments: int, model: str, jobs: int, engine: str, folder: Path) -> Cost:
    """Synthesise a corpus of so many comments and run over it."""
    pages, out = folder / f"pages{comments}", folder / f"out{comments}"
    if not pages.exists():
        write(pages, max(1, comments // PER_PAGE), comments)
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "discourse", "analyze", str(pages), "-o", str(out), "-j", str(jobs)]
    command += ["--engine", engine] + ([] if model == "shipped" else ["--model", model])
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = time.monotonic()
    run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    most = 0
    while not (ended := os.wait4(run.pid, os.WNOHANG))[0]:
        most = max([most, *map(_memory, _family(run.pid))])
        time.sleep(0.2)
    seconds = time.monotonic() - start
    if ended[1]:
        raise RuntimeError(f"the run over {comments} comments failed")
    disk = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Cost(comments, seconds, ended[2].ru_utime + ended[2].ru_stime, most, disk)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in children.read_text().split():
                yield from _family(int(child))
        except OSError:
            continue


def _memory(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def main() -> None:
    """Measure each size, and print a row for it."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("comments", type=int, nargs="+")
    ask.add_argument("--jobs", type=int, default=2)
    ask.add_argument("--engine", default="processes")
    ask.add_argument("--model", default=str(ROOT / "tests" / "data" / "tiny"))
    ask.add_argument("--folder", type=Path, help="Where corpora are kept for the next time.")
    told = ask.parse_args()
    print("| comments | seconds | at work | comments a second at work | MB, largest process | bytes a comment |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for comments in told.comments:
            cost = measure(comments, told.model, told.jobs, told.engine, told.folder or Path(scratch))
            rate, each = comments / cost.work, cost.disk / comments
            row = f"{comments:,} | {cost.seconds:.0f} | {cost.work:.0f} | {rate:.0f} | {cost.memory / 2**20:.0f}"
            print(f"| {row} | {each:.0f} |", flush=True)


if __name__ == "__main__":
    main()
