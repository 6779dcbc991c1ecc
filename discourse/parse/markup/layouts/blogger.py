"""Blogger since 2011: threaded list items."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="blogger",
    shown=(
        "comment-thread",
        "comment-block",
        "comment-replies",
        "toplevel-thread",
        "comment-header",
    ),
    least=3,
    blocks=("li.comment",),
    author=("user",),
    time=("datetime",),
    text=("comment-content",),
)
