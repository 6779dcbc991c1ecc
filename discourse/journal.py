"""One coder's codes on disk: every choice appended and flushed to the disk before it counts as made.

A journal is `codes-CODER.jsonl`, one line a variable (schema `discourse.code/1`); the last line for a variable wins, a
null value takes it back. Lines of one step share its number, so that undoing works after a restart too.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from discourse.errors import InputError, OutputError
from discourse.read.codes import coder_name, log_rows
from discourse.records import CODE_SCHEMA

Key = tuple[str, str]
Values = Mapping[str, str | None]


def journal_path(folder: Path, coder: str) -> Path:
    """Where a coder's journal lies: a name that any file system takes, and no other coder's.

    >>> journal_path(Path("coding"), "Ann").name, journal_path(Path("coding"), "../Zoë").name
    ('codes-ann.jsonl', 'codes-zo-eb89900b.jsonl')
    """
    name = coder_name(coder)
    plain = re.sub(r"[^a-z0-9_]+", "-", name).strip("-")
    suffix = "" if plain == name else "-" + hashlib.sha256(name.encode()).hexdigest()[:8]
    return folder / f"codes-{(plain + suffix).strip('-')}.jsonl"


@dataclass
class Journal:
    """The codes of one coder: `codes` by comment and variable, and the steps by which they came about."""

    path: Path
    coder: str
    codes: dict[Key, dict[str, str]] = field(default_factory=dict)
    _steps: list[tuple[int, Key, dict[str, str | None]]] = field(default_factory=list)
    _size: int = 0
    _last: int = 0

    def load(self) -> None:
        """Take up what is on disk. Raises `InputError` where a line of it is damaged."""
        self.codes, self._steps, self._size, self._last = {}, [], 0, 0
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", where=str(self.path), remedy="check it") from None
        # What follows the last line end was cut off in writing, and its choice never counted as made.
        self._size = data.rfind(b"\n") + 1
        for number, row in log_rows(data[: self._size].decode("utf-8", "replace"), str(self.path)):
            try:
                self._replay(row)
            except (KeyError, TypeError):
                where = f"{self.path}, line {number}"
                raise InputError("a damaged line", where=where, remedy="mend or remove it") from None

    def choose(self, key: Key, values: Values, now: str) -> None:
        """Save values for variables of a comment as one step; None takes one back.

        Raises `OutputError` where they could not be saved: then nothing has changed, on disk or here.
        """
        self._append(key, values, now, self._last + 1, None)

    def undo(self, now: str) -> Key | None:
        """Take back the last step that stands, and tell the comment it was about; None where there is none.

        Raises `OutputError` as `choose` does.
        """
        self._refresh()
        if not self._steps:
            return None
        step, key, before = self._steps[-1]
        self._append(key, before, now, self._last + 1, step)
        return key

    def _append(self, key: Key, values: Values, now: str, step: int, undoes: int | None) -> None:
        self._refresh()
        rows = [
            {
                "schema": CODE_SCHEMA, "page_id": key[0], "comment_id": key[1], "coder": self.coder,
                "variable": variable, "value": value, "at": now, "step": step, "undoes": undoes,
            }
            for variable, value in values.items()
        ]  # fmt: skip
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "replace")
        self._write(data)
        for row in rows:
            self._replay(row)

    def _write(self, data: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            try:
                self._overwrite_tail(handle, data)
            except OSError:
                os.ftruncate(handle, self._size)
                raise
            finally:
                os.close(handle)
        except OSError as error:
            remedy = "make room and allow writing; all choices before this one are saved"
            raise OutputError(f"not saved: {error.strerror or error}", where=str(self.path), remedy=remedy) from None
        if not self._size:
            _keep_name(self.path)
        self._size += len(data)

    def _overwrite_tail(self, handle: int, data: bytes) -> None:
        os.ftruncate(handle, self._size)
        os.lseek(handle, self._size, os.SEEK_SET)
        if os.write(handle, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)

    def _refresh(self) -> None:
        """Read anew where another process has written since, or the file is gone."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size != self._size:
            self.load()

    def _replay(self, row: dict[str, Any]) -> None:
        """Take one line of the journal into the codes and the steps."""
        key, variable, value = (row["page_id"], row["comment_id"]), row["variable"], row["value"]
        codes = self.codes.setdefault(key, {})
        step, undoes = row.get("step") or 0, row.get("undoes")
        self._last = max(self._last, step)
        if undoes is not None:
            self._steps = [each for each in self._steps if each[0] != undoes]
        elif self._steps and self._steps[-1][:2] == (step, key) and step:
            self._steps[-1][2].setdefault(variable, codes.get(variable))
        else:
            self._steps.append((step, key, {variable: codes.get(variable)}))
        if value is None:
            codes.pop(variable, None)
        else:
            codes[variable] = value


def _keep_name(path: Path) -> None:
    """Have the folder on disk know of a new file too, where folders can be flushed."""
    with contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
