"""Parts put together: the tables of the contract, in the order of the input, in bounded memory."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
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
_GROUP = 32_768
"""Rows that a Parquet file keeps together, at least: its index has an entry for each group and column, and of a large
corpus would be larger than memory if every part were a group."""

_WRITTEN = [(name, kind) for name in ("comments", "stances", "articles") for kind in ("parquet", "csv")]
"""The files that are put together of the parts, the largest first: they are written side by side."""


def write_tables(store: Store, names: Sequence[str], job: Job, engine: Engine) -> None:
    """Write `articles`, `comments`, `stances` and `shares` of the parts in this order, as Parquet and as CSV.

    Raises `OutputError` where the folder can't be written.
    """
    for (name, kind), found in engine.map(_Together(store, tuple(names)), _WRITTEN):
        if isinstance(found, Broken):
            raise OutputError(f"can't be written: {found.reason}", where=f"{name}.{kind}", remedy="try again")
    with _writer(store.out, "shares", "parquet") as packed, _writer(store.out, "shares", "csv") as plain:
        for rows in chain(_in_order(engine, job, names), _outlets_and_all(store, names, job)):
            packed(rows)
            plain(rows)


class _Together:
    """Writes one file of the rows of all parts, and says how many these are; a class, since it goes to others."""

    def __init__(self, store: Store, names: tuple[str, ...]) -> None:
        self._store, self._names = store, names

    def __call__(self, wanted: tuple[str, str]) -> int:
        (name, kind), count = wanted, 0
        with _writer(self._store.out, name, kind) as put:
            for rows in _grouped(map(parquet.read_table, self._store.files(list(self._names), name))):
                put(rows)
                count += rows.num_rows
        return count


def _grouped(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in fewer tables, of `_GROUP` rows or more."""
    waiting: list[pa.Table] = []
    for rows in tables:
        waiting.append(rows)
        if sum(each.num_rows for each in waiting) >= _GROUP:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


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
def _writer(out: Path, name: str, kind: str) -> Iterator[Callable[[pa.Table], None]]:
    """A function that appends rows to a file of a table, which takes its place once all is written."""
    columns = schema(name)
    with whole(out / f"{name}.{kind}") as stream:
        if kind == "parquet":
            with parquet.ParquetWriter(stream, columns, compression="zstd") as packed:
                yield packed.write_table
        else:
            with csv.CSVWriter(stream, columns) as plain:
                yield lambda rows: plain.write_table(defused(rows))
