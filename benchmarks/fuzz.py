"""Hostile pages without end: samples cut, spliced, repeated and filled with odd characters, for as long as told.

Run from the checkout: python -m benchmarks.fuzz SECONDS [seed]. Every case depends on the seed and its number alone, so
that a finding is made again by: python -m benchmarks.fuzz case SEED NUMBER. Findings are exceptions, spans that do not
partition the page, results that differ from one reading to the next, and pages that take far longer than their size.
"""

from __future__ import annotations

import random
import re
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import cache

from benchmarks.pages import ROOT, comment, read, real_pages
from discourse.parse import explain, parse
from discourse.records import Document

SLOW = 0.4, 12e-6, 60e-6
"""Seconds for any page, and more for each of its characters and lines, on a core that adds a million times in PACE."""
PACE = 0.08
ODD: tuple[str, ...] = (
    *"\0\t\r\f\v\x85\xa0\xad\u200b\u200e\u2028\ufeff\ufffdİıſßǆΣς́𝔘🏴\ud800",
    *(
        "<",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "&#0;",
        "&#x110000;",
        "&nbsp;",
        "&amp;lt;",
        "]]>",
        '"',
        "'",
        ">",
        "=",
    ),
    *(
        "<table>",
        "</table>",
        "<p>",
        "</p>",
        "<a href=#c1>",
        "<iframe>",
        "<textarea>",
        "<noscript>",
        "<svg>",
        "<template>",
    ),
    *("<select>", "<b><i></b>", "<blockquote>", "</blockquote>", "<pre>", "<script>", "</script>", "<plaintext>"),
    *("Ann says:", "5 May 2020", "2 hours ago", "12:30", "31.12.1999", "@Ann:", "#3", "> ", "Ann wrote:", "1 Comment"),
    *(
        "says",
        "vor 3 Tagen",
        "il y a 2 jours",
        "・",
        "一",
        "Re: ",
        "http://a.b/c?d=e#f",
        "0 comments",
        "\n\n\n",
        " " * 50,
    ),
)


UNITS: tuple[str, ...] = (
    *("a", "a ", "1", "1 ", ". ", "- ", "\n- a", "x: ", "5.5.", "1:1 ", "Ann, "),
    *("<i>", "<li>", "a<br>", "<b=", "<iframe "),
)
"""What a page is flooded with besides."""


@cache
def samples() -> tuple[Document, ...]:
    """Pages to start from: those of the tests, the samples, and real ones where they lie beside the checkout."""
    folders = (ROOT / "tests" / "parse" / "golden", ROOT / "threads")
    paths = sorted(path for folder in folders for path in folder.glob("*") if path.suffix in {".html", ".txt"})
    return (*map(read, paths), *(page for page in real_pages() if len(page.text) < 150_000))


def made(seed: str, number: int) -> Document:
    """The case of that number."""
    chance = random.Random(f"{seed}:{number}")
    start = chance.choice(samples())
    text = start.text
    for _ in range(chance.randint(1, 5)):
        text = chance.choice(_CHANGES)(text, chance)[:400_000]
    return Document(start.source, "0", start.media, text)


def _cut(text: str, chance: random.Random) -> str:
    low, high = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    return text[:low] + text[high:] if chance.random() < 0.5 else text[low:high]


def _splice(text: str, chance: random.Random) -> str:
    other = chance.choice(samples()).text
    low = chance.randrange(len(other) + 1)
    at = chance.randrange(len(text) + 1)
    return text[:at] + other[low : low + chance.randrange(5_000)] + text[at:]


