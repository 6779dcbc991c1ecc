"""The command that hands an analysis on to other tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from discourse.errors import UsageError


class To(StrEnum):
    """The formats of other tools."""

    markdown = "markdown"
    latex = "latex"
    word = "word"
    convokit = "convokit"
    graphml = "graphml"
    labelstudio = "labelstudio"
    jsonl = "jsonl"
    csv = "csv"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        epilog="Examples: discourse export out --to word; discourse export out --to csv --bom -o for-excel.csv"
    )(export)


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that 'discourse analyze -o' wrote.")],
    to: Annotated[To, typer.Option("--to", help="The format.", show_default=False)],
    path: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where to write it; else OUT/exports.", show_default=False)
    ] = None,
    codebook: Annotated[
        Path | None, typer.Option("--codebook", help="The codebook, if not that of the run.", show_default=False)
    ] = None,
    bom: Annotated[bool, typer.Option("--bom", help="CSV with a byte order mark, for older spreadsheets.")] = False,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Leave out every word of readers, for publishing.")
    ] = False,
) -> None:
    """Hand an analysis on: report as Markdown, LaTeX or Word, comments as CSV or JSON lines, threads to other tools.

    Word needs python-docx. ConvoKit's is a folder; GraphML holds who answers whom; Label Studio's are tasks to code.
    """
    from discourse import codebook as books
    from discourse import exporting, pipeline, validation
    from discourse.cli import _say

    if bom and to is not To.csv:
        raise UsageError("only CSV has a byte order mark", where="--bom", remedy="leave it out, or choose --to csv")
    if no_text and to is To.labelstudio:
        raise UsageError("tasks without words can't be coded", where="--no-text", remedy="leave it out")
    result = validation.restored(out, pipeline.load(out, books.read(codebook) if codebook else None))
    result = result.without_words() if no_text else result
    target = path or out / exporting.EXPORTS / exporting.NAMES[to.value]
    _say(f"{to.value}: {exporting.write(result, to.value, target, bom=bom)}")
