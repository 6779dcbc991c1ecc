"""The report's part on how good the tags are: agreement, classes, confusion, calibration, what the codes changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from discourse.codebook import Codebook
from discourse.records import Study, Validation, best
from discourse.render import charts as charts_
from discourse.render import svg
from discourse.render.charts import WIDTH, Chart, Row, percent
from discourse.render.course import Figures

MEASURES = {
    "percent": "Percent agreement",
    "kappa": "Cohen’s κ",
    "alpha": "Krippendorff’s α",
    "ac1": "Gwet’s AC1",
}
_SAID = {"favor": "in favor", "neutral": "no side", "none": "not on it"}
_ORDER = ("favor", "against", "negative", "neutral", "none", "positive")


def agreement(codebook: Codebook, study: Study) -> list[Figures]:
    """How far coders agree, as a table; none where no comment was coded twice."""
    if study.agreement is None or study.agreement.empty:
        return []
    names = {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone"}
    return [_agreement(study.agreement, names)]


def _agreement(agreement: pd.DataFrame, names: Mapping[str, str]) -> Figures:
    rows = []
    for variable, own in agreement.groupby("variable", sort=False):
        by_measure = {row["measure"]: row for row in own.to_dict("records")}
        first = next(iter(by_measure.values()))
        values = (_valued(by_measure[each], "value", "low", "high") if each in by_measure else "–" for each in MEASURES)
        rows.append(
            (names.get(str(variable), str(variable)), *values, str(first["n_comments"]), str(first["n_coders"]))
        )
    heads = ("Variable", *MEASURES.values(), "Comments", "Coders")
    note = (
        "With bootstrap intervals over comments. α and κ fall where nearly all comments are of one kind; AC1 does not."
    )
    return Figures("Agreement between coders", note, heads, tuple(rows))


def changed(shares: pd.DataFrame, codebook: Codebook) -> list[Chart]:
    """A chart a topic, one of the tone and one of the topics: shares over all by the tags, and corrected by codes."""
    topics = {topic.id: topic.name for topic in codebook.topics}
    titles = topics | {"sentiment": "Tone", "topic": "Topics"}
    every = shares[(shares["level"] == "all") & shares["corrected_share"].notna()]
    found = []
    for topic, own in every.groupby("topic", sort=False):
        rows: list[Row] = [
            best({str(key): value for key, value in row.items()})
            | {"tagged": row["share"], "name": topics.get(row["category"]) or _name(row["category"], str(topic))}
            for row in own.to_dict("records")
        ]
        note = f"{rows[0]['n_comments']:,} comments by {rows[0]['n_authors']:,} readers."
        found.append(charts_.changes(f"changed-{topic}", titles.get(str(topic), str(topic)), note, rows))
    return found


def _name(category: str, variable: str) -> str:
    said = _said(category, variable)
    return said[:1].upper() + said[1:]


def scores(variable: str, validation: Validation) -> Chart:
    """F1 of each class of a variable over all; precision and recall are in its figures."""
    every = validation.classes[(validation.classes["level"] == "all") & (validation.classes["variable"] == variable)]
    rows = [
        {
            "name": f"{_name(row['category'], variable)} ({row['support']} coded so)",
            "category": row["category"],
            "share": row["f1"],
            "low": row["f1_low"],
            "high": row["f1_high"],
            "n_comments": row["n_coded"],
            "n_authors": row["support"],
        }
        for row in every.to_dict("records")
        if not math.isnan(row["f1"])
    ]
    note = "F1: how well the tags find each class and nothing else. Precision and recall are in the figures."
    chart = charts_.intervals(f"classes-{variable}", "How right, class by class?", note, rows)
    heads = ("class", *(f"{each}{end}" for each in _RATES for end in ("", " low", " high")), "coded so", "tagged so")
    cells = tuple(
        (
            _said(row["category"], variable),
            *(_number(row[f"{each}{end}"]) for each in _RATES for end in ("", "_low", "_high")),
            str(row["support"]),
            str(row["predicted"]),
        )
        for row in every.to_dict("records")
    )
    return replace(chart, heads=heads, rows=cells)


_RATES = ("precision", "recall", "f1")


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


@dataclass(frozen=True, slots=True)
class Tested:
    """What hand codes say of one variable's tags: a chart of its classes, a calibration curve, tags beside codes."""

    name: str
    sentence: str
    charts: tuple[Chart, ...]
    confusion: Figures | None


