"""Why comments got their tags, for the eye: under each its tone and stances, how sure they are, what carried them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHOWN = 300
"""Characters of a comment that are shown."""


def why(comments: pd.DataFrame, stances: pd.DataFrame) -> Iterator[str]:
    """A block of lines a comment, in the order of `comments`; `stances` has its rows for each topic.

    A word's number is VADER's weight for the tone, and for a stance the share of the attention that it got.

    >>> comment = {"page_id": "a", "comment_id": "1", "author": "Ann", "own_text": "No.", "words": '[["No", -1.2]]'}
    >>> stance = {"page_id": "a", "comment_id": "1", "topic": "toll", "applies": True, "p_topic": 0.9}
    >>> stance |= {"stance": "against", "p_against": 0.7, "words": '[["No", 1.0]]'}
    >>> tone = {"sentiment": "negative", "p_negative": 0.8}
    >>> print("".join(why(pd.DataFrame([comment | tone]), pd.DataFrame([stance]))), end="")
    Ann: No.
      tone negative (0.80): No -1.2
      toll against (0.70; topic 0.90): No 100%
    """
    on_topic = stances[stances["applies"].fillna(False).astype(bool)]
    by_comment = {key: rows.to_dict("records") for key, rows in on_topic.groupby(["page_id", "comment_id"])}
    for row in comments.to_dict("records"):
        lines = [f"{_plain(row['author'])}: {_plain(row['own_text'])[:_SHOWN]}"]
        if _there(row["words"]):
            lines.append(f"  tone {_label(row, 'sentiment')}{_words(row['words'], '{:+.1f}')}")
        else:
            lines.append("  not tagged")
        for each in by_comment.get((row["page_id"], row["comment_id"]), []):
            sure = f"topic {each['p_topic']:.2f}"
            lines.append(f"  {each['topic']} {_label(each, 'stance', sure)}{_words(each['words'], '{:.0%}')}")
        yield "\n".join(lines) + "\n"


def _label(row: Mapping[Any, Any], name: str, also: str = "") -> str:
    label = row[name]
    told = [f"{row[f'p_{label}']:.2f}"] if _there(label) else []
    sure = "; ".join([*told, *([also] if also else [])])
    return f"{label if _there(label) else 'open'}{f' ({sure})' if sure else ''}"


def _words(told: Any, form: str) -> str:
    words = json.loads(told) if _there(told) else []
    shown = ", ".join(f"{_plain(word)} {form.format(weight)}" for word, weight in words)
    return f": {shown}" if shown else ": no word told"


def _there(value: Any) -> bool:
    return isinstance(value, str)


def _plain(value: Any) -> str:
    """On one line, without characters that could steer a terminal."""
    text = " ".join(value.split()) if isinstance(value, str) else "-"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
