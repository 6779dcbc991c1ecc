"""Parts put together: the tables of the contract, in the order of the input, in bounded memory."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from discourse.corpus import work
from discourse.corpus.engine import Broken, Engine
from discourse.corpus.store import Store
from discourse.corpus.tables import arrow
from discourse.corpus.work import Job
from discourse.errors import OutputError
from discourse.measure.shares import Bootstrap, Row, shares_together, table
from discourse.render.files import whole
from discourse.render.tables import defused, schema

_ROWS = 10_000


def write_tables(store: Store, names: Sequence[str], job: Job, engine: Engine) -> None:
    """Write `articles`, `comments`, `stances` and `shares` of the parts in this order, as Parquet and as CSV.

    Raises `OutputError` where the folder can't be written.
    """
    for name in ("articles", "comments", "stances"):
        with _writers(store.out, name) as put:
            for path in store.files(list(names), name):
                put(parquet.read_table(path))
    with _writers(store.out, "shares") as put:
        for rows in _in_order(engine, job, names):
            put(rows)
        for rows in _outlets_and_all(store, names, job):
            put(rows)


def _in_order(engine: Engine, job: Job, names: Sequence[str]) -> Iterator[pa.Table]:
    """The shares of each part's pages, in the order of the parts, whichever comes first."""
    early: dict[int, pa.Table] = {}
    due = 0
    for at, found in engine.map(_Measured(job, tuple(names)), range(len(names))):
        if isinstance(found, Broken):
            raise OutputError(f"shares can't be measured: {found.reason}", where=names[at], remedy="try again")
        early[at] = found
        while due in early:
            yield early.pop(due)
            due += 1


class _Measured:
    """The shares of the part at a place; a class, since it goes to other processes."""

    def __init__(self, job: Job, names: tuple[str, ...]) -> None:
        self._job, self._names = job, names

    def __call__(self, at: int) -> pa.Table:
        return work.share_rows(self._job, self._names[at])


def _outlets_and_all(store: Store, names: Sequence[str], job: Job) -> Iterator[pa.Table]:
    settings = job.settings
    topics = [topic.id for topic in settings.codebook.topics]
    how = Bootstrap(settings.seed, settings.draws, settings.level)
    rows = shares_together(store.files(list(names), "tallies"), topics, how)
    for some in _bunches(rows, _ROWS):
        yield arrow(table(some), "shares")


def _bunches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    bunch: list[Row] = []
    for row in rows:
        bunch.append(row)
        if len(bunch) == size:
            yield bunch
            bunch = []
    if bunch:
        yield bunch


@contextlib.contextmanager
def _writers(out: Path, name: str) -> Iterator[Callable[[pa.Table], None]]:
    """A function that appends rows to a table's Parquet and CSV, which take their places once all is written."""
    columns = schema(name)
    with (
        whole(out / f"{name}.parquet") as first,
        whole(out / f"{name}.csv") as second,
        parquet.ParquetWriter(first, columns, compression="zstd") as packed,
        csv.CSVWriter(second, columns) as plain,
    ):

        def put(rows: pa.Table) -> None:
            packed.write_table(rows)
            plain.write_table(defused(rows))

        yield put
