"""Paths, folders and globs to single files, in order."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from discourse.records import SetAside

# What stands beside pages in a folder and is none: parts of saved pages, notes on the collection, programs, tables.
_BESIDE = frozenset(
    {".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"}
    | {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".bmp"}
    | {".mp3", ".mp4", ".webm", ".ogg", ".wav", ".swf", ".pdf"}
    | {".md", ".rst", ".py", ".sh", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".log", ".lock"}
    | {".parquet", ".db", ".sqlite"}
)
# Controls, marks that turn the words around them, and the surrogates that stand for bytes that are no UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PARTS_OF = re.compile(r"(.+)[_\-. ](?:files|Dateien|fichiers|archivos|ficheiros|arquivos|bestanden|pliki|soubory)")


def files(path: str | Path) -> Iterator[tuple[str, Path] | SetAside]:
    """The files that `path` names, each with its name as given; a folder's in order, and those of all its folders.

    Hidden files, parts of saved pages, results of runs and what is no page by its ending are passed over in folders;
    links that leave the folder are named.

    >>> next(files("no/such.html"))
    SetAside(source='no/such.html', reason='no such file or folder', remedy='check the path')
    """
    name = os.fspath(path)
    try:
        if Path(name).is_dir():
            yield from _folder(name)
        elif os.path.lexists(name):
            yield printable(name), Path(name)
        elif glob.has_magic(name):
            yield from _glob(name)
        else:
            yield SetAside(printable(name), "no such file or folder", "check the path")
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        yield SetAside(printable(name), f"cannot be listed: {why(error)}", "check the path and its permissions")


def printable(name: str) -> str:
    r"""A file's name as one line that every output can hold: U+FFFD stands for controls and for what is no UTF-8.

    >>> printable("a\udce9\n.html")
    'a��.html'
    """
    return _UNPRINTABLE.sub("\ufffd", name)


def why(error: Exception) -> str:
    """The system's reason, in its words but without the path, which the message names already.

    >>> why(PermissionError(13, "Permission denied", "a.html"))
    'permission denied'
    """
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return words[:1].lower() + words[1:]


def is_beside(name: str) -> bool:
    """Whether a file of this name is passed over in folders and archives: hidden, or no page by its ending.

    >>> is_beside("site/.git"), is_beside("logo.PNG"), is_beside("story.html?page=2")
    (True, True, False)
    """
    base = PurePosixPath(name.replace("\\", "/"))
    return base.name.startswith(".") or base.suffix.lower() in _BESIDE


def _glob(pattern: str) -> Iterator[tuple[str, Path] | SetAside]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not found:
        yield SetAside(printable(pattern), "no file matches", "check the pattern")
    for name in found:
        # "**" yields folders and their files; the files are enough.
        if not Path(name).is_dir():
            yield printable(name), Path(name)
        elif "**" not in pattern:
            yield from _folder(name)


def _folder(folder: str) -> Iterator[tuple[str, Path] | SetAside]:
    root, empty = os.path.realpath(folder), True
    for found in _walk(folder):
        if not Path(os.path.realpath(found)).is_relative_to(root):  # Path.resolve raises on links in a ring
            remedy = "name what it points to, if that is meant"
            yield SetAside(printable(str(found)), "a link that leaves the folder", remedy)
        elif found.is_file():
            empty = False
            yield printable(str(found)), found
        elif not found.is_dir():  # a link to a folder within leads to what is read in its own place
            yield SetAside(printable(str(found)), "no file: a link to nothing, a pipe or a device", "take it away")
    if empty:
        yield SetAside(printable(folder), "a folder without pages", "name a folder that holds text or HTML pages")


def _walk(folder: str) -> Iterator[Path]:
    """Every file below a folder, and every link to a folder, which is not followed."""
    for here, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(
            each
            for each in folders
            if not (each.startswith(".") or _are_parts(each, names) or _are_results(Path(here, each)))
        )
        yield from (link for each in folders if (link := Path(here, each)).is_symlink())
        yield from (Path(here, each) for each in sorted(names) if not is_beside(each))


def _raise(error: OSError) -> None:
    raise error


def _are_results(folder: Path) -> bool:
    """Whether a run wrote its results into this folder, or is at it: its tables are no input."""
    try:
        with Path(folder, "run.json").open("rb") as told:
            if b'"discourse.run/' in told.read(_OPENING):
                return True
    except OSError:
        pass
    return Path(folder, "parts", "lock").is_file()


_OPENING = 200
"""Bytes of `run.json` in which it says what it is."""


def _are_parts(folder: str, names: list[str]) -> bool:
    """Whether a browser made this folder for the pictures and frames of a page saved beside it."""
    found = _PARTS_OF.fullmatch(folder)
    return found is not None and any(found.group(1) + ending in names for ending in (".html", ".htm"))
