"""The report: one HTML page that needs nothing else, offline, on a telephone, on a desk, in the dark and on paper."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from discourse.codebook import Codebook
from discourse.records import Finding, Study, Tables, ThreadCourse, ThreadTables, page_names, place
from discourse.render import apart, panels, tested
from discourse.render import course as course_parts
from discourse.render.charts import percent
from discourse.render.comments import Row, rows
from discourse.render.listing import listed
from discourse.render.methods import LIMITS, bibtex, cite, methods, sources
from discourse.render.tree import trees
from discourse.render.word_charts import words

if TYPE_CHECKING:
    from discourse.render.charts import Chart

_ASSETS = Path(__file__).with_name("assets")
_SAID = {"favor": "in favor", "neutral": "no side"}
MOST_PLAIN, MOST_FIRST = 1500, 50  # more rows than the first are packed, and the second shown at once
_MOST_INPUTS = 100


def report(
    tables: Tables,
    codebook: Codebook,
    run: dict[str, Any],
    *,
    findings: Sequence[Finding] = (),
    threads: ThreadTables | None = None,
    study: Study | None = None,
) -> str:
    """The report as one HTML document.

    `run` is the content of run.json; `findings` and `threads` come from `measure`, and their sections are left out
    where they are not given, as are those of `study`: agreement, validation, comparison. Of very many comments some
    pages are listed, whole (`listing`), and the figures are those of all. Names and words in the tables
    are shown as they are; words that are null are said to be left out (`withhold`). Everything is escaped; the
    document's own policy forbids it to load or send anything.

    >>> from discourse.records import COLUMNS
    >>> empty = Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS))
    >>> report(empty, Codebook("Tolls", "1", (), ""), {}).startswith("<!doctype html>")
    True
    """
    css, script = _asset("report.css"), _asset("report.js")
    topics = panels.topics_by_size(tables.shares, codebook)
    groups = apart.group_names(tables, codebook)
    charts = {
        "stance_charts": panels.stances(tables.shares, topics),
        "group_charts": panels.side_by_side(tables, topics),
        "tone_charts": panels.tones(tables, codebook),
        "apart_charts": apart.differences(study.comparison, codebook, groups) if study and study.comparison else [],
        "hour_charts": panels.hours(threads) if threads else [],
        "answer_charts": panels.answers(tables.articles, threads) if threads else [],
        "along_charts": [],
        "word_charts": _words(study, groups) if study else [],
        "changed_charts": tested.changed(tables.shares, codebook) if study and study.validation else [],
    }
    course = threads.course if threads else None
    if course:
        charts["hour_charts"] += course_parts.timelines(tables, course)
        charts["along_charts"] += course_parts.along(tables, course, codebook)
    part = listed(tables)
    shown = rows(part, codebook)
    large = len(shown) > MOST_PLAIN
    return _template().render(
        css=css,
        script=script,
        policy=_policy(css, script),
        title=_title(tables, beside=bool(study and study.comparison)),
        facts=_facts(tables),
        validated=bool(tables.shares["corrected_share"].notna().any()),
        sections=_sections(charts, findings, study, taking_part=threads is not None),
        findings=findings,
        **charts,
        study=study or Study(),
        apart=apart.lead(study.comparison, groups) if study and study.comparison else "",
        associations=apart.associations(study.comparison, codebook) if study and study.comparison else [],
        agreement=tested.agreement(codebook, study) if study else [],
        tested=list(tested.variables(codebook, study)) if study else [],
        taking_part=threads is not None,
        unshown=_unshown(threads) if threads else [],
        ran=_ran(part, codebook, course, shown, _ran_of(tables)) if course else None,
        pages=list(_pages(part, threads)),
        set_aside=[{**each, "source": place(each["source"])} for each in run.get("set_aside", [])],
        rows=shown[:MOST_FIRST] if large else shown,
        n_rows=len(shown),
        pack=_packed(shown) if large else "",
        part=_part(part),
        method=methods(tables, codebook, run, study),
        limits=LIMITS,
        sources=sources(study),
        codebook=codebook,
        names={topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone"},
        run=run,
        run_rows=list(_run_rows(run)),
        cite=cite(codebook, run),
        bibtex=bibtex(codebook, run),
    )


def _words(study: Study, groups: Mapping[str, str]) -> list[Chart]:
    if study.words is None or study.words.empty:
        return []
    first, second = (groups.get(each, each) for each in study.word_groups)
    return [words("words", study.words, (first, second))]


def _unshown(threads: ThreadTables) -> list[str]:
    """What no page shows of its thread, so that no chart tells of it."""
    what = {"at what time of day its comments were posted": threads.hours, "who answers whom": threads.answers}
    return [said for said, rows_ in what.items() if rows_.empty]


def _ran_of(tables: Tables) -> list[str]:
    """Of which pages it is told how threads ran, where the tables are a part of the corpus already."""
    whole = tables.overview()
    if whole.pages == len(tables.articles):
        return []
    some = f"{len(tables.articles):,} of {whole.pages:,} pages, those that are listed"
    return [f"How threads ran is told of {some}: timelines, fifths of a thread, and what follows here."]


def _ran(
    tables: Tables, codebook: Codebook, course: ThreadCourse, shown: Sequence[Row], of: Sequence[str]
) -> dict[str, Any]:
    names = page_names(tables.articles)
    return {
        "sentences": [*of, *course_parts.sentences(course)],
        "by_thread": course_parts.by_thread(course, names),
        "figures": course_parts.figures(course, codebook),
        "echoes": course_parts.echoes(course, tables.comments),
        "trees": trees(shown),
        "names": {f"p{i}": names[page] for i, page in enumerate(tables.articles["page_id"], start=1)} | {"p0": "other"},
    }


def notebook_summary(tables: Tables, run: dict[str, Any]) -> str:
    """A small safe HTML table for notebooks: a row a page, then the shares over all. No script, no style sheet.

    >>> from discourse.records import COLUMNS
    >>> empty = Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS))
    >>> "<script" in notebook_summary(empty, {})
    False
    """
    every = tables.shares[tables.shares["level"] == "all"].to_dict("records")
    cells = [row for row in every if row["topic"] != "topic" and row["n_comments"]]
    return _template("notebook.html.j2").render(
        facts=_facts(tables), pages=list(_pages(tables, None)), cells=cells, said=_said, run=run
    )


def _packed(shown: Sequence[Row]) -> str:
    """The rows as JSON lines, gzipped, in base64: what the report's script filters by, and the HTML of each."""
    write = _template("row.html.j2").module.row  # type: ignore[attr-defined]
    lines = (
        json.dumps(
            {
                "place": row.ident[1:],
                "page": row.page,
                "tone": row.tone.value if row.tone else "",
                "tags": " ".join(f"{tag.topic}:{tag.value}" for tag in row.tags),
                "time": row.posted,
                "reader": row.reader or "",
                "text": " ".join([row.reader or "", row.outlet, *(part.striptags() for _, part in row.parts)]),
                "html": str(write(row)),
            },
            ensure_ascii=False,
        )
        for row in shown
    )
    # No time of writing in it: the same tables give the same report.
    return base64.b64encode(gzip.compress("\n".join(lines).encode(), mtime=0)).decode()


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


