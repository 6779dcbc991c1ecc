"""When a comment was posted: from an attribute that holds a time, else from what is shown."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.induce import Key, Place, choose, nodes_at, sample
from discourse.parse.markup.marks import LONGEST_TIME, Marks
from discourse.parse.markup.tree import Tree
from discourse.parse.times import ShownTime, day_first_of, find_times, read_time

_ATTRIBUTES = (
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-date",
    "data-original-title",
    "data-tippy-content",
    "data-tooltip",
    "aria-label",
)
_WORDED = frozenset(
    ("datetime", "title", "content", "data-original-title", "data-tippy-content", "data-tooltip", "aria-label")
)
"""Attributes that hold a time in words as often as in digits."""
_HELD = frozenset(_ATTRIBUTES)
_ISO = re.compile(
    r"\s*((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[T\s]+(\d\d):(\d\d)(:\d\d)?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_OTHER_TIME = re.compile(
    r"\b(?:joined|join date|registered|registriert|anmeldungsdatum|anmeldedatum|angemeldet|member since|"
    r"mitglied seit|dabei seit|seit|inscri\w*|edited|bearbeitet|geändert|modifié|"
    r"editado|last (?:visit|seen|edit)|updated|geboren|born|age|alter|beigetreten|registrado)\b[^.]{0,25}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as shown, in ISO 8601 where it can be known, and the node that bears it."""

    shown: str
    iso: str | None
    node: int


def attribute_time(tree: Tree, node: int) -> str | None:
    """The time that one of the node's attributes holds, in ISO 8601."""
    held = tree.attributes[node]
    if _HELD.isdisjoint(held):
        return None
    for name in _ATTRIBUTES:
        value = held.get(name)
        if not value or len(value) > 60:
            continue
        found = _ISO.fullmatch(value)
        if found:
            return _iso(found)
        if name.startswith("data-") and _EPOCH.fullmatch(value):
            return _of_epoch(value)
        if any(character.isdigit() for character in value):
            read = read_time(value)
            if read and name in _WORDED:
                return read
    return None


