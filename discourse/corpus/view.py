"""What of a corpus is shown: all of a small one; of a large one some pages, whole, and what all come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from discourse.corpus.scan import chosen as rows_of
from discourse.corpus.scan import dataset
from discourse.corpus.store import Store
from discourse.measure.tallies import opened
from discourse.measure.threads import participation_together
from discourse.records import Overview, Tables, ThreadTables
from discourse.render.listing import MOST_COMMENTS, MOST_PAGES

if TYPE_CHECKING:
    import duckdb


def view(store: Store, names: list[str]) -> tuple[Tables, ThreadTables]:
    """The tables as far as they are shown, and how the threads went.

    Where there are more than 1,000 pages or 20,000 comments, pages are drawn by chance, always the same ones: by the
    hash of their ids, as many as keep to both bounds. Shares and participation of all outlets that they come from, and
    of all pages together, are those of the whole corpus.
    """
    tables = {name: [str(store.out / f"{name}.parquet")] for name in ("articles", "comments")}
    with opened(tables) as database:
        whole = _overview(database)
        drawn = None if whole.pages <= MOST_PAGES and whole.rows <= MOST_COMMENTS else _drawn(database)
    articles, comments, stances = (_rows(store.out, name, drawn) for name in ("articles", "comments", "stances"))
    shown = Tables(articles, comments, stances, _shares(store.out, drawn, articles), whole)
    return shown, _threads(store, names, drawn)


def is_large(out: Path) -> bool:
    """Whether a run's tables hold more than is shown. False where they can't be read."""
    from pyarrow import parquet

    try:
        pages, rows = (parquet.read_metadata(out / f"{name}.parquet").num_rows for name in ("articles", "comments"))
    except (OSError, pa.ArrowException):
        return False
    return bool(pages > MOST_PAGES or rows > MOST_COMMENTS)


def _overview(database: duckdb.DuckDBPyConnection) -> Overview:
    states = database.execute(
        "SELECT thread_state, count(*) AS n FROM articles GROUP BY thread_state ORDER BY n DESC, thread_state"
    ).fetchall()
    pages, outlets = database.execute("SELECT count(*), count(DISTINCT outlet) FROM articles").fetchall()[0]
    kinds = database.execute(
        "SELECT coalesce(kind, 'comment') AS each, count(*) AS n FROM comments GROUP BY each ORDER BY n DESC, each"
    ).fetchall()
    rows, comments, holding, untagged = database.execute(
        "SELECT count(*), count(*) FILTER (kind = 'comment'), count(DISTINCT page_id),"
        " count(*) FILTER (coalesce(kind, 'comment') = 'comment' AND vader_compound IS NULL) FROM comments"
    ).fetchall()[0]
    return Overview(pages, dict(states), holding, outlets, comments, rows, dict(kinds), untagged)


def _drawn(database: duckdb.DuckDBPyConnection) -> list[str]:
    """The ids of the pages that are shown."""
    query = f"""
        WITH shuffled AS (
            SELECT page_id, row_number() OVER chance AS n, sum(coalesce(found, 0)) OVER chance AS total FROM articles
            WINDOW chance AS (ORDER BY md5(page_id) ROWS UNBOUNDED PRECEDING)
        )
        SELECT page_id FROM shuffled WHERE n <= {MOST_PAGES} AND (total <= {MOST_COMMENTS} OR n = 1)
    """  # noqa: S608 - put together from the constants above
    return [page for (page,) in database.execute(query).fetchall()]


def _rows(out: Path, name: str, drawn: list[str] | None) -> pd.DataFrame:
    """The rows of the pages that are shown, in their order."""
    chosen = None if drawn is None else pc.field("page_id").isin(drawn)
    return rows_of(dataset(out / f"{name}.parquet"), chosen)


def _shares(out: Path, drawn: list[str] | None, articles: pd.DataFrame) -> pd.DataFrame:
    chosen = None
    if drawn is not None:
        level, outlets = pc.field("level"), articles["outlet"].dropna().unique().tolist()
        chosen = (level == "all") | pc.field("page_id").isin(drawn)
        chosen = chosen | ((level == "outlet") & pc.field("outlet").isin(outlets))
    return rows_of(dataset(out / "shares.parquet"), chosen)


def _threads(store: Store, names: list[str], drawn: list[str] | None) -> ThreadTables:
    """Answers and participation of the pages that are shown; hours of the day, and the rest, of all."""
    files = {name: store.files(names, name) for name in ("answers", "hours", "participation", "tallies")}
    chosen = None if drawn is None else pc.field("page_id").isin(drawn)
    answers, pages = (rows_of(dataset(files[name]), chosen) for name in ("answers", "participation"))
    with opened({"hours": files["hours"]}) as database:
        hours = database.execute(
            "SELECT NULL::VARCHAR AS page_id, hour, sum(n)::BIGINT AS n FROM hours GROUP BY hour ORDER BY hour"
        ).df()
    together = list(participation_together(files["participation"], files["tallies"]))
    participation = pd.DataFrame([*pages.to_dict("records"), *together], columns=pages.columns)
    return ThreadTables(answers, hours, participation)
