"""Counts per page and reader: all that shares and intervals need of the comments, and far less than the comments.

Counts of two sets of pages are those of each, one under the other; so a corpus is counted part by part and put
together at the end. `combined` does that in DuckDB, which keeps to a bounded memory whatever the number of readers.
"""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from discourse.codebook import STANCES, TONES
from discourse.measure.cells import indicators, topics_of
from discourse.measure.counting import counted, per_reader

if TYPE_CHECKING:
    import duckdb

    from discourse.measure.intervals import Counts

TONE = "sentiment"

COUNTS = ("of", "applies", "first", "second", "third")
COLUMNS = {"page_id": "string", "outlet": "string", "reader": "string", "readers": "int64", "topic": "string"}
COLUMNS |= dict.fromkeys(COUNTS, "int64")
"""The columns of a table of tallies, as in `records.COLUMNS`."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a group's readers wrote on one topic: `counts` (rows x COUNTS), and how many `readers` wrote so."""

    topic: str
    counts: Counts
    readers: Counts


def tallies(articles: pd.DataFrame, comments: pd.DataFrame, stances: pd.DataFrame) -> pd.DataFrame:
    """Counts per page, reader and topic of the comments that count (`counting.counted`).

    Columns: `page_id`, `outlet`; `reader` (the name; null for readers without one), `readers` (1 for a name; without,
    how many wrote alike, each of whom is a reader of one comment); `topic`; `of`: the reader's tagged comments;
    `applies`: those to which the topic applies; `first`, `second`, `third`: those in favor, against, neutral. The
    rows of the topic "sentiment" hold in `of` all comments, in `applies` those with a tone, then the three tones.

    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", "Ann"], "kind": "comment",
    ...     "duplicate_of": None, "sentiment": ["negative", None]})
    >>> tags = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "topic": "tax", "applies": [True, False],
    ...     "stance": ["against", None]})
    >>> tallies(pages, said, tags)[["reader", "topic", *COUNTS]].values.tolist()
    [['Ann', 'tax', 2, 1, 0, 1, 0], ['Ann', 'sentiment', 2, 1, 1, 0, 0]]
    """
    frame = counted(comments)
    page, pages = pd.factorize(frame["page_id"].astype("object"))
    # A name that is empty is none.
    author = frame["author"].astype("object").where(frame["author"].notna() & (frame["author"] != ""), None)
    named = author.notna().to_numpy()
    reader, readers = pd.factorize(pd.MultiIndex.from_arrays([page[named], author[named]]))
    of_reader = pd.DataFrame({"page": readers.get_level_values(0), "reader": readers.get_level_values(1), "readers": 1})
    blocks = []
    for topic, counts in _blocks(frame, stances):
        sums = per_reader(np.asarray(reader, dtype=np.int64), counts[named])
        alike, number = np.unique(np.column_stack([page[~named], counts[~named]]), axis=0, return_counts=True)
        alone = pd.DataFrame({"page": alike[:, 0], "reader": None, "readers": number})
        rows = pd.concat([each for each in (of_reader, alone) if len(each)] or [of_reader], ignore_index=True)
        rows[list(COUNTS)] = np.concatenate([sums, alike[:, 1:]])
        blocks.append(rows.assign(topic=topic))
    found = pd.concat(blocks, ignore_index=True)
    outlets = dict(zip(articles["page_id"], articles["outlet"], strict=True))
    found["page_id"] = np.asarray(pages, dtype=object)[found.pop("page").to_numpy(dtype=np.int64)]
    found["outlet"] = found["page_id"].map(outlets).astype("object")
    return found[list(COLUMNS)].astype({"reader": "object"})


def _blocks(frame: pd.DataFrame, stances: pd.DataFrame) -> Iterator[tuple[str, Counts]]:
    """Per topic, in the order of `stances`, and then for the tone: what each comment adds to the counts."""
    topics = topics_of(stances)
    cells, counts = indicators(frame, stances, topics)
    place = {(cell.topic, cell.category): cell for cell in cells}
    for topic in topics:
        on_it, sides = place["topic", topic], [place[topic, each].part for each in STANCES]
        yield topic, counts[:, [on_it.whole, on_it.part, *sides]]
    tones = [place[TONE, each] for each in TONES]
    each = np.ones((len(frame), 1), dtype=np.int64)
    yield TONE, np.hstack([each, counts[:, [tones[0].whole, *(tone.part for tone in tones)]]])


