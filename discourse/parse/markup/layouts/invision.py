"""Invision Community."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="invision",
    shown=(
        "ipscomment",
        "ipscomment_content",
        "cpost",
        "cpost_contentwrap",
        "cauthorpane",
        "ipstype_richtext",
    ),
    least=3,
    blocks=(
        "article.ipscomment",
        "article.cpost",
    ),
    author=(
        "cauthorpane_author",
        "ipscomment_author",
    ),
    text=(
        "ipstype_richtext",
        "ipscontained",
    ),
)
