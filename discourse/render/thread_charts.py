"""Drawings of how threads went: at what hours comments come, and who answers whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from discourse.render import svg
from discourse.render.charts import WIDTH, Chart, Row, clip

if TYPE_CHECKING:
    import pandas as pd


def hours(ident: str, title: str, note: str, counts: Sequence[int]) -> Chart:
    """Bars of the comments in each of 24 hours; the busiest is named."""
    import altair as alt
    import pandas as pd

    busiest = max(range(24), key=lambda hour: counts[hour])
    frame = pd.DataFrame({"hour": range(24), "n": counts, "label": [""] * 24})
    frame.loc[busiest, "label"] = f"{counts[busiest]} comments, {busiest}–{busiest + 1} h"
    x = alt.X(
        "hour:O",
        axis=alt.Axis(title=None, grid=False, values=[0, 6, 12, 18, 23], labelAngle=0, labelExpr="datum.value + ' h'"),
    )
    base = alt.Chart(frame).encode(x=x, y=alt.Y("n:Q", axis=None, scale=alt.Scale(domain=[0, max(counts) * 1.18])))
    align: Literal["left", "center", "right"] = "left" if busiest < 8 else "right" if busiest > 15 else "center"
    chart = alt.layer(
        base.mark_bar(color=svg.ACCENT, cornerRadiusEnd=2),
        base.mark_text(dy=-9, align=align, fontWeight="bold").encode(text="label:N"),
    ).properties(width=WIDTH, height=150)
    text = f"Most comments, {counts[busiest]}, were posted from {busiest:02d} to {(busiest + 1) % 24:02d} o'clock."
    rows = tuple((f"{hour:02d}", str(n)) for hour, n in enumerate(counts))
    return Chart(ident, title, note, text, svg.draw(chart, ident), ("hour", "comments"), rows)


def answers(ident: str, title: str, note: str, pairs: pd.DataFrame) -> Chart:
    """Arcs from each reader to the one answered: down on the left the readers, at the right who answers whom.

    `pairs` has the columns `author`, `answered` and `n`; both names are shown as they are.
    """
    import altair as alt
    import pandas as pd

    names = list(dict.fromkeys(name for pair in zip(pairs["answered"], pairs["author"], strict=True) for name in pair))
    place = {name: i for i, name in enumerate(names)}
    got = pairs.groupby("answered")["n"].sum()
    people = pd.DataFrame({"name": [clip(name, 20) for name in names], "y": range(len(names))})
    people["got"] = [f"{got[name]}×" if name in got else "" for name in names]
    points = [point for i, pair in enumerate(pairs.to_dict("records")) for point in _arc(i, pair, place, len(names))]
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.5, len(names) - 0.5], reverse=True, nice=False))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.3, 1]))
    arcs = alt.Chart(pd.DataFrame(points)).encode(x=x, y=y)
    chart = alt.layer(
        arcs.mark_line(color=svg.ACCENT, opacity=0.7, interpolate="basis").encode(
            detail="pair:N",
            order="step:Q",
            strokeWidth=alt.StrokeWidth("n:Q", legend=None, scale=alt.Scale(domain=[1, 8], range=[1.5, 5], clamp=True)),
        ),
        arcs.transform_filter("datum.end").mark_point(
            filled=True, shape="triangle-left", size=70, opacity=1, color=svg.ACCENT
        ),
        alt.Chart(people).mark_text(align="left", fontSize=12).encode(x=alt.value(0), y=y, text="name:N"),
        alt.Chart(people)
        .transform_filter("datum.got != ''")
        .mark_text(align="right", fontWeight="bold", fontSize=12, dx=-12)
        .encode(x=alt.XDatum(0), y=y, text="got:N"),
    ).properties(width=WIDTH, height=max(60, 21 * len(names)))
    most = got.sort_values(ascending=False, kind="stable")
    text = f"{len(names)} readers; most answered is {most.index[0]}, {int(most.iloc[0])} times."
    rows = tuple(
        (str(a), str(b), str(n)) for a, b, n in zip(pairs["author"], pairs["answered"], pairs["n"], strict=True)
    )
    return Chart(ident, title, note, text, svg.draw(chart, ident), ("reader", "answers", "times"), rows)


def _arc(index: int, pair: dict[Any, Any], place: dict[str, int], readers: int) -> list[Row]:
    """Points of a half ellipse from the one who answers to the one answered; one's own answer is a small loop."""
    start, end = float(place[pair["author"]]), float(place[pair["answered"]])
    if start == end:
        start, end = start + 0.3, end - 0.3
    reach = min(0.97, 0.25 + 0.72 * abs(start - end) / max(readers - 1, 1))
    steps = 16
    return [
        {
            "pair": index,
            "step": i,
            "n": int(pair["n"]),
            "x": round(reach * math.sin(math.pi * i / steps) + 0.02, 3),
            "y": round(start + (end - start) * (1 - math.cos(math.pi * i / steps)) / 2, 3),
            "end": i == steps,
        }
        for i in range(steps + 1)
    ]