def patterns(tallied: pd.DataFrame) -> tuple[Pattern, ...]:
    """The patterns of one group from its table of tallies in which every name stands once a topic (one page's, say)."""
    # By masks, not by groupby: this is asked for every page.
    topic, names = pd.factorize(tallied["topic"].astype("object"))
    counts, readers = tallied[list(COUNTS)].to_numpy(np.int64), tallied["readers"].to_numpy(np.int64)
    return tuple(Pattern(str(name), counts[topic == at], readers[topic == at]) for at, name in enumerate(names))


Relation: TypeAlias = pd.DataFrame | Sequence[str]
"""A table, or the paths of Parquet files that hold it in parts."""


@contextmanager
def opened(relations: Mapping[str, Relation], memory: str = "400MB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the relations, by their names. It works within `memory`, and beyond that on disk."""
    import duckdb

    # Left to itself it would spill into the folder that the command was given in.
    with (
        tempfile.TemporaryDirectory(prefix="discourse-", ignore_cleanup_errors=True) as scratch,
        duckdb.connect(
            config={"memory_limit": memory, "preserve_insertion_order": False, "temp_directory": scratch}
        ) as database,
    ):
        for name, relation in relations.items():
            if isinstance(relation, pd.DataFrame):
                database.register(name, relation)
            else:
                see(database, name, relation)
        yield database


def see(database: duckdb.DuckDBPyConnection, name: str, files: Sequence[str]) -> None:
    """Let a database see the rows of Parquet files as the relation `name`."""
    if any(map(glob.has_magic, files)):  # DuckDB would look for other files by these names
        import pyarrow.dataset as ds

        database.register(name, ds.dataset(list(files)))
    else:
        database.read_parquet(list(files)).create_view(name)


def combined(
    database: duckdb.DuckDBPyConnection, topics: Sequence[str], level: str
) -> Iterator[tuple[str | None, tuple[Pattern, ...]]]:
    """The patterns of each outlet, by name, or (`level` "all") of all pages together.

    `database` is what `opened` gives, with the relation `tallies`. A name on several pages is one reader. Topics come
    in the order given, the tone last; others are left out. Pages of unknown outlet belong to no outlet.
    """
    group, known = ("outlet", "outlet IS NOT NULL") if level == "outlet" else ("''", "true")
    counts = ", ".join(COUNTS)
    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in COUNTS)
    query = f"""
        WITH grouped AS (
            SELECT {group} AS grp, topic, {sums}, 1 AS readers FROM tallies
            WHERE reader IS NOT NULL AND {known} AND list_contains($topics, topic) GROUP BY grp, topic, reader
            UNION ALL
            SELECT {group} AS grp, topic, {counts}, readers FROM tallies
            WHERE reader IS NULL AND {known} AND list_contains($topics, topic)
        )
        SELECT grp, topic, sum(readers)::BIGINT AS readers, {counts}
        FROM grouped GROUP BY grp, topic, {counts} ORDER BY grp, topic, {counts}
    """  # noqa: S608 - put together from the constants above
    place = {topic: at for at, topic in enumerate([*topics, TONE])}
    for name, rows in _by_group(database.execute(query, {"topics": list(place)})):
        found = sorted(patterns(rows), key=lambda pattern: place[pattern.topic])
        yield (name if level == "outlet" else None), tuple(found)


def _by_group(rows: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, pd.DataFrame]]:
    """Rows that come in order of `grp`, one group at a time."""
    waiting: list[pd.DataFrame] = []
    while len(chunk := rows.fetch_df_chunk(32)):
        for name, some in chunk.groupby("grp", sort=False):
            if waiting and waiting[0]["grp"].iat[0] != name:
                yield str(waiting[0]["grp"].iat[0]), pd.concat(waiting)
                waiting = []
            waiting.append(some)
    if waiting:
        yield str(waiting[0]["grp"].iat[0]), pd.concat(waiting)
