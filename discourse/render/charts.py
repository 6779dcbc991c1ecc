"""The report's charts: each answers one question, and carries its title, a description and its data."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from discourse.render import svg

_WORDS = 1.44  # where the words beside a chart end, the chart itself ending at 1
WIDTH = 336  # fits a telephone, and three times into a desk's screen
STYLES = {
    "favor": ("In favor", svg.FAVOR, "circle"),
    "against": ("Against", svg.AGAINST, "square"),
    "neutral": ("No side", svg.NEUTRAL, "diamond"),
    "negative": ("Negative", svg.NEGATIVE, "square"),
    "positive": ("Positive", svg.POSITIVE, "circle"),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: `text` says in words what it shows, `rows` under `heads` are the figures behind it."""

    ident: str
    title: str
    note: str
    text: str
    drawing: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def csv(self) -> str:
        """The figures as a `data:` address of a CSV file; cells that a spreadsheet would run are defused."""
        stream = io.StringIO()
        cells = [["'" + cell if cell[:1] in _FORMULA else cell for cell in row] for row in self.rows]
        csv.writer(stream).writerows([self.heads, *cells])
        return "data:text/csv;charset=utf-8," + quote(stream.getvalue())


_FORMULA = tuple("=+-@\t\r")
Row = dict[str, Any]


def percent(share: float | None) -> str:
    """A share in whole percent, or a dash.

    >>> percent(0.256), percent(float("nan"))
    ('26%', '–')
    """
    return "–" if share is None or math.isnan(share) else f"{100 * share:.0f}%"


def span(row: Row) -> str:
    """A row's share with its interval.

    >>> span({"share": 0.5, "low": 0.251, "high": 0.749})
    '50% (25–75)'
    """
    return f"{percent(row['share'])} ({100 * row['low']:.0f}–{100 * row['high']:.0f})"


def intervals(ident: str, title: str, note: str, rows: Sequence[Row]) -> Chart:
    """One line a row: its interval as a bar, its share as a mark, both named in words above the line.

    A row has `name`, `category` (which gives mark and colour), `share`, `low`, `high`, `n_comments`, `n_authors`, and
    `figure`, where it is to be written in a way of its own.
    """
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame(
        [
            {
                "figure": span(row),
                **row,
                "name": clip(row["name"], 34),
                "y": i,
                "style": row["category"] if row["category"] in STYLES else "",
            }
            for i, row in enumerate(rows)
        ]
    )
    styles = [style for style in STYLES if style in set(frame["style"])]
    color, shape = _scales("style:N", styles)
    base = alt.Chart(frame).encode(y=alt.Y("y:O", axis=None))
    chart = alt.layer(
        base.mark_rule(strokeWidth=5, strokeCap="round", opacity=0.38, yOffset=9).encode(
            x=_axis("low:Q"), x2="high:Q", color=color
        ),
        base.mark_point(filled=True, size=120, opacity=1, yOffset=9).encode(
            x=_axis("share:Q"), color=color, shape=shape
        ),
        base.mark_text(align="left", yOffset=-10).encode(x=alt.value(0), text="name:N"),
        base.mark_text(align="right", yOffset=-10, fontWeight="bold").encode(x=alt.value(WIDTH), text="figure:N"),
    ).properties(width=WIDTH, height=alt.Step(48))
    text = "; ".join(
        f"{row['name']} {percent(row['share'])}, interval {percent(row['low'])} to {percent(row['high'])}"
        for row in rows
    )
    return Chart(ident, title, note, text + ".", svg.draw(chart, ident), _HEADS, tuple(_cells(row) for row in rows))


