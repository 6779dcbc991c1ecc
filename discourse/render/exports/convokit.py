"""The threads as a ConvoKit corpus: the files that `Corpus(filename=FOLDER)` reads.

Layout: https://convokit.cornell.edu/documentation/data_format.html. A thread is a conversation; its first utterance is
the article's headline, which comments that answer no other comment answer, so that each conversation is one tree.
ConvoKit sorts answers by their timestamps and can't do without: an utterance that shows no time takes that of the one
before it on its page, and its `posted_at` stays null.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from discourse.records import Tables

_TAGS = ("kind", "posted_at", "reply_basis", "language", "sentiment", "valence")
Row = dict[str, Any]


def convokit(tables: Tables) -> dict[str, bytes]:
    """The corpus as file name → content, `index.json` last.

    >>> from discourse.records import COLUMNS
    >>> empty = Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS))
    >>> sorted(convokit(empty))
    ['conversations.json', 'corpus.json', 'index.json', 'speakers.json', 'utterances.jsonl']
    """
    articles = _plain(tables.articles)
    utterances = _timed([*map(_headline, articles), *_comments(tables, {row["page_id"] for row in articles})])
    speakers: Row = {each["speaker"]: {"meta": {}, "vectors": []} for each in utterances}
    conversations = {row["page_id"]: {"meta": _about(row), "vectors": []} for row in articles}
    index = {
        "utterances-index": {name: [_KINDS.get(name, "<class 'str'>")] for name in (*_TAGS, "stances")},
        "speakers-index": {},
        "conversations-index": {name: ["<class 'str'>"] for name in _ABOUT},
        "overall-index": {},
        "version": 1,
        "vectors": [],
    }
    return {
        "utterances.jsonl": b"".join(_json(each) + b"\n" for each in utterances),
        "speakers.json": _json(speakers),
        "conversations.json": _json(conversations),
        "corpus.json": _json({}),
        "index.json": _json(index),
    }


_KINDS = {"valence": "<class 'float'>", "stances": "<class 'dict'>"}
_ABOUT = ("outlet", "url", "title", "published", "thread_state")


def _about(row: Row) -> Row:
    return {name: row[name] for name in _ABOUT}


def _headline(row: Row) -> Row:
    speaker = row["byline"] or row["outlet"] or "the article"
    meta = dict.fromkeys((*_TAGS, "stances")) | {"kind": "article", "posted_at": row["published"]}
    return _utterance(row["page_id"], row["page_id"], f"article: {speaker}", row["title"] or "", meta)


def _comments(tables: Tables, pages: set[str]) -> Iterator[Row]:
    sides: dict[tuple[str, str], dict[str, str]] = {}
    for row in _plain(tables.stances):
        if row["applies"]:
            sides.setdefault((row["page_id"], row["comment_id"]), {})[row["topic"]] = row["stance"]
    rows = [row for row in _plain(tables.comments) if row["page_id"] in pages]
    known = {(row["page_id"], row["comment_id"]) for row in rows}
    above = {key: (row["page_id"], row["reply_to"]) for row in rows for key in [(row["page_id"], row["comment_id"])]}
    for row in rows:
        page, key = row["page_id"], (row["page_id"], row["comment_id"])
        speaker = row["author"] or f"no name {page}:{row['comment_id']}"
        meta = {name: row[name] for name in _TAGS} | {"stances": sides.get(key, {})}
        found = _utterance(page, f"{page}:{row['comment_id']}", speaker, row["text"] or "", meta)
        answers = f"{page}:{row['reply_to']}" if above[key] in known and not _circles(key, above) else page
        yield found | {"reply-to": answers}


def _circles(key: tuple[str, str], above: dict[tuple[str, str], tuple[str, str]]) -> bool:
    """Whether the line of answers up from a comment comes back to it."""
    seen, at = {key}, above[key]
    while at in above and at not in seen:
        seen.add(at)
        at = above[at]
    return at == key


def _utterance(page: str, ident: str, speaker: str, text: str, meta: Row) -> Row:
    return {
        "id": ident,
        "conversation_id": page,
        "speaker": speaker,
        "text": text,
        "reply-to": None,
        "timestamp": _seconds(meta["posted_at"]),
        "meta": meta,
        "vectors": [],
    }


def _timed(utterances: list[Row]) -> list[Row]:
    """The utterances, those without a time with that of the one before them in their conversation (else 1970)."""
    last: dict[str, int] = {}
    for each in utterances:
        if each["timestamp"] is None:
            each["timestamp"] = last.get(each["conversation_id"], 0)
        last[each["conversation_id"]] = each["timestamp"]
    return utterances


def _seconds(iso: str | None) -> int | None:
    """Seconds since 1970 of a time on the page's own clock, taken for UTC where it names no zone."""
    try:
        time = datetime.fromisoformat(iso or "")
    except ValueError:
        return None
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


def _plain(table: pd.DataFrame) -> list[Row]:
    objects = table.astype("object")
    return objects.where(objects.notna(), None).to_dict("records")  # type: ignore[return-value]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
