"""Hand codes from a spreadsheet saved as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from discourse.codebook import Codebook, variables
from discourse.errors import InputError
from discourse.read.codes.row import SHAPE, Row


def of_sheet(text: str, path: Path, book: Codebook) -> Iterator[Row]:
    """The rows of a sheet; the separator is the one that parts its heading.

    Raises `InputError`, naming the line, where columns are lacking or it is no CSV.

    >>> from discourse.codebook import default
    >>> text = "page_id;comment_id;coder;release_deal;iran;domestic_politics;sentiment\\n0f;c1;Ann;favor;;;neutral"
    >>> [row.values["release_deal"] for row in of_sheet(text, Path("codes.csv"), default())]
    ['favor']
    """
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        _check_columns(names, ("page_id", "comment_id", "coder", *variables(book)), f"{path}, line 1")
        for cells in rows:
            row = dict(zip(names, map(_armed, cells), strict=False))
            ids = (_unquoted(row.get("page_id")), _unquoted(row.get("comment_id")), row.get("coder"))
            yield Row(f"{path}, line {rows.line_num}", *ids, row, row.get("at") or None)
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", where=f"{path}, line {rows.line_num}", remedy=SHAPE) from None


def _check_columns(names: list[str], wanted: Sequence[str], where: str) -> None:
    lacking = [name for name in wanted if name not in names]
    if lacking:
        remedy = f"{SHAPE}; --codebook names another codebook"
        raise InputError(f"lacks {', '.join(lacking)} among its columns", where=where, remedy=remedy)
    twice = next((name for name in wanted if names.count(name) > 1), None)
    if twice:
        raise InputError(f"two columns are called '{twice}'", where=where, remedy="keep one")


def _armed(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from running it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in {*"=+-@\t\r"} else cell


def _unquoted(cell: str | None) -> str | None:
    """The id without the apostrophe that keeps spreadsheets from taking it for a number or a date."""
    return None if cell is None else cell.strip().removeprefix("'")
