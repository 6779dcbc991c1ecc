"""The sample threads are what their README says: pages of many kinds, gold that fits them, codes for their comments."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from discourse.read import documents
from discourse.records import Document

ROOT = Path(__file__).parent.parent.parent
GOLD = sorted((ROOT / "tests/parse/golden_threads").glob("*.json"))
STANCES = {"", "favor", "against", "neutral"}


def test_the_folder_of_samples_gives_its_pages_and_nothing_else(samples: Path) -> None:
    found = list(documents([samples]))
    assert all(isinstance(each, Document) for each in found)
    assert [Path(each.source).stem for each in found] == [path.stem for path in GOLD]


def test_samples_are_many_and_of_many_kinds() -> None:
    pages = [json.loads(path.read_text(encoding="utf-8")) for path in GOLD]
    assert len(pages) >= 9
    assert sum(len(page["comments"]) for page in pages) >= 170
    assert {page["thread"] for page in pages} == {"captured", "partial", "empty", "not-captured", "absent"}
    assert {"comment", "pingback", "deleted"} == {each["kind"] for page in pages for each in page["comments"]}


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_is_of_one_piece(path: Path) -> None:
    comments = json.loads(path.read_text(encoding="utf-8"))["comments"]
    for position, comment in enumerate(comments):
        earlier = range(position)
        assert comment["parent"] is None or comment["parent"] in earlier
        assert comment.get("mention") is None or comment["mention"] in earlier
        own = list(comment["text"])
        for quote in reversed(comment["quotes"]):
            quoted = comment["text"][quote["start"] : quote["end"]]
            assert quoted
            if quote["of"] is not None:
                assert quoted.split("\n")[0] in comments[quote["of"]]["text"]
            del own[quote["start"] : quote["end"]]
        assert "".join(own).split() == comment["own_text"].split()


def test_codes_name_comments_that_are_there_and_values_of_the_guide() -> None:
    with (ROOT / "tests/data/codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    there = {
        (path.stem, str(position))
        for path in GOLD
        for position, comment in enumerate(json.loads(path.read_text(encoding="utf-8"))["comments"], start=1)
        if comment["kind"] == "comment"
    }
    coders = Counter(row["coder"] for row in rows)
    assert coders["A"] >= 120
    assert coders["B"] >= 40
    assert len({(row["page"], row["comment"], row["coder"]) for row in rows}) == len(rows)
    for row in rows:
        assert (row["page"], row["comment"]) in there
        assert {row["release_deal"], row["iran"], row["domestic_politics"]} <= STANCES
        assert row["sentiment"] in {"positive", "neutral", "negative"}
