"""A run's tables, asked without loading them: by SQL, or by page, outlet and period.

Tables, as `discourse analyze` writes them: `articles`, `comments`, `stances`, `shares`. And the view `opinions`: a row
a comment and topic that applies to it (page_id, comment_id, outlet, title, published, author, posted_at, own_text,
topic, target, stance, p_topic, p_favor, p_against, p_neutral, sentiment, valence).
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.compute as pc

from discourse.corpus.scan import chosen as rows_of
from discourse.corpus.scan import dataset
from discourse.errors import InputError, UsageError
from discourse.measure.tallies import see
from discourse.records import COLUMNS

if TYPE_CHECKING:
    import duckdb

OPINIONS = """
    CREATE VIEW opinions AS
    SELECT c.page_id, c.comment_id, c.outlet, a.title, a.published, c.author, c.posted_at, c.own_text,
           s.topic, s.target, s.stance, s.p_topic, s.p_favor, s.p_against, s.p_neutral, c.sentiment, c.valence
    FROM stances s JOIN comments c USING (page_id, comment_id) JOIN articles a USING (page_id) WHERE s.applies
"""


class Run:
    """The tables of a run's folder. What is asked for is read, and nothing else."""

    def __init__(self, out: str | Path) -> None:
        self.out = Path(out)
        missing = [name for name in COLUMNS if not (self.out / f"{name}.parquet").is_file()]
        if missing:
            remedy = "name a folder that 'discourse analyze -o' wrote, or run 'discourse retry' on it"
            raise InputError(f"no table of {', '.join(missing)}", where=str(out), remedy=remedy)
        self._files = {name: self.out.resolve() / f"{name}.parquet" for name in COLUMNS}
        self._tables = {name: dataset(path) for name, path in self._files.items()}
        self._database: duckdb.DuckDBPyConnection | None = None
        self._scratch: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def articles(self, **chosen: str | None) -> pd.DataFrame:
        """The pages: all, or those that are chosen by `page`, `outlet`, `since` and `until` (of their publication)."""
        return self._rows("articles", "published", **chosen)

    def comments(self, **chosen: str | None) -> pd.DataFrame:
        """The comments: all, or those chosen by `page`, `outlet`, `since` and `until` (of their posting).

        Times are compared as the page shows them: "2014-06" is before "2014-06-03" and after "2014-05-31T23:00".
        """
        return self._rows("comments", "posted_at", **chosen)

    def stances(self, *, topic: str | None = None, **chosen: str | None) -> pd.DataFrame:
        """The stances of the comments chosen as by `comments`, on all topics or one."""
        keys = ["page_id", "comment_id"]
        wanted = pc.field("topic") == topic if topic else None
        if not any(chosen.values()):
            return self._read("stances", wanted)
        comments = self.comments(**chosen)[keys]
        by_page = pc.field("page_id").isin(comments["page_id"].unique().tolist())
        found = self._read("stances", by_page if wanted is None else by_page & wanted)
        return found.merge(comments, on=keys, how="inner")

    def shares(
        self,
        *,
        level: str | None = None,
        topic: str | None = None,
        page: str | None = None,
        outlet: str | None = None,
    ) -> pd.DataFrame:
        """The shares: all, or those of a `level`, a `topic`, a `page`, an `outlet`."""
        tests = [pc.field(name) == value for name, value in (("level", level), ("topic", topic)) if value]
        return self._rows("shares", None, *tests, page=page, outlet=outlet)

    def query(self, sql: str, *, most: int | None = None) -> pd.DataFrame:
        """The answer to one SELECT, at most `most` rows of it.

        Raises `UsageError` where it is no such statement, or DuckDB can't make sense of it. No statement can write,
        or reach other files or addresses.
        """
        import duckdb

        database = self._connected()
        try:
            statements = database.extract_statements(sql)
            # No EXPLAIN either: with ANALYZE it does what it explains, and may write over the very tables.
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise UsageError("not one SELECT", where="query", remedy="tables are read here, and nothing else")
            found = database.execute(statements[0])
            return found.df() if most is None else found.fetch_df_chunk(max(1, -(-most // 2048))).head(most)
        except duckdb.Error as error:
            said = " ".join(str(error).split())[:300]
            raise UsageError(said, where="query", remedy="'discourse query --help' names the tables") from None

    def _connected(self) -> duckdb.DuckDBPyConnection:
        """A database in memory that sees the tables, and from which no statement reaches anything else."""
        import duckdb

        if self._database is None:
            closed = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
            # Left to itself it would spill into the folder that the command was given in.
            self._scratch = TemporaryDirectory(prefix="discourse-", ignore_cleanup_errors=True)
            bounds = {"memory_limit": "1GB", "temp_directory": self._scratch.name}
            self._database = duckdb.connect(config={**closed, **bounds})
            for name, path in self._files.items():
                see(self._database, name, [str(path)])
            self._database.execute(OPINIONS)
            self._database.execute("SET python_enable_replacements = false")
            ours = ", ".join("'{}'".format(str(path).replace("'", "''")) for path in self._files.values())
            self._database.execute(f"SET allowed_paths = [{ours}]")
            self._database.execute("SET enable_external_access = false")
            self._database.execute("SET lock_configuration = true")
        return self._database

    def _rows(
        self,
        table: str,
        time: str | None,
        *tests: Any,
        page: str | None = None,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> pd.DataFrame:
        wanted = [
            *tests,
            *(pc.field(name) == value for name, value in (("page_id", page), ("outlet", outlet)) if value),
        ]
        if time and since:
            wanted.append(pc.field(time) >= since)
        if time and until:
            wanted.append(pc.field(time) < until)
        test = None
        for each in wanted:
            test = each if test is None else test & each
        return self._read(table, test)

    def _read(self, table: str, test: Any) -> pd.DataFrame:
        return rows_of(self._tables[table], test)


def open(out: str | Path) -> Run:  # noqa: A001 - discourse.open, as users call it
    """The tables of a folder that `discourse analyze -o` wrote. Raises `InputError` where one is missing.

    >>> with open("reports/sample") as run:  # doctest: +SKIP
    ...     run.comments(outlet="The Paper", since="2014-06", until="2014-07")
    """
    return Run(out)
