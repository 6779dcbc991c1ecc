"""Work spread over processes: results as they come, and no loss when a worker dies.

Processes are spawned, not forked: threads of numeric libraries do not survive a fork. Each holds one model session.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

TRIES = 3
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece of work that could not be done, and why."""

    reason: str


class Engine(Protocol):
    """Whatever does `work` for every item and hands on the results in the order of their arrival."""

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result | Broken]]:
        """Each item with its result; `Broken` where it killed its worker three times, or failed in an unforeseen way.

        Items are taken only as fast as they are worked on. An error that `fatal` says every item would meet is raised.
        """


def attempt(work: Callable[[Item], Result], item: Item, fatal: Callable[[BaseException], bool]) -> Result | Broken:
    """The result of one piece of work, or why there is none. Raises what is fatal.

    >>> attempt(lambda n: 1 // n, 0, lambda error: False)
    Broken(reason='ZeroDivisionError: integer division or modulo by zero')
    """
    try:
        return work(item)
    except Exception as error:
        if fatal(error):
            raise
        return Broken(reason_of(error))


def reason_of(error: BaseException) -> str:
    """An unforeseen error in one line."""
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


class InProcess:
    """The work done here, one piece after the other."""

    def __init__(self, fatal: Callable[[BaseException], bool]) -> None:
        self._fatal = fatal

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result | Broken]]:
        """See `Engine`."""
        for item in items:
            yield item, attempt(work, item, self._fatal)


@dataclass(slots=True)
class _Worker:
    """A process, the pipe to it, and what it is at: the item and how often that was tried before."""

    process: SpawnProcess
    pipe: Connection
    task: tuple[Any, int] | None = None


class Processes:
    """The work spread over `jobs` processes of this machine."""

    def __init__(self, jobs: int, fatal: Callable[[BaseException], bool]) -> None:
        self._jobs, self._fatal = jobs, fatal
        self._workers: list[_Worker] = []

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result | Broken]]:
        """See `Engine`."""
        source, again = iter(items), deque[tuple[Any, int]]()

        def following() -> tuple[Any, int] | None:
            return again.popleft() if again else next(((item, 0) for item in source), None)

        while True:
            idle = [worker for worker in self._workers if worker.task is None]
            while (idle or len(self._workers) < self._jobs) and (task := following()):
                self._begin(idle.pop() if idle else self._new(), work, task)
            if all(worker.task is None for worker in self._workers):
                return
            for worker in self._stirring():
                found = self._outcome(worker)
                item, tries = worker.task or (next(source), 0)  # none stirs that has no task
                worker.task = None
                if isinstance(found, BaseException):
                    raise found
                if found is None:
                    self._workers.remove(worker)
                    if tries + 1 < TRIES:
                        again.append((item, tries + 1))
                        continue
                    found = Broken(f"killed its worker {TRIES} times ({_end_of(worker.process)})")
                yield item, found

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def _new(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there, self._fatal), daemon=True)
        process.start()
        there.close()
        self._workers.append(_Worker(process, here))
        return self._workers[-1]

    def _begin(self, worker: _Worker, work: Callable[[Any], Any], task: tuple[Any, int]) -> None:
        worker.task = task
        # One that died while idle shows it when its outcome is asked for.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            worker.pipe.send((work, task[0]))

    def _stirring(self) -> list[_Worker]:
        """The busy workers that have something to tell, or have died."""
        busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
        ready = wait(list(busy))
        return [busy[pipe] for pipe in ready if isinstance(pipe, Connection)]

    def _outcome(self, worker: _Worker) -> Any:
        """What the worker found, the error that ends the run, or None where it died."""
        try:
            return worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            worker.process.join()
            return None


def _end_of(process: SpawnProcess) -> str:
    code = process.exitcode or 0
    if code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name if -code in {each.value for each in signal.Signals} else f"signal {-code}"
    return f"{name}, for want of memory, perhaps" if name == "SIGKILL" else name


def _serve(pipe: Connection, fatal: Callable[[BaseException], bool]) -> None:
    """What a worker does until its pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself is told, and ends its workers
    threading.Thread(target=_die_with_parent, daemon=True).start()
    while True:
        try:
            work, item = pipe.recv()
        except EOFError:
            return
        try:
            found = attempt(work, item, fatal)
        except Exception as error:
            found = error
        pipe.send(found)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
