"""Vanilla Forums."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="vanilla",
    shown=(
        "itemcomment",
        "itemdiscussion",
        "item-body",
        "messagelist",
        "authorwrap",
        "item-bodywrap",
    ),
    least=3,
    blocks=("li.itemcomment",),
    author=(
        "username",
        "author",
    ),
    time=(
        "datecreated",
        "permalink",
    ),
    text=(
        "message",
        "usercontent",
    ),
)
