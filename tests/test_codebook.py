"""Codebooks: a sound one is read and hashed by its content; a broken one is refused with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse import codebook
from discourse.errors import CodebookError

SOUND = codebook.template()


def test_the_hash_follows_the_content_and_not_the_layout() -> None:
    same = "\n".join(line.split("  #")[0].rstrip() for line in SOUND.splitlines() if not line.startswith("#"))
    assert codebook.parse(same).sha256 == codebook.parse(SOUND).sha256
    assert (
        codebook.parse(SOUND.replace("wants it open", "wants it closed at night")).sha256 != codebook.parse(same).sha256
    )


@pytest.mark.parametrize(
    ("broken", "line", "what"),
    [
        ("title: [}", 1, "not YAML"),
        ("- a\n- b", 1, "not a codebook"),
        ("title: x\ntopics: 3", 2, "not a list of topics"),
        ("title: x\ntopics:\n  - just words", 3, "not a set of fields"),
        (SOUND.replace("    target:", "    tarket:"), 17, "unknown field 'tarket'"),
        (SOUND.replace("id: my_topic ", "id: My Topic "), 6, "can't be an id"),
        (SOUND.replace("id: my_topic ", "id: sentiment "), 6, "is taken by the tables"),
        (SOUND.replace("[cars, parking, bus, traffic, pedestrian]", "cars"), 14, "not a list of texts"),
        (SOUND + SOUND[SOUND.index("  - id") :], 20, "stands in line 6 too"),
        ("title: x\ntopics:\n" + "  - id: a\n" * 1_001, 3, "1,001 topics, more than 1,000"),
    ],
)
def test_each_fault_is_named_with_its_line_and_a_remedy(broken: str, line: int, what: str) -> None:
    found = codebook.problems(broken)
    assert any(what in problem.what and problem.line == line for problem in found), found
    assert all(problem.remedy for problem in found)


def test_reading_a_broken_file_names_file_line_and_the_number_of_further_faults(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("title: x\ntopics:\n  - id: a\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"broken\.yaml, line 3: 'definition' is missing.*3 more"):
        codebook.read(path)


@given(st.text(max_size=200))
def test_any_text_is_either_sound_or_has_named_problems(text: str) -> None:
    if not codebook.problems(text):
        assert codebook.parse(text).topics
