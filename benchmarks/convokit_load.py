"""Whether ConvoKit itself loads what `discourse export --to convokit` wrote, and finds in it what the tables hold.

ConvoKit is no dependency, and heavy. In an environment of its own it needs but little for this (Python 3.11):

    pip install numpy pandas scipy tqdm pymongo pyyaml dill joblib msgpack-numpy h5py nltk unidecode clean-text
    pip install matplotlib requests scikit-learn && pip install --no-deps convokit
    python benchmarks/convokit_load.py OUT/exports/convokit OUT/comments.csv

Says what it found, and ends with an error where anything differs. Last run with ConvoKit 5.0.0.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any


def check(folder: Path, table: Path) -> str:
    """Load the corpus and hold it against the table of comments."""
    import convokit  # type: ignore[import-not-found,unused-ignore]

    corpus: Any = convokit.Corpus(filename=str(folder))
    corpus.print_summary_stats()
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    said = {f"{row['page_id']}:{row['comment_id']}": row for row in rows}
    found = {each.id: each for each in corpus.iter_utterances() if each.meta["kind"] != "article"}
    assert found.keys() == said.keys(), "other comments"
    for ident, row in said.items():
        each = found[ident]
        assert each.text.strip() == row["text"].removeprefix("'").strip() or each.text == row["text"], ident
        assert (each.meta["sentiment"] or "") == row["sentiment"], ident
        assert not row["author"] or each.speaker.id == row["author"], ident
        if row["reply_to"]:
            assert each.reply_to == f"{row['page_id']}:{row['reply_to']}", ident
    conversations = list(corpus.iter_conversations())
    for each in conversations:
        assert each.check_integrity(verbose=False), f"{each.id} is no tree"
        assert len(list(each.traverse("dfs"))) == len(each.get_utterance_ids())
    assert len(corpus.get_utterances_dataframe()) == len(found) + len(conversations)
    return f"{len(found)} comments in {len(conversations)} threads, all trees, texts, speakers, tags and answers alike"


if __name__ == "__main__":
    print(check(Path(sys.argv[1]), Path(sys.argv[2])))
