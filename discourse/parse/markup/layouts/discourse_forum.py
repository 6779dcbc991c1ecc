"""Discourse, as it shows itself to crawlers."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="discourse_forum",
    shown=(
        "topic-body",
        "crawler-post",
        "crawler-post-meta",
        "crawler-post-infos",
    ),
    least=2,
    blocks=(
        "div.crawler-post",
        "div.topic-body",
    ),
    author=("creator",),
    time=(
        "post-time",
        "crawler-post-infos",
    ),
    text=("post",),
)
