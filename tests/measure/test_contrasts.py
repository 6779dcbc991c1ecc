"""What a comparison is said to show: what holds, or that nothing does, or that nothing was tested."""

from __future__ import annotations

from functools import cache

import pandas as pd

from discourse.codebook import Codebook
from discourse.measure.compare import Settings, compare
from discourse.measure.contrasts import MOST_SAID, contrasts
from discourse.measure.findings import headlines
from discourse.records import Comparison, Tables
from tests import invented

QUICK = Settings(draws=100)


@cache
def apart() -> tuple[Tables, Codebook, Comparison]:
    """Invented threads, tested: all comments of one outlet against the toll, none of the others."""
    tables = invented.tables(300)
    outlets = tables.comments["page_id"].map(dict(tables.articles[["page_id", "outlet"]].dropna().values.tolist()))
    ours = set(tables.comments.loc[outlets == outlets.dropna().iloc[0], "page_id"])
    sides = tables.stances["page_id"].isin(ours).map({True: "against", False: "favor"})
    stances = tables.stances.assign(stance=sides.where(tables.stances["applies"].fillna(value=False).astype(bool)))
    told = Tables(tables.articles, tables.comments, stances, tables.shares)
    return told, invented.codebook(), compare(told, "outlet", settings=QUICK, test=True)


def test_what_holds_is_said_first_with_both_shares_its_interval_and_its_p() -> None:
    tables, book, comparison = apart()
    found = contrasts(comparison, tables, book)
    assert 0 < len(found) <= MOST_SAID
    assert "100% of the comments" in found[0].sentence
    assert found[0].sentence.endswith("100 points apart.")
    assert "interval of the difference" in found[0].caveat
    assert "p = 0.0" in found[0].caveat
    assert headlines(tables, book, comparison=comparison)[1] == found[0]


def test_where_nothing_holds_that_is_said_and_not_that_groups_are_alike() -> None:
    tables, book, comparison = apart()
    rows = comparison.differences.assign(p=0.4, p_adjusted=1.0)
    (said,) = contrasts(Comparison(rows, comparison.associations, comparison.family), tables, book)
    assert said.sentence.startswith("None of ")
    assert "no proof" in said.sentence


def test_untested_differences_are_said_to_be_untested_and_come_after_what_was_measured() -> None:
    tables, book, _ = apart()
    comparison = compare(tables, "outlet", settings=QUICK)
    (said,) = contrasts(comparison, tables, book)
    assert "Not tested" in said.caveat
    assert "unvalidated" in said.caveat
    assert headlines(tables, book, comparison=comparison)[1] != said


def test_pages_are_called_by_their_titles_and_periods_by_their_months() -> None:
    tables, book, _ = apart()
    by_page = contrasts(compare(tables, "article", settings=QUICK), tables, book)[0].sentence
    assert not any(page in by_page for page in tables.articles["page_id"])
    assert "“" in by_page
    months = tables.comments["posted_at"].dropna().str[:7].unique()
    by_month = contrasts(compare(tables, "period", settings=QUICK), tables, book)
    assert not by_month or any(month in by_month[0].sentence for month in months)


def test_groups_of_few_comments_are_not_spoken_of() -> None:
    tables, book, comparison = apart()
    rows = pd.DataFrame(comparison.differences.assign(n_first=2))
    assert contrasts(Comparison(rows, comparison.associations, comparison.family), tables, book) == []
