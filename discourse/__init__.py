"""Part article pages from their readers' threads, tag topic, stance and sentiment, and measure with honest intervals.

>>> import discourse
>>> page, = discourse.read(["threads/ledger.txt"])  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Result", "__version__", "analyze", "open", "read", "sentiment", "stance", "topics"]

if TYPE_CHECKING:
    from discourse.corpus.query import open  # noqa: A004 - the name that users call
    from discourse.pipeline import Result, analyze, read
    from discourse.tag import sentiment, stance, topics

_HOME = {"Result": "pipeline", "analyze": "pipeline", "read": "pipeline"}
_HOME |= {"open": "corpus.query"}
_HOME |= {"sentiment": "tag", "stance": "tag", "topics": "tag"}


def __getattr__(name: str) -> Any:
    # The commands answer --help without pandas or a model: each name is loaded when it is first asked for.
    if name not in _HOME:
        raise AttributeError(f"module 'discourse' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"discourse.{_HOME[name]}"), name)
