"""Export, calibrate, measure and declare: `python finish.py --weights FILE --data ../shared/data --out models/shipped`.

Calibrates each head on the dev rows (what is told of calibration was fitted on the other half of them), fits the
topic regression on training rows, measures with bootstrap intervals over texts, compares int8 with float32, and writes
`metrics.json`, the card and the package's declaration of the files.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from pathlib import Path

import answers
import card
import declare
import numpy as np
import topic
from data import STANCE_IDS, TONE_IDS, read, thread_rows, threads
from export import export
from logits import logits_of_stance, logits_of_tone
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, recall_score, roc_auc_score

from discourse.tag.network import Network
from discourse.tag.reading import Floats, Reader

DRAWS = 1000
LEANING = 0.45  # how far the tone's offsets go from the rows' own mix toward even classes; .5 and more cost calibration


def fit(logits: Floats, y: np.ndarray, weight: np.ndarray, two: np.ndarray) -> dict:
    """Slope and offsets of least cross-entropy; rows of `two` know only the first two classes."""

    def loss(x: np.ndarray) -> float:
        scaled = np.exp(x[0]) * logits + np.array([x[1], x[2], 0.0])
        scaled = np.where(two[:, None] & (np.arange(3) == 2), -1e9, scaled)
        scaled = scaled - scaled.max(1, keepdims=True)
        return float((weight * (np.log(np.exp(scaled).sum(1)) - scaled[np.arange(len(y)), y])).sum() / weight.sum())

    # Offsets are held back a little: they shift classes, which a new corpus may well mix otherwise.
    best = minimize(lambda x: loss(x) + 0.002 * (x[1] ** 2 + x[2] ** 2), np.zeros(3), method="L-BFGS-B").x
    return {
        "slope": round(float(np.exp(best[0])), 4),
        "offsets": [round(float(best[1]), 4), round(float(best[2]), 4), 0.0],
    }


def apply(logits: Floats, numbers: dict) -> Floats:
    """Chances by the given numbers."""
    scaled = numbers["slope"] * logits + np.array(numbers["offsets"])
    powers = np.exp(scaled - scaled.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def cross_calibrated(logits: Floats, y: np.ndarray, weight: np.ndarray, two: np.ndarray, half: np.ndarray) -> Floats:
    """Chances of each half by the numbers that the other half gave."""
    out = np.zeros_like(logits)
    for side in (False, True):
        numbers = fit(logits[half != side], y[half != side], weight[half != side], two[half != side])
        out[half == side] = apply(logits[half == side], numbers)
    return out


def interval(score, texts: list[str], seed: int = 0) -> list[float]:
    """The 95% interval of a score of row numbers, drawing texts (with all their rows) with replacement."""
    draw = np.random.default_rng(seed)
    rows_of: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        rows_of[text].append(i)
    groups = [np.array(each) for each in rows_of.values()]
    scores = [
        score(np.concatenate([groups[i] for i in draw.integers(0, len(groups), len(groups))])) for _ in range(DRAWS)
    ]
    return [round(float(x), 1) for x in np.percentile(scores, [2.5, 97.5])]


def score_stance(p: Floats, y: np.ndarray, rows: np.ndarray, two: bool) -> float:
    """Macro-F1 of three classes, or the mean F1 of favor and against where no row is neutral."""
    if two:
        return 100 * float(f1_score(y[rows], p[rows, :2].argmax(1), labels=[0, 1], average="macro"))
    return 100 * float(f1_score(y[rows], p[rows].argmax(1), labels=[0, 1, 2], average="macro"))


def measure_stance(reader: Reader, rows: list[dict]) -> tuple[dict, dict, dict]:
    """Calibration numbers of stance and about, and the figures per source."""
    logits, about = logits_of_stance(reader, rows)
    y = np.array([STANCE_IDS[row["label"]] for row in rows])
    source = np.array([row["source"] for row in rows])
    kinds = sorted(set(source))
    two = np.isin(source, [kind for kind in kinds if not (y[source == kind] == 2).any()])
    weight = np.array([1 / (source == kind).sum() for kind in kinds])[np.searchsorted(kinds, source)]
    half = np.array([hash_half(row["text"]) for row in rows])
    # What answers something is calibrated apart: its sides are implied more often.
    answering = np.array([bool(row.get("context")) for row in rows])
    numbers, p, crossed = {}, np.zeros_like(logits), np.zeros_like(logits)
    for name, its in (("stance", ~answering), ("answer", answering)):
        numbers[name] = fit(logits[its], y[its], weight[its], two[its])
        p[its] = apply(logits[its], numbers[name])
        crossed[its] = cross_calibrated(logits[its], y[its], weight[its], two[its], half[its])
    figures, sure, hit = {}, np.zeros(len(y)), np.zeros(len(y), bool)
    for kind in kinds:
        at = np.flatnonzero(source == kind)
        is_two = bool(two[at[0]])
        told = {"n": len(at), "measure": "mean F1 of favor and against" if is_two else "macro-F1 of three"}
        told["score"] = round(score_stance(p, y, at, is_two), 1)
        told["interval"] = interval(
            lambda i, at=at, t=is_two: score_stance(p, y, at[i], t), [rows[i]["text"] for i in at]
        )
        q = crossed[at, :2] / crossed[at, :2].sum(1, keepdims=True) if is_two else crossed[at]
        figures[kind] = told | {"ece": topic.ece(q, y[at])}
        sure[at], hit[at] = q.max(1), q.argmax(1) == y[at]
    figures["all"] = {"n": len(y), "ece": topic.binned(sure, hit)}
    return numbers, fit_about(rows, about), figures


def fit_about(rows: list[dict], about: Floats) -> dict:
    """Slope and offset of the chance that a text is about its target, on rows that say whether it is."""
    known = np.array(["about" in row for row in rows])
    y = np.array([row["about"] for row in rows if "about" in row])
    held = np.clip(about[known], 1e-6, 1 - 1e-6)
    odds = np.log(held / (1 - held))[:, None]
    found = LogisticRegression(C=100.0).fit(odds, y)
    print("about: area under the curve", round(roc_auc_score(y, held), 3), "of", len(y))
    return {"slope": round(float(found.coef_[0, 0]), 4), "offset": round(float(found.intercept_[0]), 4)}


def measure_tone(reader: Reader, rows: list[dict]) -> tuple[dict, dict]:
    """Calibration numbers of the tone head, and its figures."""
    logits, _ = logits_of_tone(reader, rows)
    y = np.array([TONE_IDS[row["label"]] for row in rows])
    half = np.array([hash_half(row["text"]) for row in rows])
    ones, none = np.ones(len(rows)), np.zeros(len(rows), bool)
    # Mean recall counts the rare tone as much as the common one: the offsets go some way toward even classes.
    common = LEANING * np.log(np.bincount(y) / len(y))
    numbers = fit(logits, y, ones, none)
    numbers["offsets"] = [round(float(x), 4) for x in numbers["offsets"] - common]
    p, crossed = apply(logits, numbers), np.log(cross_calibrated(logits, y, ones, none, half) + 1e-12) - common
    crossed = apply(crossed, {"slope": 1.0, "offsets": [0.0, 0.0, 0.0]})

    def recall(i: np.ndarray) -> float:
        return 100 * float(recall_score(y[i], p[i].argmax(1), average="macro"))

    told = {"n": len(rows), "measure": "mean recall of three", "score": round(recall(np.arange(len(rows))), 1)}
    told["interval"] = interval(recall, [row["text"] for row in rows])
    return numbers, {"semeval2013-16": told | {"ece": topic.ece(crossed, y)}}


def hash_half(text: str) -> bool:
    """Which half a text is in, whatever its rows."""
    return sum(text.encode()) % 2 == 0


def opened(folder: Path) -> Reader:
    """A reader of the files in a folder, declared or not."""
    return Reader(Network({path.name: path.read_bytes() for path in folder.iterdir()}, str(folder)))


def main() -> None:
    """Do what the module says."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--weights", type=Path, required=True)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--threads", type=Path, default=Path(__file__).parent / "threads")
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--version", required=True)
    ask.add_argument("--note", default="", help="what the card should say of this run")
    args = ask.parse_args()
    export(args.weights, args.data, args.out)
    reader = opened(args.out)
    stance_rows, tone_rows = read(args.data / "stance_dev.jsonl.gz"), read(args.data / "sentiment_dev.jsonl.gz")
    own = threads(args.threads / "dev")
    stance_rows += thread_rows(own)
    numbers = reader.network.numbers
    stance, about, stance_figures = measure_stance(reader, stance_rows)
    tone, tone_figures = measure_tone(reader, tone_rows)
    numbers.update(stance | {"about": about, "tone": tone})
    numbers["topic"], topic_figures = topic.fit(reader, read(args.data / "stance_train.jsonl.gz"), thread_rows(own))
    with tempfile.TemporaryDirectory() as wide:
        export(args.weights, args.data, Path(wide), quantised=False)
        exact = opened(Path(wide))
        compared = compare(reader, exact, stance_rows, tone_rows)
    metrics = {"stance": stance_figures, "tone": tone_figures, "topic": topic_figures, "int8_minus_float32": compared}
    metrics |= {"answers": answers.measure(reader), "trained": args.note}
    write(args.out, args.version, numbers, metrics)


