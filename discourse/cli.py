"""The commands: they talk, and decide nothing. Data go to standard output, everything else to standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from discourse import (
    commands_corpus,
    commands_endpoint,
    commands_export,
    commands_findings,
    commands_layout,
    commands_study,
    commands_train,
)
from discourse.commands_endpoint import (
    AllowNetwork,
    ClassifierFolder,
    EncoderPath,
    EndpointBudget,
    EndpointKey,
    EndpointModel,
    EndpointRate,
    EndpointUrl,
)
from discourse.commands_layout import LayoutFiles, LayoutFolders, Limits, MaxPageBytes
from discourse.errors import DiscourseError, InputError, OutputError, UsageError
from discourse.plain_help import App

if TYPE_CHECKING:
    import pandas as pd

    from discourse.corpus.plan import Plan
    from discourse.pipeline import Progress, Settings, Tagged
    from discourse.records import Document, Page, Reading, SetAside
    from discourse.tag.settings import Endpoint, TagSettings

app = App(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Part articles from their readers' threads, tag every comment, and report shares with honest intervals.",
    epilog="Start with: discourse analyze PAGE... -o OUT. Any command takes --debug: it shows where an error arose.",
)
codebook_app = App(no_args_is_help=True, help="Topics and stance targets: show, check, or start a codebook.")
app.add_typer(codebook_app, name="codebook")


class _Screen(TypedDict):
    width: int
    terminal: bool


class Format(StrEnum):
    """The forms in which data are printed or written."""

    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    parquet = "parquet"
    table = "table"


class EngineName(StrEnum):
    """Who does the work of a run."""

    processes = "processes"
    dask = "dask"


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PAGE", help="Files, folders, globs, or - for standard input.", show_default=False),
]
BookFile = Annotated[
    Path | None,
    typer.Option(
        "--codebook", help="A codebook of your own (YAML); else the one that comes along.", show_default=False
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How the data are written.")]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write to this file instead of standard output.", show_default=False),
]
RealNames = Annotated[bool, typer.Option("--real-names", help="Keep readers' names instead of pseudonyms.")]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="File with the key that makes the pseudonyms; made at first use.", show_default=False),
]
Seed = Annotated[int, typer.Option(help="Seed of the bootstrap: the same seed gives the same intervals.")]
Draws = Annotated[int, typer.Option(min=100, max=100_000, help="Bootstrap draws for each interval.")]
ModelFolder = Annotated[
    Path | None,
    typer.Option(
        help="What 'discourse train' wrote, or a folder in the layout of the shipped model.", show_default=False
    ),
]
NoText = Annotated[bool, typer.Option("--no-text", help="Leave out every word of readers, for publishing.")]
Confidence = Annotated[
    float,
    typer.Option("--min-confidence", min=0, max=1, help="Leave a stance or tone open where its probability is lower."),
]

ErrorRate = Annotated[
    float,
    typer.Option(
        "--error-rate",
        min=0,
        max=0.5,
        help="Also tell the set of stances that can't be excluded, right but for this share (say 0.1); 0: no sets.",
    ),
]


@app.command(
    epilog="Examples: discourse analyze page.html saved/ 'more/*.txt' -o out; cat a.html | discourse analyze - -o out; "
    "discourse analyze saved/ -o out --min-confidence 0.6 --error-rate 0.1"
)
def analyze(
    paths: Paths,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder for tables, report and run.json.", show_default=False)
    ],
    codebook: BookFile = None,
    real_names: RealNames = False,
    key: KeyFile = None,
    seed: Seed = 0,
    draws: Draws = 1000,
    min_confidence: Confidence = 0.0,
    error_rate: ErrorRate = 0.0,
    model: ModelFolder = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0: one a core.")] = 0,
    engine: Annotated[
        EngineName, typer.Option(help="Who does the work: processes here, or Dask.")
    ] = EngineName.processes,
    scheduler: Annotated[
        str, typer.Option(help="A Dask scheduler, as tcp://HOST:PORT; else a cluster on this machine.")
    ] = "",
    layout: LayoutFiles = None,
    layouts: LayoutFolders = None,
    max_page_bytes: MaxPageBytes = None,
    limit: Limits = None,
    no_text: NoText = False,
    encoder: EncoderPath = None,
    classifier: ClassifierFolder = None,
    endpoint: EndpointUrl = "",
    endpoint_model: EndpointModel = "",
    endpoint_key: EndpointKey = None,
    endpoint_rate: EndpointRate = 0.0,
    endpoint_budget: EndpointBudget = 0,
    allow_network: AllowNetwork = False,
) -> None:
    """The whole way: read pages, part threads, tag comments, measure shares, write tables and the report into OUT.

    What a run before left in OUT is used as far as nothing it follows from has changed.
    """
    from discourse.corpus.plan import Plan

    asked = commands_endpoint.endpoint_of(
        endpoint, endpoint_model, endpoint_key, endpoint_rate, allow_network, endpoint_budget
    )
    tagging = _tagging(min_confidence, error_rate, model, encoder, classifier, asked)
    settings = _settings(codebook, real_names, key, seed, draws, tagging)
    settings = replace(settings, words=not no_text, **commands_layout.settings(layout, layouts, max_page_bytes, limit))
    if scheduler and engine is not EngineName.dask:
        raise UsageError("a scheduler without Dask", where="--scheduler", remedy="add --engine dask")
    key_file = str(key.resolve()) if key else None
    with commands_endpoint.told_cost(asked, _say):
        run_plan(Plan(tuple(paths), out, settings, jobs, engine.value, scheduler, key_file=key_file))


def _parts(n: int) -> str:
    return f"{n} part" if n == 1 else f"{n} parts"


_FEW = 0.1
"""Where no topic applies to so large a share of the comments, the codebook is likely another matter's."""


