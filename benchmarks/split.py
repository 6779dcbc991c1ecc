"""The hand-parted pages split in two by outlet: a parser that fits the pages it was made on does better on one half.

Run from the checkout: python -m benchmarks.split. Which half an outlet falls in depends on a hash of its name alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.pages import SHARED, read, scorer
from discourse.parse import parse
from discourse.records import Page, page_to_dict

SETS = (
    ("pages as HTML", "threads/pages", "threads/gold"),
    ("pages as text", "threads/text", "threads/text_gold"),
    ("forums", "forums/pages", "forums/gold"),
)


def half_of(page: Page) -> int:
    """0 or 1, the same for all pages of one outlet.

    >>> half_of(Page("daily-12.html", "0")) == half_of(Page("daily-7.html", "1"))
    True
    """
    host = urlsplit(page.url or "").hostname or re.sub(r"\W*\d*$", "", Path(page.source).stem)
    return hashlib.sha256(host.removeprefix("www.").encode()).digest()[0] % 2


def main() -> None:
    """Print, for each set and half, pages, comments, and comment F1 over all and as a mean over pages."""
    score = scorer()
    print(f"{'':15} {'half':>4} {'pages':>5} {'comments':>8} {'F1':>6} {'page F1':>7} {'state':>6}")
    for title, pages, golds in SETS:
        totals: list[Counter[str]] = [Counter(), Counter()]
        means = [0.0, 0.0]
        for path in sorted((SHARED / golds).glob("*.json")):
            gold = json.loads(path.read_bytes())
            source = next(iter((SHARED / pages).glob(f"{path.stem}.*")), None)
            if source is None or "skip" in gold:
                continue
            page = parse(read(source))
            told = score.score_page(gold, page_to_dict(page))
            half = half_of(page)
            totals[half].update(told)
            both = told["gold"] + told["pred"]
            means[half] += 2 * told["matched"] / both if both else 1.0
        for half, total in enumerate(totals):
            if total["pages"]:
                f1 = 2 * total["matched"] / max(1, total["gold"] + total["pred"])
                print(
                    f"{title:15} {'AB'[half]:>4} {total['pages']:5} {total['gold']:8} {f1:6.4f} "
                    f"{means[half] / total['pages']:7.4f} {total['state_ok'] / total['pages']:6.3f}"
                )


if __name__ == "__main__":
    main()