def changes(ident: str, title: str, note: str, rows: Sequence[Row]) -> Chart:
    """One line a row: where a share stood by the tags (hollow), and where it stands corrected, with its interval.

    A row has `name`, `category`, `tagged` (the share by the tags), `share`, `low`, `high`, `n_comments`, `n_authors`.
    """
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame(
        [
            {
                **row,
                "y": i,
                "style": row["category"] if row["category"] in STYLES else "",
                "name": clip(row["name"], 25),
                "figure": f"{percent(row['tagged'])} → {span(row)}",
            }
            for i, row in enumerate(rows)
        ]
    )
    color, shape = _scales("style:N", [style for style in STYLES if style in set(frame["style"])])
    base = alt.Chart(frame).encode(y=alt.Y("y:O", axis=None))
    chart = alt.layer(
        base.mark_rule(strokeWidth=5, strokeCap="round", opacity=0.3, yOffset=9).encode(
            x=_axis("low:Q"), x2="high:Q", color=color
        ),
        base.mark_rule(strokeWidth=1.5, yOffset=9).encode(x=_axis("tagged:Q"), x2="share:Q", color=color),
        base.mark_point(filled=True, fill=svg.CARD, strokeWidth=2, size=90, opacity=1, yOffset=9).encode(
            x=_axis("tagged:Q"), stroke=color, shape=shape
        ),
        base.mark_point(filled=True, size=120, opacity=1, yOffset=9).encode(
            x=_axis("share:Q"), color=color, shape=shape
        ),
        base.mark_text(align="left", yOffset=-10).encode(x=alt.value(0), text="name:N"),
        base.mark_text(align="right", yOffset=-10, fontWeight="bold").encode(x=alt.value(WIDTH), text="figure:N"),
    ).properties(width=WIDTH, height=alt.Step(48))
    text = "; ".join(
        f"{row['name']} from {percent(row['tagged'])} to {percent(row['share'])}, interval {percent(row['low'])} to"
        f" {percent(row['high'])}"
        for row in rows
    )
    heads = ("what", "by the tags", *(f"corrected {each}" for each in ("share", "low", "high")), "comments", "readers")
    cells = tuple((str(row["name"]), f"{row['tagged']:.4f}", *_cells(row)[1:]) for row in rows)
    return Chart(ident, title, note, text + ".", svg.draw(chart, ident), heads, cells)


_HEADS = ("what", "share", "low", "high", "comments", "readers")


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (f"{row[name]:.4f}" for name in ("share", "low", "high"))
    return (str(row["name"]), *numbers, str(row["n_comments"]), str(row["n_authors"]))


def _axis(field: str, end: float = 1.0) -> Any:
    """Shares from 0 to 1 along x; an `end` past 1 leaves room for words."""
    import altair as alt

    axis = alt.Axis(format="%", title=None, values=[0, 0.25, 0.5, 0.75, 1])
    return alt.X(field, scale=alt.Scale(domain=[0, end]), axis=axis)


def _scales(field: str, styles: Sequence[str]) -> tuple[Any, Any]:
    """Colour and shape of a category; what is no category is a round mark in the accent's colour."""
    import altair as alt

    domain = [*styles, ""]
    looks = [*(STYLES[style] for style in styles), ("", svg.ACCENT, "circle")]
    colors = alt.Scale(domain=domain, range=[color for _, color, _ in looks])
    shapes = alt.Scale(domain=domain, range=[shape for _, _, shape in looks])
    return alt.Color(field, legend=None, scale=colors), alt.Shape(field, legend=None, scale=shapes)


def sides(ident: str, title: str, note: str, rows: Sequence[Row]) -> Chart:
    """Groups one below another (outlets, pages): for each, two opposed categories with their intervals.

    Rows as in `intervals`, with `group`: the name of the outlet or page; a group's rows stand together.
    """
    import altair as alt
    import pandas as pd

    groups = list(dict.fromkeys(row["group"] for row in rows))
    frame = pd.DataFrame([{**row, "y": 3 * groups.index(row["group"])} for row in rows])
    frame["y"] += 0.9 * frame.groupby("group").cumcount() + 0.9
    frame["figure"] = [f"{percent(row['share'])} {row['name'].lower()}" for row in rows]
    counts = {row["group"]: f"n = {row['n_comments']}" for row in rows}
    names = pd.DataFrame([{"y": 3 * i, "name": clip(group, 34), "n": counts[group]} for i, group in enumerate(groups)])
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.6, 3 * len(groups) - 0.6], reverse=True, nice=False))
    color, shape = _scales("category:N", list(dict.fromkeys(row["category"] for row in rows)))
    base, heads = alt.Chart(frame).encode(y=y), alt.Chart(names).encode(y=y)
    chart = alt.layer(
        base.mark_rule(strokeWidth=4, strokeCap="round", opacity=0.38).encode(
            x=_axis("low:Q", _WORDS), x2="high:Q", color=color
        ),
        base.mark_point(filled=True, size=85, opacity=1).encode(x=_axis("share:Q", _WORDS), color=color, shape=shape),
        base.mark_text(align="right", fontSize=12).encode(x=alt.value(WIDTH), text="figure:N"),
        heads.mark_text(align="left", fontWeight="bold").encode(x=alt.value(0), text="name:N"),
        heads.mark_text(align="right", color=svg.MUTED, fontSize=12).encode(x=alt.value(WIDTH), text="n:N"),
    ).properties(width=WIDTH, height=62 * len(groups))
    text = "; ".join(f"{row['group']}: {row['name']} {span(row)}" for row in rows)
    cells = tuple((str(row["group"]), *_cells(row)) for row in rows)
    return Chart(ident, title, note, text + ".", svg.draw(chart, ident), ("where", *_HEADS), cells)


