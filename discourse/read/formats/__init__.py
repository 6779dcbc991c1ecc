"""The formats that are more than one plain page, one module each; whatever stands in this folder is found.

A module here holds

- `CONTAINER`: True where it holds files to be read in turn, False where it holds pages;
- `recognises(found: Input) -> bool`: whether the input is of this format, by its `head`, at most its `json`;
- `read(found: Input) -> Iterator[Input | Document | Page | SetAside]`: what it holds, in order. It raises
  `InputError` where the input is broken: what it has yielded by then stays.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from discourse.read.input import Input
from discourse.records import Document, Page, SetAside


class Format(Protocol):
    """What a module of this folder is to its readers."""

    CONTAINER: bool

    def recognises(self, found: Input) -> bool:
        """Whether the input is of this format."""

    def read(self, found: Input) -> Iterator[Input | Document | Page | SetAside]:
        """What the input holds."""


def format_of(found: Input) -> Format | None:
    """The format of an input, or None where it is one plain page.

    >>> import io
    >>> from discourse.read.input import examine
    >>> from discourse.read.settings import ReadSettings
    >>> format_of(examine("a.txt", io.BytesIO(b"Plain words."), ReadSettings())) is None
    True
    """
    return next((form for form in _formats() if form.recognises(found)), None)


@cache
def _formats() -> tuple[Format, ...]:
    names = sorted(each.name for each in pkgutil.iter_modules(__path__))
    return tuple(cast(Format, import_module(f"{__name__}.{name}")) for name in names)
