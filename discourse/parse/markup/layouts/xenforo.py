"""XenForo 2."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="xenforo",
    shown=(
        "message--post",
        "message-inner",
        "message-cell",
        "message-body",
        "bbwrapper",
        "message-attribution",
    ),
    least=3,
    blocks=("article.message",),
    author=("username",),
    time=("u-dt",),
    text=(
        "bbwrapper",
        "message-body",
    ),
)
