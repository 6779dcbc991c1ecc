"""Real pages turned into text as users turn them: how much of the thread is still found without the markup?

Run from the checkout: python -m benchmarks.renderings. Each hand-parted page of an article is dumped by whichever of
lynx, w3m, inscriptis and BeautifulSoup is there (pip install inscriptis beautifulsoup4; apt-get install lynx w3m), and
the text is parsed as any other. Names and times that only the markup holds are lost to all.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable

from benchmarks.pages import SHARED, read, scorer
from discourse.parse import parse
from discourse.records import Document, page_to_dict

Render = Callable[[str], str]
_UTF8 = ("-display_charset=utf-8", "-assume_charset=utf-8")
_SECONDS = 30


def _dumped_by(*command: str) -> Render:
    def dump(html: str) -> str:
        page = html.encode("utf-8", "replace")
        told = subprocess.run(command, check=True, input=page, capture_output=True, timeout=_SECONDS)
        return told.stdout.decode("utf-8", "replace")

    return dump


def _inscribed(html: str) -> str:
    import inscriptis  # type: ignore[import-not-found]  # asked for only where it is there

    return str(inscriptis.get_text(html))


def _line_a_text(html: str) -> str:
    """Every text of the page on a line of its own, as BeautifulSoup's `stripped_strings` gives them."""
    import bs4  # type: ignore[import-not-found]

    soup = bs4.BeautifulSoup(html, "lxml")
    for silent in soup(["script", "style", "noscript", "template"]):
        silent.decompose()
    return "\n".join(soup.stripped_strings)


def renders() -> dict[str, Render]:
    """The programs that are there, by name."""
    found: dict[str, Render] = {}
    if shutil.which("lynx"):
        found["lynx"] = _dumped_by("lynx", "-dump", "-nolist", "-stdin", "-force_html", "-width=100", *_UTF8)
    if shutil.which("w3m"):
        found["w3m"] = _dumped_by("w3m", "-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8", "-cols", "100")
    if importlib.util.find_spec("inscriptis"):
        found["inscriptis"] = _inscribed
    if importlib.util.find_spec("bs4"):
        found["BeautifulSoup"] = _line_a_text
    return found


def main() -> None:
    """Print, for each program, pages, comments, and comment F1 over all and as a mean over pages."""
    score = scorer()
    print("| rendered by | pages | comments | F1 | F1, mean of pages | author | time |\n|---|---|---|---|---|---|---|")
    for name, render in renders().items():
        total: Counter[str] = Counter()
        means = 0.0
        for path in sorted((SHARED / "threads/gold").glob("*.json")):
            gold = json.loads(path.read_bytes())
            source = next(iter((SHARED / "threads/pages").glob(f"{path.stem}.*")), None)
            if source is None or "skip" in gold:
                continue
            text = render(read(source).text)
            told = score.score_page(gold, page_to_dict(parse(Document(f"{path.stem}.txt", "0", "text", text))))
            total.update(told)
            both = told["gold"] + told["pred"]
            means += 2 * told["matched"] / both if both else 1.0
        f1 = 2 * total["matched"] / max(1, total["gold"] + total["pred"])
        author, time = (total[f"{what}_ok"] / max(1, total[f"{what}_n"]) for what in ("author", "time"))
        print(
            f"| {name} | {total['pages']} | {total['gold']} | {f1:.3f} | {means / max(1, total['pages']):.3f} "
            f"| {author:.3f} | {time:.3f} |"
        )


if __name__ == "__main__":
    main()
