"""Altair charts as inline SVG that takes its colours from the page: light, dark and paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

# Stand-ins that charts are drawn with; each becomes the page's own colour of that name.
INK, MUTED, RULE, CARD = "#0000a1", "#0000a2", "#0000a3", "#0000a4"
FAVOR, AGAINST, NEUTRAL = "#0000b1", "#0000b2", "#0000b3"
NEGATIVE, POSITIVE, ACCENT = "#0000c1", "#0000c2", "#0000c3"
_NAMES = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    CARD: "card",
    FAVOR: "favor",
    AGAINST: "against",
    NEUTRAL: "neutral",
    NEGATIVE: "negative",
    POSITIVE: "positive",
    ACCENT: "accent",
}
_TAG = re.compile(r"<[a-z][^<>]*>")
_NOISE = re.compile(r' (?:aria-[a-z]+|role|class|pointer-events|version|xmlns:xlink)="[^"]*"')
_BACKGROUND = re.compile(r'<path class="(?:back|fore)ground"[^<>]*/>')
_CANVAS = re.compile(r'<rect [^<>]*fill="transparent"/>')
_CLIP = re.compile(r'(?<=id=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))')
_EMPTY = re.compile(r"<g(?: [^<>]*)?></g>")
_COLOR = re.compile(r'"(#0000[abc][1-4])"')


def draw(chart: alt.LayerChart | alt.FacetChart | alt.Chart, ident: str) -> str:
    """The chart as one `<svg>` element: an image named by the elements `ident`-title and `ident`-text of the page.

    What readers wrote in it is escaped by the renderer. Colours are CSS variables of the page (`var(--ink)`).
    """
    import vl_convert

    spec: dict[str, Any] = chart.configure(
        background="transparent",
        padding=2,
        font="sans-serif",
        view={"stroke": None},
        axis={"grid": True, "gridColor": RULE, "domain": False, "ticks": False, "labelColor": MUTED},
        axisX={"labelFontSize": 11, "labelPadding": 6},
        text={"color": INK, "fontSize": 13},
    ).to_dict(validate=False)  # altair checked each part as it was made
    return themed(vl_convert.vegalite_to_svg(spec), ident)


def themed(svg: str, ident: str) -> str:
    """Rendered SVG without the renderer's own labels, with the page's colours, as an image with a name.

    >>> themed('<svg class="marks" width="9"><text fill="#0000a1">a role="b"</text></svg>', "c1")
    '<svg role="img" aria-labelledby="c1-title c1-text" width="9"><text fill="var(--ink)">a role="b"</text></svg>'
    """
    # The renderer numbers its clip paths over all charts it ever drew; here they are the chart's own.
    clips = {name: f"{ident}-clip{i}" for i, name in enumerate(dict.fromkeys(_CLIP.findall(svg)), start=1)}
    svg = _CLIP.sub(lambda name: clips[name[0]], svg)
    svg = _TAG.sub(_plain, _CANVAS.sub("", _BACKGROUND.sub("", svg)))
    while (less := _EMPTY.sub("", svg)) != svg:
        svg = less
    return svg.replace("<svg", f'<svg role="img" aria-labelledby="{ident}-title {ident}-text"', 1)


def _plain(tag: re.Match[str]) -> str:
    return _COLOR.sub(lambda color: f'"var(--{_NAMES[color[1]]})"', _NOISE.sub("", tag[0]))