def variables(codebook: Codebook, study: Study) -> Iterator[Tested]:
    """What hand codes say, variable by variable."""
    if study.validation is None:
        return
    names = {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone"}
    curves = {chart.ident: chart for chart in charts(study)}
    tables = dict(confusions(study))
    for row in study.validation.errors.to_dict("records"):
        variable = str(row["variable"])
        name = names.get(variable, variable)
        sentence = (
            f"{percent(row['accuracy'])} of the labels are right ({percent(row['low'])} to {percent(row['high'])};"
            f" {row['n_coded']:,} comments)."
        )
        shown = (scores(variable, study.validation), curves.get(f"sure-{variable}"))
        yield Tested(name, sentence, tuple(each for each in shown if each and each.rows), tables.get(variable))


def confusions(study: Study) -> Iterator[tuple[str, Figures]]:
    """A variable and its table: what was tagged (rows) beside what was coded (columns)."""
    if study.validation is None:
        return
    validation = study.validation
    for variable, own in validation.confusion.groupby("variable", sort=False):
        counts = {(row["tagged"], row["coded"]): int(row["n"]) for row in own.to_dict("records")}
        there = {each for pair in counts for each in pair}
        classes = [each for each in _ORDER if each in there]
        shown = [_said(each, str(variable)) for each in classes]
        rows = tuple(
            (name, *(str(counts.get((tagged, coded), 0)) for coded in classes))
            for name, tagged in zip(shown, classes, strict=True)
        )
        note = "A row a tag, a column a code: how many of the coded comments. Bold where both agree."
        yield str(variable), Figures("Tags beside codes", note, ("", *shown), rows)


def _said(category: str, variable: str) -> str:
    return category if variable == "sentiment" else _SAID.get(category, category)


def _valued(row: Mapping[Any, Any], value: str, low: str, high: str) -> str:
    if row[value] is None or math.isnan(row[value]):
        return "–"
    return f"{row[value]:.2f} ({row[low]:.2f}–{row[high]:.2f})"


def charts(study: Study) -> list[Chart]:
    """A calibration curve a variable."""
    if study.validation is None:
        return []
    off = dict(zip(study.validation.errors["variable"], study.validation.errors["calibration_error"], strict=True))
    found = []
    for variable, own in study.validation.calibration.groupby("variable", sort=False):
        note = f"Above the line the model is too modest, below it too sure; off by {100 * off[variable]:.0f} points."
        found.append(calibration(f"sure-{variable}", "How sure, how right?", note, own))
    return found


def calibration(ident: str, title: str, note: str, bins: pd.DataFrame) -> Chart:
    """How often tags are right by how sure the model was, beside the line on which both are alike.

    `bins` has `sure`, `right`, `low`, `high` and `n_coded`.
    """
    import altair as alt

    frame = bins[["sure", "right", "low", "high", "n_coded"]].astype(float)
    scale = alt.Scale(domain=[0, 1])

    def axis(title: str) -> alt.Axis:
        return alt.Axis(format="%", title=title, values=[0, 0.25, 0.5, 0.75, 1], titleColor=svg.MUTED, titleFontSize=11)

    x, y = alt.X("sure:Q", scale=scale, axis=axis("the model is so sure")), alt.Y("right:Q", scale=scale)
    line = alt.Chart(pd.DataFrame({"sure": [0.0, 1.0], "right": [0.0, 1.0]}))
    base = alt.Chart(frame).encode(x=x)
    chart = alt.layer(
        line.mark_line(color=svg.INK, strokeDash=[3, 3], strokeWidth=1).encode(x=x, y=y),
        base.mark_rule(strokeWidth=4, strokeCap="round", opacity=0.38, color=svg.ACCENT).encode(
            y=alt.Y("low:Q", scale=scale, axis=axis("the coders agree")), y2="high:Q"
        ),
        base.mark_point(filled=True, size=80, opacity=1, color=svg.ACCENT).encode(y=y),
    ).properties(width=WIDTH - 60, height=210)
    rows = tuple(
        (*(f"{row[name]:.4f}" for name in ("sure", "right", "low", "high")), f"{row['n_coded']:.0f}")
        for row in frame.to_dict("records")
    )
    text = (
        "; ".join(f"{100 * float(sure):.0f}% sure, {100 * float(right):.0f}% right" for sure, right, *_ in rows) + "."
    )
    heads = ("sure", "right", "low", "high", "comments")
    return Chart(ident, title, note, text, svg.draw(chart, ident), heads, rows)
