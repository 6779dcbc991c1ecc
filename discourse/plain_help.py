"""Help in which a switch has no value beside it: typer shows `<bool>` there, which nobody can give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

Function = TypeVar("Function", bound=Callable[..., Any])


class _Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _plain(super().get_params(ctx))


class _Group(TyperGroup):
    def get_params(self, ctx: Any) -> list[Any]:
        return _plain(super().get_params(ctx))


class App(typer.Typer):
    """An app whose commands show help in this way."""

    def __init__(self, **told: Any) -> None:
        super().__init__(cls=_Group, **told)

    def command(self, name: str | None = None, **told: Any) -> Callable[[Function], Function]:
        """Add a command, as typer does."""
        return super().command(name, cls=_Command, **told)


def _plain(parameters: list[Any]) -> list[Any]:
    for each in parameters:
        if getattr(each, "is_flag", False) and each.metavar is None:
            each.metavar = ""
    return parameters
