"""What hand codes and comparisons add to an analysis, as files beside its tables, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from discourse.errors import InputError
from discourse.records import Comparison, Study, Validation

if TYPE_CHECKING:
    import pandas as pd

VALIDATION = "validation"
"""The folder, within the folder of an analysis, that holds what hand codes say of its tags."""

_KINDS: tuple[Literal["csv", "parquet"], ...] = ("csv", "parquet")  # for people, and for this program's own reports
_VALIDATION = ("classes", "calibration", "errors", "confusion")


def files(study: Study) -> dict[str, bytes]:
    """The tables of a study, content by name within the folder of its analysis.

    >>> import pandas as pd
    >>> sorted(files(Study(words=pd.DataFrame({"word": ["toll"]}))))
    ['words.csv', 'words.parquet']
    """
    found: dict[str, pd.DataFrame] = {}
    if study.validation is not None:
        found |= {f"{VALIDATION}/{name}": getattr(study.validation, name) for name in _VALIDATION}
    if study.agreement is not None:
        found[f"{VALIDATION}/agreement"] = study.agreement
    if study.comparison is not None:
        found |= {"differences": study.comparison.differences, "associations": study.comparison.associations}
    if study.words is not None:
        found["words"] = study.words
    return written(found)


def written(tables: dict[str, pd.DataFrame]) -> dict[str, bytes]:
    """Tables as CSV and as Parquet, content by file name."""
    from discourse.render.tables import table_bytes

    return {f"{name}.{kind}": table_bytes(table, kind) for name, table in tables.items() for kind in _KINDS}


def read(out: Path, run: dict[str, Any]) -> Study:
    """The study whose tables stand in the folder `out`, as far as its `run.json` tells of one.

    Raises `InputError` where a table that it tells of is missing or damaged.
    """
    study: dict[str, Any] = {}
    if "validation" in run:
        study["validation"] = Validation(**{name: _table(out / VALIDATION, name, "validate") for name in _VALIDATION})
        if (out / VALIDATION / "agreement.parquet").exists():
            agreed = _table(out / VALIDATION, "agreement", "validate")
            study["agreement"] = agreed if len(agreed) else None
    if "comparison" in run:
        record = run["comparison"]
        differences, associations = (_table(out, name, "compare") for name in ("differences", "associations"))
        study["comparison"] = Comparison(differences, associations, record["family"])
        study["word_groups"] = tuple(record["word_groups"])
        study["words"] = _table(out, "words", "compare") if (out / "words.parquet").exists() else None
    return Study(**study)


def _table(folder: Path, name: str, command: str) -> pd.DataFrame:
    import pandas as pd

    path = folder / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else "is damaged"
        raise InputError(what, where=str(path), remedy=f"run 'discourse {command}' again") from None
