"""Layout files: read, checked fault by fault, each with its line and what mends it, and made into records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discourse.codebook import Problem
from discourse.errors import LayoutError
from discourse.parse.custom import patterns
from discourse.parse.custom.records import CustomLayout, MarkupLayout, TextLayout
from discourse.parse.custom.selectors import parsed

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 100_000
_MARKUP = tuple(MarkupLayout.__dataclass_fields__)
_TEXT = tuple(TextLayout.__dataclass_fields__)
_SELECTORS = ("comment", "author", "time", "text", "applies", "pingback", "trackback", "deleted")
_SIDES = ("before", "after", "around")
_GROUPS = {"author", "time", "text"}
_AT = re.compile(r"@[\w:-]+\s*$")


def read(path: str | Path) -> CustomLayout:
    """The layout that a file tells. Raises `LayoutError`, with file and line, where it can't be read or breaks a rule.

    >>> read("no/such.yaml")
    Traceback (most recent call last):
    discourse.errors.LayoutError: no/such.yaml: No such file or directory (check the path)
    """
    text = read_text(path)
    found = problems(text)
    if found:
        first, more = found[0], len(found) - 1
        also = f"; {more} more: 'discourse layout check' lists them" if more else ""
        raise LayoutError(first.what, where=f"{path}, line {first.line}", remedy=first.remedy + also)
    return parse(text)


def read_folder(folder: str | Path) -> tuple[CustomLayout, ...]:
    """The layouts of a folder's files (`*.yaml`, `*.yml`), in the order of their names. Raises `LayoutError`."""
    folder = Path(folder)
    if not folder.is_dir():
        raise LayoutError("no such folder", where=str(folder), remedy="check the path")
    return tuple(read(path) for path in sorted(folder.iterdir()) if path.suffix in {".yaml", ".yml"})


def read_text(path: str | Path) -> str:
    """The layout file as text. Raises `LayoutError` where it can't be read."""
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise LayoutError(f"larger than {MAX_BYTES} bytes", where=str(path), remedy="is this a layout?")
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LayoutError("not UTF-8 text", where=str(path), remedy="save it as UTF-8") from None
    except OSError as error:
        raise LayoutError(error.strerror or str(error), where=str(path), remedy="check the path") from None


def parse(text: str) -> CustomLayout:
    """The layout that a YAML text tells; check it with `problems` first.

    >>> parse("{name: notes, comment: div.note, author: .who}").author
    '.who'
    """
    import yaml

    told: dict[str, Any] = yaml.load(text, Loader=yaml.SafeLoader)
    held: dict[str, Any] = {name: str(value).strip() for name, value in told.items() if name != "byline"}
    if "comment" in held:
        return MarkupLayout(**held)
    byline = told["byline"] if isinstance(told["byline"], list) else [told["byline"]]
    return TextLayout(byline=tuple(str(line).strip() for line in byline), **held)


def problems(text: str) -> list[Problem]:
    """Everything that is wrong with a layout given as YAML, in the order of its lines.

    >>> problems("name: notes\\ncomment: 'div:hover'")[0].what
    "comment: ':hover' is not known here"
    >>> problems("{name: notes, byline: '(?P<author>.+) says'}")
    []
    """
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        return [
            Problem(mark.line + 1 if mark else 1, f"not YAML: {what}", "set patterns and selectors in 'single quotes'")
        ]
    except RecursionError:
        return [Problem(1, "nested too deeply", "a layout has fields, and nothing below them")]
    if not isinstance(root, yaml.MappingNode):
        return [Problem(1, "not a layout", "begin with 'name: …', then 'comment: …' or 'byline: …'")]
    return sorted(_problems(root), key=lambda problem: problem.line)


def _problems(root: yaml.MappingNode) -> Iterator[Problem]:
    fields = {str(key.value): value for key, value in root.value}
    lines = {name: node.start_mark.line + 1 for name, node in fields.items()}
    if ("comment" in fields) == ("byline" in fields):
        yield Problem(1, "neither or both of 'comment' and 'byline'", "'comment' tells markup, 'byline' plain text")
        return
    known = _MARKUP if "comment" in fields else _TEXT
    for name in fields:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            remedy = f"did you mean '{near[0]}'?" if near else "known here: " + ", ".join(known)
            yield Problem(lines[name], f"unknown field '{name[:40]}'", remedy)
    told = {name: _texts(node) for name, node in fields.items()}
    for name, texts in told.items():
        if name in known and (not texts or (len(texts) > 1 and name != "byline")):
            yield Problem(lines[name], f"'{name}' is empty or not a text", "write it on one line in 'single quotes'")
    if not told.get("name"):
        yield Problem(1, "'name' is missing", "add 'name: …', by which the layout is told in what is written")
    check = _markup_faults if "comment" in fields else _text_faults
    for name, what, remedy in check({name: texts for name, texts in told.items() if texts}):
        yield Problem(lines.get(name, 1), what, remedy)


def _texts(node: yaml.Node) -> list[str]:
    """The texts of a node: one, or those of a list; none where it holds anything else, or nothing."""
    items = node.value if isinstance(node.value, list) else [node]
    texts = [item.value.strip() if isinstance(getattr(item, "value", None), str) else "" for item in items]
    return texts if all(texts) else []


def _markup_faults(told: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    for name in (*_SELECTORS, "parent", "id"):
        for text in told.get(name, ())[:1]:
            at = _AT.search(text)
            if name in {"parent", "id"}:
                if at is None and text != "nesting":
                    yield name, f"{name}: no '@' in it", "write '@data-parent', or 'a.answers@href'"
                selector = text[: at.start()].strip() if at and at.start() else ""
            else:
                selector = text
            if selector:
                yield from _selector_fault(name, selector)


def _selector_fault(name: str, selector: str) -> Iterator[tuple[str, str, str]]:
    try:
        parsed(selector)
    except ValueError as error:
        yield name, f"{name}: {error}", "known are tag, .class, #id, [attribute=value], a space, > and ,"


def _text_faults(told: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    side = told.get("side", ["before"])[0]
    if side not in _SIDES:
        yield "side", f"'{side[:20]}' is no side", "choose before, after or around"
    if (side == "around") != ("closing" in told):
        yield (
            "side",
            "'closing' goes with side: around",
            "tell the line behind the text with 'closing', or choose another side",
        )
    groups: set[str] = set()
    for name in ("byline", "closing"):
        for pattern in told.get(name, ()):
            found = patterns.fault(pattern)
            if found:
                yield name, f"{name}: {found[0]}", found[1]
            else:
                groups |= re.compile(pattern).groupindex.keys()
    if groups - _GROUPS:
        unknown = ", ".join(sorted(groups - _GROUPS))
        yield "byline", f"byline: unknown group {unknown}", "name groups author, time and text; write (?:…) for others"
    if not groups & {"author", "time"}:
        yield "byline", "byline: no group 'author' or 'time'", "write (?P<author>.+) where the name stands"


def chosen(files: Iterable[str | Path], folders: Iterable[str | Path]) -> tuple[CustomLayout, ...]:
    """The layouts of files and of folders, in that order, each once. Raises `LayoutError`."""
    found = [read(path) for path in files]
    for folder in folders:
        found += read_folder(folder)
    return tuple(dict.fromkeys(found))
