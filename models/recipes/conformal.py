"""Score held-out stances for sets at an error rate: `PYTHONPATH=. python conformal.py --data D --version V`

How strange each right stance of the dev rows is to the shipped model, the sources in equal parts, and only rows that
the model holds to be about their target: of others no stance is told. Writes the scores into the model and declares it
anew.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import declare
import numpy as np
from data import STANCE_IDS, read, thread_rows, threads
from logits import logits_of_stance

from discourse.tag.conformal import scores, threshold
from discourse.tag.judge import reader
from discourse.tag.reading import given_about

MODEL = Path(__file__).parents[2] / "models" / "shipped"
EACH, SEED = 280, 5


def rows(data: Path, own: Path) -> list[dict]:
    """Some rows of each source, in random order."""
    found, draw = read(data / "stance_dev.jsonl.gz") + thread_rows(threads(own / "dev")), random.Random(SEED)
    draw.shuffle(found)
    kinds = sorted({row["source"] for row in found})
    return [row for kind in kinds for row in [each for each in found if each["source"] == kind][:EACH]]


def main() -> None:
    """Do what the module says."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--threads", type=Path, default=Path(__file__).parent / "threads")
    ask.add_argument("--version", required=True)
    args = ask.parse_args()
    some = rows(args.data, args.threads)
    logs, about = logits_of_stance(reader(), some)
    chances = given_about(np.exp(logs), about)
    told = about >= 0.5
    right = np.array([STANCE_IDS[row["label"]] for row in some])
    numbers = json.loads((MODEL / "numbers.json").read_text(encoding="utf-8"))
    numbers["conformal"] = scores(chances[told], right[told])
    (MODEL / "numbers.json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")
    declare.write(MODEL, "minilm-encode-once", args.version)
    (MODEL / "artefact.json").unlink()
    known = numbers["conformal"]
    print(f"{len(known)} rows", {rate: threshold(known, rate) for rate in (0.05, 0.1, 0.2)})


if __name__ == "__main__":
    main()
