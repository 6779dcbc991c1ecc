"""What a comment says: its text with its quotes, without byline, actions and signature."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.compose import Composed, compose
from discourse.parse.markup.induce import Key, Place, choose, choose_hinted, nodes_at, sample
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree, word_set

_DROPPED_TAGS = frozenset(("button", "label", "noscript", "nav", "fieldset", "footer"))
_LARGEST_FORM = 200
"""Forms with more text than this hold comments; those to write one hold labels."""
_LEAST, _LEAST_NAMED = 0.35, 0.12
"""Scores under which a place is not trusted to hold the text; lower where its name says that it does."""
_CONNECTIVE = re.compile(
    r"^(?:\W{0,20}(?:says|said|wrote|writes|schreibt|sagt|meint|a écrit|dit|dice|on|at|am|um|le|à|by|von|par|"
    r"por|posted|reply|permalink|\d+)?\W{0,20}[:—–-]\s*)(?=\S)",
    re.IGNORECASE,
)

_REPORTING = re.compile(
    r"\A(?:\W{0,3}\d{1,5}\s)?\s?(?:says|said|wrote|writes|schreibt|schrieb|sagt|meint|a écrit|dit|dice)\s?:\s(?=\S)",
    re.IGNORECASE,
)
"""What is left of a byline that stood within the text: "Says:", perhaps with the comment's number before it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is already known of a block: the nodes of its author and time."""

    block: Block
    name: str | None
    author: int | None
    time: int | None


def text_places(tree: Tree, marks: Marks, found: Sequence[Found], stock: frozenset[int] = frozenset()) -> list[Place]:
    """The elements that hold nothing but comments' texts, best first."""
    chosen = sample([each.block for each in found])
    clean = clean_sums(tree, marks, chosen, stock)
    known = {each.block.start: each for each in found}
    total = sum(block.total(clean) - _meta(tree, clean, known[block.start]) for block in chosen) or 1

    def nodes(block: Block) -> Iterator[int]:
        return _holders(tree, marks, block)

    def worth(key: Key, pairs: list[tuple[int, int]]) -> float:
        prior = _prior(key)
        if not prior:
            return 0.0
        held = impure = 0
        for number, node in pairs:
            block = chosen[number]
            held += clean[tree.ends[node]] - clean[node] - _inner_text(clean, block, node, tree.ends[node])
            each = known[block.start]
            impure += any(meta is not None and node <= meta < tree.ends[node] for meta in (each.author, each.time))
        share = min(1.0, held / total)
        spread = len(pairs) / len(chosen)
        purity = 1 - 0.75 * impure / len(pairs)
        return share * prior * purity * (0.5 + 0.5 * spread)

    def is_hinted(node: int) -> bool:
        return bool(marks.hints[node] & traits.TEXT)

    places = choose_hinted(tree, chosen, nodes, is_hinted, worth, 0.75)
    return [place for place in places if place.score > 0.3 * places[0].score][:6] if places else []


def _inner_text(clean: list[int], block: Block, node: int, end: int) -> int:
    """The text of the blocks that stand in both `block` and nodes `node:end`."""
    if not block.inner or not block.holds_inner(node, end):
        return 0
    inside = block.inner[bisect_left(block.inner, (node,)) : bisect_left(block.inner, (end,))]
    return sum(clean[e] - clean[s] for s, e in inside)


def _meta(tree: Tree, clean: list[int], each: Found) -> int:
    return sum(clean[tree.ends[node]] - clean[node] for node in (each.author, each.time) if node is not None)


def _holders(tree: Tree, marks: Marks, block: Block) -> Iterator[int]:
    text, ends = marks.text, tree.ends
    for node in block.own():
        if tree.tags[node] and node != block.start and text[ends[node]] > text[node]:
            yield node


def _prior(key: Key) -> float:
    kind, value = key
    if kind == "prop":
        return {
            "text": 1.15,
            "commenttext": 1.15,
            "articlebody": 1.1,
            "reviewbody": 1.0,
            "content:encoded": 1.15,
            "description": 0.9,
            "sioc:content": 1.1,
        }.get(value, 0.0)
    if kind == "name":
        bits = traits.hints(value)
        if bits & traits.TEXT and not bits & traits.FURNITURE:
            return (1.1 if bits & (traits.COMMENT | traits.POST) else 1.0) * (0.93 if value.endswith("body") else 1.0)
        if bits & (traits.FURNITURE | traits.AUTHOR | traits.TIME):
            return 0.2
        return 0.85
    if kind == "tag":
        return {"blockquote": 0.85, "dd": 0.85, "section": 0.75}.get(value, 0.0)
    leaf = value.rsplit("/", 1)[-1].split(".")[0]
    return 0.75 if leaf in ("div", "td", "dd", "section", "blockquote") else 0.0