def forest(ident: str, title: str, note: str, rows: Sequence[Row]) -> Chart:
    """Differences of two shares as points with intervals about a line at no difference.

    A row has `name`, `category`, `difference`, `low`, `high` (-1…1), `p_adjusted` (null: not tested) and `n_first`,
    `n_second`.
    """
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame([{**row, "y": i, "figure": gap(row), "style": row["category"]} for i, row in enumerate(rows)])
    reach = max(0.1, *(abs(float(row[end])) for row in rows for end in ("low", "high"))) * 1.05
    axis = alt.Axis(title=None, tickCount=5, labelExpr="(datum.value > 0 ? '+' : '') + round(100 * datum.value)")
    scale = alt.Scale(domain=[-reach, reach])
    color, shape = _scales("style:N", [style for style in STYLES if style in set(frame["style"])])
    base = alt.Chart(frame).encode(y=alt.Y("y:O", axis=None))
    chart = alt.layer(
        alt.Chart(pd.DataFrame({"x": [0]}))
        .mark_rule(color=svg.INK, strokeDash=[3, 3])
        .encode(x=alt.X("x:Q", scale=scale)),
        base.mark_rule(strokeWidth=5, strokeCap="round", opacity=0.38, yOffset=14).encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", color=color
        ),
        base.mark_point(filled=True, size=110, opacity=1, yOffset=14).encode(
            x=alt.X("difference:Q", scale=scale, axis=axis), color=color, shape=shape
        ),
        base.mark_text(align="left", yOffset=-24, fontSize=12).encode(x=alt.value(0), text="name:N"),
        base.mark_text(align="left", yOffset=-8, fontSize=12, fontWeight="bold").encode(
            x=alt.value(0), text="figure:N"
        ),
    ).properties(width=WIDTH, height=alt.Step(64))
    text = "; ".join(f"{row['name']} {gap(row)} points" for row in rows)
    heads = ("what", "difference", "low", "high", "p adjusted", "comments first", "comments second")
    cells = tuple(
        (
            str(row["name"]),
            *(f"{row[name]:.4f}" for name in ("difference", "low", "high")),
            "" if math.isnan(row["p_adjusted"]) else f"{row['p_adjusted']:.4f}",
            str(row["n_first"]),
            str(row["n_second"]),
        )
        for row in rows
    )
    return Chart(ident, title, note, text + ".", svg.draw(chart, ident), heads, cells)


def gap(row: Row) -> str:
    """A difference in points with its interval, and whether it holds after adjustment.

    >>> gap({"difference": 0.123, "low": -0.02, "high": 0.27, "p_adjusted": float("nan")})
    '+12 (−2 to +27)'
    """
    signed = [_signed(100 * row[name]) for name in ("difference", "low", "high")]
    return f"{signed[0]} ({signed[1]} to {signed[2]}){tested(row['p_adjusted'])}"


def tested(p: float) -> str:
    """A p value as it stands behind a figure; nothing where nothing was tested.

    >>> tested(0.0312), tested(0.0001), tested(float("nan"))
    (', p = .031', ', p < .001', '')
    """
    return "" if math.isnan(p) else ", p < .001" if p < 0.001 else f", p = {p:.3f}".replace(" 0.", " .")


def _signed(points: float) -> str:
    return "0" if round(points) == 0 else f"{points:+.0f}".replace("-", "−")


def clip(text: str, width: int) -> str:
    """The text on one line, cut to `width` characters.

    >>> clip("The Harrow Bay Courier", 12)
    'The Harrow…'
    """
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"
