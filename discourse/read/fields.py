"""Fields of JSON that came from elsewhere: each of the kind that is expected, or empty."""

from __future__ import annotations

from typing import Any

from discourse.read.encoding import sound


def table(value: Any, *path: str) -> dict[str, Any]:
    """The object that stands at `path` in `value`, or an empty one.

    >>> table({"data": {"children": []}}, "data"), table([1], "data"), table(None)
    ({'children': []}, {}, {})
    """
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def tables(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or none.

    >>> tables([{"a": 1}, None, 3]), tables("no list")
    ([{'a': 1}], [])
    """
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def words(value: Any) -> str:
    r"""A text that can be written as UTF-8, or an empty one.

    >>> words("so\ud800"), words(None), words(3)
    ('so\ufffd', '', '')
    """
    return sound(value) if isinstance(value, str) else ""


def count(value: Any) -> int | None:
    """A whole number that counts something, or None.

    >>> count(3), count(-1), count("3"), count(True)
    (3, None, None, None)
    """
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
