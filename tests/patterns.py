"""The package's regular expressions, whatever they are kept in, and lines made from each that may make it run away.

Run as a script, prints every pattern that is compiled while the package is imported.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import Any

HOUSE = Path(__file__).parent.parent / "discourse"
_CALLS = {"compile", "match", "search", "sub", "subn", "fullmatch", "split", "findall", "finditer"}
_FARTHEST = 40


def compiled_on_import() -> list[tuple[str, re.Pattern[Any]]]:
    """The patterns that modules compile when they are imported, with the module's file."""
    told = subprocess.run([sys.executable, __file__], check=True, capture_output=True, cwd=HOUSE.parent).stdout
    return [
        (
            where,
            re.compile(pattern.encode("latin-1") if is_bytes else pattern, flags & ~(re.UNICODE if is_bytes else 0)),
        )
        for where, pattern, is_bytes, flags in json.loads(told)
    ]


def written_in_functions() -> Iterator[tuple[str, ast.expr]]:
    """The first arguments of calls of `re` within functions, each with its place."""
    for path in sorted(HOUSE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and (node.func.value.id, node.func.attr in _CALLS) == ("re", True)
                ):
                    yield str(path.relative_to(HOUSE)), node.args[0]


def attacks(pattern: re.Pattern[Any], length: int, chance: random.Random) -> Iterator[str]:
    """Lines that lead up to each repetition in the pattern, feed it to the full, and then fail it.

    What repeats is fed with what it matches itself, so that no way of writing a pattern escapes.
    """
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    parsed = _parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    for before, body in _repetitions(list(parsed), ()):
        for _ in range(2):
            head = _matched(before, chance)
            piece = _matched(body, chance) or "a"
            yield head + (piece * (length // len(piece) + 1))[:length] + "\0"
        # Repetitions that follow one another, fed with what all of them match.
        pieces = "".join(_matched(body, chance) for _ in range(8)) or "a"
        yield _matched(before, chance) + (pieces * (length // len(pieces) + 1))[:length] + "!\0"


def _repetitions(nodes: list[Any], before: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
    """What stands before each repetition, and what it repeats."""
    for at, (kind, held) in enumerate(nodes):
        ahead = (*before, *nodes[:at])
        name = str(kind)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            if held[1] > 1:
                yield ahead, list(held[2])
            yield from _repetitions(list(held[2]), ahead)
        elif name == "BRANCH":
            for branch in held[1]:
                yield from _repetitions(list(branch), ahead)
        elif name == "SUBPATTERN":
            yield from _repetitions(list(held[3]), ahead)
        elif name == "ATOMIC_GROUP":
            yield from _repetitions(list(held), ahead)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from _repetitions(list(held[1]), ahead)


def _matched(nodes: Any, chance: random.Random) -> str:
    """A text that the nodes match, as near as may be: what looks around or back is passed over."""
    return "".join(_one(str(kind), held, chance) for kind, held in nodes)


def _one(kind: str, held: Any, chance: random.Random) -> str:  # noqa: PLR0911 - one case a kind of node
    if kind == "LITERAL":
        return chr(held)
    if kind in {"NOT_LITERAL", "ANY"}:
        return "a" if held != ord("a") else "b"
    if kind == "IN":
        return _of_set(held, chance)
    if kind == "BRANCH":
        return _matched(chance.choice(held[1]), chance)
    if kind == "SUBPATTERN":
        return _matched(held[3], chance)
    if kind == "ATOMIC_GROUP":
        return _matched(held, chance)
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least = int(held[0])
        return "".join(_matched(held[2], chance) for _ in range(max(least, min(int(held[1]), chance.randint(0, 2)))))
    return ""


_CATEGORIES = {"CATEGORY_DIGIT": "17", "CATEGORY_SPACE": " \t", "CATEGORY_WORD": "aZé7_"}
_NOT_CATEGORIES = {"CATEGORY_NOT_DIGIT": "a -", "CATEGORY_NOT_SPACE": "a1.", "CATEGORY_NOT_WORD": " -."}


def _of_set(held: Any, chance: random.Random) -> str:
    """A character of the set."""
    if str(held[0][0]) == "NEGATE":
        refused = "".join(_members(held[1:]))
        return next(each for each in "a 1-é.A_\n\x7f" if each not in refused)
    return chance.choice(list("".join(_members(held))))


def _members(held: Any) -> Iterator[str]:
    for kind, value in held:
        if str(kind) == "LITERAL":
            yield chr(value)
        elif str(kind) == "RANGE":
            yield "".join(map(chr, range(value[0], min(value[1], value[0] + _FARTHEST) + 1)))
        else:
            yield _CATEGORIES.get(str(value)) or _NOT_CATEGORIES[str(value)]


def main() -> None:
    """Watch what the package compiles as all of it is imported."""
    compiled: dict[tuple[str, bool, int], str] = {}
    inner = _compiler.compile

    def watching(pattern: Any, flags: int = 0) -> Any:
        frame = sys._getframe(1)
        while frame.f_back and Path(frame.f_code.co_filename).parent.name == "re":
            frame = frame.f_back
        if Path(frame.f_code.co_filename).is_relative_to(HOUSE) and isinstance(pattern, str | bytes):
            text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
            where = str(Path(frame.f_code.co_filename).relative_to(HOUSE))
            compiled.setdefault((text, isinstance(pattern, bytes), int(flags)), where)
        return inner(pattern, flags)

    _compiler.compile = watching
    for module in pkgutil.walk_packages([str(HOUSE)], "discourse."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    json.dump([[where, *key] for key, where in sorted(compiled.items())], sys.stdout)


if __name__ == "__main__":
    main()
