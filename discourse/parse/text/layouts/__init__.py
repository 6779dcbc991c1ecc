"""The family of layouts. Every module here describes one and is found by being here: a new layout is one new file.

A layout module has `NAME`, `SIDE` (where the byline stands, see `marks.Side`), `find(page) -> list[Mark]`, and may set
`NEEDS_HEADING = True` where its bylines are too faint to be believed without a heading over them, or `SURE = True`
where nothing but a thread has them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: its name, the side of its bylines, what finds them, and if they need a heading, or nothing."""

    name: str
    side: Side
    find: Callable[[Lines], list[Mark]]
    needs_heading: bool = False
    is_sure: bool = False


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout of this folder, in the order of the files' names."""
    found = []
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        needs_heading, is_sure = (getattr(module, name, False) for name in ("NEEDS_HEADING", "SURE"))
        found.append(Layout(module.NAME, module.SIDE, module.find, needs_heading, is_sure))
    return tuple(found)
