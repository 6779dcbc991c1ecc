"""Rows chosen of a Parquet table that may be far larger than memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

_DTYPES = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
_ROWS = 8_192
"""Rows that are looked at together."""


def dataset(source: Path | Sequence[str]) -> Any:
    """The table in a file, or in several, to be read piece by piece: left to itself Arrow reads far ahead."""
    options = ds.ParquetFragmentScanOptions(pre_buffer=False)
    files = [str(source)] if isinstance(source, Path) else list(source)
    return ds.dataset(files, format=ds.ParquetFileFormat(default_fragment_scan_options=options))


def chosen(table: Any, test: Any = None) -> pd.DataFrame:
    """The rows of a dataset for which `test` holds, or all; memory is theirs, whatever the size of the table."""
    found = table.scanner(filter=test, batch_size=_ROWS, batch_readahead=2, fragment_readahead=1).to_table()
    frame: pd.DataFrame = found.to_pandas(types_mapper=_DTYPES.get)
    return frame
