"""The words behind each tag are shown for each comment, on lines that can't steer a terminal."""

from __future__ import annotations

import json
import re

import pandas as pd

from discourse.codebook import default
from discourse.render.why import why
from discourse.tag import TagSettings, tag
from tests.conftest import ROOT
from tests.tag.conftest import frame

TINY = ROOT / "tests" / "data" / "tiny"
ROWS = frame(
    {"text": "What a terrible shame\n\x1b[31m for the town!", "author": "Ann\x07"},
    {"text": "Das ist doch wirklich der größte Unsinn, den ich je gelesen habe."},
    {"text": "It rained.", "author": None},
)


def blocks(at_least: float = 0.0) -> tuple[list[str], pd.DataFrame]:
    comments, stances = tag(ROWS, default(), TagSettings(model=str(TINY), min_confidence=at_least))
    return list(why(comments, stances)), stances


def test_each_comment_has_its_tags_and_their_words() -> None:
    told, stances = blocks()
    assert len(told) == 3
    assert told[0].startswith("Ann\N{REPLACEMENT CHARACTER}: What a terrible shame ")
    assert re.search(r"\n  tone \w+ \(0\.\d\d\): terrible -2\.1, shame -2\.1", told[0])
    assert told[1].endswith("\n  not tagged\n")
    assert told[2].startswith("-: It rained.")
    for comment, block in zip(("c0", "c2"), (told[0], told[2]), strict=True):
        rows = stances[(stances["comment_id"] == comment) & stances["applies"]]
        for row in rows.to_dict("records"):
            word, share = json.loads(row["words"])[0]
            assert f"\n  {row['topic']} {row['stance']} (" in block
            assert f": {word} {share:.0%}" in block


def test_nothing_steers_the_terminal() -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", "".join(blocks()[0]))


def test_what_is_not_sure_enough_is_open() -> None:
    assert "  tone open: terrible" in blocks(1.0)[0][0]


def test_no_comments_give_no_lines() -> None:
    comments, stances = tag(ROWS[:0], default(), TagSettings(model=str(TINY)))
    assert list(why(comments, stances)) == []
