"""Files of hand codes as one tidy table, or one clear error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

from discourse.codebook import Codebook
from discourse.errors import InputError
from discourse.read.codes.label_studio import of_label_studio
from discourse.read.codes.log import of_log
from discourse.read.codes.row import Found, of_row
from discourse.read.codes.sheet import of_sheet
from discourse.read.encoding import decode

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("page_id", "comment_id", "coder", "variable", "value", "at")
_MAX_BYTES = 500_000_000
_OTHER_IDS = "codes of another study, or ids that a spreadsheet has changed"


def read_codes(
    paths: Sequence[str | Path], book: Codebook, known: Iterable[tuple[str, str]] | None = None
) -> pd.DataFrame:
    """The codes of one file or several as text columns `COLUMNS`, a row a value, in the order of the files.

    `known` are the (page_id, comment_id) that there are. All or nothing: raises `InputError` with file and line where
    a file can't be read, lacks columns, names a comment that is not known, holds a value or a variable that the
    codebook does not have, or where one coder coded the same comment twice.

    >>> import tempfile
    >>> from discourse import codebook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "codes.csv"
    ...     _ = path.write_text("page_id,comment_id,coder,release_deal,iran,domestic_politics,sentiment\\n"
    ...                         "0f,c1,Ann,against,,,negative\\n")
    ...     read_codes([path], codebook.default())[["coder", "variable", "value"]].values.tolist()
    [['ann', 'release_deal', 'against'], ['ann', 'iran', 'none'], ['ann', 'domestic_politics', 'none'], \
['ann', 'sentiment', 'negative']]
    """
    import pandas as pd

    there = None if known is None else set(known)
    units: dict[tuple[str, str, str], str] = {}
    found = []
    for path in paths:
        for each in _codes(Path(path), book):
            code = each.code
            if there is not None and (code.page_id, code.comment_id) not in there:
                what = f"no comment '{code.comment_id}' on a page '{code.page_id}'"
                raise InputError(what, where=each.where, remedy=_OTHER_IDS)
            unit = units.setdefault((code.page_id, code.comment_id, code.coder), each.unit)
            if unit != each.unit:
                what = f"comment '{code.comment_id}' of page '{code.page_id}' is coded twice by '{code.coder}'"
                raise InputError(what, where=each.where, remedy=f"it stands in {unit} already: keep one")
            found.append(astuple(code))
    return pd.DataFrame(found, columns=list(COLUMNS), dtype="string")


def _codes(path: Path, book: Codebook) -> Iterator[Found]:
    """Each code of a file, checked against the codebook."""
    text = _text(path)
    begin = text.lstrip()[:1]
    if begin == "{" or (not begin and path.suffix == ".jsonl"):  # a coder may have begun, and chosen nothing yet
        yield from of_log(text, path, book)
    else:
        for row in of_label_studio(text, path) if begin == "[" else of_sheet(text, path, book):
            yield from of_row(row, book)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"larger than {_MAX_BYTES:,} bytes", where=str(path), remedy="is this a codes file?")
        return decode(path.read_bytes())[0].removeprefix("\ufeff")
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), remedy="check the path") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="check the path") from None
