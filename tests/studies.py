"""A study of the invented town: its analysis in a folder, and a sample drawn and written out to be coded."""

from __future__ import annotations

from pathlib import Path

from discourse import pipeline, study
from discourse.measure.sample import Design
from discourse.render.tables import write_table
from tests import invented

BODY = "The council voted nine to four to put a toll on the bridge.\n\n<b>It is</b> to begin in June."


def analysis(out: Path, n: int = 120) -> pipeline.Result:
    """Tables of the invented town in `out`, hostile texts among them."""
    tables = invented.tables(n, hostile=True, draws=2)
    for name in ("articles", "comments", "stances"):
        write_table(getattr(tables, name), name, out / f"{name}.parquet", "parquet")
    return pipeline.Result(tables, invented.codebook(), {})


def sampled(out: Path, n: int = 12, reliability: int = 4) -> Path:
    """The folder of a sample of the invented town."""
    result, design = analysis(out), Design(n, reliability=reliability)
    return study.write(out, result, study.draw(result, design), design, dict.fromkeys(result.articles["page_id"], BODY))
