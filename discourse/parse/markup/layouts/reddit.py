"""Reddit's older page."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="reddit",
    shown=(
        "usertext-body",
        "commentarea",
        "sitetable",
        "noncollapsed",
        "live-timestamp",
    ),
    least=3,
    blocks=("div.comment",),
    author=("author",),
    time=("live-timestamp",),
    text=("usertext-body",),
)