@cache
def _template(name: str = "report.html.j2") -> Template:
    environment = Environment(
        loader=FileSystemLoader(_ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    environment.filters["said"] = _said
    return environment.get_template(name)


def _said(category: str) -> str:
    return _SAID.get(category, category)


def _policy(css: str, script: str) -> str:
    """A policy under which only this style and this script run, and nothing is fetched, sent or framed."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (css, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _title(tables: Tables, *, beside: bool) -> str:
    threads = tables.overview().holding
    return (
        "What readers say" + (f" in {threads:,} threads" if threads > 1 else "") + (", side by side" if beside else "")
    )


def _facts(tables: Tables) -> list[tuple[str, str]]:
    every = tables.shares[tables.shares["level"] == "all"]
    readers = int(every["n_authors"].max()) if len(every) else 0
    whole = tables.overview()
    captured = whole.states.get("captured", 0) + whole.states.get("partial", 0)
    counts = [
        (whole.comments, "comment"),
        (readers, "reader"),
        (whole.pages, "page"),
        (whole.outlets, "outlet"),
    ]
    facts = [(f"{n:,}", what if n == 1 else what + "s") for n, what in counts if n]
    return [*facts, (f"{captured:,}", "thread" if captured == 1 else "threads")]


def _part(tables: Tables) -> str:
    """What the lists of pages and comments leave out, in a sentence; nothing where they are whole."""
    whole = tables.overview()
    if whole.pages == len(tables.articles):
        return ""
    return (
        f"Listed here are {len(tables.articles):,} of {whole.pages:,} pages, drawn by chance, with all their comments:"
        f" {len(tables.comments):,} of {whole.rows:,}. The figures and the tables beside this report hold all."
    )


def _sections(
    charts: dict[str, list[Chart]], findings: Sequence[Finding], study: Study | None, *, taking_part: bool
) -> list[tuple[str, str]]:
    wanted = [
        ("findings", "In short", bool(findings)),
        ("apart", "Differences", bool(charts["apart_charts"])),
        ("stance", "Stances", bool(charts["stance_charts"])),
        ("tone", "Topics and tone", bool(charts["tone_charts"])),
        ("threads", "Threads", taking_part),
        ("tested", "How good are the tags?", bool(study and (study.validation or study.agreement is not None))),
        ("pages", "Pages", True),
        ("comments", "Comments", True),
        ("method", "Method and limits", True),
    ]
    return [(ident, name) for ident, name, shown in wanted if shown]


def _pages(tables: Tables, threads: ThreadTables | None) -> Iterator[dict[str, str]]:
    part: dict[str, dict[str, Any]] = {}
    if threads is not None:
        rows_ = threads.participation[threads.participation["level"] == "page"].to_dict("records")
        part = {row["page_id"]: {str(key): value for key, value in row.items()} for row in rows_}
    for i, page in enumerate(tables.articles.to_dict("records"), start=1):
        own = part.get(page["page_id"], {})
        yield {
            "ident": f"p{i}",
            "title": _shown(page["title"], "(no title)"),
            "outlet": _shown(page["outlet"], "unknown outlet"),
            "published": _shown(page["published"], "")[:10],
            "source": place(page["source"]),
            "state": _shown(page["thread_state"]),
            "found": _shown(page["found"]),
            "declared": _shown(page["declared"]),
            "readers": _shown(own.get("n_authors")),
            "replies": _shown(own.get("replies")),
            "top_tenth": percent(own.get("top_tenth")),
        }


def _shown(value: Any, missing: str = "–") -> str:
    return missing if value is None or pd.isna(value) else f"{value}"


def _run_rows(run: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What run.json says, a row a fact; of files their names alone, since folders tell of nobody but their owner."""
    for name, value in run.items():
        match value:
            case dict():
                yield from ((f"{name}: {key}", _value(each)) for key, each in value.items())
            case list() if name == "inputs":
                for each in value[:_MOST_INPUTS]:
                    yield "input", f"{place(each.get('source', ''))} · {each.get('sha256') or each.get('page_id', '')}"
                if len(value) > _MOST_INPUTS:
                    yield "input", f"and {len(value) - _MOST_INPUTS} more, named in run.json"
            case _ if name != "set_aside":
                yield str(name), _value(value)


def _value(value: Any) -> str:
    """A setting or fact as people read it.

    >>> _value({"model": "/home/ann/mine.json", "context": True, "layouts": []})
    'model mine.json; context yes; layouts none'
    """
    match value:
        case dict():
            return "; ".join(f"{key} {_value(each)}" for key, each in value.items())
        case list() | tuple():
            return ", ".join(_value(each) for each in value) or "none"
        case str():
            return place(value) if Path(value).is_absolute() else value
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
    return json.dumps(value, ensure_ascii=False, default=str)
