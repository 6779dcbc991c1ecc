"""A study's folder of hand-coding back in: what to code, how it was drawn, and by which codebook."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discourse.codebook import Codebook, of_dict
from discourse.errors import InputError
from discourse.records import SAMPLE_SCHEMA

if TYPE_CHECKING:
    import pandas as pd

_DRAW = "draw one with 'discourse sample OUT'"


@dataclass(frozen=True)
class Design:
    """How a sample was drawn: `design.json` whole, its codebook, and `rows`, a row a drawn comment.

    `rows` has the columns item, page_id, comment_id, stratum, stratum_size, stratum_drawn, probability, double.
    """

    facts: dict[str, Any]
    book: Codebook
    rows: pd.DataFrame


@dataclass(frozen=True)
class Study:
    """A sample to be coded: its design, an object a comment (schema `discourse.coding/1`), and articles by page_id."""

    design: Design
    items: list[dict[str, Any]]
    articles: dict[str, dict[str, Any]]


def read_design(folder: str | Path) -> Design:
    """The design of the sample in a folder `OUT/coding`. Raises `InputError` where there is none, or it is damaged.

    >>> read_design("no/such/folder")
    Traceback (most recent call last):
    discourse.errors.InputError: no/such/folder/design.json: no sample drawn (draw one with 'discourse sample OUT')
    """
    import pandas as pd

    path = Path(folder) / "design.json"
    try:
        facts = json.loads(_text(path))
        if facts["schema"] != SAMPLE_SCHEMA:
            raise InputError(f"not of schema {SAMPLE_SCHEMA}", where=str(path), remedy=_DRAW)
        strata = pd.DataFrame(facts["strata"], columns=["stratum", "size", "drawn"])
        columns = ["item", "page_id", "comment_id", "stratum", "probability", "double"]
        rows = pd.DataFrame(facts["comments"], columns=columns).merge(strata, on="stratum", validate="m:1")
        rows = rows.rename(columns={"size": "stratum_size", "drawn": "stratum_drawn"})
        return Design(facts, of_dict(facts["codebook"]), rows)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"damaged: {error!r}", where=str(path), remedy="draw the sample again") from None


def read_study(folder: str | Path) -> Study:
    """All that is needed to code the sample in a folder `OUT/coding`.

    Raises `InputError` where there is none, a file is damaged, or the files are not of one sample.
    """
    folder = Path(folder)
    design = read_design(folder)
    items = _objects(folder / "sample.jsonl", {"item", "page_id", "comment_id", "text", "answers", "before"})
    articles = _objects(folder / "articles.jsonl", {"page_id", "body"})
    of_items = [(each["item"], each["page_id"], each["comment_id"]) for each in items]
    drawn = design.rows[["item", "page_id", "comment_id"]].itertuples(index=False, name=None)
    if of_items != list(drawn):
        what = "holds other comments than design.json"
        raise InputError(what, where=str(folder / "sample.jsonl"), remedy="draw the sample again")
    return Study(design, items, {each["page_id"]: each for each in articles})


def _objects(path: Path, fields: set[str]) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not fields <= row.keys():
            raise InputError("not as it was written", where=f"{path}, line {number}", remedy="draw the sample again")
        found.append(row)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("no sample drawn", where=str(path), remedy=_DRAW) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path), remedy="check the path") from None
