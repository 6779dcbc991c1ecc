"""What a page says of its article: headline, byline, date, outlet, address, language."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from discourse.parse.markup import traits
from discourse.parse.markup.authors import clean_name, is_name, name_at
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.moments import attribute_time, read_moment
from discourse.parse.markup.tree import Tree
from discourse.parse.times import read_time

_TITLE_PARTS = re.compile(r"\s+[|·•»«–—\-:]+\s+|\s*\|\s*")
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_][\w-]+)?")


@dataclass(frozen=True, slots=True)
class Article:
    """The facts about an article; None where the page does not say. `heading` is the node of its headline."""

    title: str | None = None
    heading: int | None = None
    byline: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None


def read_article(tree: Tree, marks: Marks, taken: bytearray, url: str | None) -> Article:
    """The facts about the page's article. `taken` marks nodes of the thread, which are not asked."""
    meta = _metas(tree)
    linked = _linked_data(tree)
    title, heading = _title(tree, meta, taken)
    outlet = _outlet(meta, linked, tree, title)
    return Article(
        title=title,
        heading=heading,
        byline=_byline(tree, marks, meta, linked, taken, outlet),
        published=_published(tree, marks, meta, linked, taken),
        outlet=outlet,
        url=_url(tree, meta) or url,
        language=_language(tree, meta),
    )


def _metas(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.tagged.get("meta", ()):
        held = tree.attributes[node]
        name = held.get("property") or held.get("name") or held.get("itemprop") or held.get("http-equiv")
        content = held.get("content")
        if name and content and content.strip():
            found.setdefault(name.lower(), " ".join(content.split()))
    return found


def _linked_data(tree: Tree) -> dict[str, Any]:
    """The JSON-LD object that describes the article, or {}."""
    for text in tree.data:
        if len(text) > 2_000_000:
            continue
        try:
            stack = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        steps = 0
        while stack and steps < 2000:
            steps += 1
            data = stack.pop()
            if isinstance(data, list):
                stack += reversed(data)
            elif isinstance(data, dict):
                if re.search(r"Article|Posting|Report", str(data.get("@type", ""))):
                    return data
                stack += [value for key, value in data.items() if key in ("@graph", "mainEntity", "mainEntityOfPage")]
    return {}


def _title(tree: Tree, meta: dict[str, str], taken: bytearray) -> tuple[str | None, int | None]:
    """The headline, and the heading that shows it: of those that the page's own title holds, the longest."""
    titles = tree.tagged["title"]
    whole = " ".join((tree.get(titles[0], "content") if titles else "").split())
    told = meta.get("og:title") or meta.get("twitter:title") or meta.get("title")
    held = [_plain(each) for each in (whole, told) if each]
    best: tuple[tuple[bool, int], str, int] | None = None
    for tag in ("h1", "h2", "h3"):
        for node in tree.tagged[tag]:
            if taken[node] or tree.ends[node] - node > _LARGEST_HEADING:
                continue
            heading = tree.words(node)
            if 3 <= len(heading) <= 300 and any(_plain(heading) in each for each in held):
                rank = not _leads_home(tree, node), len(heading)
                if best is None or rank > best[0]:
                    best = rank, heading, node
    if best:
        return best[1], best[2]
    if told:
        return told, None
    headings = [node for node in tree.tagged["h1"] if not taken[node] and len(tree.words(node)) > 8]
    if len(headings) == 1:
        return tree.words(headings[0]), headings[0]
    return (max(_TITLE_PARTS.split(whole), key=len).strip() or None if whole else None), None


_LARGEST_HEADING = 60


def _leads_home(tree: Tree, node: int) -> bool:
    """Whether a heading is a link to the outlet's front page: then it names the outlet, not the article."""
    held = (tree.parents[node], *range(node + 1, tree.ends[node]))
    return any(tree.tags[each] == "a" and _HOME.fullmatch(tree.get(each, "href").strip()) for each in held)


_HOME = re.compile(r"(?:https?:)?//[^/]+/?|/|\./?|index\.\w{3,5}")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _byline(
    tree: Tree, marks: Marks, meta: dict[str, str], linked: dict[str, Any], taken: bytearray, outlet: str | None
) -> str | None:
    for name in (
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "sailthru.author",
        "parsely-author",
        "byl",
    ):
        name_told = clean_name(meta.get(name, ""))
        if name_told and is_name(name_told) and "://" not in name_told and "@" not in name_told:
            return name_told
    by_data = _name_of(linked.get("author"))
    if by_data:
        return by_data
    for node, hints in enumerate(marks.hints):
        if hints & traits.AUTHOR and not taken[node] and 0 < marks.text[tree.ends[node]] - marks.text[node] <= 80:
            shown = clean_name(name_at(tree, marks, node))
            if (
                is_name(shown)
                and shown != outlet
                and not hints & traits.FURNITURE
                and tree.tags[node] not in ("li", "input", "form")
                and not _is_aside(tree, marks, node)
            ):
                return shown
    return None


def _is_aside(tree: Tree, marks: Marks, node: int) -> bool:
    """Whether a name stands in a widget, beside the article or below it: in a box smaller than half the page."""
    half = marks.text[-1] // 2
    for above in tree.up(node):
        if marks.text[tree.ends[above]] - marks.text[above] > half:
            return False
        if tree.tags[above] in ("aside", "footer") or marks.hints[above] & traits.WIDGET:
            return True
    return False


def _name_of(data: Any) -> str | None:
    names: list[str] = []
    for each in data if isinstance(data, list) else [data]:
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, str) and is_name(clean_name(name)) and "://" not in name:
            names.append(name.strip())
    return ", ".join(names) or None


