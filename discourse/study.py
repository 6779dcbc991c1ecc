"""The way of a study: a sample of an analysis, drawn and written out to be coded by hand."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discourse import pipeline
from discourse.errors import InputError, UsageError
from discourse.records import Page

if TYPE_CHECKING:
    from discourse.measure.sample import Design, Sample

CODING = "coding"
"""The folder of hand-coding within the folder of an analysis."""

_TABLES = ("articles", "comments", "stances")


def draw(result: pipeline.Result, design: Design) -> Sample:
    """A sample of the comments of an analysis, by the design.

    Raises `InputError` where no comment can be drawn, `UsageError` where the design is not sound.
    """
    from discourse.measure.sample import draw as draw_sample

    tables = result.tables
    try:
        sample = draw_sample(tables.comments, tables.stances, tables.articles, design)
    except ValueError as error:
        raise UsageError(str(error), where="sample", remedy="see 'discourse sample --help'") from None
    if sample.rows.empty:
        what = f"no comment to draw: {sample.not_tagged} were not tagged, {sample.not_counted} do not count"
        raise InputError(what, where="sample", remedy="analyze pages with comments in a language that is tagged")
    return sample


def bodies(result: pipeline.Result, page_ids: Iterable[str], pages: Sequence[str | Path] = ()) -> dict[str, str]:
    """The articles' own texts by page_id, read again from their pages; those that are not there any more are left out.

    `pages` are files, folders or globs in which to look, where the pages have moved since.
    """
    wanted = set(page_ids)
    of_run = result.articles[result.articles["page_id"].isin(wanted)]["source"].dropna()
    paths = [str(path) for path in pages] or [path for path in dict.fromkeys(map(_file_of, of_run)) if path]
    found: dict[str, str] = {}
    for page in pipeline.pages(paths):
        if isinstance(page, Page) and page.page_id in wanted:
            found[page.page_id] = page.body
        if len(found) == len(wanted):
            break
    return found


def _file_of(source: str) -> str | None:
    """The file in which a source stands: `saved.zip` for its member `saved.zip!a.html`; None where there is none."""
    for head in accumulate(source.split("!"), lambda before, part: f"{before}!{part}"):
        with contextlib.suppress(OSError, ValueError):
            if Path(head).is_file():
                return head
    return None


def write(out: str | Path, result: pipeline.Result, sample: Sample, design: Design, texts: dict[str, str]) -> Path:
    """Write the sample into `out`/coding and return that folder; `texts` are the articles' by page_id.

    `design.json` is written last, so that a folder without it is one to be drawn again. Raises `UsageError` where a
    sample is there already, `OutputError` where a file can't be written.
    """
    from discourse.render.coding import exports
    from discourse.render.coding.items import items
    from discourse.render.files import write_bytes, write_text

    check_free(out)
    folder, book = Path(out) / CODING, result.codebook
    shown = list(items(sample.rows, result.comments, result.articles, book))
    heads = {each["page_id"]: {"page_id": each["page_id"], **each["article"]} for each in shown}
    articles = [head | {"body": texts.get(page_id, "")} for page_id, head in heads.items()]
    write_bytes(folder / "sample.csv", exports.sheet(shown, book))
    write_text(folder / "sample.jsonl", exports.lines(shown))
    write_text(folder / "articles.jsonl", exports.lines(articles))
    write_text(folder / "labelstudio.json", exports.label_studio_tasks(shown, texts))
    write_text(folder / "labelstudio.xml", exports.label_studio_config(book))
    write_text(folder / "design.json", exports.design(sample.rows, book, _facts(Path(out), sample, design)))
    return folder


def _facts(out: Path, sample: Sample, design: Design) -> dict[str, Any]:
    from discourse import __version__
    from discourse.measure.sample import METHOD

    return {
        "discourse": __version__,
        "method": METHOD,
        "n": len(sample.rows),
        "per": list(design.per),
        "seed": design.seed,
        "reliability": int(sample.rows["double"].sum()),
        "population": sample.population,
        "not_counted": sample.not_counted,
        "not_tagged": sample.not_tagged,
        "tables": {f"{name}.parquet": _sha256(out / f"{name}.parquet") for name in _TABLES},
    }


def check_free(out: str | Path) -> None:
    """Raises `UsageError` where a sample has been drawn there: hand codes may hang on it."""
    folder = Path(out) / CODING
    if (folder / "design.json").exists():
        remedy = "code that one, or move the folder away to draw another"
        raise UsageError("a sample is there already", where=str(folder), remedy=remedy)


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="analyze again") from None
