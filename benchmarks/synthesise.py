"""A corpus of any size in the likeness of the sample threads, of invented words: for timing, never for accuracy.

    python benchmarks/synthesise.py /tmp/corpus --comments 1000000 --pages 20000

How many comments a page has, how long they are, how many answer another, who writes how often and what share of the
pages is markup follow the sample pages in `threads/`; the words come from a chain over their words.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

import discourse
from discourse.records import Comment, Page

OUTLETS = [f"{place} {kind}" for place in ("Harbour", "Valley", "Northern", "Quayside") for kind in ("Post", "Wire")]
MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
MONTHS += ["August", "September", "October", "November", "December"]


@dataclass(frozen=True)
class Likeness:
    """What is copied of the samples: words after words, comments' lengths in words, and shares of all comments."""

    chain: dict[str, list[str]]
    lengths: list[int]
    answering: float
    unnamed: float
    per_reader: float


def likeness(threads: Path) -> Likeness:
    """That of the sample pages in a folder."""
    pages = discourse.read(threads)
    comments = [comment for page in pages for comment in page.comments if comment.kind == "comment"]
    chain: dict[str, list[str]] = defaultdict(list)
    for comment in comments:
        for word, following in pairwise(["", *comment.own_text.split(), ""]):
            chain[word].append(following)
    return Likeness(
        dict(chain),
        [len(comment.text.split()) for comment in comments],
        sum(comment.reply_to is not None for comment in comments) / len(comments),
        sum(comment.author is None for comment in comments) / len(comments),
        len(comments) / len({comment.author for comment in comments}),
    )


def pages(count: int, comments: int, like: Likeness, seed: int = 0) -> Iterator[tuple[str, str]]:
    """File names and contents of `count` pages with `comments` comments in all, half of them text, half markup."""
    draw = random.Random(seed)
    pool = [_sentence(like, draw) for _ in range(20_000)]
    readers = max(2, int(comments / like.per_reader))
    left = comments
    for number in range(count):
        mean = left / (count - number)
        n = left if number == count - 1 else min(left, round(draw.expovariate(1 / mean)) if mean else 0)
        left -= n
        page = _page(number, n, readers, like, pool, draw)
        yield (f"{number:06d}.html", _markup(page)) if number % 2 else (f"{number:06d}.txt", _text(page))


def _page(number: int, n: int, readers: int, like: Likeness, pool: list[str], draw: random.Random) -> Page:
    def words(wanted: int) -> str:
        found: list[str] = []
        while sum(map(len, found)) < 5 * wanted:
            found.append(draw.choice(pool))
        return " ".join(found)

    said = []
    for i in range(n):
        name = f"Reader {int(draw.paretovariate(0.6)) % readers + 1}"
        minute = f"20{31 + number % 3}-{number % 12 + 1:02d}-{i % 28 + 1:02d}T{i % 24:02d}:{i % 60:02d}"
        above = f"c{draw.randrange(i) + 1}" if i and draw.random() < like.answering else None
        text = words(draw.choice(like.lengths))
        said.append(Comment(f"c{i + 1}", name, None, minute, text, text, reply_to=above))
    body = "\n\n".join(words(60) for _ in range(6))
    title = f"The ferry and the bridge, part {number}"
    return Page(f"{number}", f"{number}", OUTLETS[number % len(OUTLETS)], title=title, body=body, comments=tuple(said))


def _text(page: Page) -> str:
    blocks = [f"{page.title} | {page.outlet}", page.body, f"{len(page.comments)} Comments"]
    for comment in page.comments:
        day, time = (comment.posted_at or "").split("T")
        year, month, number = day.split("-")
        blocks.append(f"  • {comment.author} says:\n\n    {MONTHS[int(month) - 1]} {int(number)}, {year} at {time}")
        blocks.append(f"    {comment.text}")
    return "\n\n".join(blocks) + "\n"


def _markup(page: Page) -> str:
    answers: dict[str | None, list[Comment]] = defaultdict(list)
    for comment in page.comments:
        answers[comment.reply_to].append(comment)

    def listed(above: str | None, depth: int = 0) -> str:
        items = "".join(_item(comment, listed(comment.id, depth + 1)) for comment in answers[above])
        return f'<ol class="{"children" if depth else "commentlist"}">{items}</ol>' if items else ""

    body = "".join(f"<p>{escape(part)}</p>" for part in page.body.split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><title>{page.title} | {page.outlet}</title>'
        f'<meta property="og:site_name" content="{page.outlet}"></head><body><article><h1>{page.title}</h1>'
        f'<div class="entry-content">{body}</div></article><div id="comments"><h2>{len(page.comments)} responses</h2>'
        f"{listed(None)}</div></body></html>"
    )


def _item(comment: Comment, below: str) -> str:
    return (
        f'<li class="comment" id="comment-{comment.id[1:]}"><div class="comment-body">'
        f'<div class="comment-author vcard"><cite class="fn">{comment.author}</cite> <span class="says">says:</span>'
        '</div><div class="comment-meta">'
        f'<time datetime="{comment.posted_at}">{comment.posted_at}</time></div><p>{escape(comment.text)}</p></div>'
        f"{below}</li>"
    )


def _sentence(like: Likeness, draw: random.Random) -> str:
    words: list[str] = []
    word = ""
    while len(words) < 25 and (word := draw.choice(like.chain[word])):
        words.append(word)
    return " ".join(words) or "Well."


def write(folder: Path, count: int, comments: int, seed: int = 0) -> None:
    """Write the pages as files, a thousand in a folder."""
    like = likeness(Path(__file__).parents[1] / "threads")
    for number, (name, content) in enumerate(pages(count, comments, like, seed)):
        place = folder / f"{number // 1000:04d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--comments", type=int, default=1_000_000)
    ask.add_argument("--pages", type=int, default=20_000)
    ask.add_argument("--seed", type=int, default=0)
    told = ask.parse_args()
    write(told.folder, told.pages, told.comments, told.seed)
