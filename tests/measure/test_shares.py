"""Shares are counted from the right comments, by readers, the same each time."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.measure.counting import counted
from discourse.measure.shares import shares
from discourse.records import COLUMNS
from tests import invented


def comments(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"page_id": "p", "author": None, "kind": "comment", "duplicate_of": None, "sentiment": "neutral"}
    frame = pd.DataFrame([{**plain, "comment_id": f"c{i}", **row} for i, row in enumerate(rows)])
    return frame.astype("string")


def stances(*rows: tuple[str, bool | None, str | None], page: str = "p") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["comment_id", "applies", "stance"]).assign(topic="toll", page_id=page)
    return frame.astype({"comment_id": "string", "stance": "string", "applies": "boolean"})


PAGES = pd.DataFrame({"page_id": ["p"], "outlet": ["The Slip"]}, dtype="string")


def cell(table: pd.DataFrame, level: str, topic: str, category: str) -> dict[str, Any]:
    rows = table.query("level == @level and topic == @topic and category == @category").to_dict("records")
    assert len(rows) == 1
    return {str(key): value for key, value in rows[0].items()}


def test_the_table_has_the_columns_of_the_contract() -> None:
    tables = invented.tables()
    assert list(tables.shares) == list(COLUMNS["shares"])
    nothing = shares(tables.articles, tables.comments.head(0), tables.stances.head(0))
    assert list(nothing) == list(COLUMNS["shares"])
    assert nothing.empty


def test_only_readers_comments_that_were_tagged_are_counted() -> None:
    said = comments({}, {"kind": "pingback"}, {"kind": "deleted"}, {"kind": "trackback"}, {"sentiment": None}, {})
    tags = stances(("c0", True, "favor"), ("c1", True, "favor"), ("c3", True, "favor"), ("c5", False, None))
    table = shares(PAGES, said, tags)
    assert cell(table, "all", "sentiment", "neutral")["n_comments"] == 2
    assert cell(table, "all", "topic", "toll")["n_comments"] == 2
    assert cell(table, "all", "toll", "favor")["n_comments"] == 1


def test_a_reader_who_posts_the_same_twice_counts_once_and_another_hand_again() -> None:
    said = comments(
        {"author": "Ann"},
        {"author": "Ann", "duplicate_of": "c0"},
        {"author": "Bo", "duplicate_of": "c0"},
        {"duplicate_of": "c0"},
        {"author": "Bo", "duplicate_of": "c0"},
        {"author": "", "duplicate_of": "c0"},
        {"author": "", "duplicate_of": "c0"},
    )
    assert counted(said)["comment_id"].tolist() == ["c0", "c2", "c3", "c5", "c6"]


def test_comments_without_a_name_stand_alone_and_one_name_is_one_reader_over_pages() -> None:
    pages = pd.DataFrame({"page_id": ["p", "q"], "outlet": ["The Slip", "The Slip"]})
    said = comments({"author": "Ann"}, {}, {}, {"author": "Ann", "page_id": "q"}, {"author": "", "page_id": "q"})
    table = shares(pages, said, stances())
    assert cell(table, "all", "sentiment", "neutral")["n_authors"] == 4
    assert cell(table, "outlet", "sentiment", "neutral")["n_comments"] == 5


def test_a_page_without_an_outlet_counts_at_its_own_level_and_over_all() -> None:
    pages = pd.DataFrame({"page_id": ["p"], "outlet": [None]})
    table = shares(pages, comments({}), stances())
    assert sorted(set(table["level"])) == ["all", "page"]
    assert table["outlet"].isna().all()


def test_a_topic_that_nobody_writes_on_has_no_share() -> None:
    row = cell(shares(PAGES, comments({}), stances(("c0", False, None))), "page", "toll", "favor")
    assert row["n_comments"] == 0
    assert np.isnan([row["share"], row["low"], row["high"]]).all()
    assert row["method"] == "nothing to count"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["favor", "against", "neutral"]), st.sampled_from([None, *"abcdefghijklmnopqrstuvwxyz"])
        ),
        min_size=1,
        max_size=60,
    )
)
def test_every_share_lies_in_its_interval_and_stances_sum_to_one(said: list[tuple[str, str | None]]) -> None:
    frame = comments(*({"author": author} for _, author in said))
    table = shares(PAGES, frame, stances(*((f"c{i}", True, stance) for i, (stance, _) in enumerate(said))), draws=50)
    known = table.dropna(subset=["share"])
    assert ((known["low"] >= 0) & (known["low"] <= known["share"])).all()
    assert ((known["share"] <= known["high"]) & (known["high"] <= 1)).all()
    assert table.query("level == 'page' and topic == 'toll'")["share"].sum() == pytest.approx(1)
    assert table["method"].str.contains("unvalidated|nothing").all()
    assert table["corrected_share"].isna().all()


def test_the_same_seed_gives_the_same_table_and_a_page_is_not_moved_by_its_neighbours() -> None:
    tables = invented.tables(200, pages=6)
    once, again = (shares(tables.articles, tables.comments, tables.stances, seed=3, draws=100) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)
    alone = tables.comments[tables.comments["page_id"] == "p0"]
    own = shares(tables.articles, alone, tables.stances, seed=3, draws=100).query("level == 'page'")
    beside = once.query("level == 'page' and page_id == 'p0'")
    pd.testing.assert_frame_equal(own.reset_index(drop=True), beside.reset_index(drop=True))


def test_one_busy_reader_widens_the_interval() -> None:
    n = 60
    tags = stances(*((f"c{i}", True, "favor" if i % 2 else "against") for i in range(n)))
    many = shares(PAGES, comments(*({"author": f"r{i}"} for i in range(n))), tags)
    few = shares(PAGES, comments(*({"author": f"r{min(i, 25)}"} for i in range(n))), tags)
    width = [row["high"] - row["low"] for row in (cell(table, "all", "toll", "favor") for table in (many, few))]
    assert width[1] > width[0]


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    inside = 0
    for _ in range(100):
        sizes = rng.integers(1, 6, 60)
        authors = np.repeat(np.arange(60), sizes)
        leaning = rng.beta(2, 3, 60)[authors]  # readers hold on to their side: 0.4 on average
        sides = np.where(rng.random(len(authors)) < leaning, "favor", "against")
        said = comments(*({"author": f"r{a}"} for a in authors))
        tags = stances(*((f"c{i}", True, side) for i, side in enumerate(sides)))
        row = cell(shares(PAGES, said, tags, draws=200), "all", "toll", "favor")
        inside += row["low"] <= 0.4 <= row["high"]
    assert inside >= 90  # benchmarks/statistics.py has the figures of many more runs


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        shares(PAGES, comments({}), stances(), level=95)
    with pytest.raises(ValueError, match="draws"):
        shares(PAGES, comments({}), stances(), draws=1)


def test_a_hundred_thousand_comments_are_quick() -> None:
    rng = np.random.default_rng(0)
    n = 100_000
    names = pd.Series(np.arange(n)).astype("string")
    said = pd.DataFrame(
        {
            "page_id": pd.Series(rng.integers(0, 200, n)).astype("string"),
            "comment_id": names,
            "author": pd.Series(rng.zipf(1.5, n) % 30_000).astype("string"),
            "kind": "comment",
            "duplicate_of": pd.Series([None] * n, dtype="string"),
            "sentiment": rng.choice(["negative", "neutral", "positive"], n),
        }
    )
    tags = pd.DataFrame({"page_id": said["page_id"], "comment_id": names, "topic": "toll", "applies": True})
    tags["stance"] = rng.choice(["favor", "against", "neutral"], n)
    pages = pd.DataFrame({"page_id": said["page_id"].unique(), "outlet": "The Slip"})
    start = time.perf_counter()
    table = shares(pages, said, tags)
    assert time.perf_counter() - start < 30  # 2 s on an idle machine; the margin is for a busy one
    assert cell(table, "all", "toll", "favor")["n_comments"] == n


def test_a_comment_that_no_model_read_is_no_part_of_a_topics_share() -> None:
    tags = stances(("c0", True, "favor"), ("c1", False, None), ("c2", False, None)).assign(p_topic=[0.9, 0.2, np.nan])
    found = cell(shares(PAGES, comments({}, {}, {}), tags), "all", "topic", "toll")
    assert (found["count"], found["n_comments"]) == (1, 2)
