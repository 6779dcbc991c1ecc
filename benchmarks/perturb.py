"""The hand-parted pages with what a parser could lean on taken from them: how much of the thread is still found?

Run from the checkout: python -m benchmarks.perturb. A page with its names hashed has the shape of a comment system that
nobody has seen; what is found in it comes from repetition, times, names of people and words alone. Pages without a
thread are perturbed too: no comment may be found in them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks.pages import ROOT, SHARED, read, scorer
from discourse.parse import explain, parse
from discourse.parse.times import find_times
from discourse.records import Document, page_to_dict

SETS = (("articles", "threads/pages", "threads/gold"), ("forums", "forums/pages", "forums/gold"))
_TYPING = ("itemprop", "itemtype", "itemscope", "typeof", "property", "vocab", "rel", "datetime")
_DATED = ("datetime", "title", "content", "data-time", "data-timestamp", "data-utime", "data-datetime", "data-date")
_LONGEST_TIME = 120


def _elements(page: LexborHTMLParser) -> Iterator[LexborNode]:
    if page.root is not None:
        yield from (node for node in page.root.traverse() if node.is_element_node)


def _hash(name: str) -> str:
    """A name that says nothing, the same for the same name, as builders of style sheets make them."""
    return "x" + hashlib.sha256(name.encode()).hexdigest()[:6].translate(str.maketrans("0123456789", "ghijklmnop"))


def hash_names(page: LexborHTMLParser) -> None:
    """Class names and ids become hashes, and links within the page follow; attributes of data are dropped."""
    for node in _elements(page):
        for name, value in list(node.attributes.items()):
            if name == "class" and value:
                node.attrs["class"] = " ".join(map(_hash, value.split()))
            elif name in {"id", "name", "for"} and value and node.tag not in {"meta", "input"}:
                node.attrs[name] = _hash(value)
            elif name == "href" and value and "#" in value:
                address, _, place = value.partition("#")
                node.attrs["href"] = f"{address}#{_hash(place)}" if place else value
            elif name.startswith(("data-", "aria-")):
                del node.attrs[name]


def drop_names(page: LexborHTMLParser) -> None:
    """Nothing but tags, links and styles is left: no class, id, schema type, attribute of data."""
    for node in _elements(page):
        for name in list(node.attributes):
            if name in {"class", "id", "name"} or name in _TYPING or name.startswith(("data-", "aria-")):
                del node.attrs[name]


def drop_typing(page: LexborHTMLParser) -> None:
    """No microdata, no RDFa, no linked data, no time in an attribute."""
    for node in list(_elements(page)):
        if node.tag == "script" and "ld+json" in (node.attributes.get("type") or ""):
            node.decompose()
            continue
        for name in list(node.attributes):
            if name in _TYPING:
                del node.attrs[name]


def drop_times(page: LexborHTMLParser) -> None:
    """Times in short texts and in attributes are cut out."""
    if page.root is None:
        return
    for node in list(page.root.traverse(include_text=True)):
        if node.is_text_node:
            text = node.text_content or ""
            if (
                4 < len(text) <= _LONGEST_TIME
                and node.parent is not None
                and node.parent.tag not in {"script", "title"}
            ):
                cut = _without_times(text)
                if cut != text:
                    node.replace_with(cut or " ")
        elif node.is_element_node and node.tag != "meta":
            for name in list(node.attributes):
                value = node.attributes[name] or ""
                if name in _DATED and re.search(r"\d", value):
                    del node.attrs[name]


def _without_times(text: str) -> str:
    for time in reversed(list(find_times(text))):
        text = text[: time.start] + text[time.end :]
    return text


def unwrap(page: LexborHTMLParser) -> None:
    """Every div that holds one element and no words of its own is taken from around it."""
    for node in list(_elements(page)):
        if node.tag == "div":
            held = [child for child in node.iter(include_text=True) if not _is_blank(child)]
            if len(held) == 1 and held[0].is_element_node:
                node.unwrap()


def _is_blank(node: LexborNode) -> bool:
    return node.is_comment_node or (node.is_text_node and not (node.text_content or "").strip())


def drop_containers(page: LexborHTMLParser) -> None:
    """What holds several comments loses its names."""
    for node in _elements(page):
        told = " ".join(filter(None, (node.attributes.get("class"), node.attributes.get("id"))))
        if re.search(r"comments|thread|discussion|posts|replies|kommentare|commentaires|responses|forum", told, re.I):
            for name in ("class", "id"):
                if name in node.attributes:
                    del node.attrs[name]


PERTURBATIONS: dict[str, tuple[Callable[[LexborHTMLParser], None], ...]] = {
    "as saved": (),
    "no microdata, no times in attributes": (drop_typing,),
    "containers unnamed": (drop_containers,),
    "wrappers taken away": (unwrap,),
    "times cut out": (drop_times,),
    "names hashed": (hash_names,),
    "names hashed, no microdata": (hash_names, drop_typing),
    "names hashed, times cut out": (hash_names, drop_times),
    "no names at all": (drop_names,),
}


def perturbed(document: Document, how: str) -> Document:
    """The page after a perturbation."""
    steps = PERTURBATIONS[how]
    if not steps:
        return document
    page = LexborHTMLParser(document.text)
    for step in steps:
        step(page)
    return Document(document.source, document.page_id, "html", page.html or "")


def without_its_thread(document: Document) -> Document:
    """The page with all from the first byline or comment to the last cut from its source."""
    spans = [span for span in explain(document).spans if span.role in {"comment", "byline", "quote"}]
    if not spans:
        return document
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return Document(document.source, document.page_id, "html", document.text[:start] + document.text[end:])


def main() -> None:
    """Print a table: for each perturbation and set the comment F1, its mean of pages, authors, times, parents."""
    score = scorer()
    print("| | set | comments | F1 | F1, mean of pages | author | time | parent |\n|---|---|---|---|---|---|---|---|")
    for how in PERTURBATIONS:
        for title, pages, golds in SETS:
            total: Counter[str] = Counter()
            means: list[float] = []
            for path in sorted((SHARED / golds).glob("*.json")):
                gold = json.loads(path.read_bytes())
                source = next(iter((SHARED / pages).glob(f"{path.stem}.*")), None)
                if source is None or "skip" in gold:
                    continue
                told = score.score_page(gold, page_to_dict(parse(perturbed(read(source), how))))
                total.update(told)
                both = told["gold"] + told["pred"]
                means.append(2 * told["matched"] / both if both else 1.0)
            row = [
                f"{2 * total['matched'] / max(1, total['gold'] + total['pred']):.3f}",
                f"{sum(means) / len(means):.3f}",
            ]
            row += [
                f"{total[f'{field}_ok'] / total[f'{field}_n']:.3f}" if total[f"{field}_n"] else "–"
                for field in ("author", "time", "parent")
            ]
            print(f"| {how} | {title} | {total['gold']} | " + " | ".join(row) + " |", flush=True)
        print(f"| {how} | golden pages without a thread | 0 | {_found(how, _golden())} | | | | |", flush=True)
        print(f"| {how} | the above, thread cut out | 0 | {_found(how, _cut())} | | | | |", flush=True)


def _found(how: str, documents: Iterator[Document]) -> str:
    """Comments found in pages that have none, and in how many of them."""
    found = {document.source: len(parse(perturbed(document, how)).comments) for document in documents}
    return f"{sum(found.values())} found in {sum(map(bool, found.values()))} of {len(found)} pages"


def _golden() -> Iterator[Document]:
    return map(read, sorted((ROOT / "tests" / "parse" / "golden").glob("none_html_*.html")))


def _cut() -> Iterator[Document]:
    pages = (path for _, folder, _ in SETS for path in sorted((SHARED / folder).glob("*.html")))
    return (without_its_thread(read(path)) for path in pages)


if __name__ == "__main__":
    main()
