"""What a report and a comparison of many comments cost, from tables to files: processor time and peak memory.

Run from the checkout: python -m benchmarks.report [comments] [draws] [folder]. Simulated comments of clustered readers
on pages of about 200 comments, with the hand codes of 400; the model is not part of it. The reports stay in the folder,
where one is named.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from discourse import pipeline, validation
from discourse.measure.compare import Settings
from discourse.measure.shares import shares
from discourse.records import COLUMNS, Tables
from discourse.tag.settings import TagSettings
from tests import invented
from tests.measure.studies import study

WORDS = ["bridge", "toll", "who", "pays", "council", "never", "asked", "ferry", "better", "once", "words", "no", "yes"]


def simulated(n: int) -> tuple[Tables, pd.DataFrame]:
    """About `n` comments with texts, times and answers, and the hand codes of 400, a row a comment."""
    one = study(1, readers=int(n / 2.5), n=400, outlets=4, draws=2)
    rng = np.random.default_rng(1)
    comments = one.tables.comments
    size = len(comments)
    texts = [" ".join(rng.choice(WORDS, length)) for length in rng.integers(8, 60, size)]
    page = comments["page_id"] + "-" + pd.Series(np.arange(size) // 800).astype("string")
    above = np.maximum(np.arange(size) - rng.integers(1, 30, size), 0)
    answers = (rng.random(size) < 0.4) & (page.to_numpy()[above] == page.to_numpy()) & (above < np.arange(size))
    ids = comments["comment_id"].to_numpy()
    times = pd.Timestamp("2031-05-01") + pd.to_timedelta(rng.exponential(20, size), unit="h")
    comments = comments.assign(
        page_id=page,
        reply_to=pd.Series(ids[above], dtype="string").where(answers),
        reply_basis=pd.Series("nesting", index=range(size), dtype="string").where(answers),
        posted_at=times.strftime("%Y-%m-%dT%H:%M"),
        position=np.arange(size),
        text=texts,
        own_text=texts,
        words=None,
        source=page,
        language="en",
        outlet=comments["page_id"],
    )
    moved = dict(zip(ids, page, strict=True))
    stances, codes = (table.assign(page_id=table["comment_id"].map(moved)) for table in (one.tables.stances, one.codes))
    codes = codes.pivot_table(
        index=["page_id", "comment_id", "coder"], columns="variable", values="value", aggfunc="first"
    )
    articles = pd.DataFrame({"page_id": page.unique()})
    articles["outlet"] = articles["page_id"].str.split("-").str[0]
    articles = articles.assign(title=articles["page_id"], source="s", thread_state="captured", found=1, declared=1)
    articles = articles.assign(published=None)
    found = [
        _whole(table, name) for name, table in (("articles", articles), ("comments", comments), ("stances", stances))
    ]
    return Tables(found[0], found[1], found[2], one.tables.shares), codes.reset_index()


def _whole(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table with all its columns, null where nothing was simulated."""
    return table.reindex(columns=list(COLUMNS[name])).astype(
        {column: invented.DTYPES[kind] for column, kind in COLUMNS[name].items()}
    )


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what a step cost: processor time, wall time, and the process's peak memory up to its end."""
    cpu, wall = time.process_time(), time.monotonic()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    spent, passed = time.process_time() - cpu, time.monotonic() - wall
    print(f"| {what} | {spent:.1f} s | {passed:.1f} s | {peak:.2f} GB |", flush=True)


def main(n: int, draws: int, folder: Path) -> None:
    """Print the table as Markdown."""
    tables, codes = simulated(n)
    book = replace(invented.codebook(), topics=invented.codebook().topics[:1])
    run = invented.run(tables) | {"schema": pipeline.RUN_SCHEMA}
    run["settings"] |= {"level": 0.95, "draws": draws, "tagging": TagSettings().as_dict()}
    codes.to_csv(folder / "codes.csv", index=False)
    out, side = folder / "out", folder / "compared"

    print(f"\n{len(tables.comments):,} comments, {len(tables.articles)} pages, {draws} draws\n")
    print("| step | processor | wall | peak memory so far |\n|---|--:|--:|--:|")
    start = time.process_time()
    with told("shares"):
        tables = replace(tables, shares=shares(tables.articles, tables.comments, tables.stances, draws=draws))
    with told("report and tables, written"):
        pipeline.Result(tables, book, run).save(out)
    with told("tables, read"):
        result = pipeline.load(out, book)
    with told("comparison by outlet, corrected by codes"):
        found = validation.compare([out], [result], "outlet", [folder / "codes.csv"], Settings(draws=draws))
    with told("its report and tables, written"):
        validation.write_comparison(side, found)
    print(f"| all | {time.process_time() - start:.1f} s | | |")
    for path in (out, side):
        print(f"\n{path.name}/report.html: {(path / 'report.html').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        where = Path(given[2] if len(given) > 2 else temporary)
        main(int(given[0]) if given else 100_000, int(given[1]) if len(given) > 1 else 2000, where)
