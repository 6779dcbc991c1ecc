"""Training rows: read, joined by text, paired with unrelated targets, and put into batches of like length."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

STANCE_IDS = {"favor": 0, "against": 1, "neutral": 2}
TONE_IDS = {"negative": 0, "neutral": 1, "positive": 2}
REPEATS = {"mt-csd": 2, "threads": 2}
"""How often an epoch takes the texts of a source, where not once: threads are what we are for."""

UNRELATED = {"vast": 0.6}
"""How likely a text of a source gets a target of another text of it: half its own neutral rows are made so."""

MANY = 6
"""Targets of one text that are taken at once; texts with more come up several times in an epoch, with others."""


@dataclass(frozen=True)
class Pair:
    """A target, the stance toward it, and whether the text is about it (None: not known)."""

    target: str
    label: int
    about: bool | None


@dataclass(frozen=True)
class Item:
    """One text with what it answers, and the targets whose stances are known."""

    source: str
    text: str
    parent: str | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Toned:
    """One text with its tone, and its valence where it was rated."""

    source: str
    text: str
    label: int
    valence: float | None


def read(path: Path) -> list[dict]:
    """The rows of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def items(rows: list[dict]) -> list[Item]:
    """Rows joined by source, text and what it answers, in the order of their first row."""
    found: dict[tuple, list[Pair]] = {}
    for row in rows:
        parent = row["context"][-1] if row.get("context") else None
        # A neutral row says that no side was read; only of mentions is it sure that the text is about the target.
        about = True if row["label"] != "neutral" or row["source"] == "newsmtsc" else None
        found.setdefault((row["source"], row["text"], parent), []).append(
            Pair(row["target"], STANCE_IDS[row["label"]], about)
        )
    return [Item(*key, tuple(pairs)) for key, pairs in found.items()]


def toned(rows: list[dict]) -> list[Toned]:
    """Sentiment rows; valences of -4...4 become -1...1."""
    return [
        Toned(r["source"], r["text"], TONE_IDS[r["label"]], r["valence"] / 4 if "valence" in r else None) for r in rows
    ]


def threads(folder: Path) -> list[dict]:
    """The comments of our own threads in a folder."""
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]


def thread_items(rows: list[dict]) -> list[Item]:
    """Our own threads' comments, each with what it answers."""
    return [
        Item(
            "threads",
            row["text"],
            row["answers"],
            tuple(Pair(each["target"], STANCE_IDS[each["stance"]], each["about"]) for each in row["judged"]),
        )
        for row in rows
    ]


def thread_rows(rows: list[dict]) -> list[dict]:
    """Our own threads' judgements in the form of the stance rows, and whether each text is about its target."""
    return [
        {"source": "threads", "text": row["text"], "context": list(filter(None, [row["answers"]]))}
        | {"target": each["target"], "label": each["stance"], "about": each["about"]}
        for row in rows
        for each in row["judged"]
    ]


def thread_tones(rows: list[dict]) -> list[Toned]:
    """The tones of our own threads' comments."""
    return [Toned("threads", row["text"], TONE_IDS[row["tone"]], None) for row in rows]


_PROPOSAL = re.compile(
    r"we should (?:"
    r"(?P<end>ban|prohibit|abolish|abandon|end|fight(?! for)|limit|cancel|close|disband|oppose)|"
    r"(?:adopt|introduce|subsidi[sz]e|legali[sz]e|support|protect|further exploit|fund)"
    r") (?:the (?:use of )?)?(?P<what>.+)",
    re.IGNORECASE,
)


def plain_target(pair: Pair) -> Pair | None:
    """A proposal's object as the target: who is for banning a thing is against the thing.

    >>> plain_target(Pair("We should ban lotteries", 0, True))
    Pair(target='lotteries', label=1, about=True)
    """
    found = _PROPOSAL.fullmatch(pair.target.strip(" ."))
    if not found or pair.label == STANCE_IDS["neutral"]:
        return None
    return replace(pair, target=found["what"], label=1 - pair.label if found["end"] else pair.label)


_WORD = re.compile(r"[a-z]{4,}")


def _words(text: str) -> set[str]:
    return {word[:6] for word in _WORD.findall(text.lower())}


def _unrelated(target: str) -> Pair:
    return Pair(target, STANCE_IDS["neutral"], about=False)


def epoch(found: list[Item], unrelated: int, seed: int) -> list[Item]:
    """One epoch: texts with many targets several times, some targets put plainly, and pairs that have no bond."""
    draw = random.Random(seed)
    out = []
    for item in found:
        pairs = list(item.pairs)
        draw.shuffle(pairs)
        for at in [*range(0, len(pairs), MANY)] * REPEATS.get(item.source, 1):
            some = [(draw.random() < 0.3 and plain_target(pair)) or pair for pair in pairs[at : at + MANY]]
            out.append(replace(item, pairs=tuple(some)))
    targets = sorted({(item.source, pair.target) for item in found for pair in item.pairs})
    own = {source: [target for of, target in targets if of == source] for source in UNRELATED}
    for at, item in enumerate(out):
        if draw.random() < UNRELATED.get(item.source, 0.0):
            out[at] = replace(item, pairs=(*item.pairs, _unrelated(draw.choice(own[item.source]))))
    for at in draw.sample(range(len(out)), min(unrelated, len(out))):
        item = out[at]
        source, target = draw.choice(targets)
        if source != item.source and not _words(target) & _words(item.text):
            out[at] = replace(item, pairs=(*item.pairs, _unrelated(target)))
    draw.shuffle(out)
    return out


def batches(lengths: list[int], size: int, seed: int, pool: int = 50) -> Iterator[list[int]]:
    """Places of rows in batches: within each run of `pool` batches, rows of like length stand together."""
    draw = random.Random(seed)
    order = list(range(len(lengths)))
    draw.shuffle(order)
    for at in range(0, len(order), size * pool):
        some = sorted(order[at : at + size * pool], key=lambda i: lengths[i])
        groups = [some[i : i + size] for i in range(0, len(some), size)]
        draw.shuffle(groups)
        yield from groups
