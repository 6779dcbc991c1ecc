"""phpBB 3 and the boards that descend from it."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="phpbb",
    shown=(
        "postbody",
        "postprofile",
        "post-buttons",
        "has-profile",
        "#page-body",
    ),
    least=3,
    blocks=("div.post",),
    author=(
        "username",
        "username-coloured",
    ),
    time=("author",),
    text=("content",),
)