def _repeat(text: str, chance: random.Random) -> str:
    low = chance.randrange(len(text) + 1)
    piece = text[low : low + chance.choice((1, 3, 20, 300, 3000))] or "<div>"
    return text[:low] + piece * min(chance.choice((2, 10, 100, 3000)), 60_000 // len(piece) + 1) + text[low:]


def _odd(text: str, chance: random.Random) -> str:
    places = sorted(chance.randrange(len(text) + 1) for _ in range(chance.choice((1, 5, 50))))
    parts = [text[low:high] + chance.choice(ODD) for low, high in zip([0, *places], [*places, len(text)], strict=True)]
    return "".join(parts)


def _flood(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    unit = chance.choice(ODD) + chance.choice(("", " ", "\n", "a", "1"))
    return text[:at] + 4_000 * unit + text[at:]


def _shuffle(text: str, chance: random.Random) -> str:
    pieces = re.split(r"(?<=>)|\n", text)
    chance.shuffle(pieces)
    return "".join(pieces) if chance.random() < 0.5 else "\n".join(pieces)


def _unname(text: str, chance: random.Random) -> str:
    share = chance.random()

    def kept(found: re.Match[str]) -> str:
        return found[0] if chance.random() < share else ""

    return re.sub(r"""(?:class|id|href)=["'][^"']*["']""", kept, text)


def _swap(text: str, chance: random.Random) -> str:
    old, new = chance.choice(ODD), chance.choice(ODD)
    return text.replace(old, new) if old else text


_CHANGES: Sequence[Callable[[str, random.Random], str]] = (
    _cut,
    _splice,
    _repeat,
    _odd,
    _flood,
    _shuffle,
    _unname,
    _swap,
)


def fault(page: Document) -> str | None:
    """What is wrong with how a page is read, or None."""
    started = time.process_time()
    try:
        first = parse(page)
        seconds = time.process_time() - started
        reading = explain(page)
    except Exception:
        return traceback.format_exc(limit=-3)
    if seconds > _allowed(page):
        seconds, slower = min(_time(page) for _ in range(2)), max(1.0, _pace())
        if seconds > slower * _allowed(page):
            return (
                f"slow: {seconds:.2f} s for {len(page.text)} characters, on a core {slower:.1f} times slower than PACE"
            )
    if reading.page != first:
        return "read differently the second time"
    ends = [0, *(span.end for span in reading.spans)]
    if any(span.start != end or span.end <= end for span, end in zip(reading.spans, ends, strict=False)):
        return "spans do not meet"
    if ends[-1] != len(page.text) and page.text.strip():
        return f"spans end at {ends[-1]} of {len(page.text)}"
    return None


def _allowed(page: Document) -> float:
    return SLOW[0] + SLOW[1] * len(page.text) + SLOW[2] * page.text.count("\n")


def _pace() -> float:
    """How many times slower than PACE this core is just now."""
    started, count = time.process_time(), 0
    for number in range(1_000_000):
        count += number & 7
    return (time.process_time() - started) / PACE


def floods(sizes: tuple[int, int] = (40_000, 160_000)) -> list[str]:
    """Pages that are little but one thing many times over, as markup and text: those whose time outgrows their size."""
    found: list[str] = []
    for unit in sorted({*ODD, *UNITS}):
        for media in ("html", "html, in each comment", "text"):
            times = [min(_time(_flooded(unit, size, media)) for _ in range(2)) for size in sizes]
            if times[1] > 3 * sizes[1] / sizes[0] * times[0] + 0.1:
                found.append(f"{media} of {unit!r}: {times[0]:.3f} s, then {times[1]:.3f} s at four times the size")
    return found


def _flooded(unit: str, size: int, media: str) -> Document:
    text = unit * (size // len(unit))
    if media == "text":
        return Document(
            "flood.txt", "0", "text", f"The ferry\n\nAnn says:\n5 May 2020\n{text}\nBob says:\n6 May 2020\nYes."
        )
    ends = ("", "Never mind.", "") if media == "html" else ("The tide.", "Never mind.", "A bridge, please.")
    texts = (text if media != "html" or number == 2 else "At last." for number in (1, 2, 3))
    said = "".join(comment(number, words + end) for number, (words, end) in enumerate(zip(texts, ends, strict=True), 1))
    if media != "html":
        said = said.replace(' class="comment-content"', "")  # which of the words are the comment's is then found out
    return Document("flood.html", "0", "html", f"<h1>The ferry</h1><ol>{said}</ol>")


def _time(page: Document) -> float:
    started = time.process_time()
    parse(page)
    return time.process_time() - started


def main(seconds: float, seed: str) -> int:
    """Print findings as they come, and at the end how many cases were tried; 1 where there was a finding."""
    findings = floods()
    print("\n".join(findings), flush=True)
    ends = time.monotonic() + seconds
    number = slowest = 0
    worst, pace = 0.0, max(1.0, _pace())
    while time.monotonic() < ends:
        page = made(seed, number)
        started = time.process_time()
        wrong = fault(page)
        share = (time.process_time() - started) / _allowed(page) / 2 / pace
        worst, slowest = max((worst, slowest), (share, number))
        if wrong:
            findings.append(wrong)
            print(f"case {seed} {number} ({page.source}, {len(page.text)} characters): {wrong}", flush=True)
        number += 1
    print(
        f"{number} cases in {seconds:.0f} s, {len(findings)} findings; "
        f"slowest: {slowest}, {worst:.0%} of what is allowed"
    )
    return bool(findings)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["case", seed, number]:
            print(fault(made(seed, int(number))))
        case [seconds, *rest]:
            sys.exit(main(float(seconds), rest[0] if rest else "0"))
        case _:
            sys.exit(__doc__)
