"""The way through the house: pages in, tables and a report out. Decides the order of the stages, and nothing else."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from discourse import codebook as codebooks
from discourse.codebook import Codebook
from discourse.errors import InputError, UsageError
from discourse.parse.settings import ParseSettings
from discourse.read.settings import ReadSettings
from discourse.records import COLUMNS, Document, Page, Reading, SetAside, Study, Tables, ThreadTables, was_tagged
from discourse.tag.settings import TagSettings

if TYPE_CHECKING:
    import pandas as pd

    from discourse.parse.custom.check import Check

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is (None: not known)."""

RUN_SCHEMA = "discourse.run/1"
_READING, _PARSING = ReadSettings(), ParseSettings()


def silent(_what: str, _done: int, _of: int | None) -> None:
    """Say nothing: the progress of a call that asked for none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told. `key` makes the pseudonyms; without it a run with pseudonyms makes and keeps one.

    Without `words` no word of readers is kept.
    """

    reading: ReadSettings = field(default_factory=ReadSettings, kw_only=True)
    parsing: ParseSettings = field(default_factory=ParseSettings, kw_only=True)
    codebook: Codebook = field(default_factory=codebooks.default)
    real_names: bool = False
    key: bytes | None = None
    seed: int = 0
    draws: int = 1000
    level: float = 0.95
    words: bool = True
    tagging: TagSettings = field(default_factory=TagSettings)


@dataclass(frozen=True)
class Result:
    """What a run found: the tables as DataFrames, and how they were made."""

    tables: Tables
    codebook: Codebook
    run: dict[str, Any]
    study: Study = field(default_factory=Study)

    def __repr__(self) -> str:
        # The tables in full would fill a notebook.
        pages, comments = len(self.articles), len(self.comments)
        return f"<Result: {pages} pages, {comments} comments, codebook '{self.codebook.title}'>"

    @property
    def articles(self) -> pd.DataFrame:
        """One row a page."""
        return self.tables.articles

    @property
    def comments(self) -> pd.DataFrame:
        """One row a comment."""
        return self.tables.comments

    @property
    def stances(self) -> pd.DataFrame:
        """One row a comment and topic."""
        return self.tables.stances

    @property
    def shares(self) -> pd.DataFrame:
        """One row a level, topic and category, each share with its interval."""
        return self.tables.shares

    def report(self, threads: ThreadTables | None = None) -> str:
        """The report: one HTML page that needs nothing else. `threads` need not be measured where they were already."""
        from discourse.measure.course import course
        from discourse.measure.findings import headlines
        from discourse.measure.threads import threads as measure_threads
        from discourse.render.html import report

        level, seed, draws = (self.run["settings"][name] for name in ("level", "seed", "draws"))
        threads = threads or measure_threads(self.tables.articles, self.tables.comments)
        ran = course(self.tables.comments, self.tables.stances, seed=seed, draws=draws, level=level)
        threads = replace(threads, course=ran)
        findings = headlines(
            self.tables, self.codebook, threads=threads, confidence=level, comparison=self.study.comparison
        )
        return report(self.tables, self.codebook, self.run, findings=findings, threads=threads, study=self.study)

    def without_words(self) -> Result:
        """The same without any word of readers: all figures, to be published.

        Of the words that part two groups those stay that ten readers or more use.
        """
        from discourse.measure.words import published
        from discourse.render.withhold import without_words

        study = self.study if self.study.words is None else replace(self.study, words=published(self.study.words))
        return replace(self, tables=without_words(self.tables), study=study, run=self.run | {"words": "left out"})

    def save(self, out: str | Path, beside: Mapping[str, bytes] | None = None) -> Path:
        """Write tables, the study's too, report and `run.json` into the folder `out`, all or none; the report's path.

        `beside` are more files, content by name, that are to change together with these. `run.json` takes its place
        last. Raises `OutputError` where the folder can't be made or written.
        """
        from discourse import studied
        from discourse.render.files import batch, clean
        from discourse.render.tables import dump, to_arrow

        out, path = Path(out), Path(out) / "report.html"
        report = clean(self.report()).encode()
        with batch() as files:
            for name, content in {**studied.files(self.study), **(beside or {})}.items():
                files.write(out / name, content)
            for name in COLUMNS:
                table = to_arrow(getattr(self.tables, name), name)
                for kind in ("parquet", "csv"):
                    with files.file(out / f"{name}.{kind}") as stream:
                        dump(table, stream, kind)
            files.write(path, report)
            files.write(out / "run.json", _json_of(self.run))
        if (out / "parts").is_dir():
            from discourse.corpus.store import Store

            Store(out).reseal()
        return path

    def _repr_html_(self) -> str:
        from discourse.render.html import notebook_summary

        return notebook_summary(self.tables, self.run)


