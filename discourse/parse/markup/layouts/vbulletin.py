"""vBulletin 4."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="vbulletin",
    shown=(
        "postbit",
        "postbitlegacy",
        "postcontent",
        "postcontainer",
        "postdetails",
        "posthead",
    ),
    least=3,
    blocks=(
        "li.postbit",
        "li.postbitlegacy",
        "li.postcontainer",
    ),
    author=("username",),
    time=(
        "postdate",
        "date",
    ),
    text=("postcontent",),
)
