"""The article's own text: paragraphs, subheads, lists and code, without what stands around them.

The page is cut into units (what stands between two block boundaries). Units of running text count for the element that
holds them, links and labels against it; the element with the best sum is the article. This is the maximum-subtree form
of Finn, Kushmerick and Smyth's "fact or fiction" (2001), with block features after Kohlschütter et al. (2010).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from discourse.parse.markup import traits
from discourse.parse.markup.compose import compose
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import BLOCKS, Tree, word_set

_SKIPPED = word_set("nav aside footer form figure figcaption button noscript label fieldset dialog menu")
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_NOT_BODY = re.compile(
    r"(?:^|[-_ #])(?:captions?|credits?|wp-caption\w*|gallery|pull-?quotes?|toc|table-of-contents|tags?|"
    r"tag-?list|related\w*|shar(?:e|ing|edaddy)\w*|"
    r"social\w*|author-?(?:bio|box|info|card|profile)?|about-?(?:the-?)?author|bio\w*|vita|newsletter\w*|"
    r"subscri\w+|sign-?up|promo\w*|adverts?|advertisement|"
    r"ads?|sponsor\w*|print|foot(?:er)?|meta\w*|by-?line\w*|dateline|bread-?crumbs?|nav\w*|pager|pagination|"
    r"comments?|comment-?\w+|respond|rating\w*|"
    r"widget\w*|sidebar\w*|recommend\w*|popular|teasers?|addtoany\w*|addthis\w*|jp-\w+|toolbar|infobox|"
    r"video\w*|player|slideshow|copyright|disclaimer|"
    r"categor(?:y|ies)|cat-links|hidden|hide|sr-only|visually-hidden|screen-reader-text|more-?(?:stories|"
    r"articles|from|links)|cta|donat\w+|spenden|paywall|poll|"
    r"photo\w*|image-?\w+|img-?\w*|legend|media-?\w+|embed\w*|tools?|actions?|buttons?|btn|links|see-?also|"
    r"most-?\w+|latest|trending|outbrain|taboola|posted-?on|post-?info|"
    r"timestamp|date|copy-?right|licen[sc]e|trackbacks?|pingbacks?|cookies?\w*|consent\w*|gdpr|privacy|modal|"
    r"popup|overlay|disqus\w*|feedback|vote\w*|stats|views|counter|author-?name|kicker)(?:$|[-_ ])"
)
_APART = re.compile(
    r"(?:^|[-_ #])(?:related\w*|social\w*|newsletter\w*|subscri\w+|side-?bar\w*|nav\w*|foot(?:er)?|"
    r"bread-?crumbs?|comments?|respond|widget\w*|"
    r"recommend\w*|teasers?|cookies?\w*|consent\w*|gdpr|modal|popup|overlay|author-?(?:bio|box|info)|"
    r"about-?(?:the-?)?author|toc|table-of-contents|"
    r"more-?(?:stories|articles|from|links)|outbrain|taboola|jp-\w+|hidden|sponsor\w*|promo\w*)(?:$|[-_ ])"
)
_KEPT = re.compile(
    r"article-?body|entry-?content|post-?(?:body|content|text)|story-?(?:body|text|content)|"
    r"article-?(?:content|text)|main-?content|(?:^|[-_])(?:lead|intro|standfirst|summary|subtitle|dek|chapo)"
)
_LABEL = re.compile(
    r"\W{0,3}(?:tags?|labels?|categor(?:y|ies)|kategorien?|schlagw(?:ö|oe)rter|stichworte|filed (?:under|in)|"
    r"posted (?:by|in|on|at|under)|published|veröffentlicht|"
    r"share|teilen|read (?:more|also|next)|related|see also|more (?:on|from)|(?:lesen|hören|sehen) sie "
    r"(?:auch|hier|mehr)|mehr zum thema|lire aussi|à lire|"
    r"voir aussi|leer también|lea también|leggi anche|lees ook|czytaj (?:też|także|więcej)|(?:photo|image|"
    r"foto|bild|credits?|quelle|source|copyright|abbildung)\s?[:©]|©|"
    r"advertisement|anzeige|werbung|publicité|follow (?:us|me|@)|subscribe|sign up|newsletter|email this|"
    r"print this|this (?:entry|post) was posted|"
    r"permalink|trackback|zuletzt aktualisiert|last updated|updated|comments?\W*$|(?:von|by|par|por|"
    r"di)\s+\S+(?:\s+\S+){0,3}$|previous|next|zurück|weiter)(?!\w)",
    re.IGNORECASE,
)


class Unit(NamedTuple):
    """What stands between two block boundaries: nodes `start:end`, the block that holds it, sizes in UTF-8 bytes."""

    start: int
    end: int
    holder: int
    size: int
    linked: int
    dropped: bool

    @property
    def is_running_text(self) -> bool:
        """Whether the unit is prose rather than label, link or list of links."""
        return not self.dropped and self.size >= 60 and self.linked * 9 < self.size * 4


def read_body(tree: Tree, marks: Marks, taken: bytearray, title: str | None, heading: int | None) -> str:
    """The body of the page's article, paragraphs parted by a blank line; "" where there is none.

    `taken` marks nodes that belong to the thread; `title` and the node of its `heading` begin the article.
    """
    units = _units(tree, marks, taken, heading)
    best = _article(tree, marks, units)
    if best is None:
        return ""
    if tree.tags[best] == "p":
        best = max(0, tree.parents[best])  # a paragraph is no article: short ones may stand beside it
    begin = heading if heading is not None and best <= heading < tree.ends[best] else best
    inside = [unit for unit in units if begin <= unit.start < tree.ends[best]]
    kept = _kept(tree, inside, (title or "").lower())
    if not kept and begin != best:
        kept = _kept(tree, [unit for unit in units if best <= unit.start < begin], "")
    lead = _lead(tree, units, kept, heading)
    return "\n\n".join(text for unit in (*lead, *kept) if (text := _text(tree, marks, unit)))


_LARGEST_FORM = 1500
"""A form with more text than this is the page itself."""


def _units(tree: Tree, marks: Marks, taken: bytearray, heading: int | None) -> list[Unit]:  # noqa: C901 - one loop over one flat page
    tags, texts, ends, names = tree.tags, tree.texts, tree.ends, tree.names
    units: list[Unit] = []
    closing: list[tuple[int, int]] = []
    start = size = linked = 0
    holder = link_end = drop_end = 0

    def flush(end: int) -> None:
        nonlocal size, linked
        if size:
            units.append(Unit(start, end, holder, size, linked, start < drop_end))
        size = linked = 0

    node, last = _first_body(tree), len(tree)
    while node < last:
        while closing and closing[-1][0] <= node:
            flush(node)
            closing.pop()
            holder = closing[-1][1] if closing else 0
        tag = tags[node]
        if taken[node]:
            flush(node)
            node = ends[node] if tag and taken[ends[node] - 1] else node + 1
            continue
        if not tag:
            text = texts[node]
            if text != " ":
                length = len(text.strip().encode("utf-8", "replace"))
                if length:
                    start = start if size else node
                    size += length
                    linked += length if node < link_end else 0
            node += 1
            continue
        if tag in _SKIPPED and (tag != "form" or marks.text[ends[node]] - marks.text[node] < _LARGEST_FORM):
            flush(node)
            node = ends[node]
            continue
        if tag == "a":
            link_end = ends[node]
        if tag in BLOCKS:
            flush(node)
            closing.append((ends[node], node))
            holder = node
            is_framing = heading is not None and node < heading < ends[node]  # what holds the headline is the article's
            if (
                names[node]
                and node >= drop_end
                and tag not in _HEADINGS
                and not is_framing
                and _is_furniture(tree, marks, node)
            ):
                drop_end = ends[node]
        elif names[node] and tag in ("span", "a", "small", "i", "em") and _is_furniture(tree, marks, node):
            node = ends[node]
            continue
        node += 1
    flush(last)
    return units


def _first_body(tree: Tree) -> int:
    bodies = tree.tagged.get("body")
    return bodies[0] if bodies else 0


def _is_furniture(tree: Tree, marks: Marks, node: int) -> bool:
    largest = _names_furniture(tree.names[node])
    return largest > 0 and marks.text[tree.ends[node]] - marks.text[node] < largest


@lru_cache(maxsize=16384)
def _names_furniture(names: tuple[str, ...]) -> int:
    """How much text an element of these names may hold and still be furniture: 0 where they do not say so."""
    names = tuple(
        name for name in names if not name.startswith(("category-", "tag-"))
    )  # of the article, not of its parts
    if any(_KEPT.search(name) for name in names):
        return 0
    if any(_APART.search(name) for name in names):
        return 4000
    return 500 if any(_NOT_BODY.search(name) for name in names) else 0


def _article(tree: Tree, marks: Marks, units: Sequence[Unit]) -> int | None:
    """The element whose running text, less its links and labels, comes to most."""
    starts = [unit.start for unit in units]
    sums = list(accumulate((_worth(tree, unit) for unit in units), initial=0))
    best, most = None, 0.0
    for node in _around_text(tree, units):
        total: float = sums[bisect_left(starts, tree.ends[node])] - sums[bisect_left(starts, node)]
        tag = tree.tags[node]
        if total <= 0 or total * 1.1 < most or not (tag in BLOCKS or "-" in tag):
            continue
        if (
            marks.hints[node] & traits.ARTICLE
            or tag == "article"
            or "articlebody" in tree.get(node, "itemprop").lower()
        ):
            total *= 1.1
        if total >= most:
            best, most = node, total
    return best if most > 100 else None


def _around_text(tree: Tree, units: Sequence[Unit]) -> list[int]:
    """The elements that hold running text, in page order."""
    found: set[int] = set()
    for unit in units:
        node = unit.holder if unit.is_running_text else -1
        while node >= 0 and node not in found:
            found.add(node)
            node = tree.parents[node]
    return sorted(found)


def _worth(tree: Tree, unit: Unit) -> int:
    if unit.dropped:
        return -min(unit.size, 60) // 3
    if unit.is_running_text:
        return unit.size - unit.linked
    if tree.tags[unit.holder] in _HEADINGS:
        return -5 if unit.linked * 2 < unit.size else -40
    if unit.linked * 2 > unit.size:
        return -unit.linked - 20
    return -5 if tree.tags[unit.holder] in ("p", "li", "pre", "blockquote", "dd") else -20


def _kept(tree: Tree, inside: Sequence[Unit], title: str) -> list[Unit]:
    """The units that are the article's text: from the first running text to the last, without labels and links."""
    running = [
        place
        for place, unit in enumerate(inside)
        if unit.is_running_text and not _is_label(tree, unit) and not _is_consent(tree, unit)
    ]
    if not running:
        return []
    first, last = running[0], running[-1]
    while first > 0 and _may_begin(tree, inside[first - 1], inside[first]):
        first -= 1
    while last + 1 < len(inside) and _may_follow(tree, inside[last + 1], inside[last]):
        last += 1
    kept: list[Unit] = []
    for unit in inside[first : last + 1]:
        if unit.dropped or (unit.linked * 2 > unit.size and not _inline(tree, unit)):
            continue
        is_heading = tree.tags[unit.holder] in _HEADINGS
        if unit.size < 200 and (_is_label(tree, unit) or (is_heading and _words(tree, unit).lower() == title)):
            continue
        kept.append(unit)
    while kept and (tree.tags[kept[-1].holder] in _HEADINGS or _is_consent(tree, kept[-1])):
        kept.pop()
    return kept