def write_run(out: Path, record: dict[str, Any]) -> None:
    """Write `run.json`. Raises `OutputError`."""
    from discourse.render.files import write_bytes

    write_bytes(out / "run.json", _json_of(record))


def _json_of(record: dict[str, Any]) -> bytes:
    from discourse.render.files import clean

    return clean(json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def write_report(out: Path, result: Result, threads: ThreadTables | None = None) -> Path:
    """Write `report.html`; its path. Raises `OutputError`."""
    from discourse.render.files import write_text

    write_text(out / "report.html", result.report(threads))
    return out / "report.html"


def pages(
    paths: Iterable[str | Path],
    *,
    stdin: BinaryIO | None = None,
    progress: Progress = silent,
    reading: ReadSettings = _READING,
    parsing: ParseSettings = _PARSING,
) -> Iterator[Page | SetAside]:
    """Every page of the inputs, parsed, in order; what could not be read comes as `SetAside` in its place.

    `paths` are files, folders, glob patterns, or "-" for the bytes of `stdin`; `reading` holds the bounds of what is
    read, `parsing` the layouts of one's own.
    """
    from discourse.parse import parse
    from discourse.read import documents

    for n, document in enumerate(documents([str(path) for path in paths], reading, stdin=stdin), start=1):
        match document:
            case Page() | SetAside():
                yield document
            case _:
                yield parse(document, parsing)
        progress("reading pages", n, None)


def explained(
    paths: Iterable[str | Path],
    *,
    stdin: BinaryIO | None = None,
    reading: ReadSettings = _READING,
    parsing: ParseSettings = _PARSING,
) -> Iterator[tuple[Document, Reading] | SetAside]:
    """Every document of the inputs together with how it was read; exports, which need no reading, are left out."""
    from discourse.parse import explain
    from discourse.read import documents

    for document in documents([str(path) for path in paths], reading, stdin=stdin):
        match document:
            case SetAside():
                yield document
            case Document():
                yield document, explain(document, parsing)


def own_layouts(files: Iterable[str | Path], folders: Iterable[str | Path] = ()) -> ParseSettings:
    """Settings with the layouts of these files and folders, and those of this user's own folder of settings.

    Raises `LayoutError` where one can't be read or breaks a rule.
    """
    import typer

    from discourse.parse.custom.files import chosen

    kept = Path(typer.get_app_dir("discourse")) / "layouts"
    return ParseSettings(chosen(files, [*folders, *([kept] if kept.is_dir() else [])]))


def layout_checks(
    file: str | Path, paths: Iterable[str | Path], *, stdin: BinaryIO | None = None
) -> Iterator[Check | SetAside]:
    """What the layout in a file finds on each document of the inputs. Raises `LayoutError` where it breaks a rule."""
    from discourse.parse.custom.check import check
    from discourse.parse.custom.files import read as read_layout
    from discourse.read import documents

    layout = read_layout(file)
    for document in documents([str(path) for path in paths], stdin=stdin):
        match document:
            case SetAside():
                yield document
            case Document():
                yield check(layout, document)


def read(paths: str | Path | Iterable[str | Path], *, layouts: Iterable[str | Path] = ()) -> list[Page]:
    """The pages of files, folders or glob patterns, parsed: article, thread, and each comment.

    `layouts` are layout files of one's own. Raises `InputError` for the first input that can't be read, `LayoutError`
    for a layout that breaks a rule.
    """
    from discourse.parse.custom.files import chosen

    paths = [paths] if isinstance(paths, str | Path) else list(paths)
    found = []
    for page in pages(paths, parsing=ParseSettings(chosen(layouts, ()))):
        if isinstance(page, SetAside):
            raise InputError(page.reason, where=page.source, remedy=page.remedy)
        found.append(page)
    return found


def analyze(
    paths_or_frame: str | Path | Iterable[str | Path] | pd.DataFrame,
    codebook: Codebook | str | Path | None = None,
    settings: Settings | None = None,
) -> Result:
    """Read, parse, tag and measure: the whole way.

    `paths_or_frame` is a path, several (files, folders, globs), or a DataFrame with a column `text`, a row a comment;
    `codebook` a `Codebook`, the path of one, or None for the default. Raises `InputError` where nothing could be read;
    inputs set aside beside good ones are named in `.run["set_aside"]`.
    """
    settings = settings or Settings()
    if codebook is not None:
        settings = replace(settings, codebook=codebooks.of(codebook))
    import pandas as pd

    if isinstance(paths_or_frame, pd.DataFrame):
        from discourse.frames import pages_of_frame

        return measure(tag(pages_of_frame(paths_or_frame), settings), settings)
    paths = [paths_or_frame] if isinstance(paths_or_frame, str | Path) else paths_or_frame
    good, aside = sort_out(pages(paths, reading=settings.reading, parsing=settings.parsing))
    if not good:
        first = aside[0] if aside else SetAside("input", "no page in it", "name files, folders or globs of saved pages")
        raise InputError(first.reason, where=first.source, remedy=first.remedy)
    return measure(tag(good, settings), settings, aside)


def sort_out(found: Iterable[Page | SetAside]) -> tuple[list[Page], list[SetAside]]:
    """Pages apart from what was set aside; a page whose bytes came before is set aside as a repetition.

    >>> pages_, aside = sort_out([Page("a.txt", "0f"), Page("b.txt", "0f")])
    >>> [page.source for page in pages_], aside[0].reason
    (['a.txt'], 'the same bytes as a.txt')
    """
    good: dict[str, Page] = {}
    aside = []
    for each in found:
        if isinstance(each, SetAside):
            aside.append(each)
        elif each.page_id in good:
            reason = f"the same bytes as {good[each.page_id].source}"
            aside.append(SetAside(each.source, reason, REPEATED))
        else:
            good[each.page_id] = each
    return list(good.values()), aside


REPEATED = "counted once"
"""The remedy of a page set aside because it is there already: nothing is lost, and no exit code says so."""


@dataclass(frozen=True)
class Tagged:
    """Pages with their tables filled by the taggers; readers' names still as shown."""

    pages: list[Page]
    comments: pd.DataFrame
    stances: pd.DataFrame
    tagged_with: dict[str, Any]


def tag(found: Sequence[Page], settings: Settings, progress: Progress = silent) -> Tagged:
    """Tag every comment of the pages: topic, stance, sentiment."""
    from discourse.frames import comment_frame
    from discourse.tag import tag as tag_comments

    comments, stances = tag_comments(
        comment_frame(found),
        settings.codebook,
        settings.tagging,
        languages={page.page_id: page.language for page in found},
        headlines={page.page_id: page.title for page in found},
        progress=lambda done, of: progress("tagging comments", done, of),
    )
    return Tagged(list(found), comments, stances, tagged_with(settings))


def tagged_with(settings: Settings) -> dict[str, Any]:
    """The codebook and the model in use, for a run's record."""
    from discourse.tag import model_info

    book = settings.codebook
    return {
        "codebook": {"title": book.title, "version": book.version, "sha256": book.sha256},
        "model": model_info(settings.tagging),
    }


def measure(tagged: Tagged, settings: Settings, aside: Sequence[SetAside] = (), progress: Progress = silent) -> Result:
    """Measure what was tagged: shares with intervals.

    Readers' names are replaced here, unless they are to be kept, and their words left out, where these are not.
    """
    from discourse.measure.shares import shares

    progress("measuring shares", 0, None)
    articles, comments = shown(tagged, settings)
    table = shares(articles, comments, tagged.stances, seed=settings.seed, draws=settings.draws, level=settings.level)
    tables = Tables(articles, comments, tagged.stances, table)
    found = Result(tables, settings.codebook, _run(tagged, settings, aside))
    return found if settings.words else found.without_words()


def default_key() -> bytes:
    """This user's own key for pseudonyms, made at first use and kept in the user's folder of settings."""
    import typer

    from discourse.names import load_key

    return load_key(Path(typer.get_app_dir("discourse")) / "pseudonym.key")


def shown(tagged: Tagged, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `articles` and `comments` as others see them: without readers' names, unless they are to be kept."""
    from discourse.frames import article_frame, comment_frame
    from discourse.names import hide_names

    if settings.real_names:
        return article_frame(tagged.pages), tagged.comments
    key = settings.key or default_key()
    hidden = [hide_names(page, key) for page in tagged.pages]
    names = comment_frame(hidden)
    return article_frame(hidden), tagged.comments.assign(
        **{column: names[column].array for column in ("author", "text", "own_text")}
    )


def counts(tagged: Tagged) -> dict[str, int]:
    """How many pages and comments there are, how many of these were tagged, and what was not understood."""
    return {
        "pages": len(tagged.pages),
        "comments": len(tagged.comments),
        "tagged": int(was_tagged(tagged.comments).sum()),
        "left_over": sum(len(page.left_over) for page in tagged.pages),
    }


def now() -> str:
    """The time, as records of runs hold it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _run(tagged: Tagged, settings: Settings, aside: Sequence[SetAside]) -> dict[str, Any]:
    inputs = [{"source": page.source, "page_id": page.page_id} for page in tagged.pages]
    return run_record(settings, tagged.tagged_with, counts(tagged), inputs, aside)


def run_record(
    settings: Settings,
    tagged_with: dict[str, Any],
    counted: dict[str, int],
    inputs: list[dict[str, str]],
    aside: Iterable[SetAside],
) -> dict[str, Any]:
    """What `run.json` says: how the tables were made, of what, and what was set aside."""
    from discourse import __version__
    from discourse.names import fingerprint

    return {
        "schema": RUN_SCHEMA,
        "discourse": __version__,
        "python": platform.python_version(),
        "started": now(),
        **tagged_with,
        # In full, so that what is done with the run later needs no codebook named again.
        "codebook": asdict(settings.codebook),
        "settings": {
            **settings.parsing.as_dict(),
            "real_names": settings.real_names,
            "key": None if settings.real_names else fingerprint(settings.key or default_key()),
            "seed": settings.seed,
            "draws": settings.draws,
            "level": settings.level,
            "tagging": settings.tagging.as_dict(),
        },
        "inputs": inputs,
        "counts": counted,
        "set_aside": [{"source": each.source, "reason": each.reason, "remedy": each.remedy} for each in aside],
    }


def load(out: str | Path, book: Codebook | None = None) -> Result:
    """The result that `Result.save` wrote into a folder, by default with the codebook that it was tagged with.

    Raises `InputError` where a file is missing or damaged, `UsageError` where the codebook given is not the one used.
    """
    from discourse.render.tables import read_table

    out = Path(out)
    run, book = read_run(out, book)
    articles, comments, stances, shares = (read_table(out / f"{name}.parquet", name) for name in COLUMNS)
    return Result(Tables(articles, comments, stances, shares), book, run)


def read_run(out: Path, book: Codebook | None = None) -> tuple[dict[str, Any], Codebook]:
    """The `run.json` of a folder, and the codebook of the run.

    Raises `InputError` where it is missing or damaged, `UsageError` where `book` is not the codebook used.
    """
    try:
        run: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
        used = run["codebook"]["sha256"]
        # The runs of older versions hold no topics.
        own = codebooks.of_dict(run["codebook"]) if "topics" in run["codebook"] else codebooks.default()
    except FileNotFoundError:
        remedy = "name a folder that 'discourse analyze -o' wrote"
        raise InputError("no run.json in it", where=str(out), remedy=remedy) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"damaged run.json: {error}", where=str(out), remedy="analyze again") from None
    book = book or own
    if used != book.sha256:
        remedy = "give the codebook of the run with --codebook" if "topics" not in run["codebook"] else "leave it out"
        raise UsageError(f"tagged with another codebook than '{book.title}'", where=str(out), remedy=remedy)
    return run, book


def codebook_near(codes: Path) -> Codebook:
    """The codebook of the analysis in whose `coding` a codes file lies; the package's own where it lies in none."""
    there = (folder for folder in codes.absolute().parents[:2] if (folder / "run.json").is_file())
    return next((read_run(folder)[1] for folder in there), codebooks.default())


def tagged_of_lines(
    lines: Iterable[str], book: Codebook, where: str, told: Callable[[SetAside], None] = lambda _: None
) -> Tagged:
    """What `discourse tag` wrote as JSON lines; a page that stands in them twice is taken once.

    `told` hears of each line that is no such object. Raises `InputError` where none is, or tags can't be read,
    `UsageError` where the pages were tagged with another codebook or with several models.
    """
    from discourse.frames import comment_frame, tags_of_dicts
    from discourse.records import TAGGED_SCHEMA

    rows: dict[str, tuple[dict[str, Any], Page]] = {}
    for each in json_rows(lines, TAGGED_SCHEMA, where, "'discourse tag --format jsonl' writes them"):
        if isinstance(each, SetAside):
            told(each)
        else:
            rows[each[1].page_id] = each
    if not rows:
        raise InputError("no tagged page in it", where=where, remedy="'discourse tag --format jsonl' writes them")
    found = [page for _, page in rows.values()]
    try:
        tagged_with, *others = (row["tagged_with"] for row, _ in rows.values())
        used = tagged_with["codebook"]["sha256"]
        comments, stances = tags_of_dicts((row for row, _ in rows.values()), comment_frame(found))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"a page without sound tags: {error}", where=where, remedy="tag the pages again") from None
    if used != book.sha256:
        remedy = "give the codebook it was tagged with by --codebook"
        raise UsageError(f"tagged with another codebook than '{book.title}'", where=where, remedy=remedy)
    if any(other != tagged_with for other in others):
        raise UsageError("tagged with several models or codebooks", where=where, remedy="tag all pages with one")
    return Tagged(found, comments, stances, tagged_with)


def json_rows(
    lines: Iterable[str], schema: str, where: str, remedy: str
) -> Iterator[tuple[dict[str, Any], Page] | SetAside]:
    """The objects of JSON lines together with the page that each holds; blank lines are passed over.

    Lines that hold no object of `schema` are set aside, each named by its number.
    """
    from discourse.records import page_from_dict

    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            page = page_from_dict(row)
            known = row["schema"] == schema
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            known = False
        yield (row, page) if known else SetAside(f"{where}, line {number}", f"not a page of schema {schema}", remedy)
