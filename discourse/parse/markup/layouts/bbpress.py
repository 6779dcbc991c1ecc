"""bbPress, the forum of WordPress."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="bbpress",
    shown=(
        "bbp-reply-content",
        "bbp-reply-author",
        "bbp-author-name",
        "bbp-topic-content",
        "bbp-reply-post-date",
    ),
    least=3,
    blocks=(
        "div.reply",
        "li.reply",
    ),
    author=("bbp-author-name",),
    time=(
        "bbp-reply-post-date",
        "bbp-reply-date",
    ),
    text=(
        "bbp-reply-content",
        "bbp-topic-content",
    ),
)
