"""The commands for what a run has left: how far it is, doing the rest, checking it, asking it. They talk, no more."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discourse.errors import InputError, UsageError

if TYPE_CHECKING:
    from discourse.corpus.store import Store

Out = Annotated[Path, typer.Argument(metavar="OUT", help="The folder that 'discourse analyze -o' wrote.")]
FORMATS = ("table", "csv", "jsonl", "json", "parquet")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: discourse status out")(status)
    app.command(epilog="Example: discourse retry out")(retry)
    app.command(epilog="Example: discourse verify out")(verify)
    app.command(
        epilog='Examples: discourse query out "SELECT outlet, count(*) FROM comments GROUP BY outlet";'
        " discourse query out \"SELECT * FROM opinions WHERE topic = 'iran'\" --format csv -o iran.csv"
    )(query)


def status(out: Out) -> None:
    """Say how far the last run is: what is done, to do and failed, and why. Exit code 3 where anything failed."""
    from discourse.corpus import lock, store

    here = _store(out)
    found = store.status(here, lock.holder(here.lock))
    state = "done" if found.finished else f"at work, {found.running}" if found.running else "broken off"
    done = f"{found.done} part" if found.done == 1 else f"{found.done} parts"
    said = "1 comment" if found.comments == 1 else f"{found.comments} comments"
    typer.echo(f"{out}: {state}; {done} with {said} done, {found.waiting} to do")
    for heading, rows in (("failed", found.failed), ("set aside", found.set_aside)):
        for source, reason in rows:
            typer.echo(f"{heading}: {_plain(source)}: {_plain(reason)}")
    if not found.finished and not found.running:
        typer.echo(f"'discourse retry {out}' does the rest")
    if found.failed:
        raise typer.Exit(3)


def retry(
    out: Out,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0: one a core.")] = 0,
) -> None:
    """Do the last run again: whatever failed, is missing or was damaged is made, the rest is kept."""
    from discourse.cli import _say, run_plan
    from discourse.corpus.plan import plan_of
    from discourse.corpus.run import drop_damaged, last_command

    here = _store(out)
    command = last_command(here)
    plan = replace(plan_of(command, out.resolve()), jobs=jobs)
    if "-" in plan.paths:
        remedy = "give the pages to 'discourse analyze' again: what was made of them is kept"
        raise UsageError("its pages came by standard input", where=str(out), remedy=remedy)
    if damaged := drop_damaged(here):
        _say(
            "1 part was damaged: it is made again"
            if damaged == 1
            else f"{damaged} parts were damaged: they are made again"
        )
    try:
        os.chdir(command["folder"])  # the pages are named as they were then
    except OSError as error:
        remedy = "give the pages to 'discourse analyze' again: what was made of them is kept"
        raise InputError(
            f"the folder it was run in: {error.strerror}", where=command["folder"], remedy=remedy
        ) from None
    run_plan(plan)


def verify(out: Out) -> None:
    """Check every file of a run against its hash: each that is missing, torn or altered is named. Exit code 1 then."""
    from discourse.corpus import store

    faults = 0
    for path, fault in store.verify(_store(out)):
        typer.echo(f"{_plain(path)}: {fault}")
        faults += 1
    if faults:
        typer.echo(
            f"{faults} fault{'s' if faults > 1 else ''}; 'discourse retry {out}' makes good what was damaged", err=True
        )
        raise typer.Exit(1)
    typer.echo("every file is as it was written", err=True)


def query(
    out: Out,
    sql: Annotated[str, typer.Argument(help="One SELECT over articles, comments, stances, shares, opinions.")],
    form: Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}.")] = "table",
    file: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write to this file instead of standard output.", show_default=False),
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows that are shown as a table; other formats give all.")] = 50,
) -> None:
    """Ask the tables of a run in SQL (DuckDB). Nothing can be written, and no other file or address be reached.

    Tables: articles, comments, stances and shares, as they are written. View: opinions, a row a comment and topic that
    applies, with the comment, its page and its stance.
    """
    from discourse.corpus.query import open as open_run
    from discourse.render.tables import table_bytes, write_bytes
    from discourse.render.terminal import figures_table

    if form not in FORMATS:
        raise UsageError(f"unknown format '{form}'", where="query", remedy=f"one of {', '.join(FORMATS)}")
    if form == "parquet" and file is None and sys.stdout.isatty():
        raise UsageError("parquet is no text for a terminal", where="--format parquet", remedy="name a file with -o")
    with open_run(out) as run:
        found = run.query(sql, most=rows + 1 if form == "table" else None)
    if form == "table":
        more = f"More than {rows} rows; other formats give all.\n" if len(found) > rows else ""
        data = (figures_table(found.head(rows), width=160) + more).encode()
    else:
        data = table_bytes(found, form)  # type: ignore[arg-type]
    if file is None:
        sys.stdout.buffer.write(data)
    else:
        write_bytes(file, data)


def _store(out: Path) -> Store:
    from discourse.corpus.store import Store

    if not (out / "parts").is_dir():
        raise InputError(
            "no run was done here", where=str(out), remedy="name a folder that 'discourse analyze -o' wrote"
        )
    return Store(out)


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
