"""Fit how a thread tells its comments' topics: `PYTHONPATH=. python models/recipes/thread.py --version V`.

The hand-coded sample threads of this project are the data: what coders said beside what the model says of each comment
alone and of the comment that it answers. Writes the weights into the shipped model and declares it anew.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import card
import declare
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss, roc_auc_score

from discourse import codebook, pipeline
from discourse.tag.functions import STANCES
from discourse.tag.judge import reader
from discourse.tag.threads import log_odds

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "shipped"
USUAL = -2.2
"""The log odds at which an answered comment tells nothing: about one in ten."""


def table() -> pd.DataFrame:
    """A row a coded comment and topic: page, topic, own and parent's log odds (over the usual), whether it applies."""
    pages = pipeline.read(ROOT / "threads")
    reader().network.numbers.pop("thread", None)  # the chance by own words alone is what is weighed here
    alone = pipeline.tag(pages, pipeline.Settings())
    keys, sides = ["page_id", "comment_id"], [f"p_{name}" for name in STANCES]
    chance = alone.stances.assign(own=log_odds(alone.stances["p_topic"].to_numpy(float, na_value=np.nan)))
    answers = alone.comments[[*keys, "position", "reply_to"]]
    rows = chance[[*keys, "topic", "own", *sides]].dropna(subset=["own"]).merge(answers, on=keys)
    parent = chance[[*keys, "topic", "own"]].rename(columns={"comment_id": "reply_to", "own": "parent"})
    rows = rows.merge(parent, how="left", on=["page_id", "reply_to", "topic"])
    rows["parent"] = (rows["parent"] - USUAL).fillna(0.0)
    rows["page"] = rows["page_id"].map({page.page_id: Path(page.source).stem for page in pages})
    codes = pd.read_csv(ROOT / "tests" / "data" / "codes.csv", dtype=str).query("coder == 'A'")
    codes = codes.assign(position=codes["comment"].astype(int))
    topics = [topic.id for topic in codebook.default().topics]
    said = codes.melt(["page", "position"], topics, var_name="topic", value_name="side")
    said["applies"] = said["side"].notna()
    rows["stance"] = np.array(STANCES)[rows[sides].to_numpy(float).argmax(axis=1)]
    return rows.merge(said[["page", "position", "topic", "applies", "side"]], on=["page", "position", "topic"])


def stance_figures(rows: pd.DataFrame) -> dict[str, float]:
    """How many of the coded stances the model tells."""
    coded = rows[rows["applies"]]
    return {
        "n": len(coded),
        "accuracy": round(100 * float((coded["stance"] == coded["side"]).mean()), 1),
        "macro_f1": round(100 * f1_score(coded["side"], coded["stance"], labels=list(STANCES), average="macro"), 1),
    }


def crossed(rows: pd.DataFrame) -> np.ndarray:
    """The chance of each row by weights fitted on the other pages."""
    out = np.zeros(len(rows))
    for page in rows["page"].unique():
        own = (rows["page"] == page).to_numpy()
        out[own] = fitted(rows[~own]).predict_proba(rows.loc[own, ["own", "parent"]])[:, 1]
    return out


def fitted(rows: pd.DataFrame) -> LogisticRegression:
    """The regression, mildly held back."""
    return LogisticRegression(C=0.1, class_weight="balanced").fit(rows[["own", "parent"]], rows["applies"])


def main() -> None:
    """Do what the module says."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--version", required=True)
    args = ask.parse_args()
    rows = table()
    found, p = fitted(rows), crossed(rows)
    weights = {"own": found.coef_[0][0], "parent": found.coef_[0][1], "offset": found.intercept_[0], "usual": USUAL}
    alone = 1 / (1 + np.exp(-rows["own"]))

    def figures(chance: np.ndarray) -> dict[str, float]:
        each = [f1_score(part["applies"], chance[part.index] >= 0.5) for _, part in rows.groupby("topic")]
        told = {"macro_f1": 100 * float(np.mean(each)), "auc": 100 * roc_auc_score(rows["applies"], chance)}
        return {name: round(value, 1) for name, value in told.items()} | {
            "log_loss": round(log_loss(rows["applies"], chance), 3)
        }

    numbers = json.loads((MODEL / "numbers.json").read_text(encoding="utf-8"))
    numbers["thread"] = {name: round(float(value), 4) for name, value in weights.items()}
    (MODEL / "numbers.json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")
    metrics = json.loads((MODEL.parent / "metrics.json").read_text(encoding="utf-8"))
    comments = len(rows[["page", "position"]].drop_duplicates())
    metrics["thread"] = {"comments": comments, "alone": figures(np.asarray(alone)), "in_thread": figures(p)}
    metrics["thread"]["stance"] = stance_figures(rows)
    (MODEL.parent / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (MODEL / "CARD.md").write_text(card.render(metrics, args.version), encoding="utf-8")
    declare.write(MODEL, "minilm-encode-once", args.version)
    (MODEL / "artefact.json").unlink()
    print(numbers["thread"], metrics["thread"])


if __name__ == "__main__":
    main()
