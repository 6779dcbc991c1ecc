"""A page's markup as flat columns in document order, so that no step needs recursion and every count is a prefix sum.

lexbor (through selectolax) parses as browsers do, about twice as fast as libxml2; its tree is walked once and let go.
"""

from __future__ import annotations

import ctypes
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, MutableSequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from discourse.parse.markup import traits

Attributes = Mapping[str, str | None]


def word_set(words: str) -> frozenset[str]:
    """The words of a text, which reads better than as many strings.

    >>> sorted(word_set("dt dd"))
    ['dd', 'dt']
    """
    return frozenset(words.split())


DEEPEST = 12_000
"""Elements nested deeper are unwrapped before parsing: HTML's own scope rules make deeper trees quadratic."""

SILENT = word_set(
    "script style template svg iframe object embed select textarea canvas video audio math noembed noframes title"
)
"""Elements whose text is never shown as part of the page."""

BLOCKS = word_set(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol option p pre section "
    "summary table tbody "
    "td tfoot th thead tr ul"
)
"""Elements that begin and end a line."""

_EDGES = BLOCKS | {"br"}
_NO_ATTRIBUTES: Attributes = {}


@dataclass(slots=True)
class Tree:
    """Nodes in document order. `tags[i]` is "" for text; a node's subtree is `i:ends[i]`.

    `names[i]` holds the lower-cased class names and, as "#shape", the id with its digits taken out; `hints[i]` what
    they hint at (bits of `traits`). `texts` holds text nodes' characters and "" for elements. `named` lists the nodes
    by name, `tagged` those of the tags in `_INDEXED`, `telling` those with attributes that type, time or number them,
    `leaves` the texts that show something; `data` is what JSON-LD scripts hold.
    """

    tags: list[str] = field(default_factory=list)
    parents: MutableSequence[int] = field(default_factory=list)
    ends: MutableSequence[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    attributes: list[Attributes] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    named: dict[str, MutableSequence[int]] = field(default_factory=dict)
    tagged: dict[str, MutableSequence[int]] = field(default_factory=dict)
    hints: MutableSequence[int] = field(default_factory=list)
    telling: MutableSequence[int] = field(default_factory=list)
    leaves: MutableSequence[int] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    vocabulary: str | None = None

    def __len__(self) -> int:
        return len(self.tags)

    def up(self, node: int) -> Iterator[int]:
        """The ancestors of `node`, nearest first."""
        node = self.parents[node]
        while node >= 0:
            yield node
            node = self.parents[node]

    def children(self, node: int) -> Iterator[int]:
        """The children of `node`, text nodes too."""
        child, end = node + 1, self.ends[node]
        while child < end:
            yield child
            child = self.ends[child]

    def get(self, node: int, attribute: str) -> str:
        """The attribute's value, "" where it has none."""
        return self.attributes[node].get(attribute) or ""

    def alike(self, pattern: re.Pattern[str], stems: tuple[str, ...]) -> list[str]:
        """The names in which `pattern`, compiled with `re.M`, finds something; whatever it finds holds a stem.

        To look through all names as one text is far quicker than to look at each.
        """
        if self.vocabulary is None:
            self.vocabulary = "\n".join(self.named)
        if not any(stem in self.vocabulary for stem in stems):
            return []
        found: dict[str, None] = {}
        for match in pattern.finditer(self.vocabulary):
            begin = self.vocabulary.rfind("\n", 0, match.end()) + 1
            end = self.vocabulary.find("\n", begin)
            name = self.vocabulary[begin:end] if end >= 0 else self.vocabulary[begin:]
            if name in self.named:
                found[name] = None
        return list(found)

    def words(self, start: int, end: int | None = None) -> str:
        """The text of nodes `start:end` (default: the subtree of `start`) on one line, spaces collapsed."""
        if end is None:
            end = self.ends[start]
        shown = zip(self.texts[start:end], self.tags[start:end], strict=True)
        parts = [text or (" " if tag in _EDGES else "") for text, tag in shown]
        return " ".join("".join(parts).split())


def plant(html: str) -> Tree:
    """The tree of a page. Never raises; time is linear in the page.

    >>> tree = plant('<ul><li class="Comment odd" id="c-12">Hi <b>you</b></li></ul>')
    >>> tree.named["comment"] == tree.named["#c-0"] == tree.tagged["li"], tree.words(tree.tagged["li"][0])
    (True, 'Hi you')
    """
    parser = LexborHTMLParser(tamed(html).encode("utf-8", "replace"))
    is_large = len(html) > _LARGE
    row = _packed_row if is_large else _row
    tree = Tree(parents=row(), ends=row(), hints=row(), telling=row(), leaves=row())
    if is_large:
        parser.raw_html = b""  # it would keep a second copy of the page while the tree is walked
    if parser.root is not None:
        _walk(tree, parser.root, row, {} if is_large else None)
    if is_large:
        del parser
        _give_back()
    return tree


_LARGE = 2_000_000


def _row() -> MutableSequence[int]:
    return []


def _packed_row() -> MutableSequence[int]:
    """Numbers that take a tenth of the room of a list's, and longer to reach: worth it where pages are large."""
    return array("i")


def _give_back() -> None:
    """Return freed memory to the system where the C library can: lexbor's tree takes ten times its page."""
    trim = getattr(ctypes.pythonapi, "malloc_trim", None)
    if trim is not None:
        trim(0)


def _walk(  # noqa: C901, PLR0912, PLR0915 - the hot loop, kept in one piece
    tree: Tree, root: LexborNode, row: Callable[[], MutableSequence[int]], pool: dict[object, Any] | None
) -> None:
    tags, texts, attributes, names, hints = tree.tags, tree.texts, tree.attributes, tree.names, tree.hints
    parents, ends = tree.parents, tree.ends
    leaves = tree.leaves
    groups: dict[tuple[str, ...], MutableSequence[int]] = {}
    for tag in _INDEXED:
        tree.tagged[tag] = row()
    known: dict[int, tuple[str, MutableSequence[int] | None, bool, bool]] = {}
    node = root
    stack: list[tuple[int, LexborNode, bool]] = []
    parent = -1
    index = 0
    at_edge = True  # where white space shows nothing: at the borders of blocks
    while True:
        kind = node.tag_id
        if kind == _TEXT:
            text = node.text_content or " "
            is_blank = text.isspace()
            if not (is_blank and at_edge):
                if is_blank:
                    text = " "
                else:
                    leaves.append(index)
                    if pool is not None and len(text) < _SHORT:
                        text = pool.setdefault(text, text)
                tags.append("")
                parents.append(parent)
                index += 1
                ends.append(index)
                texts.append(text)
                attributes.append(_NO_ATTRIBUTES)
                names.append(())
                hints.append(0)
                at_edge = False
        elif kind != _COMMENT:
            told = known.get(kind)
            if told is None or kind >= _FIRST_CUSTOM:
                tag = (node.tag or "").lower()
                told = known[kind] = (tag, tree.tagged.get(tag), tag in SILENT, tag in _EDGES)
            tag, bucket, is_silent, is_edge = told
            tags.append(tag)
            parents.append(parent)
            texts.append("")
            attrs: Attributes = node.attributes
            if attrs:
                if kind >= _FIRST_CUSTOM and "-" in tag:
                    own, bits = _custom_names(tag, attrs)
                    if is_telling(tuple(attrs)):
                        tree.telling.append(index)
                elif len(attrs) == 1 and "class" in attrs:
                    attrs, own, bits = _class_alone(attrs["class"] or "")
                else:
                    own, bits = _names(attrs)
                    if is_telling(tuple(attrs)):
                        tree.telling.append(index)
                if pool is not None:
                    attrs, own = _pooled(attrs, pool), pool.setdefault(own, own)
                attributes.append(attrs)
                names.append(own)
                hints.append(bits)
            else:
                own, bits = _custom_names(tag, attrs) if kind >= _FIRST_CUSTOM and "-" in tag else _NAMELESS
                attributes.append(_NO_ATTRIBUTES)
                names.append(own)
                hints.append(bits)
            if own:
                alike = groups.get(own)
                if alike is None:
                    alike = groups[own] = row()
                alike.append(index)
            if bucket is not None:
                bucket.append(index)
            index += 1
            ends.append(index)
            at_edge = is_edge
            if is_silent:
                _keep_data(tree, node, tag, attrs)
            else:
                child = node.child
                if child is not None:
                    parent = index - 1
                    stack.append((parent, node, is_edge))
                    node = child
                    continue
        following = node.next
        while following is None and stack:
            left, node, at_edge = stack.pop()
            ends[left] = index
            following = node.next
        parent = stack[-1][0] if stack else -1
        if following is None or not stack:
            break
        node = following
    _index_names(tree, groups, row)


def _index_names(
    tree: Tree, groups: Mapping[tuple[str, ...], MutableSequence[int]], row: Callable[[], MutableSequence[int]]
) -> None:
    """Fill `tree.named` from the nodes that have the same names, which are far fewer than nodes."""
    rows: dict[str, list[MutableSequence[int]]] = {}
    for names, nodes in groups.items():
        for name in names:
            rows.setdefault(name, []).append(nodes)
    for name, found in rows.items():
        alike = found[0]
        if len(found) > 1:
            alike = row()
            alike.extend(sorted(chain.from_iterable(found)))
        tree.named[name] = alike


_INDEXED = (
    "a",
    "abbr",
    "body",
    "cite",
    "h1",
    "h2",
    "h3",
    "h4",
    "html",
    "li",
    "link",
    "meta",
    "textarea",
    "time",
    "title",
)
"""The tags that readers ask for by name."""
_SHORT = 40
"""Characters under which texts and values are kept once however often a large page has them."""


def _pooled(attrs: Attributes, pool: dict[object, Any]) -> Attributes:
    """The attributes, their names and short values being those that the page had before."""
    held = {
        pool.setdefault(name, name): value if value is None or len(value) >= _SHORT else pool.setdefault(value, value)
        for name, value in attrs.items()
    }
    if len(held) > 1:
        return held
    alone: Attributes = pool.setdefault(next(iter(held.items())), held)
    return alone


_TEXT, _COMMENT, _FIRST_CUSTOM = 2, 4, 0xD0
"""Tag numbers of lexbor; those of elements that HTML does not know begin after its own two hundred."""


def _keep_data(tree: Tree, node: LexborNode, tag: str, attrs: Attributes) -> None:
    inside = node.child
    if inside is None or inside.tag_id != _TEXT:
        return
    if tag == "script" and "ld+json" in (attrs.get("type") or ""):
        tree.data.append(inside.text_content or "")
    elif tag == "title":
        tree.texts[-1] = ""
        tree.attributes[-1] = {"content": inside.text_content or ""}


def _names(attrs: Attributes) -> tuple[tuple[str, ...], int]:
    """Class names and the id's shape, and what they hint at."""
    classes, own_id = attrs.get("class"), attrs.get("id")
    names, bits = _class_names(classes) if classes else _NAMELESS
    if not _PART_NAMES.isdisjoint(attrs):
        told, told_bits = _class_names(
            " ".join(_NUMBERS.sub("0", attrs[name] or "") for name in _PART_NAMES & attrs.keys())
        )
        names, bits = tuple(dict.fromkeys((*names, *told))), bits | told_bits
    if own_id:
        shape = _shape(own_id)
        return (*names, shape), bits | traits.hints(shape)
    return names, bits


def _custom_names(tag: str, attrs: Attributes) -> tuple[tuple[str, ...], int]:
    """The names of a page's own kind of element: <x-comment> is called what it is."""
    names, bits = _names(attrs) if attrs else _NAMELESS
    return (tag, *names), bits | traits.hints(tag)


_NAMELESS: tuple[tuple[str, ...], int] = ((), 0)
_PART_NAMES = frozenset(("data-testid", "data-test-id", "data-test", "data-qa"))
"""By these a site's own tests find a part of its page: where classes are hashed, they still say what it is."""


@lru_cache(maxsize=8192)
def _class_names(classes: str) -> tuple[tuple[str, ...], int]:
    names = tuple(dict.fromkeys(classes.lower().split()))
    bits = 0
    for name in names:
        bits |= traits.hints(name)
    return names, bits


@lru_cache(maxsize=8192)
def _class_alone(classes: str) -> tuple[Attributes, tuple[str, ...], int]:
    """Attributes, names and hints of an element with a class alone: most are, and all alike share these."""
    return {"class": classes}, *_class_names(classes)


TIME_ATTRIBUTES = frozenset(("datetime", "data-datetime", "data-time", "data-timestamp", "data-utime", "data-date"))
_TYPES = frozenset(("itemtype", "typeof", "itemprop", "property", "rel"))


@lru_cache(maxsize=8192)
def is_telling(attributes: tuple[str, ...]) -> bool:
    """Whether, among an element's attributes, there may be a schema type, a time, or a comment's own number."""
    return any(
        name in _TYPES
        or name in TIME_ATTRIBUTES
        or (
            name.endswith("id")
            and name != "id"
            and any(word in name for word in ("comment", "message", "post", "data-id"))
        )
        for name in attributes
    )


_NUMBERS = re.compile(r"\d+(?:[a-f\d]*\d)?|[a-f\d]{16,}")


def _shape(own_id: str) -> str:
    own_id = own_id.lower().strip()
    if len(own_id) < 16 and own_id.isalpha():
        return "#" + own_id
    return "#" + _NUMBERS.sub("0", own_id)


_RAW = re.compile(r"<([iI][fF][rR][aA][mM][eE]|[tT][eE][xX][tT][aA][rR][eE][aA])\b[^>]*>")
_RAW_END = {name: re.compile(rf"<(/?){name}\b", re.IGNORECASE) for name in ("iframe", "textarea")}
_LONGEST_RAW = 4_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)[^>]*+>")
_FLAT = word_set(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option optgroup tbody "
    "thead tfoot colgroup rp rt"
)
"""Elements without content, and those that the next of their kind ends: they do not add up to depth."""


