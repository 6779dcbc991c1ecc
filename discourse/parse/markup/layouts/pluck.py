"""Pluck, once common with newspapers."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="pluck",
    shown=(
        "#pluckcommentstable",
        "pluck-comm-body",
        "pluck-comm-single-comment-main",
        "pluck-comm-username-display",
        "commenttext",
    ),
    least=2,
    blocks=("div.pluck-comm-single-comment-main",),
    author=("pluck-comm-username-display",),
    time=("pluck-comm-timestamp",),
    text=(
        "pluck-comm-body",
        "commenttext",
    ),
)
