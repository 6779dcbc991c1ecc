"""Work spread over many machines by Dask (`distributed`): the same results, whoever does the work.

Workers read what they need from the task and write parts into the folder of the run, which all machines must see. The
client keeps every partition until its part is there, so that a scheduler that is lost can be replaced by another.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from discourse.corpus.engine import TRIES, Broken, Item, Result, attempt, reason_of
from discourse.errors import DiscourseError, UsageError

if TYPE_CHECKING:
    from distributed import Future as AnyFuture

    Future = AnyFuture[Any]

PATIENCE = 120.0
"""Seconds that a lost scheduler is waited for."""

_MANNERS = {
    # What killed three workers is not given to a fourth.
    "distributed.scheduler.allowed-failures": TRIES - 1,
    # Pieces of work take seconds: a look at every process each 10 or 20 milliseconds costs more than it tells.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
}

_RESENT = 10
_AHEAD = 2
"""Pieces of work that are sent out for each thread of a worker: one to do, one to be there when that is done."""


class Cluster:
    """Work on a Dask scheduler, or (`scheduler` "") on a cluster of `jobs` local processes."""

    def __init__(self, scheduler: str, jobs: int, fatal: Callable[[BaseException], bool]) -> None:
        try:
            import dask
            import distributed

            clusters: Any = distributed  # its constructors are not typed
        except ImportError:
            remedy = "pip install 'discourse[cluster]'"
            raise UsageError("Dask is not installed", where="--engine dask", remedy=remedy) from None
        self._fatal, self._scheduler, self._jobs = fatal, scheduler, jobs
        self._local: Any = None
        self._stirred: queue.SimpleQueue[Future] = queue.SimpleQueue()
        dask.config.set(_MANNERS)
        if not scheduler:
            self._local = clusters.LocalCluster(
                n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
            )
        self._client = self._connected()

    @property
    def dashboard(self) -> str:
        """The address of Dask's own page on how the work goes."""
        return str(self._client.dashboard_link)

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result | Broken]]:
        """See `engine.Engine`."""
        source = iter(items)
        at_work: dict[Future, tuple[Item, int]] = {}
        while True:
            while len(at_work) < max(1, self._threads() * _AHEAD) and (item := next(source, None)) is not None:
                self._submit(work, item, 0, at_work)
            if not at_work:
                return
            for future in self._ended(at_work):
                item, tries = at_work.pop(future)
                found = self._outcome(future)
                if found is _LOST and tries < _RESENT:
                    self._submit(work, item, tries + 1, at_work)
                    continue
                yield item, Broken("the scheduler was lost again and again") if found is _LOST else found

    def close(self) -> None:
        """Let go of the scheduler; end the local cluster."""
        self._client.close()
        if self._local is not None:
            self._local.close()

    def _connected(self) -> Any:
        import distributed

        clusters: Any = distributed
        until = time.monotonic() + PATIENCE
        while True:
            try:
                client = clusters.Client(self._local or self._scheduler, timeout=10, set_as_default=False)
                client.wait_for_workers(1, timeout=60)
            except (OSError, TimeoutError, ValueError) as error:
                if time.monotonic() > until or isinstance(error, ValueError):
                    what = f"no scheduler with a worker answers: {reason_of(error)}"
                    raise DiscourseError(
                        what, where=self._scheduler, remedy="start both, or check the address"
                    ) from None
                time.sleep(1)
            else:
                return client

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError, ValueError):
            return self._jobs

    def _submit(
        self, work: Callable[[Item], Result], item: Item, tries: int, at_work: dict[Future, tuple[Item, int]]
    ) -> None:
        while True:
            try:
                future: Any = self._client.submit(attempt, work, item, self._fatal, pure=False, retries=0)
            except (OSError, RuntimeError, ValueError):  # the client has given its scheduler up
                self._reconnect()
                continue
            future.add_done_callback(self._stirred.put)
            at_work[future] = (item, tries)
            return

    def _ended(self, at_work: dict[Future, tuple[Item, int]]) -> list[Future]:
        """The futures that have come to an end: done, failed, or lost with their scheduler; none after a second."""
        with contextlib.suppress(queue.Empty):
            self._stirred.get(timeout=1)
        gone = self._client.status not in {"running", "connecting"}
        return [future for future in at_work if gone or future.status != "pending"]

    def _outcome(self, future: Future) -> Any:
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        if future.status not in {"finished", "error"}:
            return _LOST
        try:
            return future.result(timeout=60)
        except KilledWorker:
            return Broken(f"killed its worker {TRIES} times")
        except (CancelledError, OSError, TimeoutError):
            return _LOST

    def _reconnect(self) -> None:
        self._client.close(timeout=1)
        self._client = self._connected()


_LOST = object()
