"""The report as plain blocks (headings, paragraphs, tables), from which Markdown, LaTeX and Word are made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from discourse.codebook import Codebook
from discourse.records import Finding, Study, Tables, best
from discourse.render.apart import group_names
from discourse.render.charts import gap, percent
from discourse.render.methods import LIMITS, cite, methods, sources


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or an item of a list."""

    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; the first column names the rows, the others hold figures."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Text | Table


def blocks(
    tables: Tables,
    codebook: Codebook,
    run: dict[str, Any],
    findings: Sequence[Finding] = (),
    study: Study | None = None,
) -> Iterator[Block]:
    """The report in order: findings, shares, agreement and validation, differences, methods, limits, sources.

    >>> import pandas as pd
    >>> from discourse.records import COLUMNS
    >>> empty = Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS))
    >>> next(blocks(empty, Codebook("Tolls", "1", (), "0f"), {}))
    Heading(level=1, text='What readers say')
    """
    study = study or Study()
    yield Heading(1, "What readers say")
    if findings:
        yield Heading(2, "In short")
        yield from (Text(_finding(each), item=True) for each in findings)
    yield Heading(2, "Shares")
    yield from (table for table in _shares(tables, codebook) if table.rows)
    if study.agreement is not None and len(study.agreement):
        yield _agreement(study)
    if study.validation is not None:
        yield _validation(study)
    if study.comparison is not None:
        yield _differences(study, codebook, group_names(tables, codebook))
    yield Heading(2, "Methods")
    yield from (Text(each) for each in methods(tables, codebook, run, study))
    yield Heading(2, "Limits")
    yield from (Text(each, item=True) for each in LIMITS)
    yield Heading(2, "Sources")
    yield from (Text(each, item=True) for each in sources(study))
    yield Heading(2, "How to cite")
    yield Text(cite(codebook, run))


def _finding(each: Finding) -> str:
    limits = "" if each.low is None else f", {percent(each.confidence)} interval {_limits(each.low, each.high)}"
    return (
        f"{each.sentence} (n = {each.n_comments} comments by {each.n_authors} readers{limits}.) {each.caveat}".strip()
    )


def _limits(low: float | None, high: float | None) -> str:
    return f"{percent(low)} to {percent(high)}"


_HEADS = ("What", "Share", "Interval", "Comments", "Readers", "Corrected")


def _shares(tables: Tables, codebook: Codebook) -> Iterator[Table]:
    names = {topic.id: topic.name for topic in codebook.topics}
    every = tables.shares[tables.shares["level"] == "all"].to_dict("records")
    rows = [best({str(key): value for key, value in row.items()}) for row in every]
    for topic in dict.fromkeys(row["topic"] for row in rows):
        own = [row for row in rows if row["topic"] == topic and row["n_comments"]]
        caption = {"topic": "Topics, of all tagged comments", "sentiment": "Tone"}.get(topic, names.get(topic, topic))
        yield Table(caption, _HEADS, tuple(_share(row, names) for row in own))


def _share(row: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    return (
        names.get(row["category"], row["category"]),
        percent(row["share"]),
        _limits(row["low"], row["high"]),
        str(row["n_comments"]),
        str(row["n_authors"]),
        "by hand codes" if row["corrected"] else "no",
    )


def _agreement(study: Study) -> Table:
    assert study.agreement is not None
    rows = tuple(
        (f"{row['variable']}: {row['measure']}", _number(row["value"]), _between(row), str(row["n_comments"]))
        for row in study.agreement.to_dict("records")
    )
    return Table("Agreement between coders", ("Variable and measure", "Value", "Interval", "Comments"), rows)


def _validation(study: Study) -> Table:
    assert study.validation is not None
    every = study.validation.classes[study.validation.classes["level"] == "all"].to_dict("records")
    rows = tuple(
        (
            f"{row['variable']}: {row['category']}",
            *(
                f"{_number(row[name])} ({_number(row[name + '_low'])}–{_number(row[name + '_high'])})"
                for name in _RATES
            ),
            str(row["support"]),
        )
        for row in every
    )
    return Table("The model against the coders", ("Class", "Precision", "Recall", "F1", "Coded so"), rows)


_RATES = ("precision", "recall", "f1")


def _differences(study: Study, codebook: Codebook, groups: dict[str, str]) -> Table:
    assert study.comparison is not None
    topics = {topic.id: topic.name for topic in codebook.topics} | _TOPICS
    rows = []
    for each in study.comparison.differences.to_dict("records"):
        row = {str(key): value for key, value in each.items()}
        first, second = (groups.get(row[side], row[side]) for side in ("first", "second"))
        what = f"{topics.get(row['topic'], row['topic'])}, {groups.get(row['category'], row['category'])}"
        readers = f"{row['readers_first']}, {row['readers_second']}"
        rows.append((f"{what}: {first} less {second}", gap(row), readers, "yes" if row["corrected"] else "no"))
    caption = f"Differences of shares, in percentage points. Tests: {study.comparison.family}"
    return Table(caption, ("What", "Difference", "Readers", "Corrected"), tuple(rows))


_TOPICS = {"sentiment": "Tone", "topic": "Topics", "stance": "Stance"}


def _between(row: dict[Any, Any]) -> str:
    return f"{_number(row['low'])} to {_number(row['high'])}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"
