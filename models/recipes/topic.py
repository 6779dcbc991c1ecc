"""Fit the regression that says which topics apply, on topics made of the stance data.

Each debated matter of the training rows becomes a topic as a user would write it: half of its texts lend keywords and
examples, the other half are judged. Some topics are made broad by joining several matters. Threads of our own that the
encoder wasn't trained on are judged too, with their targets as topics, or the default codebook's where it has that
target.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from data import Pair, plain_target
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from discourse.codebook import Topic, default
from discourse.tag.reading import Reader, stances
from discourse.tag.topicality import FEATURES, features, prepare, stems

MATTERS = ("ibm30k", "ibm-claims", "pstance", "mt-csd", "vast")
FEWEST, MOST = 12, 60
THREADS_WEIGH = 12.0
"""What a judgement of a thread weighs beside one of a made-up topic, whose keywords come of texts like those judged."""


@dataclass(frozen=True)
class Matter:
    """A debated matter: what its topic is made of, and the texts that are judged."""

    target: str
    describing: tuple[str, ...]
    judged: tuple[str, ...]


def matters(rows: list[dict], seed: int) -> list[Matter]:
    """The matters with enough texts that take a side on them, each with some of its texts."""
    draw = random.Random(seed)
    texts: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row["source"] in MATTERS and row["label"] != "neutral":
            texts[row["source"], row["target"]][row["text"]] = None
    found = []
    for (_, target), its in sorted(texts.items()):
        if len(its) >= FEWEST:
            some = draw.sample(sorted(its), min(len(its), MOST))
            found.append(Matter(target, tuple(some[: len(some) // 2]), tuple(some[len(some) // 2 :])))
    return found


def topics(found: list[Matter], seed: int) -> list[tuple[Topic, set[str]]]:
    """Topics, and the matters that each is made of: every matter alone, and as many joined from two to four."""
    draw = random.Random(seed)
    spread = Counter(stem for each in found for stem in set().union(*map(stems, each.describing)))
    made = []
    for each in found:
        made.append(_topic([each], found, spread, draw))
        made.append(_topic(draw.sample(found, draw.randint(2, 4)), found, spread, draw))
    return made


def _topic(some: list[Matter], every: list[Matter], spread: Counter, draw: random.Random) -> tuple[Topic, set[str]]:
    names = [_plain(each.target) for each in some]
    keywords: list[str] = []
    for each, name in zip(some, names, strict=True):
        counts = Counter(stem for text in each.describing for stem in set(stems(text)))
        telling = sorted(counts, key=lambda s: -counts[s] * math.log(len(every) / spread[s]))
        named = [word for word in re.findall(r"\w{4,}", name.lower()) if spread[stems(word)[0]] < len(every) / 4]
        keywords += [name.lower(), *named, *telling[: draw.randint(0, 15)]]
    texts = [text for each in some for text in each.describing]
    others = [_plain(each.target) for each in draw.sample(every, 2) if each not in some]
    # People fill in as much of a codebook as they care to.
    includes, excludes, examples = (draw.random() < 0.5 for _ in range(3))
    topic = Topic(
        id="topic",
        name=" and ".join(names),
        definition=f"What is said for and against {', '.join(names)}.",
        includes=tuple(name.lower() for name in names if includes),
        excludes=tuple(others if excludes else ()),
        keywords=tuple(dict.fromkeys(keywords)),
        examples=tuple(draw.sample(texts, 3) if examples else ()),
        target=some[0].target if len(some) == 1 else ", ".join(names),
        favor="is for it",
        against="is against it",
    )
    return topic, {each.target for each in some}


def _plain(target: str) -> str:
    plain = plain_target(Pair(target, 0, None))
    return plain.target if plain else target


def thread_table(reader: Reader, rows: list[dict]) -> tuple[list[list[float]], list[bool]]:
    """Features of our own threads' judgements, and whether each text is about its target."""
    known = {each.target: each for each in default().topics}
    targets = {row["target"] for row in rows}
    prepared = {target: prepare(reader, known.get(target, bare(target))) for target in targets}
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        for text in (row["text"], *row["context"]):
            wanted[text][row["target"]] = None
    readings = reader.read({text: tuple(its) for text, its in wanted.items()}, 0)
    pairs = [(readings[r["text"]], r["target"], readings[r["context"][-1]] if r["context"] else None) for r in rows]
    about = stances(reader, pairs)[1]
    table = [
        features(row["text"], readings[row["text"]], float(a), prepared[row["target"]])
        for row, a in zip(rows, about, strict=True)
    ]
    return table, [row["about"] for row in rows]


