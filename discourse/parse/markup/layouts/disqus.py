"""Disqus, where a page holds what its script had fetched."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="disqus",
    shown=(
        "#dsq-comments",
        "dsq-comment-body",
        "dsq-comment-message",
        "dsq-comment-header",
        "post-message",
        "post-byline",
        "post-body",
    ),
    least=3,
    blocks=(
        "li.#dsq-comment-0",
        "li.post",
    ),
    author=(
        "#dsq-author-user-0",
        "author",
    ),
    time=(
        "time-ago",
        "dsq-header-time",
    ),
    text=(
        "dsq-comment-message",
        "post-message",
    ),
)