def run_plan(plan: Plan) -> None:
    """Run a plan and say how it went."""
    from discourse.corpus.run import run
    from discourse.measure.shares import largest_topic
    from discourse.render import terminal

    new = not plan.out.exists()
    _check_folder(plan.out)
    told: list[SetAside] = []

    def tell(each: SetAside) -> None:
        _tell(each)
        told.append(each)

    try:
        with _progress() as progress:
            outcome = run(plan, stdin=_stdin(plan.paths), progress=progress, told=tell, say=_say)
    except InputError:
        if new:
            with suppress(OSError):  # what is in it was made
                plan.out.rmdir()
        if told:  # each has had its line
            raise typer.Exit(3) from None
        raise
    typer.echo(terminal.summary(outcome.tables, plan.settings.codebook, **_screen()), nl=False)
    if outcome.kept:
        _say(f"{_parts(outcome.kept)} kept from the run before, {outcome.made} made")
    _say(f"report: {outcome.report}")
    most = largest_topic(outcome.tables.shares)
    if most is not None and most < _FEW:
        title = plan.settings.codebook.title
        much = f"more than {most:.0%}" if most else "any"
        _say(f"the codebook '{title}' fits few of the comments: no topic is on {much} of them")
        _say("write one for your pages: 'discourse codebook new my.yaml', then --codebook my.yaml")
    _end(outcome.set_aside)


@app.command(epilog="Example: discourse parse --format jsonl saved/ | discourse tag - | discourse report - -o out")
def parse(
    paths: Paths,
    form: FormatOption = Format.jsonl,
    out: OutFile = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Show each page coloured by what its parts were taken for; -o FILE.html keeps it."
        ),
    ] = False,
    layout: LayoutFiles = None,
    layouts: LayoutFolders = None,
    max_page_bytes: MaxPageBytes = None,
    limit: Limits = None,
) -> None:
    """Part articles from threads, and comment from comment. JSON has an object a page, CSV a row a comment."""
    from discourse import pipeline
    from discourse.records import page_to_dict

    told = commands_layout.settings(layout, layouts, max_page_bytes, limit)
    aside: list[SetAside] = []
    if explain:
        _write_explained(pipeline.explained(paths, stdin=_stdin(paths), **told), out, aside)
        _end(aside)
        return
    with _progress() as progress:
        found = pipeline.pages(paths, stdin=_stdin(paths), progress=progress, **told)
        if form is Format.jsonl:
            _write_lines((page_to_dict(page) for page in _good(_told(found), aside)), out)
        else:
            _write_pages(list(_good(_told(found), aside)), form, out)
    _end(aside)


