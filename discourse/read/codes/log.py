"""Hand codes from the lines that the coding page writes: one a choice, and the last one wins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discourse.codebook import Codebook, variables
from discourse.errors import InputError
from discourse.read.codes.row import SHAPE, Code, Found, coder_of, text_of, value_of
from discourse.records import CODE_SCHEMA


def of_log(text: str, path: Path, book: Codebook) -> Iterator[Found]:
    """The last choice for each variable of each comment; a choice that was taken back is none.

    Raises `InputError`, naming the line, for what is no such line or outside the codebook.

    >>> from discourse.codebook import default
    >>> line = {"schema": CODE_SCHEMA, "page_id": "0f", "comment_id": "c1", "coder": "ann", "variable": "iran"}
    >>> lines = [json.dumps(line | {"value": value}) for value in ("favor", "against")]
    >>> [found.code.value for found in of_log("\\n".join(lines), Path("codes-ann.jsonl"), default())]
    ['against']
    """
    last: dict[tuple[str, str, str, str], Found | None] = {}
    for number, row in log_rows(text, str(path)):
        where = f"{path}, line {number}"
        page_id, comment_id = (text_of(where, name, row.get(name)) for name in ("page_id", "comment_id"))
        coder = coder_of(where, text_of(where, "coder", row.get("coder")))
        variable = str(row.get("variable"))
        allowed = variables(book).get(variable)
        if allowed is None:
            what = f"'{variable[:40]}' is no variable of the codebook '{book.title}'"
            raise InputError(what, where=where, remedy="give the codebook of the study with --codebook")
        value = value_of(where, variable, row.get("value"), allowed)
        at = row.get("at")
        code = Code(page_id, comment_id, coder, variable, value, at if isinstance(at, str) else None)
        last[page_id, comment_id, coder, variable] = Found(where, str(path), code) if value else None
    yield from (each for each in last.values() if each)


def log_rows(text: str, where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of the coding page with their numbers; a last one that was cut off in writing is passed over.

    Raises `InputError` for any other line that is none.

    >>> list(log_rows('{"schema": "discourse.code/1", "value": null}\\n{"schema": "disc', "codes.jsonl"))
    [(1, {'schema': 'discourse.code/1', 'value': None})]
    """
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            sound = isinstance(row, dict) and row.get("schema") == CODE_SCHEMA
        except (ValueError, RecursionError):
            if number == len(lines):
                return
            sound = False
        if not sound:
            raise InputError(f"not a line of schema {CODE_SCHEMA}", where=f"{where}, line {number}", remedy=SHAPE)
        yield number, row
