"""SPIP, the French publishing system."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="spip",
    shown=(
        "forum-fil",
        "forum-texte",
        "forum-titre",
        "forum-chapo",
        "forum-message",
        "comment-fil",
        "comment-texte",
    ),
    least=2,
    blocks=(
        "li.forum-fil",
        "li.comment-fil",
    ),
    author=(
        "auteur",
        "vcard",
    ),
    time=("date",),
    text=(
        "forum-texte",
        "comment-texte",
    ),
    title=(
        "forum-titre",
        "comment-titre",
    ),
)