def bare(target: str) -> Topic:
    """A topic of which nothing is known but its target."""
    about = f"What is said for and against {target}."
    return Topic("topic", target, about, (target,), (), (target.lower(),), (), target, "is for it", "is against it")


def fit(reader: Reader, rows: list[dict], from_threads: list[dict], seed: int = 20) -> tuple[dict, dict]:
    """The regression's numbers, and how well it does on topics that it wasn't fitted on."""
    draw = random.Random(seed)
    found = matters(rows, seed)
    made = topics(found, seed)
    chat = sorted({row["text"] for row in from_threads})  # says as good as never what a made-up topic is on
    table, labels, groups = [], [], []
    for group, (topic, own) in enumerate(made):
        inside = [text for each in found if each.target in own for text in each.judged]
        outside = [text for each in found if each.target not in own for text in each.judged]
        some = [*draw.sample(inside, min(10, len(inside))), *draw.sample(outside, 10), *draw.sample(chat, 8)]
        prepared = prepare(reader, topic)
        readings = reader.read(dict.fromkeys(some, (topic.target,)), 0)
        about = stances(reader, [(readings[text], topic.target, None) for text in some])[1]
        table += [features(text, readings[text], float(a), prepared) for text, a in zip(some, about, strict=True)]
        labels += [text in inside for text in some]
        groups += [group] * len(some)
    more, applies = thread_table(reader, from_threads)
    table += more
    labels += applies
    targets = sorted({row["target"] for row in from_threads})
    groups += [len(made) + targets.index(row["target"]) for row in from_threads]
    x, y = np.nan_to_num(np.array(table)), np.array(labels)  # a sentence encoder can't tell what a text is about
    weigh = np.where(np.arange(len(y)) < len(y) - len(more), 1.0, THREADS_WEIGH)
    p = crossed(x, y, weigh, np.array(groups))
    model = regression().fit(x, y, weigh)
    weights = {name: round(float(w), 4) for name, w in zip(FEATURES, model.coef_[0], strict=True)}
    alone = {
        name: round(100 * f1_score(y, x[:, i] > np.median(x[:, i]), average="macro"), 1)
        for i, name in enumerate(FEATURES)
    }
    told = {"topics": len(made), "rows": len(y), "macro_f1": round(100 * f1_score(y, p > 0.5, average="macro"), 1)}
    told["threads"] = round(100 * f1_score(y[-len(more) :], p[-len(more) :] > 0.5, average="macro"), 1)
    return {"weights": weights, "offset": round(float(model.intercept_[0]), 4)}, told | {
        "ece": ece(np.stack([1 - p, p], 1), y.astype(int)),
        "single_features": alone,
    }


def regression() -> LogisticRegression:
    """The regression, before it is fitted."""
    return LogisticRegression(C=1.0, class_weight="balanced", max_iter=3000)


def crossed(x: np.ndarray, y: np.ndarray, weigh: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The chance of each row by a regression fitted on other topics."""
    p = np.zeros(len(y))
    for fitted, told in GroupKFold(5).split(x, y, groups):
        p[told] = regression().fit(x[fitted], y[fitted], weigh[fitted]).predict_proba(x[told])[:, 1]
    return p


def ece(p: np.ndarray, y: np.ndarray) -> float:
    """Expected calibration error of the likeliest class, in ten bins."""
    return binned(p.max(1), p.argmax(1) == y)


def binned(sure: np.ndarray, hit: np.ndarray) -> float:
    """How far chances are from how often they hold, in ten bins."""
    bins = np.minimum((sure * 10).astype(int), 9)
    parts = (abs(hit[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))
    return round(float(sum(parts)), 4)
