"""Hacker News and its like: rows with a spacer for depth."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="hacker_news",
    shown=(
        "athing",
        "comtr",
        "hnuser",
        "commtext",
        "ind",
    ),
    least=3,
    blocks=("tr.comtr",),
    author=("hnuser",),
    time=("age",),
    text=("commtext",),
)
