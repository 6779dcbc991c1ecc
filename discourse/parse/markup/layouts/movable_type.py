"""Movable Type: the body first, the byline after it."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="movable_type",
    shown=(
        "comments-body",
        "comments-post",
        "comments-head",
        "comments-open",
    ),
    least=2,
    blocks=("div.comments-body",),
    time=("comments-post",),
)
