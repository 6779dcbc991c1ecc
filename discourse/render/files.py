"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from discourse.errors import OutputError


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
    path = Path(path)
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp lets nobody else read; a result is as readable as any file of this user.
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        raise OutputError(
            what, where=str(path), remedy="choose another place, or make room and allow writing"
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


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