def _words(tree: Tree, unit: Unit) -> str:
    return tree.words(unit.start, min(unit.end, unit.start + _LONGEST_UNIT))


_LONGEST_UNIT = 400


def _inline(tree: Tree, unit: Unit) -> bool:
    """Whether a unit of links stands where prose stands: a paragraph or list item with some words of its own."""
    if tree.tags[unit.holder] not in ("p", "li"):
        return False
    return unit.size - unit.linked > 20 or (unit.size > 60 and _words(tree, unit).endswith((".", "!", "?")))


def _is_consent(tree: Tree, unit: Unit) -> bool:
    """Whether the unit asks leave to set cookies."""
    return unit.size < 1500 and "ookie" in (words := _words(tree, unit)) and _CONSENT.search(words) is not None


_CONSENT = re.compile(
    r"\bcookies?\b.{0,300}\b(?:web-?site|webseite|browser|zustimm\w*|consent|accept|einverstanden|experience|"
    r"nutz\w*|site|sitio|página|sito|navigation)\b"
    r"|\b(?:wir verwenden|we use|nous utilisons|utilizamos|utilizziamo|wij gebruiken|verwendung von|"
    r"uses?)\s(?:\w+\s){0,3}cookies",
    re.IGNORECASE | re.DOTALL,
)


