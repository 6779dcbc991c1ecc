"""Blogger's older template: a definition list of author, body and time."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="blogger_flat",
    shown=(
        "#comments-block",
        "comment-author",
        "comment-body",
        "comment-footer",
        "comment-timestamp",
    ),
    least=4,
    blocks=("dt.comment-author+",),
    author=("comment-author",),
    time=("comment-timestamp",),
    text=("comment-body",),
)
