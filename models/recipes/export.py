"""Weights to the files that ship: `python export.py --weights FILE --data ../shared/data --out FOLDER [--float]`.

Writes the four graphs, the tokenizer and uncalibrated numbers; `finish.py` calibrates, measures and declares them. The
ranges that int8 needs come from some of the training texts.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import graph
from data import read
from safetensors.numpy import load_file
from train import LONGEST, tokenizer

from discourse.tag.artefact import declare, write_manifest
from discourse.tag.topicality import FEATURES

MARKS = (101, 102)  # BERT's [CLS] and [SEP]
PLAIN = {"slope": 1.0, "offsets": [0.0, 0.0, 0.0]}


def sample(data: Path, count: int = 128, seed: int = 20) -> list[list[int]]:
    """Some training texts of both tasks as token ids."""
    draw, split = random.Random(seed), tokenizer()
    found = []
    for name in ("stance_train", "sentiment_train"):
        texts = sorted({row["text"] for row in read(data / f"{name}.jsonl.gz")})
        found += [split.encode(text).ids[:LONGEST] for text in draw.sample(texts, count)]
    return found


def export(weights: Path, data: Path, out: Path, *, quantised: bool = True) -> None:
    """Everything that a model's folder needs, with neutral numbers."""
    loaded = load_file(weights)
    graph.write(loaded, out, graph.ranges(loaded, sample(data)) if quantised else None)
    tokenizer().save(str(out / "tokenizer.json"), pretty=False)
    numbers = {
        "marks": MARKS,
        "alone": [round(float(x), 7) for x in loaded["alone"]],
        "stance": PLAIN,
        "tone": PLAIN,
        "about": {"slope": 1.0, "offset": 0.0},
        "topic": {"weights": dict.fromkeys(FEATURES, 0.0) | {"keywords": 4.0}, "offset": -2.0},
    }
    (out / "numbers.json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")
    (out / "CARD.md").write_text("Not measured yet.\n", encoding="utf-8")
    write_manifest(out, declare(out, "uncalibrated", "0"))


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--weights", type=Path, required=True)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--float", action="store_true", help="keep float32 throughout, to compare with")
    args = ask.parse_args()
    export(args.weights, args.data, args.out, quantised=not args.float)
