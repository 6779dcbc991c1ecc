"""Findings say what the table says, with n, interval and caveat, and claim nothing more."""

from __future__ import annotations

import pandas as pd

from discourse.measure.findings import headlines
from discourse.measure.shares import shares
from discourse.records import Tables
from tests import invented


def test_each_share_carries_its_interval_n_and_caveat() -> None:
    tables = invented.tables(120)
    found = headlines(tables, invented.codebook())
    assert len(found) >= 6
    for finding in found:
        assert finding.n_comments > 0
        if finding.low is not None:
            assert finding.share is not None
            assert finding.high is not None
            assert finding.low <= finding.share <= finding.high
            assert "Unvalidated" in finding.caveat


def test_sides_whose_intervals_overlap_are_not_ranked() -> None:
    tables = invented.tables(54)
    rows = tables.shares.query("level == 'all' and topic == 'toll'").to_dict("records")
    favor, against = (next(row for row in rows if row["category"] == side) for side in ("favor", "against"))
    assert against["share"] > favor["share"]
    toll = next(each for each in headlines(tables, invented.codebook()) if each.topic == "toll")
    assert ("neither side is clearly ahead" in toll.sentence) == (against["low"] <= favor["high"])
    assert f"{against['share']:.0%}" in toll.sentence


def test_too_few_comments_are_said_to_be_too_few() -> None:
    tables = invented.tables(54)
    comments = tables.comments.head(3)
    small = Tables(tables.articles, comments, tables.stances, shares(tables.articles, comments, tables.stances))
    sentences = [each.sentence for each in headlines(small, invented.codebook())]
    assert any("too few to say" in sentence for sentence in sentences)
    assert not any("tone" in sentence for sentence in sentences)


def test_pages_without_a_readable_thread_are_named() -> None:
    scope = headlines(invented.tables(54), invented.codebook())[0]
    assert "by a script" in scope.sentence
    assert "without comments" in scope.sentence


def test_topics_that_the_codebook_lacks_keep_their_id() -> None:
    tables = invented.tables(54)
    renamed = Tables(
        tables.articles,
        tables.comments,
        tables.stances,
        pd.DataFrame(tables.shares.replace({"toll": "levy"})),
    )
    assert any(each.sentence.startswith("levy: ") for each in headlines(renamed, invented.codebook()))


def test_corrected_shares_take_the_place_of_raw_ones_and_say_so() -> None:
    tables = invented.tables(120)
    sides = {"favor": 0.1, "against": 0.2, "neutral": 0.7}
    toll = (tables.shares["level"] == "all") & (tables.shares["topic"] == "toll")
    values = tables.shares["category"].map(sides).where(toll)
    fixed = tables.shares.assign(corrected_share=values, corrected_low=values - 0.05, corrected_high=values + 0.05)
    found = headlines(Tables(tables.articles, tables.comments, tables.stances, fixed), invented.codebook())
    said = next(each for each in found if each.topic == "toll")
    assert "20% of the comments are against" in said.sentence
    assert said.caveat.startswith("Corrected")
    assert "Unvalidated" in next(each for each in found if each.topic == "sentiment").caveat
