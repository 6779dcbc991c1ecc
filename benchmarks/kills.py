"""Runs killed with -9 at random moments and taken up again: every comment once, the tables as if nothing had been.

    python benchmarks/kills.py PAGES... --kills 100

Each kill may cost the one partition that was at work when it fell; parts that were there are never made again. No
charts are drawn: they would take most of a small run's time, and most kills would fall where nothing is at stake.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pyarrow import parquet

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "data" / "tiny"
CHILD = """
import sys
from pathlib import Path
from discourse import pipeline
from discourse.corpus.plan import Plan
from discourse.corpus.run import run
from discourse.pipeline import Settings
from discourse.tag.settings import TagSettings

pipeline.Result.report = lambda _self, _threads=None: "<!doctype html>"

if __name__ == "__main__":
    out, model, jobs, partition, engine, scheduler, *paths = sys.argv[1:]
    settings = Settings(key=b"k" * 64, draws=100, tagging=TagSettings(model=model))
    run(Plan(tuple(paths), Path(out), settings, int(jobs), engine, scheduler, int(partition)))
"""


@dataclass(frozen=True)
class Victim:
    """A run that may be killed."""

    paths: tuple[str, ...]
    out: Path
    partition: int = 50_000
    jobs: int = 1
    engine: str = "processes"
    scheduler: str = ""

    def start(self) -> subprocess.Popen[bytes]:
        """Set it going."""
        script = self.out.with_suffix(".py")
        script.write_text(CHILD, encoding="utf-8")
        numbers = [str(self.jobs), str(self.partition), self.engine, self.scheduler]
        command = [sys.executable, str(script), str(self.out), str(TINY), *numbers, *self.paths]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def finish(self) -> int:
        """Let it end by itself; its exit code."""
        return self.start().wait()

    def parts(self) -> dict[str, int]:
        """The parts that are there, each with the time at which it was made."""
        return {path.parent.name: path.stat().st_mtime_ns for path in self.out.glob("parts/[0-9a-f]*/part.json")}


def disturb(victim: Victim, draw: random.Random, kills: int) -> list[int]:
    """Kill runs at random moments until `kills` have fallen; for each, how many parts that were there were made again.

    What was killed is taken up again until it ends; then the next run begins on an empty folder, and the last is left.
    Raises `RuntimeError` where a run does not end well, or with other tables than one that nothing disturbed.
    """
    start = time.monotonic()
    plain = Victim(victim.paths, victim.out.with_name("timed"), victim.partition, victim.jobs)
    plain.finish()
    usual, expected = time.monotonic() - start, hashes(plain.out)
    again: list[int] = []
    while True:
        before = victim.parts()
        run = victim.start()
        try:
            run.wait(draw.uniform(0, usual) if len(again) < kills else None)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            after = victim.parts()
            again.append(sum(after.get(name) != made for name, made in before.items()))
            continue
        if run.returncode or hashes(victim.out) != expected:
            raise RuntimeError("the run did not end well, or with other tables")
        if len(again) == kills:
            return again
        shutil.rmtree(victim.out)


def hashes(out: Path) -> dict[str, str]:
    """The hash of every table."""
    tables = sorted([*out.glob("*.parquet"), *out.glob("*.csv")])
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tables}


def main() -> None:
    """Kill, take up, compare, and say so."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("paths", nargs="+")
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--jobs", type=int, default=1)
    ask.add_argument("--partition", type=int, default=50_000)
    ask.add_argument("--seed", type=int, default=0)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plain = Victim(tuple(told.paths), Path(folder) / "plain", told.partition, told.jobs)
        plain.finish()
        victim = Victim(tuple(told.paths), Path(folder) / "killed", told.partition, told.jobs)
        again = disturb(victim, random.Random(told.seed), told.kills)
        same = hashes(victim.out) == hashes(plain.out)
        rows = parquet.read_table(victim.out / "comments.parquet", columns=["page_id", "comment_id"])
        twice = rows.num_rows - rows.group_by(rows.column_names).aggregate([]).num_rows
        print(f"{told.kills} kills; {len(plain.parts())} parts; {sum(again)} parts that were there made again;")
        left = len(list(victim.out.rglob(".*")))
        print(f"{rows.num_rows} comments, {twice} of them twice; {left} files left half written;")
        print(f"tables {'the same to the byte' if same else 'DIFFERENT'} as those of an undisturbed run")
        sys.exit(not same or bool(twice) or any(again) or bool(left))


if __name__ == "__main__":
    main()
