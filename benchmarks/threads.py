"""How fast pages are parsed: beside trafilatura, and as pages grow in size, depth and comments.

Run from the checkout: python -m benchmarks.threads speed [rounds], or: python -m benchmarks.threads growth.
The comparison needs trafilatura: pip install ".[benchmarks]". Figures stand in benchmarks/README.md.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.pages import SHARED, of_size, real_pages, text_of_size, text_with_comments, with_comments, with_depth
from discourse.parse import parse
from discourse.records import Document, Page

GROWTH: dict[str, tuple[Callable[[int], Document], Sequence[int]]] = {
    "bytes": (of_size, (1_000_000, 5_000_000, 10_000_000, 20_000_000)),
    "levels": (with_depth, (1_000, 2_500, 5_000, 10_000)),
    "comments": (with_comments, (1_000, 10_000, 50_000, 100_000)),
    "bytes of text": (text_of_size, (1_000_000, 5_000_000, 20_000_000)),
    "comments in text": (text_with_comments, (1_000, 10_000, 100_000)),
}


def speed(rounds: int) -> None:
    """Print the median milliseconds a page of both, taking turns on every page, and how many comments each finds.

    Turns are taken page by page: a machine that slows down for a while then slows all of them down.
    """
    import trafilatura

    warnings.simplefilter("ignore")
    pages = real_pages()

    def ours(page: Document) -> Page:
        return parse(page)

    def bare(page: Document) -> Any:
        return trafilatura.bare_extraction(page.text, include_comments=True, with_metadata=True)

    def plain(page: Document) -> Any:
        return trafilatura.extract(page.text, include_comments=True)

    tools = {"discourse": ours, "trafilatura, with metadata": bare, "trafilatura, text alone": plain}
    taken: dict[str, list[list[float]]] = {name: [] for name in tools}
    for _ in range(rounds):
        turns = [[_seconds(tool, page) for tool in tools.values()] for page in pages]
        for name, each in zip(tools, zip(*turns, strict=True), strict=True):
            taken[name].append(list(each))
    kinds = {
        "all": range(len(pages)),
        "with articles": [place for place, page in enumerate(pages) if _is_article(page)],
    }
    for kind, places in kinds.items():
        print(f"{len(places)} pages {kind}, {sum(len(pages[at].text) for at in places) / 1e6:.1f} MB, {rounds} rounds")
        sums = {name: sorted(sum(each[at] for at in places) for each in times) for name, times in taken.items()}
        medians = {name: each[len(each) // 2] / len(places) for name, each in sums.items()}
        for name, seconds in medians.items():
            ratio = seconds / medians["discourse"]
            print(f"{name:28} {1000 * seconds:7.2f} ms a page {1 / seconds:7.1f} pages a second  x{ratio:.2f}")
    recall(pages, ours, bare)


def _seconds(tool: Callable[[Document], Any], page: Document) -> float:
    started = time.process_time()
    tool(page)
    return time.process_time() - started


def _is_article(page: Document) -> bool:
    """Whether the page is one of an article with comments, and not a forum's."""
    return not (SHARED / "forums" / "pages" / page.source).exists()


def recall(pages: Sequence[Document], ours: Callable[[Document], Page], bare: Callable[[Document], Any]) -> None:
    """Print the share of hand-parted comments whose words stand, in order, in what each tool takes for comments."""
    found = {"discourse": 0, "trafilatura": 0}
    total = 0
    for page in pages:
        for folder in ("threads", "forums"):
            gold = SHARED / folder / "gold" / f"{Path(page.source).stem}.json"
            if not gold.exists():
                continue
            wanted = [_flat(each["text"])[:200] for each in json.loads(gold.read_bytes()).get("comments", ())]
            told = bare(page)
            mine = _flat(" ".join(comment.text for comment in ours(page).comments))
            theirs = _flat(f"{told.comments or ''} {told.text or ''}") if told else ""
            total += len(wanted)
            found["discourse"] += sum(each in mine for each in wanted)
            found["trafilatura"] += sum(each in theirs for each in wanted)
    for name, count in found.items() if total else ():
        print(f"{name:28} {100 * count / total:5.1f}% of {total} comments' first words found")


def _flat(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").lower()))


def growth() -> None:
    """Print time and memory as one measure of a page grows; every page in a process of its own."""
    print(f"{'':16} {'count':>11} {'MB':>6} {'seconds':>8} {'us a unit':>10} {'MiB':>7} {'limit':>7}")
    for measure, (_, sizes) in GROWTH.items():
        for size in sizes:
            command = [sys.executable, "-m", "benchmarks.threads", "one", measure, str(size)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            limit = (12 * told["bytes"] + 100_000_000) / 2**20
            print(
                f"{measure:16} {size:11,} {told['bytes'] / 1e6:6.1f} {told['seconds']:8.2f} "
                f"{1e6 * told['seconds'] / size:10.2f} {told['peak']:7.0f} {limit:7.0f}"
            )


def one(measure: str, size: int) -> None:
    """Print what one page of a growth curve takes: seconds, and the peak of memory above that of a small page."""
    make, _ = GROWTH[measure]
    parse(make(1))
    page = make(size)
    before = _peak()
    started = time.process_time()
    parse(page)
    seconds = time.process_time() - started
    print(json.dumps({"bytes": len(page.text.encode()), "seconds": seconds, "peak": _peak() - before}))


def _peak() -> float:
    """The most memory that this process has held, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["one", measure, size]:
            one(measure, int(size))
        case ["growth"]:
            growth()
        case ["speed", *rest]:
            speed(int(rest[0]) if rest else 5)
        case _:
            sys.exit(__doc__)
