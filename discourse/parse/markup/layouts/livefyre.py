"""Livefyre, where a page holds what its script had fetched."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="livefyre",
    shown=(
        "fyre-comment-article",
        "fyre-comment",
        "fyre-comment-body",
        "fyre-comment-username",
    ),
    least=3,
    blocks=("article.fyre-comment-article",),
    author=("fyre-comment-username",),
    time=("fyre-comment-date",),
    text=("fyre-comment",),
)
