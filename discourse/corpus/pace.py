"""How far a run is: comments done, and about how many there will be, by the bytes of the inputs that are done."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from discourse.corpus.partition import Partition
from discourse.pipeline import Progress
from discourse.records import Document, SetAside

_MOST_FILES = 200_000


class Pace:
    """What is told of a run while it is at work. Nothing of it goes into a result."""

    def __init__(self, paths: Iterable[str], progress: Progress) -> None:
        self.comments = 0
        self._total, self._done, self._progress = extent(paths), 0, progress

    def add(self, partition: Partition, comments: int) -> None:
        """A partition is done, and held so many comments."""
        self._done += self._bytes_of(partition)
        self.comments += comments
        self._tell(self.comments, self._done, self.comments)

    def within(self, partition: Partition) -> Progress:
        """What is told while a partition is at work in this process."""
        done = self._done + self._bytes_of(partition)
        return lambda _, n, of: self._tell(self.comments + n, done, self.comments + (of or n))

    def _tell(self, n: int, done: int, comments: int) -> None:
        """`n` comments are done; there are `comments` in the `done` bytes of input."""
        about = max(n, round(comments * self._total / done)) if self._total and done else None
        self._progress("tagging comments", n, about)

    def _bytes_of(self, partition: Partition) -> int:
        """The bytes of the files that the pages are; with pages that are none, of an archive, no total is known."""
        sizes = [_size(Path(item.source)) for item in partition.items if isinstance(item, Document)]
        if len(sizes) < len(partition.items) or None in sizes:
            self._total = None
        return sum(size or 0 for size in sizes)


def extent(paths: Iterable[str]) -> int | None:
    """The bytes of all input files; None where that is not known: a stream, or more files than are worth a look.

    >>> extent(["-"]) is None, extent(["no/such.html"])
    (True, 0)
    """
    from discourse.read.paths import files

    total = 0
    for path in paths:
        if path == "-":
            return None
        for count, found in enumerate(islice(files(path), _MOST_FILES + 1)):
            if count == _MOST_FILES:
                return None
            total += 0 if isinstance(found, SetAside) else _size(found[1]) or 0
    return total


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return None
