"""One run at a time on a folder."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from discourse.errors import OutputError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_BEYOND = 2**30
"""The byte that is locked on Windows, where others can't read what is locked: far behind what tells of the holder."""


@contextmanager
def held(path: Path, since: str) -> Iterator[None]:
    """Hold the lock that is the file `path`; the system lets go of it however this process ends, kill -9 included.

    `since` tells others when the run began. Raises `OutputError` where another process holds it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, held(Path(folder) / "lock", "now"):
    ...     try:
    ...         with held(Path(folder) / "lock", "later"):
    ...             pass
    ...     except OutputError as error:
    ...         "another run" in error.what
    True
    """
    handle = _taken(path)
    try:
        holder = {"pid": os.getpid(), "host": platform.node(), "since": since}
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(holder).encode())
        yield
    finally:
        with suppress(PermissionError):  # Windows keeps what is open
            path.unlink(missing_ok=True)
        os.close(handle)


def holder(path: Path) -> dict[str, object] | None:
    """Who holds the lock: process, host and since when; None where nobody does, whatever a dead run left behind."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if _grab(handle, path):
            return None
        os.lseek(handle, 0, os.SEEK_SET)
        told = json.loads(os.read(handle, 4096))
        return told if isinstance(told, dict) else {}
    except ValueError:
        return {}
    finally:
        os.close(handle)


def _taken(path: Path) -> int:
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror}", where=str(path.parent)) from None
        if not _grab(handle, path):
            os.close(handle)
            who = holder(path) or {}
            what = f"another run is at work here (process {who.get('pid', '?')} on {who.get('host', '?')})"
            raise OutputError(what, where=str(path.parent.parent), remedy="wait for it, or name another folder")
        # The run before may have removed the file between the opening and the locking: then the lock is on nothing.
        try:
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)


def _grab(handle: int, path: Path) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(handle, _BEYOND, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:  # some shared file systems are mounted without locks
        what = f"no lock can be had: {error.strerror}"
        raise OutputError(what, where=str(path.parent), remedy="name a folder on a file system with locks") from None
    return True
