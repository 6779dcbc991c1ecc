"""The folder of a run: the parts, the journal of a run under way, and the manifest of a run that is done.

```
OUT/articles.parquet, comments.csv … report.html, run.json   what users read
OUT/parts/NAME/*.parquet, part.json                          the parts, each whole or not there
OUT/parts/journal.jsonl                                      what a run is to do, and what failed, while it is at work
OUT/parts/manifest.json                                      what the last run did, with the hash of every file
```
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from discourse.corpus import lock, parts, sealed
from discourse.errors import InputError, OutputError
from discourse.pipeline import now
from discourse.records import COLUMNS
from discourse.render.files import unfinished, write_bytes

SCHEMA = "discourse.store/1"
OUTPUTS = (*(f"{name}.{kind}" for name in COLUMNS for kind in ("parquet", "csv")), "run.json", "report.html")
"""The files that users read."""


@dataclass(frozen=True, slots=True)
class Store:
    """A run's folder."""

    out: Path

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.out / "parts"

    @property
    def lock(self) -> Path:
        """The file that a run holds."""
        return self.parts / "lock"

    @property
    def manifest(self) -> Path:
        """The record of the last run that was done."""
        return self.parts / "manifest.json"

    @property
    def journal(self) -> Path:
        """The record of a run under way, or that was broken off."""
        return self.parts / "journal.jsonl"

    def files(self, names: list[str], table: str) -> list[str]:
        """The paths of one table in several parts."""
        return [str(self.parts / name / f"{table}.parquet") for name in names]

    def done(self) -> dict[str, Any]:
        """The manifest. Raises `InputError` where no run was done, or the manifest was altered."""
        try:
            return sealed.read(self.manifest)
        except InputError as error:
            remedy = "name a folder that 'discourse analyze -o' wrote, or run 'discourse retry' on it"
            what = "no run was done here" if error.what == "missing" else error.what
            raise InputError(what, where=error.where, remedy=remedy) from None

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest, with the hash of every file that users read, and strike the journal."""
        outputs = {name: parts.fingerprint(self.out / name) for name in OUTPUTS}
        write_bytes(self.manifest, sealed.dumps({"schema": SCHEMA, **manifest, "outputs": outputs}))
        self.journal.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what runs that were killed left half written beside the files that users read."""
        for name in OUTPUTS:
            for path in unfinished(self.out / name):
                path.unlink(missing_ok=True)

    def reseal(self) -> None:
        """Take down the hashes anew after files that users read were written by another way than a run."""
        if self.manifest.is_file():
            manifest = self.done()
            outputs = {name: parts.fingerprint(self.out / name) for name in OUTPUTS}
            write_bytes(self.manifest, sealed.dumps(manifest | {"outputs": outputs}))


@contextlib.contextmanager
def alone(out: Path) -> Iterator[None]:
    """Let no run be at work on a folder meanwhile, where runs are done in it at all. Raises `OutputError` if one is."""
    here = Store(out)
    with contextlib.ExitStack() as stack:
        if here.parts.is_dir():
            stack.enter_context(lock.held(here.lock, now()))
        yield


class Journal:
    """What a run is to do and what failed, a line each, written at once: it outlives the run that wrote it."""

    def __init__(self, path: Path, command: dict[str, Any]) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream: IO[str] = path.open("w", encoding="utf-8")
        except OSError as error:
            what = f"cannot be written: {error.strerror}"
            raise OutputError(what, where=str(path.parent), remedy="name another folder") from None
        self.note(command=command)

    def note(self, **line: Any) -> None:
        """Write one line. Raises `OutputError` where the disk is full."""
        try:
            self._stream.write(json.dumps(line) + "\n")
            self._stream.flush()
        except OSError as error:
            what = f"cannot be written: {error.strerror}"
            raise OutputError(what, where=self._stream.name, remedy="make room; what is done is kept") from None

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(OSError):  # what can't be flushed was told already
            self._stream.close()


def journal_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a journal; one that was cut off by the end of its run is passed over."""
    try:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                with contextlib.suppress(ValueError):
                    yield json.loads(line)
    except OSError:
        return


@dataclass(frozen=True, slots=True)
class Status:
    """How far a run is: parts done, to do and failed, with the reasons; `running` where a process is at it."""

    done: int
    waiting: int
    failed: tuple[tuple[str, str], ...]
    set_aside: tuple[tuple[str, str], ...]
    comments: int
    finished: bool
    running: str | None


def status(store: Store, running: dict[str, object] | None) -> Status:
    """How far the last run on a store is. Raises `InputError` where there was none."""
    who = f"process {running.get('pid')} on {running.get('host')} since {running.get('since')}" if running else None
    lines = list(journal_lines(store.journal))
    if not lines:
        manifest = store.done()
        failed = tuple((", ".join(each["sources"]), each["reason"]) for each in manifest["failed"])
        aside = tuple((each["source"], each["reason"]) for each in manifest["set_aside"])
        made, comments = len(manifest["parts"]), sum(each["counts"]["comments"] for each in manifest["parts"])
        return Status(made, 0, failed, aside, comments, finished=True, running=who)
    planned = [line["part"] for line in lines if "part" in line]
    receipts = [receipt for name in planned if (receipt := parts.receipt(store.parts, name))]
    failed = tuple((", ".join(line["failed"]), line["reason"]) for line in lines if "failed" in line)
    aside = tuple((line["aside"], line["reason"]) for line in lines if "aside" in line)
    comments = sum(receipt["counts"]["comments"] for receipt in receipts)
    waiting = len(planned) - len(receipts) - len(failed)
    return Status(len(receipts), max(0, waiting), failed, aside, comments, finished=False, running=who)


def verify(store: Store) -> Iterator[tuple[str, str]]:
    """Every file of a store that is not as it was written, and how. Raises `InputError` where no run was done."""
    manifest = store.done()
    for name, (size, digest) in manifest["outputs"].items():
        if fault := parts.fault_of(store.out / name, size, digest):
            yield name, fault
    known = {each["name"]: each["receipt"] for each in manifest["parts"]}
    for name, (size, digest) in known.items():
        found = list(parts.faults(store.parts, name))
        if not found and (fault := parts.fault_of(store.parts / name / parts.RECEIPT, size, digest)):
            found = [(f"{name}/{parts.RECEIPT}", fault)]
        yield from ((f"parts/{path}", fault) for path, fault in found)
    ours = {*known, store.manifest.name, store.lock.name}
    for path in sorted(store.parts.iterdir()):
        if path.name not in ours:
            yield f"parts/{path.name}", "not of this store, or left by a run that was broken off"
