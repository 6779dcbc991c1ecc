"""The sample as files: a sheet for spreadsheets, JSON lines, tasks for Label Studio, and the design."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from discourse.codebook import Codebook, Topic, variables
from discourse.records import SAMPLE_SCHEMA
from discourse.render.tables import table_bytes

_CELL = 32_000  # characters: a cell of Excel holds 32,767
# What a spreadsheet would take for a number or a date, and change.
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MANGLED = re.compile(rf"'|[\d.,:/eE+\s-]+$|(?:{_MONTH})[a-z]*[\s./-]*\d", re.IGNORECASE)

Item = Mapping[str, Any]


def sheet(items: Sequence[Item], book: Codebook) -> bytes:
    """The sample as CSV with a byte order mark, for a spreadsheet: a row a comment, an empty column a variable.

    Formula cells are defused, ids that look like numbers or dates too, and texts cut at what a cell can hold.

    >>> sheet([], Codebook("t", "1", (), "0f")).decode("utf-8-sig").split(",")[-4:]
    ['"coder"', '"sentiment"', '"page_id"', '"comment_id"\\n']
    """
    rows = [_sheet_row(item, book) for item in items]
    columns = ["item", "double", "article", "answers", "comment", "coder", *variables(book), "page_id", "comment_id"]
    frame = pd.DataFrame(rows, columns=columns).astype("object")
    return table_bytes(frame.astype({"item": "Int64", "double": "boolean"}), "csv", bom=True)


def _sheet_row(item: Item, book: Codebook) -> dict[str, Any]:
    answers = f"{item['answers'][0]['author'] or 'a reader'}: {item['answers'][0]['text']}" if item["answers"] else None
    return {
        "item": item["item"],
        "double": item["double"],
        "article": _cell(item["article"]["title"]),
        "answers": _cell(answers),
        "comment": _cell(item["text"]),
        "coder": None,
        **dict.fromkeys(variables(book)),
        "page_id": _id(item["page_id"]),
        "comment_id": _id(item["comment_id"]),
    }


def _cell(text: str | None) -> str | None:
    return text if text is None or len(text) <= _CELL else text[:_CELL] + " […]"


def _id(text: str) -> str:
    return "'" + text if _MANGLED.match(text) and not re.fullmatch(r"[1-9]\d{0,9}", text) else text


def lines(items: Sequence[Item]) -> str:
    """The objects as JSON lines.

    >>> lines([{"item": 1}])
    '{"item": 1}\\n'
    """
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def label_studio_tasks(items: Sequence[Item], bodies: Mapping[str, str]) -> str:
    """The sample as tasks for Label Studio's import; `bodies` are the articles' texts by page_id.

    >>> label_studio_tasks([], {})
    '[]\\n'
    """
    tasks = [
        {
            "id": item["item"],
            "data": {
                "item": item["item"],
                "double": item["double"],
                "page_id": item["page_id"],
                "comment_id": item["comment_id"],
                "title": item["article"]["title"] or "",
                "article": bodies.get(item["page_id"], ""),
                "answers": "\n\n".join(f"{each['author'] or 'a reader'}: {each['text']}" for each in item["answers"]),
                "comment": item["text"],
            },
        }
        for item in items
    ]
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def label_studio_config(book: Codebook) -> str:
    """The labelling interface for Label Studio: https://labelstud.io/tags/choices

    >>> 'alias="against"' in label_studio_config(Codebook("t", "1", (), "0f"))
    False
    >>> "sentiment" in label_studio_config(Codebook("t", "1", (), "0f"))
    True
    """
    asked = "".join(_choices(topic.id, f"{topic.name}: {topic.definition}", _sides(topic)) for topic in book.topics)
    tones = {tone: tone for tone in variables(book)["sentiment"]}
    return f"""<View>
  <Header value="$title" size="4"/>
  <Collapse><Panel value="The article"><Text name="article" value="$article"/></Panel></Collapse>
  <Header value="It answers" size="5"/>
  <Text name="answers" value="$answers"/>
  <Header value="Code this comment, its own words only" size="5"/>
  <Text name="comment" value="$comment"/>
{asked}{_choices("sentiment", "Sentiment: the tone of the comment as a whole", tones)}</View>
"""


def _sides(topic: Topic) -> dict[str, str]:
    return {
        "favor": f"favor: {topic.favor}",
        "against": f"against: {topic.against}",
        "neutral": f"neutral on {topic.target}",
        "none": "none: the comment is not on this topic",
    }


def _choices(name: str, heading: str, values: Mapping[str, str]) -> str:
    each = "".join(
        f"    <Choice value={quoteattr(shown)} alias={quoteattr(value)}/>\n" for value, shown in values.items()
    )
    start = f'  <Choices name={quoteattr(name)} toName="comment" choice="single-radio" required="true">\n'
    return f'  <Header value={quoteattr(heading)} size="6"/>\n{start}{each}  </Choices>\n'


def design(rows: pd.DataFrame, book: Codebook, facts: Mapping[str, Any]) -> str:
    """How the sample was drawn, as JSON of schema `discourse.sample/1`: `facts`, codebook, strata, probabilities.

    `rows` are those of `measure.sample.Sample`. Strata are named without saying what is in them.

    >>> drawn = pd.DataFrame({"item": [1], "page_id": "p", "comment_id": "c", "stratum": "s1", "stratum_size": 4,
    ...     "stratum_drawn": 1, "probability": 0.25, "double": False})
    >>> json.loads(design(drawn, Codebook("t", "1", (), "0f"), {"seed": 0}))["strata"]
    [{'stratum': 's1', 'size': 4, 'drawn': 1, 'probability': 0.25}]
    """
    strata = rows.drop_duplicates("stratum").sort_values("stratum")
    names = {"stratum_size": "size", "stratum_drawn": "drawn"}
    shown = strata[["stratum", *names, "probability"]].rename(columns=names)
    comments = rows[["item", "page_id", "comment_id", "stratum", "probability", "double"]]
    whole = {
        "schema": SAMPLE_SCHEMA,
        **facts,
        "codebook": asdict(book),
        "strata": shown.to_dict("records"),
        "comments": comments.to_dict("records"),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
