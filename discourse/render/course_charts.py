"""Drawings of how threads ran: bars along time, and shares along the fifths of a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from discourse.render import svg
from discourse.render.charts import STYLES, WIDTH, Chart, _scales, percent

_UNITS = {"hour": "h", "day": "D", "month": "M"}
_SHOWN = {"hour": "%Y-%m-%d %H h", "day": "%Y-%m-%d", "month": "%Y-%m"}
MOST_BARS = 400
FIFTHS = ("1st", "2nd", "3rd", "4th", "5th")


def timeline(ident: str, title: str, note: str, counts: Mapping[str, int], step: str) -> Chart:
    """Bars of the comments in each step of time, steps without any included; ends and peak are named.

    `counts` are by the ISO start of a step (hour, day, month). Of more than 400 steps the first are drawn.
    """
    import altair as alt
    import pandas as pd

    frame = _steps(counts, step)
    peak = int(frame["n"].to_numpy().argmax())
    frame["label"] = ""
    frame.loc[peak, "label"] = f"{frame.loc[peak, 'n']} · {frame.loc[peak, 'start']}"
    last = len(frame) - 1
    ends = pd.DataFrame({"x": [0, last], "label": [frame.loc[0, "start"], frame.loc[last, "start"]]})
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.5, last + 0.5], nice=False))
    y = alt.Y("n:Q", axis=None, scale=alt.Scale(domain=[0, int(frame["n"].max()) * 1.2]))
    base = alt.Chart(frame).encode(x=x, y=y)
    width = max(1.0, min(24.0, 0.8 * WIDTH / len(frame)))
    bottom = alt.Chart(ends).encode(x=x, y=alt.value(166), text="label:N")
    side: Literal["left", "center", "right"] = (
        "left" if peak < last / 3 else "right" if peak > 2 * last / 3 else "center"
    )
    chart = alt.layer(
        base.mark_bar(color=svg.ACCENT, size=width),
        base.mark_text(dy=-9, align=side, fontWeight="bold", fontSize=12).encode(text="label:N"),
        bottom.transform_filter("datum.x == 0").mark_text(align="left", color=svg.MUTED, fontSize=11),
        bottom.transform_filter("datum.x > 0").mark_text(align="right", color=svg.MUTED, fontSize=11),
    ).properties(width=WIDTH, height=150)
    text = (
        f"From {frame.loc[0, 'start']} to {frame.loc[last, 'start']}; most in one {step}: {frame.loc[peak, 'label']}."
    )
    rows = tuple((str(start), str(n)) for start, n in zip(frame["start"], frame["n"], strict=True))
    return Chart(ident, title, note, text, svg.draw(chart, ident), (step, "comments"), rows)


def _steps(counts: Mapping[str, int], step: str) -> Any:
    """A frame of all steps between the first and the last: x (from 0), start as shown, n."""
    import pandas as pd

    times = pd.PeriodIndex(
        pd.to_datetime(pd.Series(list(counts)), format="ISO8601", errors="coerce"), freq=_UNITS[step]
    )
    found = pd.Series(list(counts.values()), index=times)
    found = found[found.index.notna()].groupby(level=0).sum().sort_index()
    whole = pd.period_range(found.index[0], found.index[-1], freq=_UNITS[step])[:MOST_BARS]
    n = found.reindex(whole, fill_value=0)
    return pd.DataFrame({"x": range(len(n)), "start": whole.strftime(_SHOWN[step]), "n": n.to_numpy(dtype=int)})


def along(ident: str, title: str, note: str, rows: Sequence[Mapping[Any, Any]]) -> Chart:
    """Two opposed categories' shares in each fifth of the thread, as lines with their intervals.

    A row has `fifth` (1-5), `category`, `share`, `low`, `high`, `n_comments` and `n_authors`.
    """
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame(list(rows))
    frame["figure"] = [f"{percent(row['share'])} {STYLES[row['category']][0].lower()}" for row in rows]
    styles = list(dict.fromkeys(frame["category"]))
    color, shape = _scales("category:N", styles)
    apart = frame[frame["fifth"] == 5].sort_values("share", ascending=False)["category"].tolist()
    x = alt.X(
        "fifth:Q",
        scale=alt.Scale(domain=[0.8, 7.2], nice=False),
        axis=alt.Axis(title=None, grid=False, values=[1, 2, 3, 4, 5], format="d"),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title=None, values=[0, 0.5, 1]))
    base = alt.Chart(frame).encode(x=x, color=color)
    labels = [
        base.transform_filter(f"datum.fifth == 5 && datum.category == '{category}'")
        .mark_text(align="left", dx=9, dy=-7 if place == 0 else 9, fontSize=12)
        .encode(y=y, text="figure:N")
        for place, category in enumerate(apart)
    ]
    chart = alt.layer(
        base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1])), y2="high:Q"),
        base.mark_line(strokeWidth=2.5).encode(y=y),
        base.mark_point(filled=True, size=70, opacity=1).encode(y=y, shape=shape),
        *labels,
    ).properties(width=WIDTH - 40, height=170)
    cells = tuple(
        (
            FIFTHS[int(row["fifth"]) - 1],
            str(row["category"]),
            *(f"{row[name]:.4f}" for name in ("share", "low", "high")),
            str(row["n_comments"]),
            str(row["n_authors"]),
        )
        for row in rows
    )
    text = (
        "; ".join(f"{fifth} fifth: {category} {100 * float(share):.0f}%" for fifth, category, share, *_ in cells) + "."
    )
    heads = ("fifth", "category", "share", "low", "high", "comments", "readers")
    return Chart(ident, title, note, text, svg.draw(chart, ident), heads, cells)
