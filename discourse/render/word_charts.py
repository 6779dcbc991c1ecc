"""A drawing of the words that part two groups."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from discourse.render import svg
from discourse.render.charts import WIDTH, Chart, clip

MOST_WORDS = 14  # a side
CLEAR = 1.96


def words(ident: str, found: pd.DataFrame, groups: tuple[str, str]) -> Chart:
    """Each group's most telling words as bars of their z, one group to the right, the other to the left.

    `found` is what `measure.words.words_apart` gives: word, first and second (readers who use it), z.
    """
    import altair as alt

    sides = [found[found["z"] > 0].nlargest(MOST_WORDS, "z"), found[found["z"] <= 0].nsmallest(MOST_WORDS, "z")[::-1]]
    frame = pd.concat(sides, ignore_index=True)
    frame["y"] = range(len(frame))
    frame["right"] = frame["z"] > 0
    frame["shown"] = [clip(word, 24) for word in frame["word"]]
    frame["counts"] = [f"{first} : {second}" for first, second in zip(frame["first"], frame["second"], strict=True)]
    frame["middle"] = 0.0
    reach = max(1.0, float(frame["z"].abs().max())) * 1.15
    scale = alt.Scale(domain=[-reach, reach])
    end, middle = (alt.X(f"{name}:Q", axis=None, scale=scale) for name in ("z", "middle"))
    frame["clear"] = frame["z"].abs() >= CLEAR
    base = alt.Chart(frame).encode(y=alt.Y("y:O", axis=None))
    color = alt.condition("datum.clear", alt.value(svg.ACCENT), alt.value(svg.NEUTRAL))
    right, left = (base.transform_filter(f"datum.right == {side}") for side in ("true", "false"))
    ends: tuple[tuple[int, Literal["left", "right"], str], ...] = (
        (WIDTH, "right", f"{clip(groups[0], 22)} →"),
        (0, "left", f"← {clip(groups[1], 22)}"),
    )
    chart = alt.layer(
        *(_side(at, align, name) for at, align, name in ends),
        base.mark_bar(height=9).encode(x=end, x2="middle:Q", color=color),
        right.mark_text(align="right", dx=-6, fontSize=12).encode(x=middle, text="shown:N"),
        left.mark_text(align="left", dx=6, fontSize=12).encode(x=middle, text="shown:N"),
        right.mark_text(align="left", dx=5, fontSize=11, color=svg.MUTED).encode(x=end, text="counts:N"),
        left.mark_text(align="right", dx=-5, fontSize=11, color=svg.MUTED).encode(x=end, text="counts:N"),
    ).properties(width=WIDTH, height=alt.Step(20))
    note = (
        f"Figures: readers who use the word, {groups[0]} : {groups[1]}. Bars: z of the weighted log-odds; grey ones may"
        f" well be chance (below {CLEAR})."
    )
    note += "" if frame["clear"].any() else " No word parts them clearly."
    text = "; ".join(f"{word} {z:+.1f}" for word, z in zip(frame["word"], frame["z"], strict=True)) + "."
    rows = tuple(
        (str(row["word"]), str(row["first"]), str(row["second"]), f"{row['z']:.2f}") for row in frame.to_dict("records")
    )
    heads = ("word", f"readers {groups[0]}", f"readers {groups[1]}", "z")
    return Chart(ident, "Words that readers of one use more", note, text, svg.draw(chart, ident), heads, rows)


def _side(at: int, align: Literal["left", "right"], name: str) -> Any:
    """A group's name over its side of the bars."""
    import altair as alt

    frame = pd.DataFrame({"name": [name]})
    text = alt.Chart(frame).mark_text(align=align, fontSize=12, fontWeight="bold")
    return text.encode(x=alt.value(at), y=alt.value(-12), text="name:N")