def _is_label(tree: Tree, unit: Unit) -> bool:
    if unit.size > 700:
        return False
    words = _words(tree, unit)
    return (unit.size < 300 and _LABEL.match(words) is not None) or (
        unit.linked > 0 and _TEASER.search(words, max(0, len(words) - _LONGEST_TEASER)) is not None
    )


_LONGEST_TEASER = 60
_TEASER = re.compile(
    r"(?:full story|read (?:more|full \w+|the rest|on)|continue reading|more|weiterlesen|mehr|zum artikel|"
    r"lire (?:la suite|plus|l'article)|leer más|"
    r"seguir leyendo|leggi tutto|continua|lees (?:meer|verder)|czytaj więcej|więcej)\s?[\W]{0,4}$",
    re.IGNORECASE,
)


def _may_begin(tree: Tree, unit: Unit, following: Unit) -> bool:
    """Whether a short unit before the first running text is a subhead or opening line of the article."""
    return (
        not unit.dropped
        and unit.linked == 0
        and tree.parents[unit.holder] == tree.parents[following.holder]
        and tree.tags[unit.holder] in ("p", "h2", "h3", "h4", "blockquote", "li")
    )


def _may_follow(tree: Tree, unit: Unit, before: Unit) -> bool:
    """Whether a short unit after the last running text still belongs: an element like it under the same parent."""
    return (
        not unit.dropped
        and unit.linked * 3 < unit.size
        and tree.parents[unit.holder] == tree.parents[before.holder]
        and tree.tags[unit.holder] in ("p", "li", "pre", "blockquote")
        and not _is_label(tree, unit)
    )


