"""XenForo 1."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="xenforo_old",
    shown=(
        "messageinfo",
        "messagecontent",
        "messagetext",
        "messageuserinfo",
        "messagemeta",
    ),
    least=3,
    blocks=("li.message",),
    author=("username",),
    time=(
        "datetime",
        "datepermalink",
    ),
    text=("messagetext",),
)
