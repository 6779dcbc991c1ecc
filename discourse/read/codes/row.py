"""One row of hand codes, whatever its form: checked against the codebook, and made single codes of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from discourse.codebook import Codebook, variables
from discourse.errors import InputError

_LONGEST_NAME = 60
SHAPE = "a codes file is a filled-in sample.csv, lines of the coding page, or an export of Label Studio"


@dataclass(frozen=True, slots=True)
class Code:
    """One coder's value for one variable of one comment; `at` is when, where that is known."""

    page_id: str
    comment_id: str
    coder: str
    variable: str
    value: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A code, the line or task where it stands, and the unit that may hold a coder's codes of a comment only once."""

    where: str
    unit: str
    code: Code


@dataclass(frozen=True, slots=True)
class Row:
    """One coder's codes of one comment, as a spreadsheet or Label Studio spells them."""

    where: str
    page_id: object
    comment_id: object
    coder: object
    values: Mapping[str, object]
    at: str | None = None


def coder_name(name: str) -> str:
    """A coder's name as it is compared and kept: without regard to case and spacing.

    Raises `InputError` where it is empty, longer than 60 characters, or holds control characters.

    >>> coder_name("  Ann   LEE ")
    'ann lee'
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        remedy = f"a coder's name has 1 to {_LONGEST_NAME} printable characters"
        raise InputError(f"'{ascii(name)[1:41]}' is no name for a coder", remedy=remedy)
    return plain


def of_row(row: Row, book: Codebook) -> Iterator[Found]:
    """The codes of a row: none where it has no value, else one a topic, and one for the sentiment if that is given.

    Raises `InputError` for a value outside the codebook, or where page, comment or coder is not named.

    >>> from discourse.codebook import default
    >>> row = Row("line 2", "0f", "c1", "Ann", {"iran": "Against"})
    >>> [(found.code.variable, found.code.value) for found in of_row(row, default())]
    [('release_deal', 'none'), ('iran', 'against'), ('domestic_politics', 'none')]
    """
    said = {name: value_of(row.where, name, row.values.get(name), allowed) for name, allowed in variables(book).items()}
    if not any(said.values()):
        return
    page_id, comment_id, coder = (
        text_of(row.where, name, value)
        for name, value in (("page_id", row.page_id), ("comment_id", row.comment_id), ("coder", row.coder))
    )
    coder = coder_of(row.where, coder)
    for name, value in said.items():
        if value or name != "sentiment":
            code = Code(page_id, comment_id, coder, name, value or "none", row.at)
            yield Found(row.where, row.where, code)


def text_of(where: str, name: str, value: object) -> str:
    """A text or whole number as text. Raises `InputError` where it is empty or something else.

    >>> text_of("line 2", "comment_id", 17)
    '17'
    """
    plain = str(value).strip() if isinstance(value, str | int) else ""
    if not plain:
        raise InputError(f"codes without a {name}", where=where, remedy=f"fill in '{name}'")
    return plain


def value_of(where: str, name: str, value: object, allowed: tuple[str, ...]) -> str:
    """The value of a variable, or "" where none is given. Raises `InputError` for one that is not among `allowed`.

    >>> value_of("line 2", "sentiment", " Negative ", ("negative", "neutral", "positive"))
    'negative'
    """
    plain = "" if value is None else str(value).strip().casefold()
    if plain and plain not in allowed:
        what = f"'{str(value)[:40]}' is no value of '{name}'"
        raise InputError(what, where=where, remedy=f"one of {', '.join(allowed)}, or empty")
    return plain


def coder_of(where: str, name: str) -> str:
    """`coder_name`, whose error says where.

    >>> coder_of("line 2", "Ann")
    'ann'
    """
    try:
        return coder_name(name)
    except InputError as error:
        raise InputError(error.what, where=where, remedy=error.remedy) from None
