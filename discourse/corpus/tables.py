"""The tables of the store as Arrow tables: those of the contract, and those that are counted for measuring."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from discourse.measure.tallies import COLUMNS as TALLIES
from discourse.records import COLUMNS
from discourse.render.tables import to_arrow

_PAGE_LEVEL = {"level": "string", "page_id": "string", "outlet": "string"}
_NUMBERS = ("n_comments", "n_authors", "unnamed", "replies", "answered", "depth")

ALL = COLUMNS | {
    "tallies": TALLIES,
    "answers": {"page_id": "string", "author": "string", "answered": "string", "n": "int64", "basis": "string"},
    "hours": {"page_id": "string", "hour": "int64", "n": "int64"},
    "participation": _PAGE_LEVEL | dict.fromkeys(_NUMBERS, "int64") | {"top_tenth": "double", "gini": "double"},
}
"""Every table of a part: its columns and their types."""


def arrow(frame: pd.DataFrame, name: str) -> pa.Table:
    """The frame with exactly the columns, order and types of the table `name`.

    >>> arrow(pd.DataFrame({"page_id": ["p"], "hour": [9], "n": [2]}), "hours").num_rows
    1
    """
    return to_arrow(frame, name, ALL[name])


def frame(path: Path) -> pd.DataFrame:
    """A Parquet file of the store as a frame, nulls as None, whole numbers whole."""
    table: pd.DataFrame = parquet.read_table(path).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return table