def compare(narrow: Reader, wide: Reader, stance_rows: list[dict], tone_rows: list[dict]) -> dict[str, float]:
    """By how many points int8 differs from float32, per source: all rows, both calibrated by the same numbers."""
    wide.network.numbers.update({name: narrow.network.numbers[name] for name in ("stance", "answer", "about", "tone")})
    source = np.array([row["source"] for row in stance_rows])
    y = np.array([STANCE_IDS[row["label"]] for row in stance_rows])
    both = [logits_of_stance(reader, stance_rows)[0] for reader in (narrow, wide)]
    out = {}
    for kind in sorted(set(source)):
        at = np.flatnonzero(source == kind)
        scores = [score_stance(logits, y, at, not (y[at] == 2).any()) for logits in both]
        out[kind] = round(scores[0] - scores[1], 2)
    y = np.array([TONE_IDS[row["label"]] for row in tone_rows])
    tones_ = [logits_of_tone(reader, tone_rows)[0].argmax(1) for reader in (narrow, wide)]
    scores = [100 * float(recall_score(y, told, average="macro")) for told in tones_]
    return out | {"semeval2013-16": round(scores[0] - scores[1], 2)}


def write(out: Path, version: str, numbers: dict, metrics: dict) -> None:
    """Numbers, figures, card and declaration."""
    (out / "artefact.json").unlink(missing_ok=True)
    (out / "numbers.json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")
    (out.parent / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (out / "CARD.md").write_text(card.render(metrics, version), encoding="utf-8")
    declare.write(out, "minilm-encode-once", version)
    (out / "artefact.json").unlink()


if __name__ == "__main__":
    main()
