"""The rows of the report's list of comments: whose, where, what in answer to whom, and each tag with its reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from discourse.codebook import Codebook
from discourse.records import Tables, place
from discourse.render.charts import clip

_MOST_WORDS = 4
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Tag:
    """One judgement on a comment: of which `topic` (id and name), `value`, how sure (0…1), and the words behind it."""

    topic: str
    name: str
    value: str
    sure: float | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One comment as the list shows it.

    `parts` are its paragraphs: whether quoted, and the words, escaped; there are none if they are `withheld`.
    """

    ident: str
    number: int
    page: str
    outlet: str
    reader: str | None
    posted: str
    kind: str
    answers: tuple[str, str] | None
    parts: tuple[tuple[bool, Markup], ...]
    withheld: bool
    tone: Tag | None
    tags: tuple[Tag, ...]


def rows(tables: Tables, codebook: Codebook) -> list[Row]:
    """Every comment of the tables, in their order.

    >>> import pandas as pd
    >>> from discourse.records import COLUMNS
    >>> rows(Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS)), Codebook("", "1", (), ""))
    []
    """
    tags = _tags(tables, codebook)
    pages = {page: f"p{i}" for i, page in enumerate(tables.articles["page_id"], start=1)}
    titles = {page: clip(title, 44) for page, title in _titles(tables)}
    plain = _plain(tables.comments)
    idents = {(row["page_id"], row["comment_id"]): f"c{i}" for i, row in enumerate(plain, start=1)}
    readers = {(row["page_id"], row["comment_id"]): row["author"] for row in plain}
    found = []
    for row in plain:
        key, above = (row["page_id"], row["comment_id"]), (row["page_id"], row["reply_to"])
        found.append(
            Row(
                ident=idents[key],
                number=row["position"] or 0,
                page=pages.get(row["page_id"], "p0"),
                outlet=row["outlet"] or titles.get(row["page_id"]) or place(row["source"]),
                reader=row["author"],
                posted=(row["posted_at"] or "").replace("T", " ")[:16],
                kind=row["kind"] or "comment",
                answers=(idents[above], readers[above] or "a reader without a name") if above in idents else None,
                parts=_parts(row, tags.get(key, ())),
                withheld=row["text"] is None,
                tone=_tone(row),
                tags=tags.get(key, ()),
            )
        )
    return found


def _titles(tables: Tables) -> Iterator[tuple[str, str]]:
    titled = tables.articles[["page_id", "title"]].dropna()
    yield from titled.itertuples(index=False, name=None)


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows with None for every null, and texts without control characters."""
    columns = {}
    for name, values in table.items():
        column = values.astype("object").where(values.notna(), None).tolist()
        columns[str(name)] = [_CONTROL.sub("\ufffd", each) if isinstance(each, str) else each for each in column]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _tone(row: dict[str, Any]) -> Tag | None:
    if row["sentiment"] is None:
        return None
    return Tag("sentiment", "Tone", row["sentiment"], row.get(f"p_{row['sentiment']}"), words_of(row["words"]))


def _tags(tables: Tables, codebook: Codebook) -> dict[tuple[str, str], tuple[Tag, ...]]:
    names = {topic.id: topic.name for topic in codebook.topics}
    found: dict[tuple[str, str], tuple[Tag, ...]] = {}
    applying = tables.stances[tables.stances["applies"].fillna(value=False).astype(bool)]
    for row in _plain(applying):
        stance, topic = row["stance"] or "unclear", row["topic"]
        tag = Tag(topic, names.get(topic, topic), stance, row.get(f"p_{stance}"), words_of(row["words"]))
        key = (row["page_id"], row["comment_id"])
        found[key] = (*found.get(key, ()), tag)
    return found


def words_of(value: Any) -> tuple[str, ...]:
    """The words of a `words` column's JSON, heaviest first, at most four; none where it is no such list.

    >>> words_of('[["toll", 0.9], ["bridge", 0.4]]'), words_of("{")
    (('toll', 'bridge'), ())
    """
    try:
        pairs = json.loads(value) if isinstance(value, str) else []
    except ValueError:
        return ()
    pairs = pairs if isinstance(pairs, list) else []
    words = [pair[0] for pair in pairs if isinstance(pair, list) and pair and isinstance(pair[0], str)]
    told_apart = {word.casefold(): word for word in reversed(words) if word.strip()}
    return tuple(reversed(told_apart.values()))[:_MOST_WORDS]


def _parts(row: dict[str, Any], tags: tuple[Tag, ...]) -> tuple[tuple[bool, Markup], ...]:
    reasons = {word for tag in tags for word in tag.words} | set(words_of(row["words"]))
    text, own = row["text"] or "", row["own_text"] if row["own_text"] is not None else row["text"] or ""
    return tuple((quoted, escape(part) if quoted else marked(part, reasons)) for quoted, part in parted(text, own))


def parted(text: str, own: str) -> list[tuple[bool, str]]:
    """The paragraphs of a comment, each with whether it is quoted: what of `text` is missing in `own`.

    Where the quotes are not whole paragraphs, the own words alone.

    >>> parted("Ann said:\\nNo.\\nI agree.", "I agree.")
    [(True, 'Ann said:\\nNo.'), (False, 'I agree.')]
    >>> parted("Ann said: No. I agree.", "I agree.")
    [(False, 'I agree.')]
    """
    left = own.split("\n") if own.strip() else []
    parts: list[tuple[bool, str]] = []
    for line in text.split("\n"):
        quoted = not (left and left[0].strip() == line.strip())
        if not quoted:
            left.pop(0)
        if parts and parts[-1][0] == quoted:
            parts[-1] = (quoted, parts[-1][1] + "\n" + line)
        else:
            parts.append((quoted, line))
    if any(line.strip() for line in left):
        return [(False, own)]
    return [(quoted, part.strip("\n")) for quoted, part in parts if part.strip()]


def marked(text: str, words: set[str]) -> Markup:
    """The text, escaped, with `words` in `<mark>`, whatever their case, where they stand as whole words.

    >>> marked("Tolls <b> a toll", {"toll"})
    Markup('Tolls &lt;b&gt; a <mark>toll</mark>')
    """
    folded = {word.casefold() for word in words}
    odd = [word for word in words if not _WORD.fullmatch(word)]  # "well-known", ":)"
    pieces: list[Markup] = []
    at = 0
    for found in (_any_of(odd) if odd else _WORD).finditer(text):
        if found[0].casefold() in folded:
            pieces += (escape(text[at : found.start()]), _OPEN, escape(found[0]), _CLOSE)
            at = found.end()
    return Markup("").join((*pieces, escape(text[at:])))


_OPEN, _CLOSE = Markup("<mark>"), Markup("</mark>")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def _any_of(odd: Iterable[str]) -> re.Pattern[str]:
    """Words, and before them these, which are none; made only where there are such, since it takes long."""
    longest_first = sorted(odd, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)|{_WORD.pattern}", re.IGNORECASE)
