"""Files written whole or not at all, one by one or several together."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from discourse.errors import OutputError

_ENDING = ".part"


class Batch:
    """Files written beside their places; `batch` lets them take these, all together."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Path, Path]] = []

    @contextlib.contextmanager
    def file(self, path: str | Path) -> Iterator[IO[bytes]]:
        """A stream whose bytes wait beside `path`. Missing folders are made. Raises `OutputError`."""
        path = Path(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=_beginning(path), suffix=_ENDING)
            self._waiting.append((Path(name), path))
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            # mkstemp lets nobody else read; a result is as readable as any file of this user.
            Path(name).chmod(0o666 & ~_umask())
        except OSError as error:
            raise _failed(error, path) from error

    def write(self, path: str | Path, data: bytes) -> None:
        """Let `data` wait beside `path`. Raises `OutputError`."""
        with self.file(path) as stream:
            stream.write(data)

    def place(self) -> None:
        """Let every file take its place, in the order in which they were written. Raises `OutputError`."""
        try:
            self._move()
        except KeyboardInterrupt:
            self._move()  # it is a matter of milliseconds, and half of the files would be of another run
            raise

    def drop(self) -> None:
        """Remove what has not taken its place."""
        for temporary, _ in self._waiting:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        self._waiting.clear()

    def _move(self) -> None:
        while self._waiting:
            temporary, path = self._waiting[0]
            try:
                if temporary.exists():  # else an interrupt came between the move and the line below
                    temporary.replace(path)
            except OSError as error:
                raise _failed(error, path) from error
            self._waiting.pop(0)


@contextlib.contextmanager
def batch() -> Iterator[Batch]:
    """Several files that take their places once all of them are written; an error leaves all that was there before.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, batch() as files:
    ...     files.write(Path(folder) / "a.txt", b"one")
    ...     files.write(Path(folder) / "b.txt", b"two")
    ...     (Path(folder) / "a.txt").exists()
    False
    """
    files = Batch()
    try:
        yield files
        files.place()
    finally:
        files.drop()


@contextlib.contextmanager
def whole(path: str | Path) -> Iterator[IO[bytes]]:
    """A stream whose bytes take the place of `path` once all are written; an error leaves what was there before.

    Missing folders are made. Raises `OutputError` where the place cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder) / "new" / "a.txt") as stream:
    ...         _ = stream.write(b"done")
    ...     (Path(folder) / "new" / "a.txt").read_text()
    'done'
    """
    with batch() as files, files.file(path) as stream:
        yield stream


def unfinished(path: Path) -> Iterator[Path]:
    """What writers of `path` that were killed have left beside it."""
    yield from path.parent.glob(f"{_beginning(path)}????????{_ENDING}")


def _beginning(path: Path) -> str:
    return f".{path.name[:40]}."


def _failed(error: OSError, path: Path) -> OutputError:
    what = f"cannot be written: {error.strerror or error}"
    return OutputError(what, where=str(path), remedy="choose another place, or make room and allow writing")


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8, whole or not at all; lone surrogates become U+FFFD. Raises `OutputError`."""
    write_bytes(path, clean(text).encode())


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write `data`, whole or not at all. Raises `OutputError`."""
    with whole(path) as stream:
        stream.write(data)


def clean(text: str) -> str:
    """The text with each lone surrogate, which no encoding can hold, replaced by U+FFFD.

    >>> clean("a\\ud800b") == "a\\ufffdb"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
