"""Dask over TCP, its workers and its scheduler killed on the way: the same tables as one process writes.

    python benchmarks/cluster.py PAGES... --workers 2

A scheduler and workers as processes of this machine, the topology of docs/compose.yaml. First an undisturbed run is
timed beside one with as many processes; then a worker, and after it the scheduler with all workers, are killed with -9
and started anew while a run is at work.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.kills import ROOT, Victim, hashes

PORT = 18786
ADDRESS = f"tcp://127.0.0.1:{PORT}"


class Machines:
    """A scheduler and its workers, each a process."""

    def __init__(self, workers: int, scratch: Path) -> None:
        self._scratch = scratch
        self.scheduler = self._start("scheduler", "--port", str(PORT), "--no-dashboard")
        self.workers = [self._worker() for _ in range(workers)]

    def kill_worker(self) -> None:
        """Kill one worker, and start another."""
        self.workers[0].kill()
        self.workers[0].wait()
        self.workers[0] = self._worker()

    def kill_scheduler(self) -> None:
        """Kill the scheduler and every worker, and start all anew at the same address."""
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.wait()
        self.scheduler = self._start("scheduler", "--port", str(PORT), "--no-dashboard")
        self.workers = [self._worker() for _ in self.workers]

    def end(self) -> None:
        """End all."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", ADDRESS, "--nthreads", "1", "--no-nanny", "--no-dashboard")

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"}
        command = [sys.executable, "-m", "dask", *arguments]
        return subprocess.Popen(command, cwd=self._scratch, env=environment, stderr=subprocess.DEVNULL)


def main() -> None:
    """Time, kill, compare, and say so."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("paths", nargs="+")
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--partition", type=int, default=100_000)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        plain = Victim(tuple(told.paths), scratch / "plain", told.partition, told.workers)
        start = time.monotonic()
        failed = plain.finish()
        print(f"{told.workers} processes: {time.monotonic() - start:.0f} s, {len(plain.parts())} parts", flush=True)
        machines = Machines(told.workers, scratch)
        try:
            for name in ("undisturbed", "disturbed"):
                victim = Victim(plain.paths, scratch / name, told.partition, told.workers, "dask", ADDRESS)
                start = time.monotonic()
                run = victim.start()
                if name == "disturbed":
                    for kill, after in ((machines.kill_worker, 1), (machines.kill_scheduler, len(plain.parts()) // 3)):
                        while len(victim.parts()) < after and run.poll() is None:
                            time.sleep(0.1)
                        kill()
                failed += run.wait()
                same = hashes(victim.out) == hashes(plain.out)
                failed += not same
                seconds = time.monotonic() - start
                print(
                    f"dask, {name}: {seconds:.0f} s, tables {'the same to the byte' if same else 'DIFFERENT'}",
                    flush=True,
                )
        finally:
            machines.end()
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
