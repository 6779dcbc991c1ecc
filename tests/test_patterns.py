"""Regular expressions do not run away: every one of the package is tried on lines made to make it."""

from __future__ import annotations

import ast
import random
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.patterns import attacks, compiled_on_import, written_in_functions

LINE = 2000
"""Characters of a line to which patterns are held: far more than most are ever asked of."""
ATTACK = 500
"""Characters of a line that is made from the pattern itself: enough for what grows with the cube of them to show."""
SLOWEST = 0.25
"""Seconds for one such line: what runs away takes ages, what is quadratic some milliseconds."""
UNITS = ("a", "a ", "1", "1 ", "1/", "1:1 ", " ", "\n", "- ", ">", "> ", "@a ", "#1 ", "(", ". ", "?", "a, ", "é", "一")
MADE_OF = {
    "names.py": "a choice of names, each escaped",
    "render/comments.py": "a choice of words, each escaped",
    "parse/custom/patterns.py": "a user's own: what it may cost is reckoned before it is taken",
    "parse/custom/files.py": "as before",
}
"""Modules with a function that compiles what is not written in it, and what that is made of: nothing that repeats."""

CONSTANT = [
    (where, re.compile(each.value))
    for where, each in written_in_functions()
    if isinstance(each, ast.Constant) and isinstance(each.value, str | bytes)
]
PATTERNS = [*compiled_on_import(), *CONSTANT]


def _time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _slow(pattern: re.Pattern[Any], line: str) -> bool:
    subject: Any = line if isinstance(pattern.pattern, str) else line.encode("utf-8", "replace")
    return _time(lambda: pattern.search(subject)) > SLOWEST and _time(lambda: pattern.search(subject)) > SLOWEST


def test_patterns_are_found_in_all_rooms() -> None:
    assert {where.split("/")[0] for where, _ in PATTERNS} >= {
        "read",
        "parse",
        "tag",
        "measure",
        "render",
        "language.py",
    }
    assert len(PATTERNS) > 200


def test_functions_compile_what_is_written_in_them_or_repeats_nothing() -> None:
    odd = {where for where, each in written_in_functions() if not isinstance(each, ast.Constant)}
    assert odd <= set(MADE_OF)


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"x:(?:\w+\s?)+;", r"(?:(?:a|b)+,?)*!"])
def test_a_pattern_that_runs_away_is_caught(pattern: str) -> None:
    """Each takes long already for 21 characters, where the package's have time for 500 and for 2,000."""
    compiled = re.compile(pattern)
    lines = attacks(compiled, 21, random.Random(1))
    assert any(_time(lambda line=line: compiled.search(line)) > SLOWEST / 10 for line in lines)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("where", "pattern"), PATTERNS, ids=[f"{where}:{at}" for at, (where, _) in enumerate(PATTERNS)]
)
def test_no_pattern_runs_away(where: str, pattern: re.Pattern[Any]) -> None:
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\\.|\(\?P<\w+>", " ", source))
    for unit in (*UNITS, *(f"{word} " for word in dict.fromkeys(words[:: len(words) // 12 + 1]))):
        for before, after in (("", "\0"), (f"{words[0]} " if words else "1", "!\0")):
            assert not _slow(pattern, before + unit * (LINE // len(unit)) + after), (where, unit)
    for line in attacks(pattern, ATTACK, random.Random(pattern.flags)):
        assert not _slow(pattern, line), (where, line[:80])
