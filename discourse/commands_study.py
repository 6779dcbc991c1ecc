"""The commands of a study by hand: draw a sample, and code it in the browser. They talk, and decide nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from discourse.errors import UsageError

Out = Annotated[Path, typer.Argument(metavar="OUT", help="The folder that 'discourse analyze -o' wrote.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog="Examples: discourse sample out --n 200; discourse sample out --per topic,outlet --reliability 50"
    )(sample)
    app.command(epilog="Examples: discourse code out; discourse code out --port 8300 --no-open")(code)


def sample(
    out: Out,
    n: Annotated[int, typer.Option("--n", min=1, help="How many comments to draw.")] = 200,
    per: Annotated[
        str, typer.Option(help="What to stratify by, commas between: topic, stance, outlet, article, sentiment.")
    ] = "topic,stance,outlet",
    reliability: Annotated[int, typer.Option(min=0, help="How many of them a second coder is to code too.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same sample.")] = 0,
    pages: Annotated[
        list[str] | None,
        typer.Option(help="Where the saved pages are now, if they have moved. May be given again.", show_default=False),
    ] = None,
    codebook: Annotated[
        Path | None, typer.Option("--codebook", help="The codebook, if not that of the run.", show_default=False)
    ] = None,
) -> None:
    """Draw comments to code by hand, each with a known probability and blind to the model's labels, into OUT/coding.

    It holds sample.csv for a spreadsheet, labelstudio.json and .xml for Label Studio, and what 'discourse code' shows.
    A codes file has the columns page_id, comment_id, coder, one a topic (favor, against, neutral; none or empty: not
    on it) and sentiment (negative, neutral, positive): sample.csv filled in is one.
    """
    from discourse import codebook as books
    from discourse import pipeline, study
    from discourse.cli import _say
    from discourse.measure.sample import Design

    result = pipeline.load(out, books.read(codebook) if codebook else None)
    study.check_free(out)
    design = Design(n, tuple(name.strip() for name in per.split(",") if name.strip()), reliability, seed)
    drawn = study.draw(result, design)
    wanted = set(drawn.rows["page_id"])
    texts = study.bodies(result, wanted, pages or ())
    folder = study.write(out, result, drawn, design, texts)
    rows = drawn.rows
    strata = rows["stratum"].nunique()
    where = f"{strata} {'stratum' if strata == 1 else 'strata'}"
    _say(f"{folder}: {len(rows)} of {drawn.population} comments, from {where}")
    if twice := int(rows["double"].sum()):
        _say(f"{twice} of them {'is' if twice == 1 else 'are'} for two coders")
    if lost := len(wanted) - len(texts):
        what = "the text of 1 article was" if lost == 1 else f"the texts of {lost} articles were"
        _say(f"{what} not found: --pages says where the pages are")
    _say(f"code them with 'discourse code {out}', or fill in {folder / 'sample.csv'}")


def code(
    out: Out,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to serve at; 0: any that is free.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Code the sample in the browser, on a page served on this machine only. Ctrl-C ends it.

    Every choice is written at once to OUT/coding/codes-NAME.jsonl, a file for each coder. The address holds a random
    token: only who has it can see or change anything.
    """
    import webbrowser

    from discourse import study
    from discourse.cli import _say
    from discourse.coding_server import Coding, Server

    if not out.is_dir():
        raise UsageError("no such folder", where=str(out), remedy="name a folder that 'discourse analyze -o' wrote")
    coding = Coding.of_folder(out / study.CODING)
    try:
        with Server(coding, port) as server:
            _say(f"coding at {server.address} (Ctrl-C ends it)")
            if not no_open:
                webbrowser.open(server.address)
            server.serve_forever()
    except KeyboardInterrupt:
        _say(f"codes are in {out / study.CODING}")
        raise