@app.command(
    epilog="Examples: discourse parse page.html | discourse tag - --format csv > comments.csv; "
    "discourse tag pages.jsonl --explain; discourse tag pages.jsonl --min-confidence 0.6 --error-rate 0.1 -f csv"
)
def tag(
    source: Annotated[
        str, typer.Argument(metavar="PAGES", help="What 'discourse parse' wrote as JSON lines, or -.")
    ] = "-",
    codebook: BookFile = None,
    form: FormatOption = Format.jsonl,
    out: OutFile = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each comment with its tags and the words that carried them.")
    ] = False,
    min_confidence: Confidence = 0.0,
    error_rate: ErrorRate = 0.0,
    model: ModelFolder = None,
    encoder: EncoderPath = None,
    classifier: ClassifierFolder = None,
    endpoint: EndpointUrl = "",
    endpoint_model: EndpointModel = "",
    endpoint_key: EndpointKey = None,
    endpoint_rate: EndpointRate = 0.0,
    endpoint_budget: EndpointBudget = 0,
    allow_network: AllowNetwork = False,
) -> None:
    """Tag the comments of parsed pages: topic, stance, sentiment."""
    from discourse import pipeline
    from discourse.records import PAGE_SCHEMA, SetAside

    asked = commands_endpoint.endpoint_of(
        endpoint, endpoint_model, endpoint_key, endpoint_rate, allow_network, endpoint_budget
    )
    tagging = _tagging(min_confidence, error_rate, model, encoder, classifier, asked)
    settings = _settings(codebook, tagging=tagging)
    with commands_endpoint.told_cost(asked, _say), _lines(source) as lines, _progress() as progress:
        rows = pipeline.json_rows(lines, PAGE_SCHEMA, source, "'discourse parse --format jsonl' writes them")
        good, aside = _sorted_out(each if isinstance(each, SetAside) else each[1] for each in rows)
        if not good:
            _end(aside)
            raise InputError("no page in it", where=source, remedy="'discourse parse --format jsonl' writes them")
        tagged = pipeline.tag(good, settings, progress)
    if explain:
        from discourse.render.why import why

        _write_text("".join(why(tagged.comments, tagged.stances)), out)
    else:
        _write_tagged(tagged, form, out)
    _end(aside)


@app.command(epilog="Examples: discourse report out; discourse tag pages.jsonl | discourse report - -o out")
def report(
    source: Annotated[
        str, typer.Argument(metavar="TAGGED", help="A folder that 'analyze' wrote, tagged JSON lines, or -.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder to write into; else the folder that was read.", show_default=False),
    ] = None,
    codebook: BookFile = None,
    real_names: RealNames = False,
    key: KeyFile = None,
    seed: Seed = 0,
    draws: Draws = 1000,
    no_text: NoText = False,
) -> None:
    """Measure tagged comments and write tables and report; or write the report of a folder of tables anew."""
    from discourse import pipeline, validation
    from discourse.corpus.store import alone

    settings = _settings(codebook, real_names, key, seed, draws)
    named = settings.codebook if codebook else None
    folder = Path(source)
    if no_text and (out is None or out.resolve() == folder.resolve()):
        remedy = "name another folder with -o: this one would lose its words"
        raise UsageError("needs a folder of its own", where="--no-text", remedy=remedy)
    if source != "-" and folder.is_dir() and out is None and _is_large(folder):
        from discourse.corpus.run import report_again

        _check_folder(folder)
        _say(f"report: {report_again(folder, named)}")
        return
    whole = source != "-" and folder.is_dir()
    if out is None and not whole:
        raise UsageError("no folder to write into", where="report", remedy="name one with -o")
    target = out or folder
    aside: list[SetAside] = []

    def told(each: SetAside) -> None:
        _tell(each)
        aside.append(each)

    with alone(target):
        if whole:
            result = validation.restored(folder, pipeline.load(folder, named))
        else:
            with _lines(source) as lines:
                tagged = pipeline.tagged_of_lines(lines, settings.codebook, source, told)
            result = pipeline.measure(tagged, settings)
        _check_folder(target)
        result = result.without_words() if no_text else result
        _say(f"report: {result.save(target)}")
    _end(aside)


# In the order of the work: so the help lists them.
commands_study.register(app)
commands_findings.register(app)
commands_export.register(app)
commands_train.register(app)
commands_corpus.register(app)
commands_layout.register(app)


@codebook_app.command("show", epilog="Example: discourse codebook show --format yaml > mine.yaml")
def codebook_show(
    file: Annotated[
        Path | None, typer.Argument(help="A codebook; else the one that comes along.", show_default=False)
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="yaml, or json with the hash.")] = "yaml",
) -> None:
    """Show the topics and targets in force."""
    from dataclasses import asdict

    from discourse import codebook as books

    if form not in {"yaml", "json"}:
        raise UsageError(f"unknown format '{form}'", where="codebook show", remedy="choose yaml or json")
    if form == "json":
        _emit(json.dumps(asdict(books.read(file) if file else books.default()), ensure_ascii=False, indent=2) + "\n")
    else:
        if file:
            books.read(file)
        _emit(books.read_text(file) if file else books.default_text())


