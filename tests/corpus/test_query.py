"""A run is asked by SQL or by page, outlet and period, and no question reaches beyond its tables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import discourse
from discourse.corpus.query import Run
from discourse.corpus.run import run
from discourse.errors import InputError, UsageError
from discourse.records import COLUMNS
from tests.conftest import ROOT
from tests.corpus.conftest import Planned


@pytest.fixture
def asked(planned: Planned) -> Iterator[Run]:
    run(planned())
    with discourse.open(planned().out) as found:
        yield found


def test_sql_sees_the_tables_and_the_view(asked: Run) -> None:
    assert asked.query("SELECT count(*) AS n FROM comments")["n"].tolist() == [120]
    both = "SELECT count(*) AS n FROM opinions UNION ALL SELECT count(*) FROM stances WHERE applies"
    assert asked.query(both)["n"].nunique() == 1
    assert len(asked.query("FROM comments", most=7)) == 7


def test_no_statement_writes_over_the_tables_not_even_one_that_is_explained(asked: Run) -> None:
    path = (asked.out / "comments.parquet").resolve()
    before = path.read_bytes()
    with pytest.raises(UsageError, match="not one SELECT"):
        asked.query(f"EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet, USE_TMP_FILE false)")
    assert path.read_bytes() == before


def test_shares_have_no_period_and_say_so(asked: Run) -> None:
    with pytest.raises(TypeError, match="since"):
        asked.shares(since="2032")  # type: ignore[call-arg]


def test_rows_are_chosen_by_page_outlet_and_period(asked: Run) -> None:
    every = asked.comments()
    page, outlet = every["page_id"].iloc[0], every["outlet"].iloc[-1]
    assert set(asked.comments(page=page)["page_id"]) == {page}
    assert set(asked.articles(outlet=outlet)["outlet"]) == {outlet}
    early = asked.comments(until="2032")
    assert early["posted_at"].max() < "2032" <= asked.comments(since="2032")["posted_at"].min()
    assert len(asked.stances(page=page, topic="iran")) == len(asked.comments(page=page))
    assert set(asked.shares(level="all", topic="sentiment")["category"]) == {"negative", "neutral", "positive"}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_parquet('https://example.org/a.parquet')",
        "SELECT * FROM glob('/*')",
        "COPY comments TO '/tmp/stolen.csv'",
        "COPY (SELECT 1) TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW opinions",
        "EXPORT DATABASE '/tmp/stolen'",
        "SELECT 1; SELECT 2",
        "SELECT * FROM sys",
        "SELEKT",
        "",
    ],
)
def test_nothing_is_written_and_nothing_else_is_reached(asked: Run, sql: str) -> None:
    sys = "a variable of this very function, which SQL must not see"
    with pytest.raises(UsageError):
        asked.query(sql)
    assert sys
    assert not Path("/tmp/stolen.csv").exists()
    assert asked.query("SELECT 1 AS one")["one"].tolist() == [1]


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table"):
        discourse.open(tmp_path)


def test_a_folder_s_name_may_hold_what_patterns_are_made_of(planned: Planned) -> None:
    outcome = run(planned("o'ut [1]*"))
    with discourse.open(planned("o'ut [1]*").out) as found:
        assert found.query("SELECT count(*) AS n FROM comments")["n"].tolist() == [120]
        assert len(found.comments()) == 120
    assert outcome.run["counts"]["comments"] == 120
    run(planned("o'ut"))
    with discourse.open(planned("o'ut").out) as found:
        assert found.query("SELECT count(*) AS n FROM opinions")["n"].item() >= 0


def test_what_is_not_asked_for_is_not_loaded(tmp_path: Path) -> None:
    """Choosing one page of forty times the comments takes nowhere near forty times the memory."""
    few, many = (most_of_a_page(tmp_path / str(times), times) for times in (1, 40))
    assert many < 4 * few


def most_of_a_page(out: Path, times: int) -> int:
    """The most memory that Arrow took to choose one page of a table of so many times 20,000 comments."""
    code = (
        "import sys, pyarrow as pa, discourse\n"
        "with discourse.open(sys.argv[1]) as run:\n"
        "    assert len(run.comments(page='0005')) == int(sys.argv[2])\n"
        "print(pa.default_memory_pool().max_memory())"
    )
    out.mkdir()
    rows = {
        "page_id": [f"{n // 20:04d}" for n in range(20_000)],
        "comment_id": [f"c{n % 20}" for n in range(20_000)],
        "text": [f"{n} {'words of a reader ' * 20}" for n in range(20_000)],
    }
    schema = pa.schema([(name, pa.string()) for name in rows])
    for name in COLUMNS:
        with parquet.ParquetWriter(out / f"{name}.parquet", schema) as writer:
            for _ in range(times if name == "comments" else 1):
                writer.write_table(pa.table(rows, schema=schema))
    asked = [sys.executable, "-c", code, str(out), str(20 * times)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=300, cwd=ROOT)
    return int(told.stdout)
