"""A Dask cluster on Slurm for `discourse analyze --engine dask`, until this script is ended.

    pip install 'discourse[cluster]' dask-jobqueue
    python docs/slurm.py --workers 64 --queue standard --hours 12

It writes the scheduler's address to scheduler.txt. OUT must be on a file system that all nodes see.
"""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

import dask


def main() -> None:
    """Start the cluster, and keep it."""
    from dask_jobqueue import SLURMCluster

    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--workers", type=int, default=16)
    ask.add_argument("--queue")
    ask.add_argument("--hours", type=int, default=12)
    told = ask.parse_args()
    # What killed three workers is not given to a fourth.
    dask.config.set({"distributed.scheduler.allowed-failures": 2})
    cluster = SLURMCluster(
        cores=1, processes=1, memory="3GB", queue=told.queue, walltime=f"{told.hours}:00:00", death_timeout=300
    )
    cluster.scale(jobs=told.workers)
    Path("scheduler.txt").write_text(cluster.scheduler_address + "\n", encoding="utf-8")
    print(f"{cluster.scheduler_address}, in scheduler.txt; Dask's page: {cluster.dashboard_link}")  # noqa: T201
    signal.pause()


if __name__ == "__main__":
    main()
