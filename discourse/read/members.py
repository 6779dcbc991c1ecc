"""Members of archives: which are pages, and under which name. Nothing is ever written where a member's name says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from discourse.read.input import Input, examine
from discourse.read.paths import is_beside, printable
from discourse.read.unpacking import Meter, Metered
from discourse.records import SetAside


def member(archive: Input, name: str, stream: BinaryIO, meter: Meter, **known: Any) -> Input:
    """The member `name` of an archive as an input of its own, its bytes counted by `meter`."""
    source = f"{archive.source}!{printable(name)}"
    counted = io.BufferedReader(Metered(stream, source, meter))
    return examine(source, counted, archive.settings, depth=archive.depth + 1, **known)


def refused(archive: Input, name: str) -> Iterator[SetAside]:
    """The word on a member whose name leads out of the archive; nothing on those that stay within.

    >>> import io
    >>> from discourse.read.settings import ReadSettings
    >>> archive = examine("a.tar", io.BytesIO(b""), ReadSettings())
    >>> [each.reason for each in refused(archive, "../../etc/passwd")], list(refused(archive, "2024/a..b.html"))
    (['a member whose name leaves the archive'], [])
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        remedy = "pack the archive again, with names that stay within it"
        yield SetAside(f"{archive.source}!{printable(name)}", "a member whose name leaves the archive", remedy)


def may_be_page(name: str) -> bool:
    """Whether a member is worth a look: no hidden file or folder, no picture or style sheet by its ending.

    >>> may_be_page("2024/a.html"), may_be_page("__MACOSX/._a.html"), may_be_page(".git/config"), may_be_page("a.css")
    (True, False, False, False)
    """
    folders = PurePosixPath(name.replace("\\", "/")).parts[:-1]
    return not is_beside(name) and not any(part.startswith(".") and part not in {".", ".."} for part in folders)