_LEAD = re.compile(
    r"(?:^|[-_])(?:lead|intro|standfirst|summary|subtitle|sub-?headline|dek|deck|chapo|vorspann|teaser-?text|"
    r"excerpt|entradilla|abstract)(?:$|[-_])|articlelead|leadtext"
)


def _lead(tree: Tree, units: Sequence[Unit], kept: Sequence[Unit], heading: int | None) -> list[Unit]:
    """A standfirst that stands apart, between the headline and the article."""
    if not kept or heading is None:
        return []
    at = bisect_left([unit.start for unit in units], kept[0].start)
    found: list[Unit] = []
    for unit in units[max(0, at - 14) : at]:
        if unit.start <= heading or unit.dropped or not 60 <= unit.size <= 900 or unit.linked * 3 > unit.size:
            continue
        if tree.tags[unit.holder] == "p" or any(
            _LEAD.search(name) for node in (unit.holder, tree.parents[unit.holder]) for name in tree.names[node]
        ):
            found.append(unit)
    return found


def _text(tree: Tree, marks: Marks, unit: Unit) -> str:
    def dropped(node: int) -> bool:
        return tree.tags[node] in _SKIPPED or bool(tree.names[node] and _is_furniture(tree, marks, node))

    return compose(tree, marks, [(unit.start, unit.end)], dropped).text