def _iso(found: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date
    zone = "+00:00" if zone in ("Z", "z") else zone or ""
    if zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{date}T{hour}:{minute}{second or ''}{zone}"


def _of_epoch(value: str) -> str | None:
    moment = datetime.datetime.fromtimestamp(int(value[:10]), tz=datetime.UTC)
    return moment.isoformat() if 1995 < moment.year < 2100 else None


def time_nodes(tree: Tree, marks: Marks, block: Block) -> Iterator[int]:
    """The block's own nodes that bear a time: elements with one in an attribute, else those around shown times."""
    last = -1
    for node in block.own():
        if node < last:
            continue
        if marks.is_time[node]:
            yield node if tree.tags[node] else tree.parents[node] if tree.parents[node] >= block.start else node
        elif tree.tags[node] and _titled(tree, node) and marks.text[tree.ends[node]] - marks.text[node] <= LONGEST_TIME:
            yield node


def _titled(tree: Tree, node: int) -> bool:
    title = tree.attributes[node].get("title") or tree.attributes[node].get("content")
    return bool(title) and 8 <= len(title or "") <= 60 and sum(character.isdigit() for character in title or "") >= 5


def read_moment(tree: Tree, node: int, day_first: bool | None = None, author: int | None = None) -> Moment | None:
    """The time at `node`; None where it bears none. What `author` holds is not part of it: names may hold numbers."""
    if not tree.tags[node]:
        shown = " ".join(tree.texts[node].split())
    elif author is not None and node < author and tree.ends[author] <= tree.ends[node]:
        shown = f"{tree.words(node, author)} · {tree.words(tree.ends[author], tree.ends[node])}"
    else:
        shown = tree.words(node)
    held = attribute_time(tree, node) or _held_within(tree, node)
    if held and len(shown) <= 40:
        return Moment(shown or held, held, node)
    shown = shown[: 2 * LONGEST_TIME]
    times = [time for time in _times(shown, day_first) if not _OTHER_TIME.search(shown[: time.start])]
    if held:
        visible = shown[times[0].start : times[0].end] if times else shown if len(shown) <= 60 else ""
        return Moment(visible or held, held, node)
    if not times:
        return None
    time = next((each for each in times if each.iso and "T" in each.iso), None) or next(
        (each for each in times if each.iso), times[0]
    )
    return Moment(shown[time.start : time.end], time.iso, node)


def _held_within(tree: Tree, node: int) -> str | None:
    """The time that an attribute of one of the first elements in `node` holds."""
    for inner in range(node + 1, min(tree.ends[node], node + 12)):
        if "datetime" in tree.attributes[inner]:
            return attribute_time(tree, inner)
    return None


@lru_cache(maxsize=4096)
def _times(shown: str, day_first: bool | None) -> tuple[ShownTime, ...]:
    return tuple(find_times(shown, day_first=day_first))


def _with_clock(tree: Tree, marks: Marks, block: Block, moment: Moment, day_first: bool | None) -> Moment:
    """The same time with the clock that stands beside its date in an element of its own."""
    if moment.iso is None or "T" in moment.iso or attribute_time(tree, moment.node):
        return moment
    for ancestor in tree.up(moment.node):
        if ancestor < block.start or marks.text[tree.ends[ancestor]] - marks.text[ancestor] > LONGEST_TIME:
            break
        wider = read_moment(tree, ancestor, day_first)
        if wider and wider.iso and wider.iso.startswith(moment.iso) and "T" in wider.iso:
            return wider
    return moment


def moment_places(tree: Tree, marks: Marks, blocks: Sequence[Block]) -> list[Place]:
    """Where these blocks keep their times, best first."""
    chosen = sample(blocks)
    cache: dict[int, Moment | None] = {}

    def moment(node: int) -> Moment | None:
        if node not in cache:
            cache[node] = read_moment(tree, node)
        return cache[node]

    def worth(key: Key, found: list[tuple[int, int]]) -> float:
        read = [(number, moment(node), node) for number, node in found]
        good = [(number, each, node) for number, each, node in read if each]
        if not good:
            return 0.0
        coverage = len(good) / len(chosen)
        timed = sum(1.0 if each.iso and "T" in each.iso else 0.8 if each.iso else 0.55 for _, each, _ in good) / len(
            good
        )
        steady = _steadiness([each.iso for _, each, _ in good if each.iso])
        long = sum(marks.text[tree.ends[node]] - marks.text[node] > LONGEST_TIME for _, _, node in good) / len(good)
        return coverage * _prior(key) * timed * steady * (1 - 0.8 * long)

    return choose(tree, chosen, lambda block: time_nodes(tree, marks, block), worth)


def _prior(key: Key) -> float:
    kind, value = key
    if kind == "prop":
        return 1.0 if "date" in value or "publish" in value or "created" in value else 0.4
    if kind == "name":
        return 0.97 if traits.hints(value) & traits.TIME else 0.8
    if kind == "tag":
        return {"time": 0.98, "abbr": 0.95}.get(value, 0.7)
    return 0.85


def _steadiness(times: Sequence[str]) -> float:
    """1 where the times run one way, less where they jump: dates of joining do, dates of posting do not."""
    if len(times) < 4:
        return 1.0
    pairs = list(pairwise(times))
    rising = sum(a <= b for a, b in pairs)
    falling = sum(a >= b for a, b in pairs)
    return 0.5 + 0.5 * max(rising, falling) / len(pairs)


def moments_of(
    tree: Tree, marks: Marks, blocks: Sequence[Block], places: Iterable[Place], authors: Sequence[int | None]
) -> list[Moment | None]:
    """Each block's time."""
    nodes = [_place_in(tree, marks, block, places) for block in blocks]
    shown = [tree.words(node) for node in nodes if node is not None and tree.tags[node]]
    day_first = day_first_of(shown[:2000])
    moments = [
        None if node is None else read_moment(tree, node, day_first, author)
        for node, author in zip(nodes, authors, strict=True)
    ]
    return [
        moment and _with_clock(tree, marks, block, moment, day_first)
        for block, moment in zip(blocks, moments, strict=True)
    ]


def _place_in(tree: Tree, marks: Marks, block: Block, places: Iterable[Place]) -> int | None:
    for place in places:
        for node in nodes_at(tree, block, place.key):
            end = tree.ends[node]
            bears = marks.times[end] > marks.times[node] or _titled(tree, node)
            if bears and not block.holds_inner(node, end) and read_moment(tree, node):
                return node
    return None
