"""Simple Machines Forum."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="smf",
    shown=(
        "post_wrapper",
        "poster",
        "postarea",
        "keyinfo",
        "flow_hidden",
        "smalltext",
    ),
    least=3,
    blocks=("div.post_wrapper",),
    author=("poster",),
    time=("smalltext",),
    text=("inner",),
)
