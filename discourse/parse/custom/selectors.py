"""CSS selectors, as far as layout files need them: names, ids, attributes, `>` and space between, commas.

A selector is parsed once into plain values. Whoever matches them goes through a page once for each part of it, so that
no selector costs more than its length times the page's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 300
_SIMPLE = re.compile(
    r"(?P<tag>\*|[a-zA-Z][\w-]*)|\.(?P<name>[\w-]+)|#(?P<id>[\w-]+)"
    r"|\[\s*(?P<attribute>[\w:-]+)\s*"
    r"(?:(?P<how>[~^$*]?=)\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w-]+))\s*)?\]"
)
_BETWEEN = re.compile(r"\s*(>|,)\s*|\s+")


@dataclass(frozen=True, slots=True)
class Simple:
    """What one element must show: a tag ("" for any), class names, an id, and attributes as (name, how, value)."""

    tag: str = ""
    names: tuple[str, ...] = ()
    id: str = ""
    attributes: tuple[tuple[str, str, str], ...] = ()


Path = tuple[tuple[str, Simple], ...]
"""Elements from the outermost in, each with what stands before it: ">" for a child, " " for any descendant."""


def meets(how: str, value: str, shown: str | None) -> bool:
    """Whether an attribute's value, None where the element has none, is as a selector asks.

    >>> meets("^=", "letter-", "letter-12"), meets("", "", ""), meets("=", "a", None)
    (True, True, False)
    """
    if shown is None or not how:
        return shown is not None
    if how == "=":
        return shown == value
    if how == "~=":
        return value in shown.split()
    return bool(value) and {"^=": shown.startswith(value), "$=": shown.endswith(value), "*=": value in shown}[how]


@lru_cache(maxsize=1024)
def parsed(selector: str) -> tuple[Path, ...]:
    """The alternatives of a selector. Raises `ValueError`, saying where, for what is not known here.

    >>> [[simple.names for _, simple in path] for path in parsed("ol.thread > li.letter, .note")]
    [[('thread',), ('letter',)], [('note',)]]
    >>> parsed("li:first-child")
    Traceback (most recent call last):
    ValueError: ':first-child' is not known here
    """
    if len(selector) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    text = selector.strip()
    paths: list[Path] = []
    steps: list[tuple[str, Simple]] = []
    before, at = " ", 0
    while True:
        simple, at = _simple(text, at)
        steps.append((before, simple))
        if at == len(text):
            return (*paths, tuple(steps))
        between = _BETWEEN.match(text, at)
        if between is None:
            raise ValueError(f"'{text[at : at + 20]}' is not known here")
        before, at = between[1] or " ", between.end()
        if before == ",":
            paths.append(tuple(steps))
            steps, before = [], " "


def _simple(text: str, at: int) -> tuple[Simple, int]:
    tag, own_id = "", ""
    names: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    start = at
    while (part := _SIMPLE.match(text, at)) and not (part["tag"] and at > start):
        if part["tag"]:
            tag = "" if part["tag"] == "*" else part["tag"].lower()
        elif part["name"]:
            names.append(part["name"].lower())
        elif part["id"]:
            own_id = part["id"]
        else:
            value = next((part[kind] for kind in ("double", "single", "bare") if part[kind] is not None), "")
            attributes.append((part["attribute"].lower(), part["how"] or "", value))
        at = part.end()
    if at == start:
        what = f"'{text[at : at + 20]}' is not known here" if at < len(text) else "an element is missing at the end"
        raise ValueError(what)
    return Simple(tag, tuple(names), own_id, tuple(attributes)), at
