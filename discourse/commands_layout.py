"""Layouts of users' own at the command line: the options that name them, and the command that tries one out."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from discourse.errors import UsageError
from discourse.plain_help import App

if TYPE_CHECKING:
    from discourse.parse.custom.check import Check
    from discourse.parse.settings import ParseSettings
    from discourse.read import ReadSettings

LayoutFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--layout", help="A layout file of your own (see docs/layouts.md). May be given again.", show_default=False
    ),
]
LayoutFolders = Annotated[
    list[Path] | None,
    typer.Option("--layouts", help="A folder of layout files. May be given again.", show_default=False),
]
MaxPageBytes = Annotated[
    int | None,
    typer.Option("--max-page-bytes", min=1, help="Set larger pages aside; else 67108864.", show_default=False),
]
Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="Another bound of what is read, as max_ratio=400 (see docs/inputs.md). May be given again.",
        show_default=False,
    ),
]

_FIRST = 3
"""Comments that the check shows."""


class Told(TypedDict):
    """What reading and parsing are told."""

    reading: ReadSettings
    parsing: ParseSettings


def settings(
    files: list[Path] | None, folders: list[Path] | None, max_page_bytes: int | None, limits: list[str] | None
) -> Told:
    """The settings that the options make, with the layouts of the user's own folder.

    Raises `LayoutError`; `UsageError` for a limit that is none.
    """
    from discourse import pipeline
    from discourse.read import ReadSettings

    told = dict(map(_limit, limits or ())) | ({"max_page_bytes": max_page_bytes} if max_page_bytes else {})
    return Told(reading=ReadSettings(**told), parsing=pipeline.own_layouts(files or (), folders or ()))


def _limit(told: str) -> tuple[str, int]:
    from discourse.read import ReadSettings

    name, _, number = told.partition("=")
    names = [field.name for field in fields(ReadSettings)]
    if name not in names or not (number.isascii() and number.isdecimal() and int(number)):
        remedy = f"give NAME=NUMBER, the name one of {', '.join(names)}"
        raise UsageError(f"no limit: '{told}'", where="--limit", remedy=remedy)
    return name, int(number)


def register(app: typer.Typer) -> None:
    """Add `layout check` to the command line."""
    layout_app = App(no_args_is_help=True, help="Layouts of your own: see what one finds on a page.")
    layout_app.callback()(lambda: None)
    layout_app.command("check", epilog="Example: discourse layout check harbour.yaml saved/one.html")(check)
    app.add_typer(layout_app, name="layout")


def check(
    file: Annotated[Path, typer.Argument(help="The layout file.")],
    pages: Annotated[
        list[str] | None, typer.Argument(metavar="[PAGE]...", help="Pages to try it on, or -.", show_default=False)
    ] = None,
) -> None:
    """Check a layout file, every fault with line and remedy (exit code 2), and show what it finds on pages.

    Exit code 3 where a page could not be read, 4 where the layout does not fit one.
    """
    from discourse import pipeline
    from discourse.cli import _emit, _say, _stdin, _tell
    from discourse.parse.custom import files
    from discourse.records import SetAside

    faults = files.problems(files.read_text(file))
    for fault in faults:
        _say(f"{file}, line {fault.line}: {fault.what} ({fault.remedy})")
    if faults:
        raise typer.Exit(2)
    _say(f"{file}: sound")
    code = 0
    for found in pipeline.layout_checks(file, pages or (), stdin=_stdin(pages or ())):
        if isinstance(found, SetAside):
            _tell(found)
            code = 3
        else:
            _emit(_shown(found))
            code = code or (0 if found.used else 4)
    if code:
        raise typer.Exit(code)


def _shown(found: Check) -> str:
    """What was found on one page, in a few lines without control characters."""
    if not found.used:
        return f"{found.source}: not used: {found.remark}\n"
    lines = [f"{found.source}: {len(found.comments)} comments"]
    lines += [f"  {found.remark}"] if found.remark else []
    for number, comment in enumerate(found.comments[:_FIRST], start=1):
        words = " ".join(comment.text.split())[:60]
        lines.append(f"  {number}. {comment.author or '(no author)'} · {comment.posted or '(no time)'} · {words}")
    counts = (
        (found.unnamed, "without an author"),
        (found.untimed, "without a time"),
        (found.unread, "with a time not understood"),
    )
    lines += [f"  {count} {what}" for count, what in counts if count]
    answers = sum(comment.reply_to is not None for comment in found.comments)
    lines += [f"  {answers} answer another"] if answers else []
    lines += [f"  left over: {words}" for words in found.left_over] or ["  nothing left over"]
    return "".join(
        "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line) + "\n" for line in lines
    )
