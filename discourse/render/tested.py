"""The report's part on how good the tags are: agreement, classes, confusion, calibration, what the codes changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from discourse.codebook import Codebook
from discourse.records import Study, Tables, Validation
from discourse.render import svg
from discourse.render.charts import WIDTH, Chart, span
from discourse.render.course import Figures

MEASURES = {
    "percent": "Percent agreement",
    "kappa": "Cohen’s κ",
    "alpha": "Krippendorff’s α",
    "ac1": "Gwet’s AC1",
}
_SAID = {"favor": "in favor", "neutral": "no side", "none": "not on it"}
_ORDER = ("favor", "against", "neutral", "none", "negative", "positive")


def figures(tables: Tables, codebook: Codebook, study: Study) -> list[Figures]:
    """The tables of the section, as far as there is something to say."""
    names = {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone", "topic": "Topics"}
    found = []
    if study.agreement is not None and len(study.agreement):
        found.append(_agreement(study.agreement, names))
    if study.validation is not None:
        found += [_changed(tables.shares, names), _classes(study.validation, names)]
    return [each for each in found if each.rows]


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


def _changed(shares: pd.DataFrame, names: Mapping[str, str]) -> Figures:
    """Shares over all, counted from the tags and corrected by the codes."""
    rows = []
    every = shares[(shares["level"] == "all") & shares["corrected_share"].notna()]
    for row in every.to_dict("records"):
        corrected = {name: row[f"corrected_{name}"] for name in ("share", "low", "high")}
        moved = 100 * (row["corrected_share"] - row["share"])
        topic = names.get(row["topic"], row["topic"])
        category = names.get(row["category"], _said(row["category"], row["topic"]))
        plain = {str(key): value for key, value in row.items()}
        rows.append((topic, category, span(plain), span(corrected), f"{moved:+.0f}".replace("-", "−")))
    heads = ("Share", "Of", "From the tags", "Corrected", "Moved, points")
    return Figures("What the codes changed", "Intervals in brackets.", heads, tuple(rows))


def _classes(validation: Validation, names: Mapping[str, str]) -> Figures:
    every = validation.classes[validation.classes["level"] == "all"]
    rows = tuple(
        (
            names.get(row["variable"], row["variable"]),
            _said(row["category"], row["variable"]),
            *(_valued(row, name, f"{name}_low", f"{name}_high") for name in ("precision", "recall", "f1")),
            str(row["support"]),
        )
        for row in every.to_dict("records")
    )
    note = (
        "Precision: of the comments tagged so, how many the coders call so. Recall: of those that the coders call so,"
        " how many were tagged so. Weighted to hold for all comments."
    )
    return Figures(
        "The model against the coders", note, ("Variable", "Class", "Precision", "Recall", "F1", "Coded so"), rows
    )


def confusions(codebook: Codebook, study: Study) -> Iterator[Figures]:
    """A table a variable: what was tagged beside what was coded."""
    names = {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone"}
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
        name = names.get(str(variable), str(variable))
        yield Figures(
            f"{name}: tags beside codes", "Comments, unweighted.", ("Tag", *(f"coded {each}" for each in shown)), rows
        )


def _said(category: str, variable: str) -> str:
    return category if variable == "sentiment" else _SAID.get(category, category)


def _valued(row: Mapping[Any, Any], value: str, low: str, high: str) -> str:
    if row[value] is None or math.isnan(row[value]):
        return "–"
    return f"{row[value]:.2f} ({row[low]:.2f}–{row[high]:.2f})"


def charts(codebook: Codebook, study: Study) -> list[Chart]:
    """A calibration curve a variable."""
    names = {topic.id: topic.name for topic in codebook.topics} | {"sentiment": "Tone"}
    if study.validation is None:
        return []
    off = dict(zip(study.validation.errors["variable"], study.validation.errors["calibration_error"], strict=True))
    found = []
    for variable, own in study.validation.calibration.groupby("variable", sort=False):
        name = names.get(str(variable), str(variable))
        note = f"Above the line the model is too modest, below it too sure. Off by {100 * off[variable]:.0f} points."
        found.append(calibration(f"sure-{variable}", f"{name}: how sure, how right?", note, own))
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
