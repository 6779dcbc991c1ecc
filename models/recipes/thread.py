"""Fit how a thread tells its comments' topics: `PYTHONPATH=. python models/recipes/thread.py --version V`.

Two kinds of threads are the data, none of which the encoder was trained on: the invented ones of `threads/dev`, and
the hand-coded sample threads of this project. What coders said stands beside what the model says of each comment
alone, of the comment that it answers, and of the headline above. Writes the weights into the shipped model and
declares it anew.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import card
import declare
import numpy as np
import pandas as pd
from data import threads
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss, roc_auc_score
from topic import bare

from discourse import codebook, pipeline
from discourse.tag.functions import STANCES
from discourse.tag.judge import of_headlines, reader
from discourse.tag.settings import TagSettings
from discourse.tag.threads import log_odds

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "shipped"
USUAL = -2.2
"""The log odds at which what stands above tells nothing: about one in ten."""

WEIGHED = ("own", "parent", "answering", "headline")
BOOK = codebook.default()
TOPICS = [topic.id for topic in BOOK.topics]


def above(chances: np.ndarray) -> np.ndarray:
    """Log odds over the usual, nothing where nothing stands above."""
    return np.where(np.isnan(chances), 0.0, log_odds(np.nan_to_num(chances)) - USUAL)


def invented(folder: Path) -> pd.DataFrame:
    """A row a comment and target of the invented threads that were kept for measuring.

    Targets of the default codebook are its topics; of the others no more is known than their words.
    """
    known = {topic.target: topic for topic in BOOK.topics}
    rows = []
    for thread, its in groupby(sorted(threads(folder), key=itemgetter("thread")), itemgetter("thread")):
        found = list(its)
        targets = list(dict.fromkeys(each["target"] for row in found for each in row["judged"]))
        book = replace(BOOK, topics=tuple(known.get(target) or bare(target) for target in targets))
        own, parent, headline = (
            of_headlines([row[name] for row in found], book, TagSettings()) for name in ("text", "answers", "headline")
        )
        rows += [
            {
                "kind": "invented" if each["target"] in known else "own targets",
                "page": thread,
                "topic": known[each["target"]].id if each["target"] in known else "own",
                "own": log_odds(own[i, k]),
                "parent": above(parent[i, k]),
                "answering": float(bool(row["answers"])),
                "headline": above(headline[i, k]),
                "applies": each["about"],
            }
            for i, row in enumerate(found)
            for each in row["judged"]
            for k in [targets.index(each["target"])]
        ]
    return pd.DataFrame(rows)


def coded() -> pd.DataFrame:
    """A row a hand-coded comment of the sample pages and topic, with the side that was coded as well."""
    pages = pipeline.read(ROOT / "threads")
    alone = pipeline.tag(pages, pipeline.Settings())
    keys, sides = ["page_id", "comment_id"], [f"p_{name}" for name in STANCES]
    chance = alone.stances.assign(own=log_odds(alone.stances["p_topic"].to_numpy(float, na_value=np.nan)))
    answers = alone.comments[[*keys, "position", "reply_to"]]
    rows = chance[[*keys, "topic", "own", *sides]].dropna(subset=["own"]).merge(answers, on=keys)
    parent = chance[[*keys, "topic", "own"]].rename(columns={"comment_id": "reply_to", "own": "parent"})
    rows = rows.merge(parent, how="left", on=["page_id", "reply_to", "topic"])
    rows["answering"] = rows["reply_to"].notna().astype(float)
    rows["parent"] = (rows["parent"] - USUAL).fillna(0.0)
    of_page = dict(
        zip([p.page_id for p in pages], of_headlines([p.title for p in pages], BOOK, TagSettings()), strict=True)
    )
    places = rows["topic"].map(TOPICS.index)
    rows["headline"] = [float(above(of_page[page][k])) for page, k in zip(rows["page_id"], places, strict=True)]
    rows["page"] = rows["page_id"].map({page.page_id: Path(page.source).stem for page in pages})
    codes = pd.read_csv(ROOT / "tests" / "data" / "codes.csv", dtype=str).query("coder == 'A'")
    codes = codes.assign(position=codes["comment"].astype(int))
    said = codes.melt(["page", "position"], TOPICS, var_name="topic", value_name="side")
    said["applies"] = said["side"].notna()
    rows["stance"] = np.array(STANCES)[rows[sides].to_numpy(float).argmax(axis=1)]
    rows = rows.merge(said[["page", "position", "topic", "applies", "side"]], on=["page", "position", "topic"])
    return rows.assign(kind="coded")


def stance_figures(rows: pd.DataFrame) -> dict[str, float]:
    """How many of the coded stances the model tells."""
    coded = rows[rows["applies"]]
    return {
        "n": len(coded),
        "accuracy": round(100 * float((coded["stance"] == coded["side"]).mean()), 1),
        "macro_f1": round(100 * f1_score(coded["side"], coded["stance"], labels=list(STANCES), average="macro"), 1),
    }


def crossed(rows: pd.DataFrame) -> np.ndarray:
    """The chance of each row by weights fitted on the other threads, a fifth of them at a time."""
    fold = pd.factorize(rows["page"])[0] % 5
    out = np.zeros(len(rows))
    for n in range(5):
        out[fold == n] = fitted(rows[fold != n]).predict_proba(rows.loc[fold == n, list(WEIGHED)])[:, 1]
    return out


def fitted(rows: pd.DataFrame) -> LogisticRegression:
    """The regression, mildly held back; the kinds of threads count alike."""
    weight = 1 / rows.groupby("kind")["kind"].transform("size")
    model = LogisticRegression(C=0.3, class_weight="balanced")
    return model.fit(rows[list(WEIGHED)], rows["applies"].astype(bool), weight * len(rows) / rows["kind"].nunique())


def figures(rows: pd.DataFrame, chance: np.ndarray) -> dict[str, float]:
    """How well chances tell which topics apply: F1 over the topics, area under the curve, log loss."""
    applies = rows["applies"].astype(bool)
    each = [
        f1_score(applies[rows["topic"] == t], chance[rows["topic"] == t] >= 0.5) for t in sorted(set(rows["topic"]))
    ]
    told = {"macro_f1": 100 * float(np.mean(each)), "auc": 100 * roc_auc_score(applies, chance)}
    return {name: round(value, 1) for name, value in told.items()} | {"log_loss": round(log_loss(applies, chance), 3)}


def main() -> None:
    """Do what the module says."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--version", required=True)
    ask.add_argument("--threads", type=Path, default=Path(__file__).parent / "threads")
    args = ask.parse_args()
    reader().network.numbers.pop("thread", None)  # the chance by own words alone is what is weighed here
    rows = pd.concat([coded(), invented(args.threads / "dev")], ignore_index=True)
    rows = rows.astype(dict.fromkeys(WEIGHED, float))
    found, p = fitted(rows), crossed(rows)
    weights = dict(zip(WEIGHED, found.coef_[0], strict=True)) | {"offset": found.intercept_[0], "usual": USUAL}
    alone = np.asarray(1 / (1 + np.exp(-rows["own"])))
    numbers = json.loads((MODEL / "numbers.json").read_text(encoding="utf-8"))
    numbers["thread"] = {name: round(float(value), 4) for name, value in weights.items()}
    (MODEL / "numbers.json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")
    metrics = json.loads((MODEL.parent / "metrics.json").read_text(encoding="utf-8"))
    metrics["thread"] = {
        kind: {
            "judgements": len(part),
            "alone": figures(part, alone[part.index]),
            "in_thread": figures(part, p[part.index]),
        }
        for kind, part in rows.groupby("kind")
    }
    hand = rows[rows["kind"] == "coded"]
    metrics["thread"]["coded"]["comments"] = len(hand[["page", "position"]].drop_duplicates())
    metrics["thread"]["stance"] = stance_figures(hand)
    (MODEL.parent / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (MODEL / "CARD.md").write_text(card.render(metrics, args.version), encoding="utf-8")
    declare.write(MODEL, "minilm-encode-once", args.version)
    (MODEL / "artefact.json").unlink()
    print(numbers["thread"], json.dumps(metrics["thread"], indent=1))


if __name__ == "__main__":
    main()
