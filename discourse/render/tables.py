"""Tables as Parquet, CSV, JSON lines and JSON, and back again.

In CSV a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return would be run as a formula by spreadsheets.
Such a cell, and one that begins with apostrophes before one of these, gets one apostrophe in front; `read_table` takes
it off again. Null is an empty cell, empty text is a quoted empty cell.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Literal, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from discourse.errors import InputError, UsageError
from discourse.records import COLUMNS
from discourse.render.files import clean, whole, write_bytes, write_text

__all__ = [
    "Format",
    "dump",
    "read_table",
    "schema",
    "table_bytes",
    "to_arrow",
    "write_bytes",
    "write_table",
    "write_text",
]

Format = Literal["parquet", "csv", "jsonl", "json"]

# A lone - is no formula: it is what standard input is called.
_FORMULA, _DEFUSED = r"^('*(?:[=+@\t\r]|-(?s:.)))", r"^'('*(?:[=+@\t\r]|-(?s:.)))"
_TYPES = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_()}
_DTYPES = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def schema(name: str, columns: Mapping[str, str] | None = None) -> pa.Schema:
    """The Arrow schema of the table `name`: of `records.COLUMNS`, or with the `columns` given (name → type).

    >>> schema("shares").field("share").type
    DataType(double)
    """
    return pa.schema([(column, _TYPES[kind]) for column, kind in (columns or COLUMNS[name]).items()])


def to_arrow(frame: pd.DataFrame, name: str, columns: Mapping[str, str] | None = None) -> pa.Table:
    """The frame as an Arrow table with exactly the columns, order and types of the table `name` (see `schema`).

    Columns that the table does not know are left out; NaN and infinities become null; lone surrogates U+FFFD.
    Raises `ValueError` where a column is missing or holds values of another type.

    >>> import pandas as pd
    >>> to_arrow(pd.DataFrame({column: [] for column in COLUMNS["articles"]}), "articles").num_rows
    0
    """
    missing = [column for column in columns or COLUMNS[name] if column not in frame]
    if missing:
        raise ValueError(f"the table '{name}' lacks {', '.join(missing)}")
    return _as_arrow(frame, schema(name, columns))


def table_bytes(frame: pd.DataFrame, format: Format, *, bom: bool = False) -> bytes:  # noqa: A002
    """Any frame of texts, numbers and truth values in one of the formats; otherwise as `write_table`.

    >>> import pandas as pd
    >>> table_bytes(pd.DataFrame({"text": ["@all"], "n": [2]}), "jsonl")
    b'{"text": "@all", "n": 2}\\n'
    """
    stream = io.BytesIO()
    dump(
        _as_arrow(frame, pa.schema([(str(column), _kind(frame[column])) for column in frame])), stream, format, bom=bom
    )
    return stream.getvalue()


def _kind(values: pd.Series[Any]) -> pa.DataType:
    for kind, is_kind in (
        (pa.bool_(), pd.api.types.is_bool_dtype),
        (pa.int64(), pd.api.types.is_integer_dtype),
        (pa.float64(), pd.api.types.is_float_dtype),
    ):
        if is_kind(values.dtype):
            return kind
    return pa.string()


def _as_arrow(frame: pd.DataFrame, wanted: pa.Schema) -> pa.Table:
    try:
        return pa.table([_column(frame[field.name], field.type) for field in wanted], schema=wanted)
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError, TypeError) as error:
        raise ValueError(f"a value of another type than its column: {error}") from error


def _column(values: pd.Series[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.float64():
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        return pa.array(numbers, type=kind, mask=~np.isfinite(numbers))
    objects = [None if null else value for value, null in zip(values.astype(object), values.isna(), strict=True)]
    if kind == pa.string():
        objects = [value if value is None else clean(value) for value in objects]
    elif kind == pa.int64():  # whole numbers that pandas keeps as floats because a neighbour is null
        objects = [int(value) if isinstance(value, float) and value.is_integer() else value for value in objects]
    return pa.array(objects, type=kind)


def write_table(frame: pd.DataFrame, name: str, path: str | Path, format: Format, *, bom: bool = False) -> None:  # noqa: A002 (what users call it)
    """Write the table `name` to `path`, whole or not at all.

    `bom` puts a byte order mark before CSV, for older spreadsheets. Raises `OutputError` where `path` cannot be
    written, `UsageError` for an unknown format, `ValueError` as `to_arrow` does.

    >>> import pandas as pd, tempfile
    >>> empty = pd.DataFrame({column: [] for column in COLUMNS["articles"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(empty, "articles", Path(folder) / "articles.csv", "csv")
    ...     read_table(Path(folder) / "articles.csv", "articles").shape
    (0, 16)
    """
    table = to_arrow(frame, name)
    with whole(path) as stream:
        dump(table, stream, format, bom=bom)


def dump(table: pa.Table, stream: IO[bytes], format: Format, *, bom: bool = False) -> None:  # noqa: A002
    """Write an Arrow table to a binary stream: a file, or standard output.

    JSON lines are one object a row; JSON is a list of the same objects. Raises `UsageError` for an unknown format.

    >>> import io, pandas as pd
    >>> stream = io.BytesIO()
    >>> dump(pa.table({"a": ["=1+1", None]}), stream, "csv")
    >>> stream.getvalue().decode().splitlines()
    ['"a"', '"\\'=1+1"', '']
    """
    match format:
        case "parquet":
            parquet.write_table(table, stream, compression="zstd")
        case "csv":
            stream.write(b"\xef\xbb\xbf" if bom else b"")
            csv.write_csv(defused(table), stream)
        case "jsonl":
            stream.writelines(_json_lines(table, "", "\n"))
        case "json":
            stream.write(b"[\n")
            stream.writelines(_json_lines(table, ",\n", ""))
            stream.write(b"\n]\n")
        case _:
            raise UsageError(f"unknown format '{format}'", remedy=f"one of {', '.join(get_args(Format))}")


def _json_lines(table: pa.Table, before: str, after: str) -> Any:
    for batch in table.to_batches(max_chunksize=1000):
        for i, row in enumerate(batch.to_pylist()):
            yield f"{before if i else ''}{json.dumps(row, ensure_ascii=False, allow_nan=False)}{after}".encode()


def defused(table: pa.Table, *, back: bool = False) -> pa.Table:
    """Text cells with an apostrophe before what spreadsheets would run, or with that apostrophe taken off."""
    pattern, new = (_DEFUSED, r"\1") if back else (_FORMULA, r"'\1")
    columns = [
        pc.replace_substring_regex(column, pattern, new) if pa.types.is_string(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def read_table(path: str | Path, name: str) -> pd.DataFrame:
    """The table that `write_table` wrote, its format told by the file's suffix.

    Text columns come as pandas strings, whole numbers and truth values as nullable types. Columns that this version
    does not know are passed over. Raises `InputError` where the file is missing, damaged or lacks columns.
    """
    path = Path(path)
    wanted = schema(name)
    try:
        table = _READERS[path.suffix.removeprefix(".")](path, wanted)
        frame: pd.DataFrame = table.select(wanted.names).cast(wanted).to_pandas(types_mapper=_DTYPES.get)
    except KeyError as error:
        remedy = f"a table '{name}' is read from {', '.join('.' + suffix for suffix in _READERS)}, with all its columns"
        raise InputError(f"not a table '{name}': {error.args[0]}", where=str(path), remedy=remedy) from error
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        reason = re.sub(r"\s+", " ", str(error))[:200]
        raise InputError(f"cannot be read: {reason}", where=str(path), remedy="write it anew") from error
    return frame


def _read_csv(path: Path, wanted: pa.Schema) -> pa.Table:
    convert = csv.ConvertOptions(
        column_types=wanted, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
    )
    return defused(
        csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=convert), back=True
    )


def _read_jsonl(path: Path, wanted: pa.Schema) -> pa.Table:
    with path.open(encoding="utf-8") as lines:
        return _of_rows([json.loads(line) for line in lines if line.strip()], wanted)


def _read_json(path: Path, wanted: pa.Schema) -> pa.Table:
    return _of_rows(json.loads(path.read_text(encoding="utf-8")), wanted)


def _of_rows(rows: list[dict[str, Any]], wanted: pa.Schema) -> pa.Table:
    return pa.table([pa.array([row[field.name] for row in rows], type=field.type) for field in wanted], schema=wanted)


def _read_parquet(path: Path, wanted: pa.Schema) -> pa.Table:
    return parquet.read_table(path, columns=wanted.names)


_READERS = {"parquet": _read_parquet, "csv": _read_csv, "jsonl": _read_jsonl, "json": _read_json}
