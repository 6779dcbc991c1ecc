"""WordPress and most of its themes: nested list items with a card of the author."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="wordpress",
    shown=(
        "commentlist",
        "comment-list",
        "depth-1",
        "thread-even",
        "comment-author",
        "comment-meta",
        "says",
    ),
    least=2,
    blocks=(
        "li.comment",
        "div.comment",
    ),
    author=("fn",),
    time=(
        "comment-metadata",
        "comment-meta",
        "commentmetadata",
    ),
    text=("comment-content",),
)
