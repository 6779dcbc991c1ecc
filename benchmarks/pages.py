"""Pages to measure on: real ones where they lie beside the checkout, and made ones of any size and depth."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from discourse.records import Document

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
_SENTENCE = "The ferry to the old harbour was late again and nobody at the gate could say why"


def real_pages() -> list[Document]:
    """Saved pages with comments and of forums, beside the checkout; failing these, the samples in `threads/`."""
    found = sorted((SHARED / "threads" / "pages").glob("*.html")) + sorted((SHARED / "forums" / "pages").glob("*.html"))
    return [read(path) for path in found or sorted((ROOT / "threads").glob("*.html"))]


def read(path: Path) -> Document:
    """A file as a document, markup or text by its ending."""
    text = path.read_bytes().decode("utf-8", "replace")
    return Document(path.name, "0", "html" if path.suffix == ".html" else "text", text)


def scorer() -> ModuleType:
    """The module beside the checkout that scores a page against its hand-parted form."""
    path = SHARED / "bench" / "score_threads.py"
    if not path.exists():
        sys.exit(f"{path}: not found; this needs hand-parted pages and their scorer beside the checkout")
    spec = importlib.util.spec_from_file_location("score_threads", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def comment(number: int, words: str = _SENTENCE, inside: str = "") -> str:
    """One comment as a list item; `inside` holds the answers to it."""
    return (
        f'<li class="comment" id="comment-{number}"><cite class="fn">Reader {number % 997}</cite>'
        f'<time class="comment-date">{1 + number % 28} May 2020, {number % 24:02d}:{number % 60:02d}</time>'
        f'<div class="comment-content"><p>{words}, wrote my aunt {number} of Ulm.</p></div>{inside}</li>\n'
    )


def with_comments(count: int) -> Document:
    """A page with that many comments side by side."""
    return _page("".join(map(comment, range(count))))


def with_depth(levels: int) -> Document:
    """A page whose comments stand one in another, the whole that many elements deep."""
    nested = ""
    for number in range(levels // 2):
        nested = f'<ol class="children">{comment(number, inside=nested)}</ol>'
    return _page(nested)


def of_size(size: int) -> Document:
    """A page of about that many bytes: a long article with links and lists, and fifty comments."""
    block = (
        f'<p>{_SENTENCE}, and <a href="/gate">the gate</a> stayed shut.</p><ul><li><a href="/a">More</a></li></ul>\n'
    )
    return _page("".join(map(comment, range(50))), block * (size // len(block)))


def text_with_comments(count: int) -> Document:
    """A page of text with that many comments, each below its byline."""
    rows = "".join(
        f"Reader {number % 997} on {1 + number % 28} May 2020 at {number % 24:02d}:{number % 60:02d}\n\n"
        f"{_SENTENCE}, wrote my aunt {number} of Ulm.\n\n"
        for number in range(count)
    )
    return _text(f"{_SENTENCE}. {_SENTENCE}.", count, rows)


def text_of_size(size: int) -> Document:
    """A page of text of about that many bytes: a long article and one comment."""
    paragraphs = (f"{_SENTENCE}, and {number} gates stayed shut. {_SENTENCE}." for number in range(size // 195))
    return _text("\n\n".join(paragraphs), 1, "Ann says:\n\nAt last.\n")


def _text(article: str, count: int, rows: str) -> Document:
    return Document("made.txt", "0", "text", f"The late ferry\n\n{article}\n\n{count} Comments\n\n{rows}")


def _page(items: str, article: str = f"<p>{_SENTENCE}. {_SENTENCE}.</p>") -> Document:
    html = (
        "<!doctype html><html lang=en><head><title>The late ferry | Harbour News</title></head><body>"
        f"<article><h1>The late ferry</h1>{article}</article>"
        f'<div id="comments"><h2>Comments</h2><ol class="commentlist">{items}</ol></div></body></html>'
    )
    return Document("made.html", "0", "html", html)