@codebook_app.command("check", epilog="Example: discourse codebook check mine.yaml")
def codebook_check(file: Annotated[Path, typer.Argument(help="The codebook to check.")]) -> None:
    """Check a codebook: every fault with its line and its remedy. Exit code 2 if there is one.

    What a topic had better have (inclusions, keywords, examples) is named too, and is no fault.
    """
    from discourse import codebook as books

    found = books.problems(books.read_text(file))
    for problem in found:
        _say(f"{file}, line {problem.line}: {problem.what} ({problem.remedy})")
    if found:
        raise typer.Exit(2)
    book = books.read(file)
    for topic, lacks in books.thin(book):
        _say(f"{file}: topic '{topic}' has no {', no '.join(lacks)} (comments on it are found better with them)")
    _say(f"{file}: sound, {len(book.topics)} topic{'s' if len(book.topics) > 1 else ''}, hash {book.sha256[:12]}")


@codebook_app.command("new", epilog="Example: discourse codebook new mine.yaml")
def codebook_new(file: Annotated[Path, typer.Argument(help="Where to write it; must not exist yet.")]) -> None:
    """Start a codebook of your own from a template with a comment on each field."""
    from discourse import codebook as books

    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(books.template())
    except FileExistsError:
        raise UsageError("is there already", where=str(file), remedy="name another file, or remove it") from None
    except OSError as error:
        raise OutputError(error.strerror or str(error), where=str(file), remedy="name another place") from None
    _say(f"{file}: fill it in, then 'discourse codebook check {file}'")


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        from discourse import __version__

        typer.echo(f"discourse {__version__}")
        raise typer.Exit


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: one clear line and the right exit code for whatever goes wrong."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    arguments = [each for each in arguments if each != "--debug"]
    try:
        code = app(arguments, prog_name="discourse", standalone_mode=False)
    except Exception as error:
        if debug:
            raise
        code = _failed(error)
    except KeyboardInterrupt:
        code = 130
    if code == 130:  # typer hands some interrupts on as this code, and says nothing
        _say("interrupted")
    sys.exit(code if isinstance(code, int) else 0)


def _failed(error: Exception) -> int:
    if isinstance(error, DiscourseError):
        _say(f"discourse: {error}")
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        # The reader of a pipe has gone: there is nobody to tell, and Python must not try to flush at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if hasattr(error, "format_message"):
        command = getattr(getattr(error, "ctx", None), "command_path", "discourse")
        _say(f"discourse: {' '.join(error.format_message().split())} (see '{command} --help')")
        return 2
    if type(error).__name__ == "Abort":
        return 130
    _say(f"discourse: unexpected {type(error).__name__}: {' '.join(str(error).split())[:200]} (--debug shows where)")
    return 1


def _settings(
    codebook: Path | None,
    real_names: bool = False,
    key: Path | None = None,
    seed: int = 0,
    draws: int = 1000,
    tagging: TagSettings | None = None,
) -> Settings:
    from discourse import codebook as books
    from discourse.names import load_key
    from discourse.pipeline import Settings
    from discourse.tag.settings import TagSettings

    return Settings(
        codebook=books.read(codebook) if codebook else books.default(),
        real_names=real_names,
        key=load_key(key) if key else None,
        seed=seed,
        draws=draws,
        tagging=tagging or TagSettings(),
    )


def _tagging(
    min_confidence: float,
    error_rate: float,
    model: Path | None,
    encoder: Path | None,
    classifier: Path | None,
    asked: Endpoint | None,
) -> TagSettings:
    from discourse.tag.settings import TagSettings

    if sum(each is not None for each in (model, encoder, classifier, asked)) > 1:
        raise UsageError("several models", where="--model, --encoder, --hf, --endpoint", remedy="choose one")
    path, other = (str(each.resolve()) if each else None for each in (model or encoder, classifier))
    return TagSettings(
        min_confidence=min_confidence, error_rate=error_rate, model=path, endpoint=asked, classifier=other
    )


