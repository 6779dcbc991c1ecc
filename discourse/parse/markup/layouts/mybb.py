"""MyBB."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="mybb",
    shown=(
        "post_body",
        "post_author",
        "post_content",
        "post_head",
        "post_date",
        "author_information",
    ),
    least=3,
    blocks=(
        "div.post",
        "table.post",
    ),
    author=(
        "author_information",
        "post_author",
    ),
    time=("post_date",),
    text=("post_body",),
)
