"""Kinja, the system of Gawker's blogs."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="kinja",
    shown=(
        "reply__content",
        "reply__byline",
        "js_reply-content",
        "js_reply",
        "reply-content",
        "js_starter",
    ),
    least=2,
    blocks=(
        "article.reply",
        "div.reply",
        "li.reply",
    ),
    author=(
        "reply__author",
        "display-name",
    ),
    time=("reply__publish-time",),
    text=(
        "reply__content",
        "js_reply-content",
    ),
)