def read_text(
    tree: Tree, marks: Marks, each: Found, places: Iterable[Place], title: int | None, dropped: Callable[[int], bool]
) -> Composed:
    """The block's text, from the best place that it has; failing that, what byline and actions leave."""
    runs = None
    for place in places:
        if place.score >= (_LEAST_NAMED if _is_named(place.key) else _LEAST):
            runs = _runs_at(tree, marks, each, place)
            if runs:
                break
            if _is_named(place.key) and any(True for _ in nodes_at(tree, each.block, place.key)):
                runs = _text_elsewhere(tree, marks, each)
                if runs:
                    break
                return Composed("")
    if runs:
        bylines = {
            _byline(tree, marks, each, node)
            for node in (each.author, each.time)
            if node is not None and any(start <= node < end for start, end in runs)
        }
        if bylines:
            inner_dropped = dropped

            def dropped(node: int) -> bool:
                return node in bylines or inner_dropped(node)

        said = compose(tree, marks, runs, dropped)
        if bylines and not said.quotes:
            said = Composed(_REPORTING.sub("", said.text))
        if title is None or _begins(tree.words(title), said.text):
            return said
        past = tree.ends[title]
        is_within = any(start <= title < end for start, end in runs)
        runs = runs if is_within else [(title, past), *runs]
        return compose(tree, marks, runs, _but_for_title(tree, marks, title, dropped))
    return _residue(tree, marks, each, dropped)


def _but_for_title(tree: Tree, marks: Marks, title: int, dropped: Callable[[int], bool]) -> Callable[[int], bool]:
    """What is dropped of a text with its title, of which that is only what readers gave it, set apart in a span."""
    past = tree.ends[title]

    def out(node: int) -> bool:
        if title <= node < past:  # a title is often a link to its comment
            return node > title and tree.tags[node] == "span" and bool(marks.hints[node] & traits.FURNITURE)
        return dropped(node)

    return out


def _begins(title: str, text: str) -> bool:
    """Whether a title is no more than how the text begins, perhaps with a name before it: then nobody wrote it."""
    words, opening = _WORDS.findall(title.lower()), _WORDS.findall(text[: len(title) + 20].lower())
    return any(words[start:] == opening[: len(words) - start] for start in range(min(3, len(words) - 1)))


_WORDS = re.compile(r"\w+")


def _text_elsewhere(tree: Tree, marks: Marks, each: Found) -> list[tuple[int, int]]:
    """The largest element named for text, where the thread's usual one stands empty."""
    block = each.block
    named = [
        node
        for node in _holders(tree, marks, block)
        if marks.hints[node] & traits.TEXT
        and not marks.hints[node] & (traits.FURNITURE | traits.AUTHOR)
        and not any(meta is not None and node <= meta < tree.ends[node] for meta in (each.author, each.time))
    ]
    best = max(named, key=lambda node: marks.text[tree.ends[node]] - marks.text[node], default=None)
    return [] if best is None else _without(best + 1, tree.ends[best], block.inner)


def _is_named(key: Key) -> bool:
    return key[0] == "prop" or (key[0] == "name" and bool(traits.hints(key[1]) & traits.TEXT))


def _runs_at(tree: Tree, marks: Marks, each: Found, place: Place) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    block = each.block
    first = before = None
    for node in nodes_at(tree, block, place.key):
        if (runs and node < runs[-1][1]) or (first is not None and tree.parents[node] != tree.parents[first]):
            continue
        if before is not None and tree.parents[node] == tree.parents[before]:
            runs += _quotes_between(tree, marks, tree.ends[before], node)
        before = node
        if marks.text[tree.ends[node]] > marks.text[node]:
            first = node
            runs += _without(node + 1, tree.ends[node], block.inner)
    return runs if first is not None else []