def _published(tree: Tree, marks: Marks, meta: dict[str, str], linked: dict[str, Any], taken: bytearray) -> str | None:
    told = [meta.get(name) for name in _DATES]
    for text in (*told, linked.get("datePublished")):
        time = read_time(text) if isinstance(text, str) and len(text) < 60 else None
        if time:
            return time
    best = None
    for node in marks.timed():
        if not taken[node]:
            moment = attribute_time(tree, node if tree.tags[node] else tree.parents[node])
            # What a shown time bears is told elsewhere too; where a day has been shown, it may add the clock.
            if moment and (tree.tags[node] or best is None or moment.startswith(best)):
                return moment
            if best is None and marks.text[node + 1] - marks.text[node] <= 60:
                read = read_moment(tree, node)
                best = read.iso if read else None
    return best


_DATES = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "dc.date.issued",
    "dcterms.created",
    "date",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "og:article:published_time",
    "dcterms.date",
)


def _outlet(meta: dict[str, str], linked: dict[str, Any], tree: Tree, title: str | None) -> str | None:
    told = meta.get("og:site_name") or meta.get("application-name")
    if told:
        return told
    publisher = _name_of(linked.get("publisher"))
    if publisher:
        return publisher
    titles = tree.tagged.get("title")
    whole = " ".join((tree.attributes[titles[0]].get("content") or "").split()) if titles else ""
    if title and title != whole and (whole.startswith(title) or whole.endswith(title)):
        beside = (whole.removesuffix(title) if whole.endswith(title) else whole.removeprefix(title)).strip()
        if beside.strip(_SEPARATORS) != beside and 1 < len(beside.strip(_SEPARATORS)) <= _LONGEST_OUTLET:
            return beside.strip(_SEPARATORS)
    parts = [part.strip() for part in _TITLE_PARTS.split(whole) if part.strip()]
    if len(parts) < 2:
        return None
    last = min(parts[0], parts[-1], key=len)
    return last if len(last) <= _LONGEST_OUTLET else None


_SEPARATORS = " |·•»«>–—-:/"
_LONGEST_OUTLET = 40


def _url(tree: Tree, meta: dict[str, str]) -> str | None:
    for node in tree.tagged.get("link", ()):
        if tree.get(node, "rel").lower() == "canonical" and tree.get(node, "href").startswith("http"):
            return tree.get(node, "href")
    told = meta.get("og:url", "")
    return told if told.startswith("http") else None


def _language(tree: Tree, meta: dict[str, str]) -> str | None:
    roots = tree.tagged.get("html", ())
    told = [tree.get(node, name) for node in roots[:1] for name in ("lang", "xml:lang")]
    for text in (*told, meta.get("content-language", ""), meta.get("og:locale", ""), meta.get("language", "")):
        found = _LANGUAGE.fullmatch(text.strip())
        if found:
            return found.group(1).lower()
    return None
