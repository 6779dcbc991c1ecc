"""The commands that turn tags into findings: how coders agree, how good the tags are, and what parts two groups."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discourse.errors import ThresholdError

if TYPE_CHECKING:
    import pandas as pd

    from discourse.codebook import Codebook
    from discourse.validation import Compared


class Form(StrEnum):
    """How the figures are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class By(StrEnum):
    """What the groups are that are set side by side."""

    outlet = "outlet"
    article = "article"
    period = "period"
    topic = "topic"


class Adjust(StrEnum):
    """How p values that are tested together are adjusted."""

    holm = "holm"
    bh = "bh"


Out = Annotated[Path, typer.Argument(metavar="OUT", help="The folder that 'discourse analyze -o' wrote.")]
Codes = Annotated[
    list[Path] | None,
    typer.Option("--codes", help="Hand codes: CSV, JSON lines or a Label Studio export. May be given again."),
]
BookFile = Annotated[
    Path | None, typer.Option("--codebook", help="The codebook, if not that of the run.", show_default=False)
]
FormOption = Annotated[Form, typer.Option("--format", "-f", help="How the figures are printed.")]
Draws = Annotated[int, typer.Option(min=100, max=100_000, help="Bootstrap draws for each interval.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same intervals.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: discourse agree out/coding/codes-ann.jsonl out/coding/codes-bo.jsonl")(agree)
    app.command(epilog="Examples: discourse validate out; discourse validate out --codes codes.csv --min-accuracy 0.7")(
        validate
    )
    app.command(epilog="Examples: discourse compare out; discourse compare out1 out2 --by outlet -o side-by-side")(
        compare
    )


def agree(
    codes: Annotated[list[Path], typer.Argument(metavar="CODES", help="Codes files of two coders or more.")],
    codebook: BookFile = None,
    form: FormOption = Form.table,
    seed: Seed = 0,
    draws: Draws = 1000,
    min_alpha: Annotated[
        float | None,
        typer.Option(help="End with exit code 4 where a variable's alpha is lower.", show_default=False),
    ] = None,
) -> None:
    """How far coders agree: percent, Cohen's kappa, Krippendorff's alpha and Gwet's AC1 with intervals."""
    from discourse import pipeline, validation
    from discourse.read.codes import read_codes

    book = _book(codebook) or pipeline.codebook_near(codes[0])
    found = validation.agreement(read_codes(codes, book), seed=seed, draws=draws)
    _print(found.measures, form)
    if form is Form.table:
        for variable, table in found.confusions.items():
            _print(table, form, f"{variable}: what one coder said beside what another said")
        _print(found.disputed.head(10), form, "the comments that coders disagree on most")
    alphas = found.measures[found.measures["measure"] == "alpha"].set_index("variable")["value"]
    _at_least("alpha", alphas, min_alpha)


def validate(
    out: Out,
    codes: Codes = None,
    codebook: BookFile = None,
    form: FormOption = Form.table,
    seed: Seed = 0,
    draws: Draws = 1000,
    min_accuracy: Annotated[
        float | None,
        typer.Option(help="End with exit code 4 where a variable's accuracy is lower.", show_default=False),
    ] = None,
) -> None:
    """How good the tags are by hand codes; corrects the shares in OUT and writes its report anew.

    Without --codes those that 'discourse code' wrote into OUT/coding are taken, weighted by the sample's design.
    """
    from discourse import pipeline, studied, validation
    from discourse.cli import _say
    from discourse.corpus.store import alone

    with alone(out):  # what is read is what the shares are of
        result = pipeline.load(out, _book(codebook))
        found = validation.validate(out, result, codes or [], seed=seed, draws=draws)
        validation.write_validation(out, found)
    _print(found.validation.errors, form)
    if form is Form.table:
        everyone = found.validation.classes[found.validation.classes["level"] == "all"]
        _print(everyone.drop(columns=["level", "outlet"]), form, "per class, over all outlets")
        _print(found.side_by_side(), form, "shares over all: from the model's tags, corrected, from the codes alone")
    _say(f"more tables in {out / studied.VALIDATION}; corrected shares and report in {out}")
    _at_least("accuracy", found.validation.errors.set_index("variable")["accuracy"], min_accuracy)


def compare(
    outs: Annotated[list[Path], typer.Argument(metavar="OUT", help="Folders that 'discourse analyze -o' wrote.")],
    by: Annotated[By, typer.Option(help="What the groups are.")] = By.outlet,
    codes: Codes = None,
    codebook: BookFile = None,
    adjust: Annotated[Adjust, typer.Option(help="Holm's method, or Benjamini and Hochberg's.")] = Adjust.holm,
    form: FormOption = Form.table,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Also write tables and one report of all into this folder.", show_default=False
        ),
    ] = None,
    seed: Seed = 0,
    draws: Draws = 1000,
    no_text: Annotated[
        bool,
        typer.Option(
            "--no-text",
            help="Leave out readers' words, for publishing; of the words that part two groups, those of few readers.",
        ),
    ] = False,
) -> None:
    """Set groups side by side: differences of shares with intervals, and the words that part two groups.

    Readers are the units. With hand codes the corrected shares are compared and p values given, adjusted together;
    without, none are: what a model's tags alone show is no finding.
    """
    from discourse import pipeline, validation
    from discourse.cli import _say
    from discourse.corpus.store import alone
    from discourse.measure.compare import Settings

    results = [pipeline.load(each, _book(codebook)) for each in outs]
    settings = Settings(adjust.value, draws, seed)
    found = validation.compare(outs, results, by.value, codes or [], settings)
    found = found.without_words() if no_text else found
    if form is Form.table:
        _print_comparison(found)
    else:
        _print(found.comparison.differences, form)
        _say(f"tests: {found.comparison.family}")
    if out is not None:
        with alone(out):
            _say(f"report: {validation.write_comparison(out, found)}")


def _print_comparison(found: Compared) -> None:
    from discourse.cli import _emit
    from discourse.render.apart import group_names, lead, readable

    names = group_names(found.result.tables, found.result.codebook)
    _print(readable(found.comparison, names), Form.table, "differences of shares, in percentage points")
    _emit(f"{lead(found.comparison, names, drawn=False)}\n")
    _print(found.comparison.associations, Form.table, "how far stances go with the groups (Cramér's V)")
    if found.words is not None:
        first, second = (names.get(each, each) for each in found.result.study.word_groups)
        title = f"the words that part two groups, first: {first}, second: {second}"
        _print(found.words.head(20), Form.table, title)


def _book(path: Path | None) -> Codebook | None:
    from discourse import codebook as books

    return books.read(path) if path else None


def _print(table: pd.DataFrame, form: Form, title: str = "") -> None:
    from discourse.cli import _emit, _screen
    from discourse.render.tables import table_bytes
    from discourse.render.terminal import figures_table

    if form is Form.table:
        _emit((f"\n{title}\n" if title else "") + figures_table(table, **_screen()))
    else:
        _emit(table_bytes(table, "csv" if form is Form.csv else "json").decode("utf-8"))


def _at_least(name: str, values: pd.Series[float], limit: float | None) -> None:
    if limit is None:
        return
    low = values[~(values >= limit)]
    if len(low):
        which = ", ".join(f"{variable} {value:.2f}" for variable, value in low.items())
        raise ThresholdError(f"{name} below {limit}: {which}", remedy="code more, refine the codebook, or ask for less")
