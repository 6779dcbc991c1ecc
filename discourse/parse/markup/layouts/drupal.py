"""Drupal: answers follow in indented wrappers."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="drupal",
    shown=(
        "indented",
        "comment-new",
        "submitted",
        "field-name-comment-body",
        "comment-wrapper",
        "comment-by-anonymous",
        "field--name-comment-body",
    ),
    least=2,
    blocks=(
        "div.comment",
        "article.comment",
    ),
    author=("username",),
    time=("submitted",),
    text=(
        "field-name-comment-body",
        "field--name-comment-body",
    ),
)