def _quotes_between(tree: Tree, marks: Marks, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The quotes that stand between two parts of a text, beside them: old boards close the text for each."""
    node = start
    while node < end:
        inside = range(node, tree.ends[node])
        if any(tree.tags[each] == "blockquote" or marks.hints[each] & traits.QUOTE for each in inside):
            yield node, tree.ends[node]
        node = tree.ends[node]


def _without(start: int, end: int, inner: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for inner_start, inner_end in inner[bisect_left(inner, (start,)) : bisect_left(inner, (end,))]:
        if inner_start > start:
            runs.append((start, inner_start))
        start = inner_end
    if start < end:
        runs.append((start, end))
    return runs


def _residue(tree: Tree, marks: Marks, each: Found, dropped: Callable[[int], bool]) -> Composed:
    bylines = {_byline(tree, marks, each, node) for node in (each.author, each.time) if node is not None}
    begin = each.block.start
    body_end = each.block.end

    def out(node: int) -> bool:
        return node in bylines or dropped(node)

    runs = _without(begin, body_end, each.block.inner)
    composed = compose(tree, marks, runs, out)
    found = _CONNECTIVE.match(composed.text) if bylines else None
    if found and found.end() and not composed.quotes:
        return Composed(composed.text[found.end() :])
    return composed


def _byline(tree: Tree, marks: Marks, each: Found, node: int) -> int:
    """The largest element around `node` that holds hardly more than author, time and actions."""
    best = node
    for ancestor in tree.up(node):
        if ancestor < each.block.start or (ancestor == each.block.start and tree.ends[ancestor] >= each.block.end):
            break
        is_header = (
            tree.tags[ancestor] in _HEADERS
            or marks.hints[ancestor] & (traits.AUTHOR | traits.TIME)
            or _HEADER.search(" ".join(tree.names[ancestor]))
        )
        if tree.ends[ancestor] - ancestor > _LARGEST_BYLINE or _besides(tree, marks, each, ancestor) > (
            60 if is_header else 0
        ):
            break
        best = ancestor
    return best


_LARGEST_BYLINE = 300
_HEADERS = word_set("header h1 h2 h3 h4 h5 h6 dt cite address small span a b strong em time ul dl footer")
_HEADER = re.compile(r"meta|info|head|by-?line|vcard|posted|top|title|foot|details")
_SMALL_WORDS = word_set(
    "says said wrote writes schreibt schrieb sagt sagte meint meinte a écrit dit dice "
    "dijo on at am um le la à el by von de par "
    "por posted reply permalink uhr and comment kommentar commentaire from the submitted commented replied "
    "soumis in im den vom h"
)
_WORD = re.compile(r"[^\W\d_]+")


def _besides(tree: Tree, marks: Marks, each: Found, node: int) -> int:
    """Characters in `node` that are neither author nor time nor an action nor a connecting word."""
    known = [(meta, tree.ends[meta]) for meta in (each.author, each.time) if meta is not None]
    total = 0
    for leaf in range(node, tree.ends[node]):
        size = marks.text[leaf + 1] - marks.text[leaf]
        if (
            not size
            or any(start <= leaf < end for start, end in known)
            or marks.actions[leaf + 1] > marks.actions[leaf]
        ):
            continue
        if size > 200:
            return size
        total += sum(len(word) for word in _WORD.findall(tree.texts[leaf].lower()) if word not in _SMALL_WORDS)
    return total


def furniture(tree: Tree, marks: Marks, stock: frozenset[int] = frozenset()) -> Callable[[int], bool]:
    """Whether a node inside a comment is furniture: actions, votes, signatures, avatars, forms, what is hidden.

    `stock` are nodes that hold nothing but words of the thread's template.
    """
    text, ends, hints = marks.text, tree.ends, marks.hints

    def dropped(node: int) -> bool:  # noqa: PLR0911 - a list of grounds
        tag = tree.tags[node]
        if not tag or node in stock:
            return node in stock
        if tag in _DROPPED_TAGS:
            return True
        if tag == "form":
            return text[ends[node]] - text[node] < _LARGEST_FORM
        bits = hints[node]
        size = text[ends[node]] - text[node]
        if bits & traits.SIGNATURE:
            return True
        if bits & (traits.FURNITURE | traits.HIDDEN) and not bits & (traits.TEXT | traits.QUOTE) and size < 160:
            return True
        if tag in ("a", "li", "small") and 0 < size < 40 and marks.actions[ends[node]] - marks.actions[node]:
            return (
                marks.actions[ends[node]] - marks.actions[node] >= 1
                and size < 40
                and (tag == "a" or _only_actions(tree, marks, node))
            )
        held = tree.attributes[node]
        return bool(held) and ("hidden" in held or "display:none" in (held.get("style") or "").replace(" ", "").lower())

    return dropped


def _only_actions(tree: Tree, marks: Marks, node: int) -> bool:
    text = marks.text
    held = sum(
        text[child + 1] - text[child]
        for child in range(node, tree.ends[node])
        if marks.actions[child + 1] > marks.actions[child]
    )
    return held * 10 >= (text[tree.ends[node]] - text[node]) * 6


def clean_sums(tree: Tree, marks: Marks, blocks: Sequence[Block], stock: frozenset[int] = frozenset()) -> list[int]:
    """A running sum of characters over the blocks' nodes that leaves out what `furniture` would drop."""
    dropped = furniture(tree, marks, stock)
    sums = [0] * (len(tree) + 1)
    text, hints, tags = marks.text, marks.hints, tree.tags
    total = reach = 0
    for block in blocks:
        skip = 0
        if block.start >= reach:
            sums[block.start] = total
        for node in range(max(block.start, reach), block.end):
            if node >= skip:
                if node in stock:
                    skip = tree.ends[node]
                elif not tags[node]:
                    total += text[node + 1] - text[node]
                elif (hints[node] or tags[node] in _MAY_DROP) and dropped(node):
                    skip = tree.ends[node]
            sums[node + 1] = total
        reach = max(reach, block.end)
    return sums


_MAY_DROP = _DROPPED_TAGS | {"a", "li", "small", "form"}


def _is_titled(tree: Tree, node: int) -> bool:
    return tree.get(node, "property") in _TITLES and "Person" not in tree.get(node, "typeof")


_TITLES = ("dc:title", "schema:name", "schema:headline")


def title_places(tree: Tree, marks: Marks, found: Sequence[Found], page_titles: frozenset[str]) -> list[Place]:
    """Where commenters' own titles stand: headings that are neither names nor alike nor the page's."""
    chosen = sample([each.block for each in found])
    known = {each.block.start: each for each in found}

    def nodes(block: Block) -> Iterator[int]:
        each = known[block.start]
        for node in _holders(tree, marks, block):
            named = marks.hints[node] & traits.TITLE or _is_titled(tree, node)
            if (named or tree.tags[node] in ("h2", "h3", "h4", "h5")) and not any(
                meta is not None and node <= meta < tree.ends[node] for meta in (each.author, each.time)
            ):
                if each.author is not None and each.author <= node < tree.ends[each.author]:
                    continue
                yield node

    def worth(key: Key, pairs: list[tuple[int, int]]) -> float:
        if key[0] == "path" or (key[0] == "name" and not traits.hints(key[1]) & traits.TITLE):
            return 0.0
        titles = [tree.words(node) for _, node in pairs]
        own = [
            title
            for title, (number, _) in zip(titles, pairs, strict=True)
            if is_title(title, page_titles) and not _names_author(title, known[chosen[number].start].name)
        ]
        begun = [title for title in own if not _ANSWER.match(title)]
        if len(own) * 2 < len(titles) or not begun or len(set(begun)) < 0.7 * len(begun):
            return 0.0
        return len(own) / len(chosen)

    return choose(tree, chosen, nodes, worth)


_ANSWER = re.compile(r"(?:re|aw|antw|sv|vs|odp|r[eé]p|reply|fwd?)\s{0,3}(?:\[\d{1,4}\])?\s{0,3}:\s{0,3}", re.IGNORECASE)
_LABEL = re.compile(r"comment by|#?\d+\W*$|kommentar(?: von| #)|comment #")


def is_title(title: str, page_titles: frozenset[str]) -> bool:
    """Whether a heading in a comment is its writer's own title, or answers that of another.

    >>> [is_title(title, {"a town drowns"}) for title in ("Well said", "Re: Well said", "#12", "Re: A town drowns")]
    [True, True, False, False]
    """
    if not 2 <= len(title) <= 140 or not any(character.isalpha() for character in title):
        return False
    lower = _ANSWER.sub("", title.lower().strip(), count=1)
    if not lower or _LABEL.match(lower):
        return False
    return not any(lower == other or (len(lower) > 12 and lower in other) for other in page_titles)


def title_of(tree: Tree, each: Found, places: Sequence[Place], page_titles: frozenset[str]) -> int | None:
    """The node of the block's own title, or None."""
    for place in places[:1]:
        for node in nodes_at(tree, each.block, place.key):
            if "Person" in tree.get(node, "typeof"):
                continue
            title = tree.words(node)
            return node if is_title(title, page_titles) and not _names_author(title, each.name) else None
    return None


def _names_author(title: str, name: str | None) -> bool:
    return name is not None and title.startswith(name)
