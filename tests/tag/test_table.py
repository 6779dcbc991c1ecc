from __future__ import annotations

import json

import pandas as pd
import pytest

from discourse.codebook import default
from discourse.records import COLUMNS
from discourse.tag import TagSettings, tag

from .conftest import frame

TAGGED = [0, 1, 4, 5, 7]
"""The rows of the fixture that are told something: not the deleted, the German, the empty one."""


@pytest.fixture(scope="module")
def tables(comments: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return tag(comments, default(), TagSettings(), languages={"p1": "en"})


def test_the_tables_have_the_columns_of_the_contract(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    assert list(tables[0].columns) == list(COLUMNS["comments"])
    assert list(tables[1].columns) == list(COLUMNS["stances"])


def test_every_comment_stays_and_has_a_row_for_each_topic(
    comments: pd.DataFrame, tables: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    assert tables[0]["comment_id"].tolist() == comments["comment_id"].tolist()
    wanted = [(comment, topic.id) for comment in comments["comment_id"] for topic in default().topics]
    assert list(zip(tables[1]["comment_id"], tables[1]["topic"], strict=True)) == wanted


def test_deleted_empty_and_foreign_comments_stay_untagged(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    told = tables[0]["sentiment"].notna()
    assert told[told].index.tolist() == TAGGED
    assert tables[0]["p_neutral"].notna().tolist() == told.tolist()
    untold = tables[1][tables[1]["p_favor"].isna()]
    assert set(untold["comment_id"]) == {"c2", "c3", "c6"}
    assert not untold["applies"].any()


def test_languages_are_told(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    assert tables[0]["language"].tolist()[:5] == ["en", "en", "en", "de", "en"]


def test_a_stance_is_told_where_the_topic_applies_and_nowhere_else(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    assert (tables[1]["stance"].notna() == tables[1]["applies"]).all()


def test_copies_point_to_the_first(comments: pd.DataFrame) -> None:
    found = tag(comments, default(), TagSettings())[0]["duplicate_of"]
    assert found[5] == "c0"
    assert found.drop(5).isna().all()


def test_short_remarks_of_different_readers_are_no_copies() -> None:
    rows = frame({"text": "I agree."}, {"text": "I agree."}, {"text": "i  AGREE.", "author": "reader0"})
    assert tag(rows, default(), TagSettings())[0]["duplicate_of"].tolist()[2] == "c0"
    assert pd.isna(tag(rows, default(), TagSettings())[0]["duplicate_of"][1])


def test_words_are_json_heaviest_first(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    words = json.loads(tables[0]["words"][0])
    assert words[0][0] == "disgrace"
    assert all(isinstance(word, str) and isinstance(weight, float) for word, weight in words)


def test_a_topic_that_what_is_answered_makes_apply_has_words_too() -> None:
    talk = "They should never have set the prisoners free, not one of those detainees, it was a shameful trade."
    rows = frame({"text": talk}, {"text": "Right, every one of them should still be locked up.", "reply_to": "c0"})
    found = tag(rows, default(), TagSettings())[1]
    assert (found["words"].notna() == found["applies"]).all()
    assert all(json.loads(words) for words in found.loc[found["applies"], "words"])


def test_only_own_words_decide() -> None:
    rows = frame(
        {"text": "> What a lovely bridge!\nIt is hideous.", "own_text": "It is hideous."}, {"text": "It is hideous."}
    )
    found = tag(rows, default(), TagSettings())[0]
    assert found["valence"][0] == found["valence"][1]


def test_what_is_answered_is_read_unless_it_is_not_wanted() -> None:
    rows = frame(
        {"text": "Obama gave away far too much in that deal, shame on him."},
        {"text": "That's exactly how I see it.", "reply_to": "c0"},
        {"text": "That's exactly how I see it."},
    )
    with_context = tag(rows, default(), TagSettings())[1].groupby("comment_id")["p_against"].apply(list)
    without = tag(rows, default(), TagSettings(context=False))[1].groupby("comment_id")["p_against"].apply(list)
    assert with_context["c1"] != with_context["c2"]
    assert without["c1"] == without["c2"] == with_context["c2"]


def test_the_headline_above_tells_what_a_few_words_are_about() -> None:
    rows = frame({"text": "They should have kept them locked up."}, {"text": "They should have kept them locked up."})
    rows["page_id"] = ["p1", "p2"]
    above = {"p1": "Militia leaders go free in prisoner deal", "p2": "Five tips for a greener lawn"}
    chance = tag(rows, default(), TagSettings(), headlines=above)[1].query("topic == 'release_deal'")["p_topic"]
    untitled = tag(rows, default(), TagSettings())[1].query("topic == 'release_deal'")["p_topic"]
    assert chance.iloc[0] > chance.iloc[1]
    assert chance.iloc[0] > untitled.iloc[0] == untitled.iloc[1]


def test_what_is_not_sure_enough_is_left_open(comments: pd.DataFrame) -> None:
    found = tag(comments, default(), TagSettings(min_confidence=1.0))
    assert found[0]["sentiment"].isna().all()
    assert found[1]["stance"].isna().all()
    assert found[0]["p_neutral"].notna().any()


def test_progress_is_told(comments: pd.DataFrame) -> None:
    told: list[tuple[int, int]] = []
    tag(comments, default(), TagSettings(), progress=lambda done, of: told.append((done, of)))
    assert told == [(len(TAGGED), len(TAGGED))]


def test_no_comments_give_empty_tables_with_their_columns(comments: pd.DataFrame) -> None:
    found = tag(comments[:0], default(), TagSettings())
    assert [len(table) for table in found] == [0, 0]
    assert list(found[1].columns) == list(COLUMNS["stances"])
    assert list(found[0].dtypes) == list(tag(comments, default(), TagSettings())[0].dtypes)


def test_the_table_says_what_the_functions_say(comments: pd.DataFrame) -> None:
    from discourse.tag import sentiment, topics

    found = tag(comments, default(), TagSettings(context=False))  # a text alone has no thread to be read in
    text = comments["own_text"][0]
    assert found[0]["valence"][0] == sentiment([text])["valence"][0]
    assert found[1]["p_topic"].tolist()[:3] == topics([text]).iloc[0].tolist()