def _check_folder(out: Path) -> None:
    """Fail before the work, not after it, where the output can't be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        file = next(each for each in (out, *out.parents) if each.exists())
        raise OutputError("is a file and no folder", where=str(file), remedy="name another folder with -o") from None
    except OSError as error:
        raise OutputError(error.strerror or str(error), where=str(out), remedy="name another folder") from None
    if not os.access(out, os.W_OK | os.X_OK):
        raise OutputError("not writable", where=str(out), remedy="name another folder")


def _is_large(folder: Path) -> bool:
    """Whether a folder holds a run of which the report shows a part, so that it is never loaded whole."""
    from discourse.corpus.view import is_large

    return (folder / "parts").is_dir() and is_large(folder)


def _stdin(paths: Iterable[str]) -> Any:
    return sys.stdin.buffer if "-" in paths else None


@contextmanager
def _lines(source: str) -> Iterator[Iterable[str]]:
    if source == "-":
        yield (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        return
    if not Path(source).is_file():
        raise InputError("no such file", where=source, remedy="check the path")
    with Path(source).open(encoding="utf-8", errors="replace") as stream:
        yield stream


def _told(found: Iterable[Page | SetAside]) -> Iterator[Page | SetAside]:
    """Pass everything on, and say at once what is set aside."""
    from discourse.records import Page

    for each in found:
        if not isinstance(each, Page):
            _tell(each)
        yield each


def _sorted_out(found: Iterable[Page | SetAside]) -> tuple[list[Page], list[SetAside]]:
    from discourse.pipeline import REPEATED, sort_out

    good, aside = sort_out(_told(found))
    for each in aside:
        if each.remedy == REPEATED:
            _tell(each)
    return good, aside


def _tell(each: SetAside) -> None:
    _say(f"discourse: {each.source}: {each.reason}" + (f" ({each.remedy})" if each.remedy else ""))


def _good(found: Iterable[Page | SetAside], aside: list[SetAside]) -> Iterator[Page]:
    from discourse.records import Page

    for each in found:
        if isinstance(each, Page):
            yield each
        else:
            aside.append(each)


def _end(aside: Iterable[SetAside]) -> None:
    from discourse.pipeline import REPEATED

    if any(each.remedy != REPEATED for each in aside):
        raise typer.Exit(3)


def _write_lines(rows: Iterable[dict[str, Any]], out: Path | None) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if out is None:
        for line in lines:
            _emit(line)
    else:
        from discourse.render.tables import write_text

        write_text(out, "".join(lines))


def _write_explained(
    found: Iterable[tuple[Document, Reading] | SetAside], out: Path | None, aside: list[SetAside]
) -> None:
    from discourse.render import explain

    shown = []
    for each in found:
        if not isinstance(each, tuple):
            _tell(each)
            aside.append(each)
        elif out is not None:
            shown.append(explain.page(*each))
        else:
            _emit(explain.terminal(*each, colour=sys.stdout.isatty()))
    if out is not None:
        _write_text("".join(shown), out)


def _write_pages(found: list[Page], form: Format, out: Path | None) -> None:
    from discourse.records import page_to_dict

    if form is Format.json:
        _write_text(json.dumps([page_to_dict(page) for page in found], ensure_ascii=False, indent=2) + "\n", out)
    elif form is Format.table:
        from discourse.frames import article_frame
        from discourse.render.terminal import pages_table

        _write_text(pages_table(article_frame(found), **_screen()), out)
    else:
        from discourse.frames import comment_frame

        _write_frame(comment_frame(found), form, out)


def _write_tagged(tagged: Tagged, form: Format, out: Path | None) -> None:
    from discourse.frames import tagged_dicts, wide

    if form in {Format.jsonl, Format.json}:
        rows = tagged_dicts(tagged.pages, tagged.comments, tagged.stances, tagged.tagged_with)
        if form is Format.jsonl:
            _write_lines(rows, out)
        else:
            _write_text(json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n", out)
    elif form is Format.table:
        from discourse.render.terminal import comments_table

        _write_text(comments_table(wide(tagged.comments, tagged.stances), **_screen()), out)
    else:
        _write_frame(wide(tagged.comments, tagged.stances), form, out)


def _write_frame(table: pd.DataFrame, form: Format, out: Path | None) -> None:
    from discourse.render.tables import table_bytes, write_bytes

    data = table_bytes(table, "parquet" if form is Format.parquet else "csv")
    if out is not None:
        write_bytes(out, data)
    elif form is Format.parquet and sys.stdout.isatty():
        raise UsageError("parquet is no text for a terminal", where="--format parquet", remedy="name a file with -o")
    else:
        sys.stdout.buffer.write(data)


def _screen() -> _Screen:
    """How wide a table may be: as wide as the terminal; in a file or a pipe, wide enough for a row a page."""
    terminal = sys.stdout.isatty()
    return {"width": shutil.get_terminal_size().columns if terminal else 160, "terminal": terminal}


def _write_text(text: str, out: Path | None) -> None:
    if out is None:
        _emit(text)
    else:
        from discourse.render.tables import write_text

        write_text(out, text)


def _emit(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _say(line: str) -> None:
    """One line on standard error, without the control characters that a hostile file name may hold."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    typer.echo(shown.encode("utf-8", "replace").decode("utf-8"), err=True)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error that says what is done and how long it may take; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(TextColumn):
        """How many a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f} a second" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(""),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    # Parts of a corpus are done minutes apart: the speed is that of the last ten.
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=600) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
