"""Part article pages from their readers' threads, tag topic, stance and sentiment, and measure with honest intervals.

>>> import discourse
>>> [page.thread.state for page in discourse.read(["threads/baywire.txt"])]  # doctest: +SKIP
['empty']
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Result", "__version__", "analyze", "open", "read", "sentiment", "stance", "topics", "train"]

if TYPE_CHECKING:
    from discourse.corpus.query import open  # noqa: A004 - the name that users call
    from discourse.pipeline import Result, analyze, read
    from discourse.tag import sentiment, stance, topics
    from discourse.training import train

_HOME = {"Result": "pipeline", "analyze": "pipeline", "sentiment": "tag", "stance": "tag", "topics": "tag"}
_HOME |= {"open": "corpus.query", "train": "training"}


def __getattr__(name: str) -> Any:
    # The commands answer --help without pandas or a model: each name is loaded when it is first asked for.
    if name == "read":
        return import_module("discourse.read")
    if name not in _HOME:
        raise AttributeError(f"module 'discourse' has no attribute {name!r}")
    return getattr(import_module(f"discourse.{_HOME[name]}"), name)


class _Reading(ModuleType):
    """The room `discourse.read`, which can be called: users know the name as the function that reads pages."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return import_module("discourse.pipeline").read(*arguments, **named)


class _Package(ModuleType):
    """This package. Importing a room sets it as an attribute here; that of `read` must stay callable."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "read" and isinstance(value, ModuleType):
            value.__class__ = _Reading
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