def tamed(html: str) -> str:
    """The page without what would mislead the parser, other characters keeping their places.

    An <iframe> or <textarea> that is never closed (within <noscript>, say, or written as XML) would swallow the page.

    >>> tamed("<noscript><iframe src=x></noscript><p>Hi")
    '<noscript>              </noscript><p>Hi'
    """
    parts: list[str] = []
    position = 0
    for match in _RAW.finditer(html, 0, _last_end(html)):
        end = _RAW_END[match.group(1).lower()].search(html, match.end(), match.end() + _LONGEST_RAW)
        if end is None or not end.group(1):
            parts += html[position : match.start()], " " * len(match.group())
            position = match.end()
    if parts:
        html = "".join(parts) + html[position:]
    if html.count("<") > DEEPEST:
        html = _flattened(html)
    return html


def _last_end(html: str) -> int:
    """Where the last tag ends: behind it each "<" would be looked at to the end of the page for what is not there."""
    return html.rfind(">") + 1


def _flattened(html: str) -> str:
    """The page with tags that would nest deeper than `DEEPEST` blanked out."""
    depth = 0
    parts: list[str] = []
    position = 0
    for match in _TAG.finditer(html, 0, _last_end(html)):
        name = match.group(2).lower()
        if name in _FLAT:
            continue
        if match.group(1):
            depth = max(0, depth - 1)
            blank = depth >= DEEPEST
        else:
            depth += 1
            blank = depth > DEEPEST
        if blank:
            parts += html[position : match.start()], " " * len(match.group())
            position = match.end()
    return "".join(parts) + html[position:]
