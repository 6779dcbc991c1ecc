"""Topics and their stance targets: records, and reading, checking and hashing them.

A codebook is a YAML file. `problems` finds everything that is wrong with one, each with its line; `read` takes a sound
one, and hashes what it says, so that two files that say the same have the same hash whatever their layout.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discourse.errors import CodebookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

MAX_BYTES = 20_000_000
MOST_TOPICS = 1_000
"""Topics of a codebook: time and memory grow with topics times comments, and no coder keeps more in mind."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DEFAULT = Path(__file__).with_name("codebooks") / "default.yaml"
_TEMPLATE = Path(__file__).with_name("codebooks") / "template.yaml"

_TEXTS = ("id", "name", "definition", "target", "favor", "against")
_LISTS = ("includes", "excludes", "keywords", "examples")
STANCES = ("favor", "against", "neutral")
SIDES = (*STANCES, "none")
"""What a coder may say of a topic; `none`: the comment is not on it."""
TONES = ("negative", "neutral", "positive")
_REQUIRED = ("id", "definition", "target", "favor", "against")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a codebook, and the target toward which comments on it take a stance."""

    id: str
    name: str
    definition: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    keywords: tuple[str, ...]
    examples: tuple[str, ...]
    target: str
    favor: str
    against: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """The topics in force. `sha256` is the hash of their content, whatever the file's layout."""

    title: str
    version: str
    topics: tuple[Topic, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a codebook, its line (from 1), and what mends it."""

    line: int
    what: str
    remedy: str


@cache
def default() -> Codebook:
    """The codebook that comes with the package.

    >>> [topic.id for topic in default().topics]
    ['release_deal', 'iran', 'domestic_politics']
    """
    return read(_DEFAULT)


def of(codebook: Codebook | str | Path | None) -> Codebook:
    """A codebook as it is, read from its path, or for None the one that comes with the package.

    >>> of(None) == of(default()) == of(_DEFAULT)
    True
    """
    return codebook if isinstance(codebook, Codebook) else read(codebook) if codebook else default()


def variables(book: Codebook) -> dict[str, tuple[str, ...]]:
    """What a coder decides for each comment, and the values to choose from: one variable a topic, and `sentiment`.

    >>> variables(default())["iran"], list(variables(default()))[-1]
    (('favor', 'against', 'neutral', 'none'), 'sentiment')
    """
    return {topic.id: SIDES for topic in book.topics} | {"sentiment": TONES}


def thin(book: Codebook) -> list[tuple[str, list[str]]]:
    """The topics that lack what helps to find comments on them, each with what it lacks.

    >>> thin(default())
    []
    """
    wanted = ("includes", "keywords", "examples")
    lacks = {topic.id: [name for name in wanted if not getattr(topic, name)] for topic in book.topics}
    return [(topic, names) for topic, names in lacks.items() if names]


def default_text() -> str:
    """The default codebook as the YAML that it is read from.

    >>> default_text().startswith("title:")
    True
    """
    return _DEFAULT.read_text(encoding="utf-8")


def template() -> str:
    """A codebook to start from, as YAML with a comment on each field.

    >>> problems(template())
    []
    """
    return _TEMPLATE.read_text(encoding="utf-8")


def read(path: str | Path) -> Codebook:
    """Read and check the codebook in a YAML file.

    Raises `CodebookError`, with file and line, where the file can't be read or breaks a rule.

    >>> read(_DEFAULT).title
    'Release deal, Iran, domestic politics'
    """
    text = read_text(path)
    found = problems(text)
    if found:
        first, more = found[0], len(found) - 1
        also = f"; {more} more: 'discourse codebook check' lists them" if more else ""
        raise CodebookError(first.what, where=f"{path}, line {first.line}", remedy=first.remedy + also)
    return parse(text)


def read_text(path: str | Path) -> str:
    """The codebook file as text. Raises `CodebookError` where it can't be read.

    >>> read_text(_DEFAULT) == default_text()
    True
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CodebookError(f"larger than {MAX_BYTES} bytes", where=str(path), remedy="is this a codebook?")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        remedy = "check the path, or start one with 'discourse codebook new'"
        raise CodebookError("no such codebook", where=str(path), remedy=remedy) from None
    except UnicodeDecodeError:
        raise CodebookError("not UTF-8 text", where=str(path), remedy="save it as UTF-8") from None
    except OSError as error:
        raise CodebookError(error.strerror or str(error), where=str(path), remedy="check the path") from None


def parse(text: str) -> Codebook:
    """The codebook that a YAML text holds; check it with `problems` first.

    >>> parse(template()).topics[0].id
    'my_topic'
    """
    import yaml

    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    topics = tuple(_topic(row) for row in data["topics"])
    title, version = str(data["title"]), str(data.get("version", "1"))
    content = json.dumps([title, version, [asdict(topic) for topic in topics]], ensure_ascii=False, sort_keys=True)
    return Codebook(title, version, topics, hashlib.sha256(content.encode()).hexdigest())


def of_dict(row: dict[str, Any]) -> Codebook:
    """The codebook that `dataclasses.asdict` turned into a dict. Raises `KeyError` or `TypeError` where it is none.

    >>> of_dict(asdict(default())) == default()
    True
    """
    topics = [each | {name: tuple(each[name]) for name in _LISTS} for each in row["topics"]]
    return Codebook(row["title"], row["version"], tuple(Topic(**each) for each in topics), row["sha256"])


def problems(text: str) -> list[Problem]:
    """Everything that is wrong with a codebook given as YAML, in the order of its lines.

    >>> problems("title: Mine")
    [Problem(line=1, what="'topics' is missing", remedy="add 'topics:' with at least one topic")]
    """
    import yaml

    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        return [Problem(mark.line + 1 if mark else 1, f"not YAML: {what}", "check indentation, colons and quotes")]
    except RecursionError:
        return [Problem(1, "nested too deeply", "a codebook has three levels: topics, their fields, their lists")]
    if not isinstance(root, yaml.MappingNode):
        return [Problem(1, "not a codebook", "start from 'discourse codebook new'")]
    return sorted(_book_problems(root), key=lambda problem: problem.line)


def _topic(row: dict[str, object]) -> Topic:
    return Topic(
        id=_text(row, "id"),
        name=_text(row, "name") or _text(row, "id").replace("_", " "),
        definition=_text(row, "definition"),
        includes=_texts(row, "includes"),
        excludes=_texts(row, "excludes"),
        keywords=_texts(row, "keywords"),
        examples=_texts(row, "examples"),
        target=_text(row, "target"),
        favor=_text(row, "favor"),
        against=_text(row, "against"),
    )


def _text(row: dict[str, object], name: str) -> str:
    return " ".join(str(row.get(name, "")).split())


def _texts(row: dict[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name)
    return tuple(" ".join(str(each).split()) for each in value) if isinstance(value, list) else ()


def _book_problems(root: yaml.MappingNode) -> Iterator[Problem]:
    import yaml

    fields = {key.value: value for key, value in root.value}
    yield from _unknown_keys(root, ("title", "version", "topics"))
    if "title" not in fields and "topics" in fields:
        yield Problem(_line(root), "'title' is missing", "add 'title:' with a name for the codebook")
    topics = fields.get("topics")
    if topics is None:
        yield Problem(_line(root), "'topics' is missing", "add 'topics:' with at least one topic")
    elif not isinstance(topics, yaml.SequenceNode) or not topics.value:
        yield Problem(_line(topics), "'topics' is not a list of topics", "begin each topic with '- id: …'")
    elif len(topics.value) > MOST_TOPICS:
        what = f"{len(topics.value):,} topics, more than {MOST_TOPICS:,}"
        yield Problem(_line(topics), what, "part it into several codebooks, and run with one after the other")
    else:
        seen: dict[str, int] = {}
        for node in topics.value:
            yield from _topic_problems(node, seen)


def _topic_problems(node: yaml.Node, seen: dict[str, int]) -> Iterator[Problem]:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        yield Problem(_line(node), "a topic is not a set of fields", "write '- id: …' and its fields below it")
        return
    yield from _unknown_keys(node, _TEXTS + _LISTS)
    fields = {key.value: value for key, value in node.value}
    for name in _REQUIRED:
        if name not in fields or not str(fields[name].value).strip():
            yield Problem(
                _line(fields.get(name, node)), f"'{name}' is missing or empty", f"add '{name}: …' to the topic"
            )
    for name, value in fields.items():
        if name in _TEXTS and not isinstance(value, yaml.ScalarNode):
            yield Problem(_line(value), f"'{name}' is not a text", "write it on one line, or after '>' on several")
        elif name in _LISTS and not _is_list_of_texts(value):
            yield Problem(
                _line(value), f"'{name}' is not a list of texts", "write each on a line of its own after '- '"
            )
    identity = fields.get("id")
    if isinstance(identity, yaml.ScalarNode) and identity.value:
        yield from _id_problems(identity, seen)


def _id_problems(node: yaml.ScalarNode, seen: dict[str, int]) -> Iterator[Problem]:
    if not _ID.fullmatch(node.value):
        yield Problem(_line(node), f"'{node.value[:40]}' can't be an id", "use a-z, 0-9 and _, beginning with a letter")
    elif node.value in {"sentiment", "topic"}:
        yield Problem(_line(node), f"the id '{node.value}' is taken by the tables", "choose another")
    elif node.value in seen:
        yield Problem(_line(node), f"the id '{node.value}' stands in line {seen[node.value]} too", "ids are unique")
    seen.setdefault(node.value, _line(node))


def _unknown_keys(node: yaml.MappingNode, known: tuple[str, ...]) -> Iterator[Problem]:
    for key, _ in node.value:
        if key.value not in known:
            near = get_close_matches(str(key.value), known, n=1)
            remedy = f"did you mean '{near[0]}'?" if near else "known here: " + ", ".join(known)
            yield Problem(_line(key), f"unknown field '{str(key.value)[:40]}'", remedy)


def _is_list_of_texts(node: yaml.Node) -> bool:
    import yaml

    return isinstance(node, yaml.SequenceNode) and all(isinstance(each, yaml.ScalarNode) for each in node.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
