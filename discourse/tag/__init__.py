"""Comments → topic, stance and sentiment.

Everything here is loaded on first use: pandas and the model take longer to load than a short command takes to run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from discourse.tag.functions import sentiment, stance, topics
    from discourse.tag.heads import model_info
    from discourse.tag.settings import TagSettings
    from discourse.tag.table import tag

__all__ = ["TagSettings", "model_info", "sentiment", "stance", "tag", "topics"]

_HOME = {"TagSettings": "settings", "model_info": "heads", "tag": "table"} | dict.fromkeys(
    ("sentiment", "stance", "topics"), "functions"
)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'discourse.tag' has no attribute {name!r}")
    return getattr(import_module(f"discourse.tag.{_HOME[name]}"), name)
