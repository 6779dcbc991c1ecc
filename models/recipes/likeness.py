"""Fit by what a sentence encoder without heads tells topics: `_TOPIC` of `discourse/tag/sentences.py`.

PYTHONPATH=. python models/recipes/likeness.py --encoder FOLDER --data DIR

The topics and threads are those of `topic.py`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import topic
from data import read, thread_rows, threads

from discourse.tag.judge import reader


def main() -> None:
    """Print the weights, and how well they do on topics that they weren't fitted on."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--encoder", required=True)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--threads", type=Path, default=Path(__file__).parent / "threads" / "dev")
    ask.add_argument("--every", type=int, default=1, help="take every so many of the debated matters and judgements")
    told = ask.parse_args()
    rows, own = read(told.data / "stance_train.jsonl.gz"), thread_rows(threads(told.threads))
    kept = set(sorted({row["target"] for row in rows})[:: told.every])
    numbers, figures = topic.fit(
        reader(told.encoder), [row for row in rows if row["target"] in kept], own[:: told.every]
    )
    print(json.dumps({"topic": numbers, "figures": figures}, indent=2))


if __name__ == "__main__":
    main()
