"""One part of the store: the tables of one partition's pages in a folder, written whole or not at all.

A part's name is the hash of its pages and of its recipe: whatever it follows from. Two that make the same part write
the same tables, and so it does not matter who comes first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from discourse.corpus import sealed
from discourse.errors import InputError, OutputError

SCHEMA = "discourse.part/1"
RECEIPT = "part.json"
_NEW, _OLD = ".new-", ".old-"


def name_of(recipe: str, digest: str) -> str:
    """The name of the part that a recipe makes of the pages with this digest.

    >>> len(name_of("ab", "cd"))
    32
    """
    return hashlib.sha256(f"{recipe} {digest}".encode()).hexdigest()[:32]


def write(parts: Path, name: str, tables: Mapping[str, pa.Table], known: Mapping[str, Any]) -> dict[str, Any]:
    """Write the tables as the part `name` of the folder `parts`; the receipt that is left with them.

    The part is there when its folder has got its name, which is the last thing to happen. `known` goes into the
    receipt. Raises `OutputError` where it can't be written.
    """
    new = parts / f"{_NEW}{name}-{os.getpid()}"
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for table in tables:
            parquet.write_table(tables[table], new / f"{table}.parquet", compression="zstd")
        files = {path.name: fingerprint(path) for path in sorted(new.iterdir())}
        rows = {table: tables[table].num_rows for table in tables}
        receipt = {"schema": SCHEMA, "part": name, **known, "rows": rows, "files": files}
        (new / RECEIPT).write_bytes(sealed.dumps(receipt))
        for path in [*new.iterdir(), new]:
            _settle(path)
        _put(new, parts / name)
        _settle(parts)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        what = f"cannot be written: {error.strerror or error}"
        raise OutputError(what, where=str(parts), remedy="make room and allow writing; what is done is kept") from None
    return receipt


def receipt(parts: Path, name: str) -> dict[str, Any] | None:
    """The receipt of a part that is there, with all its files in their full size; else None."""
    try:
        found = sealed.read(parts / name / RECEIPT)
        whole = all((parts / name / file).stat().st_size == size for file, (size, _) in found["files"].items())
    except (InputError, OSError):
        return None
    return found if whole else None


def faults(parts: Path, name: str) -> Iterator[tuple[str, str]]:
    """Every file of a part that is not as it was written, and how: missing, torn, altered, or not of this store."""
    folder = parts / name
    try:
        found = sealed.read(folder / RECEIPT)
    except InputError as error:
        yield f"{name}/{RECEIPT}", error.what
        return
    if found.get("part") != name:
        yield f"{name}/{RECEIPT}", "the receipt of another part"
    for file, (size, digest) in found["files"].items():
        if fault := fault_of(folder / file, size, digest):
            yield f"{name}/{file}", fault
    for path in sorted(folder.iterdir()):
        if path.name not in {RECEIPT, *found["files"]}:
            yield f"{name}/{path.name}", "not of this store"


def fault_of(path: Path, size: int, digest: str) -> str | None:
    """What is wrong with a file of which size and hash are known."""
    try:
        own_size, own_digest = fingerprint(path)
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if own_size < size:
        return "torn"
    return None if (own_size, own_digest) == (size, digest) else "altered"


def fingerprint(path: Path) -> tuple[int, str]:
    """Size and hash of a file. Raises `OSError`."""
    with path.open("rb") as stream:
        return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def sweep(parts: Path, keep: set[str]) -> int:
    """Remove every part that is not to be kept, and what dead runs left half done; how many parts were removed."""
    gone = 0
    for path in parts.iterdir():
        if path.is_dir() and path.name not in keep:
            gone += not path.name.startswith(".")
            shutil.rmtree(path, ignore_errors=True)
    return gone


def _put(new: Path, place: Path) -> None:
    try:
        new.rename(place)
    except OSError:
        if not place.is_dir():
            raise
        if receipt(place.parent, place.name):  # another worker was quicker
            shutil.rmtree(new, ignore_errors=True)
            return
        damaged = place.with_name(f"{_OLD}{place.name}-{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            place.rename(damaged)
        new.rename(place)
        shutil.rmtree(damaged, ignore_errors=True)


def _settle(path: Path) -> None:
    """Have the system put a file or folder on the disk itself, so that a power cut does not take it back."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and settles the names in it by itself
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
