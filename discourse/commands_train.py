"""The command that puts hand codes to use: heads trained on them, each tried against the model without it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from discourse.commands_findings import BookFile, Form, FormOption, _print

_SHOWN = ["kind", "topic", "n_codes", "groups", "zero_shot_loss", "loss", "gain", "low", "high", "zero_shot_f1", "f1"]
_SHOWN += ["verdict"]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        epilog="Example: discourse train out/coding/codes-ann.jsonl -o mine.json; "
        "then discourse analyze PAGE... --model mine.json -o out2; "
        "on another encoder: discourse train CODES --encoder FOLDER -o mine.json"
    )(train)


def train(
    codes: Annotated[
        list[Path], typer.Argument(metavar="CODES", help="Hand codes: CSV, JSON lines or a Label Studio export.")
    ],
    model: Annotated[Path, typer.Option("--out", "-o", metavar="MODEL", help="The file to write.", show_default=False)],
    codebook: BookFile = None,
    of: Annotated[
        Path | None,
        typer.Option("--of", help="The analysis that was coded; else the one in which CODES lie.", show_default=False),
    ] = None,
    encoder: Annotated[
        Path | None,
        typer.Option(
            help="What to build on: any sentence encoder in ONNX, or a folder in the layout of the shipped model.",
            show_default=False,
        ),
    ] = None,
    form: FormOption = Form.table,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same model.")] = 0,
) -> None:
    """Learn from 50 to 500 hand-coded comments: for each topic, each stance and the tone, a head on the model.

    A head is kept where it beats the model without it on pages that it did not see, by more than noise: the 95%
    interval of the gain (in mean log loss) lies above nothing. MODEL is for the --model of analyze and tag.
    """
    from discourse import training
    from discourse.cli import _say

    found = training.train(codes, codebook, of=of, encoder=encoder and encoder.resolve(), seed=seed)
    found.save(model)
    title = f"with each head and without (zero-shot), on comments of {found.grouped_by}s that it was not fitted to"
    _print(found.table[_SHOWN] if form is Form.table else found.table, form, title if form is Form.table else "")
    kept, tried = len(found.heads.heads), len(found.trials)
    _say(f"{model}: {kept} of {tried} heads kept, fitted to {found.comments} coded comments")
    if not kept:
        _say("as the model stands no head is worth having: code more, or go on without")
