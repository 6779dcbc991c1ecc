"""The coding page: three files that never change, and the data that they show. The page escapes all it is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from discourse.codebook import Codebook, variables

_KINDS = {"index.html": "text/html", "page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
_SHOWN = ("item", "page_id", "double", "author", "posted_at", "text", "as_posted", "answers", "before")


def asset(name: str) -> tuple[str, bytes] | None:
    """Media type and bytes of one of the page's files, "" for the page itself; None where there is no such file.

    >>> asset("")[0], asset("../page.py")
    ('text/html', None)
    """
    name = name or "index.html"
    if name not in _KINDS:
        return None
    return _KINDS[name], files("discourse.render.coding").joinpath("assets", name).read_bytes()


def page_data(
    items: Iterable[Mapping[str, Any]],
    articles: Mapping[str, Mapping[str, Any]],
    book: Codebook,
    coders: Mapping[str, int],
) -> dict[str, Any]:
    """What the page shows: items (`items.items`), their articles with `body`, the codebook, and how far each coder is.

    >>> page_data([], {}, Codebook("Tolls", "1", (), "0f"), {"ann": 3})["variables"]
    {'sentiment': ('negative', 'neutral', 'positive')}
    """
    return {
        "title": book.title,
        "topics": [asdict(topic) for topic in book.topics],
        "variables": variables(book),
        "items": [{name: item[name] for name in _SHOWN} for item in items],
        "articles": dict(articles),
        "coders": dict(coders),
    }
