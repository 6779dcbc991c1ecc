"""What a report and a comparison of many comments cost: processor time and peak memory.

Run from the checkout: python -m benchmarks.report [comments] [draws]. Simulated comments of clustered readers on pages
of about 200 comments; the model is not part of it.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd

from discourse.measure.compare import Settings, compare
from discourse.measure.corrected import corrected
from discourse.measure.course import course
from discourse.measure.findings import headlines
from discourse.measure.shares import shares
from discourse.measure.threads import threads
from discourse.records import Study, Tables
from discourse.render.html import report
from tests import invented
from tests.measure.studies import study

WORDS = ["bridge", "toll", "who", "pays", "council", "never", "asked", "ferry", "better", "once", "words", "no", "yes"]


def simulated(n: int) -> tuple[Tables, pd.DataFrame, pd.DataFrame]:
    """About `n` comments with texts, times and answers, the codes of 400, and their sample."""
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
    stances, codes, sample = (
        table.assign(page_id=table["comment_id"].map(moved)) for table in (one.tables.stances, one.codes, one.sample)
    )
    articles = pd.DataFrame({"page_id": page.unique()})
    articles["outlet"] = articles["page_id"].str.split("-").str[0]
    articles = articles.assign(title=articles["page_id"], source="s", thread_state="captured", found=1, declared=1)
    articles = articles.assign(published=None)
    return Tables(articles, comments, stances.assign(words=None), one.tables.shares), codes, sample


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what a step cost: processor time, wall time, and the process's peak memory up to its end."""
    cpu, wall = time.process_time(), time.monotonic()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    spent, passed = time.process_time() - cpu, time.monotonic() - wall
    print(f"| {what} | {spent:.1f} s | {passed:.1f} s | {peak:.2f} GB |", flush=True)


def main(n: int, draws: int) -> None:
    """Print the table as Markdown."""
    tables, codes, sample = simulated(n)

    print(f"\n{len(tables.comments):,} comments, {len(tables.articles)} pages, {draws} draws\n")
    print("| step | processor | wall | peak memory so far |\n|---|--:|--:|--:|")
    articles, comments, stances = tables.articles, tables.comments, tables.stances
    with told("shares"):
        tables = replace(tables, shares=shares(articles, comments, stances, draws=draws))
    with told("correction"):
        fixed = corrected(tables, codes, sample)
    with told("comparison by outlet"):
        comparison = compare(tables, "outlet", fixed, Settings(draws=draws))
    with told("threads"):
        shape = replace(threads(articles, comments), course=course(comments, stances, draws=draws))
    book, run = invented.codebook(), {"settings": {"level": 0.95}}
    with told("report"):
        html = report(
            tables,
            book,
            run,
            findings=headlines(tables, book),
            threads=shape,
            study=Study(comparison=comparison),
        )
    print(f"\nreport: {len(html) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*(int(each) for each in (*sys.argv[1:], *("100000", "2000")[len(sys.argv) - 1 :])))
