"""What a coder is shown of each sampled comment: its words, its article, what it answers; and nothing of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from discourse.codebook import Codebook, variables
from discourse.records import ITEM_SCHEMA

_ANSWERED = 3  # comments up the line of replies
_BEFORE = 3  # comments just before, where the thread says no more

Key = tuple[str, str]
Row = Mapping[str, Any]


def items(
    rows: pd.DataFrame, comments: pd.DataFrame, articles: pd.DataFrame, book: Codebook
) -> Iterator[dict[str, Any]]:
    """An object of schema `discourse.coding/1` for each drawn comment, in the order of coding.

    `rows` has the columns item, page_id, comment_id and double; the tables are those of `records.COLUMNS`. An object
    holds the comment's own words, `as_posted` where it quotes others beside them, `answers` (what it answers, and what
    that answered, nearest first), `before` (the comments just before it that are not among these), and `codes`, where
    each variable waits for its value.

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", None], "posted_at": None,
    ...     "reply_to": [None, "1"], "text": ["Hm.", "No."], "own_text": ["Hm.", "No."]})
    >>> pages = pd.DataFrame({"page_id": ["p"], "title": ["Toll"], "outlet": None, "published": None, "url": None})
    >>> drawn = pd.DataFrame({"item": [1], "page_id": "p", "comment_id": "2", "double": False})
    >>> found = next(items(drawn, said, pages, Codebook("t", "1", (), "0f")))
    >>> found["text"], found["answers"], found["before"], found["codes"]
    ('No.', [{'author': 'Ann', 'posted_at': None, 'text': 'Hm.'}], [], {'sentiment': None})
    """
    wanted = set(rows["page_id"])
    threads: dict[str, dict[str, Row]] = {}
    for row in _plain(comments[comments["page_id"].isin(wanted)]):
        threads.setdefault(row["page_id"], {}).setdefault(row["comment_id"], row)
    heads = {row["page_id"]: row for row in _plain(articles[articles["page_id"].isin(wanted)])}
    for drawn in _plain(rows):
        thread = threads[drawn["page_id"]]
        row = thread[drawn["comment_id"]]
        head = heads.get(drawn["page_id"], {})
        line = _answered(row, thread)
        yield {
            "schema": ITEM_SCHEMA,
            **{name: drawn[name] for name in ("item", "page_id", "comment_id", "double")},
            "article": {name: head.get(name) for name in ("title", "outlet", "published", "url")},
            **_shown(row),
            "as_posted": row["text"] if row["text"] and row["text"] != row["own_text"] else None,
            "answers": [_shown(each) for each in line],
            "before": [_shown(each) for each in _just_before(row, thread, line)],
            "codes": dict.fromkeys(variables(book)),
        }


def _plain(table: pd.DataFrame) -> list[Row]:
    objects = table.astype("object")
    return objects.where(objects.notna(), None).to_dict("records")  # type: ignore[return-value]


def _shown(row: Row) -> dict[str, Any]:
    return {"author": row["author"], "posted_at": row["posted_at"], "text": row["own_text"] or row["text"] or ""}


def _answered(row: Row, thread: Mapping[str, Row]) -> list[Row]:
    """What the comment answers, what that answers, and so on. A loop among replies ends it."""
    line = {row["comment_id"]: row}
    parent = thread.get(row["reply_to"])
    while parent is not None and parent["comment_id"] not in line and len(line) <= _ANSWERED:
        line[parent["comment_id"]] = parent
        parent = thread.get(parent["reply_to"])
    return list(line.values())[1:]


def _just_before(row: Row, thread: Mapping[str, Row], line: list[Row]) -> list[Row]:
    order = list(thread)
    at = order.index(row["comment_id"])
    answered = {each["comment_id"] for each in line}
    return [thread[name] for name in order[max(0, at - _BEFORE) : at] if name not in answered]
