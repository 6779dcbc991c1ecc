"""Records put in groups outside memory, for exports that mix the comments of many pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any


class Spool:
    """Adds records under a key and gives them back group by group, keys in the order in which they first came.

    Records lie in a temporary database of SQLite, which keeps few in memory and is gone with this object.

    >>> spool = Spool()
    >>> for key, record in [("a", 1), ("b", 2), ("a", 3)]:
    ...     spool.add(key, record)
    >>> list(spool.groups())
    [('a', [1, 3]), ('b', [2])]
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("")
        self._base.execute("CREATE TABLE keys (name TEXT PRIMARY KEY, number INTEGER)")
        self._base.execute("CREATE TABLE records (key INTEGER, position INTEGER, record BLOB)")
        self._count = 0

    def add(self, key: str, record: Any) -> None:
        """Put `record`, anything that JSON holds, into the group `key`."""
        self._count += 1
        self._base.execute("INSERT OR IGNORE INTO keys VALUES (?, ?)", (key, self._count))
        number = self._base.execute("SELECT number FROM keys WHERE name = ?", (key,)).fetchone()[0]
        self._base.execute("INSERT INTO records VALUES (?, ?, ?)", (number, self._count, json.dumps(record)))

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """Each key with its records, in the order in which they came."""
        self._base.execute("CREATE INDEX IF NOT EXISTS by_key ON records (key, position)")
        for name, number in self._base.execute("SELECT name, number FROM keys ORDER BY number"):
            rows = self._base.execute("SELECT record FROM records WHERE key = ? ORDER BY position", (number,))
            yield name, [json.loads(record) for (record,) in rows]
