"""TypePad: text and footer in one element."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="typepad",
    shown=(
        "comment-content",
        "comment-footer",
        "comment-footer-author",
        "comment-avatar",
        "comment-author-me",
    ),
    least=3,
    blocks=("div.comment",),
    author=("comment-footer-author",),
    time=("comment-footer",),
    text=("comment-content",),
)
