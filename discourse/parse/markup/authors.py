"""Who wrote a comment, as the page shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.induce import Key, Place, choose_hinted, nodes_at, sample
from discourse.parse.markup.marks import Marks, is_profile, looks_like_time
from discourse.parse.markup.tree import BLOCKS, Tree
from discourse.parse.times import find_times

LONGEST_NAME = 60
_LONGEST_PLACE = 90

_LEAD = re.compile(
    r"^(?:[\s\W]*(?:posted|written|submitted|comment(?:ed)?|reply|replied|soumis|envoyé|posté|publié|rédigé|"
    r"écrit|geschrieben|verfasst|"
    r"kommentar|beitrag|enviado|publicado|escrito|inviato|scritto|pubblicato|geplaatst|dodan[ey]|"
    r"napisan[ey])?\s?(?:on|am)?\s?)"
    r"(?:\b(?:by|par|von|por|da|door|av|af|przez|de|from)\b[\s:]*|(?:author|autor|auteur|name|user|username|"
    r"nickname|pseudo|benutzer|mitglied|"
    r"member|utente|usuario|gebruiker|użytkownik|posted by|comment by)\s?:\s?)",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?<![\s,:;|–—·•\-])[\s,:;|–—·•\-]*+(?:\b(?:says?|said|wrote|writes|commented|comments|replied|replies|posted|"
    r"responded|"
    r"asks?|asked|added|"
    r"sagte?|schrieb|schreibt|meinte?|kommentierte?|antwortete?|hat\sgeschrieben|a\s(?:écrit|dit|répondu|"
    r"commenté)|écrit|dit|dice|dijo|escribió|escribe|"
    r"comentó|respondió|ha\s(?:scritto|detto)|scrive|disse|escreveu|diz|zegt|schreef|zei|pisze|"
    r"napisał(?:\(?a\)?)?|skrev|skriver|säger|"
    r"sier|siger|napsal|píše|sanoo|kirjoitti|írta|пишет|написал|говорит|diyor\ski|said\son|"
    r"wrote\son)\b(?:\s(?:in reply to|to)\b.*)?)?[\s.:;,…|–—·•\-]*+$",
    re.IGNORECASE,
)
_REPLYING = re.compile(
    r"\s?(?:→|->|▶|\bin reply to\b|\breplied to\b|\breplying to\b|\bantwortet\b|\bantwort auf\b|\ben réponse "
    r"à\b|\ben respuesta a\b).*$",
    re.IGNORECASE,
)
_MAY_REPLY = re.compile("→|->|▶|repl|antwort|réponse|respuesta")
_ORDINAL = re.compile(r"^#?\d{1,5}[.):]?\s+(?=\D)")
_NOT_A_NAME = re.compile(
    r"\W*+(?:reply|permalink|link|quote|report|share|like|edit|delete|print|email|comments?|comment by|"
    r"guest\s?:?|website|profile|"
    r"view profile|antworten|zitieren|melden|répondre|citer|signaler|responder|rispondi|says?|said|wrote|by|"
    r"von|par|por|at|on|am|um|le|à|posted|"
    r"more|top|up|down|#?\d+|new|author|op|admin|moderator|staff|mod|online|offline|advertisement|anzeige|"
    r"hide|show|follow|message|posts?|(?:re|aw|betreff|subject|titel|title|objet|asunto|oggetto)\s?:[^\n]*+|"
    r"\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?|\d+\s\w+)\W*",
    re.IGNORECASE,
)


def clean_name(shown: str) -> str | None:
    """The name alone: without "by", "says", a time, or what it replies to. None where no name is left.

    >>> [clean_name(shown) for shown in ("Posted by: Tony", "Ann B. says:", "J.R.", "Soumis par Léo, le 29 mai 2012")]
    ['Tony', 'Ann B.', 'J.R.', 'Léo']
    >>> clean_name("12 March 2010") is None
    True
    """
    return _cleaned(shown) if len(shown) <= _LONGEST_KEPT else _cleaned.__wrapped__(shown)


_LONGEST_KEPT = 200
"""Longer strings are not kept for the next time that they are asked, and of one line no more is looked at."""


@lru_cache(maxsize=8192)
def _cleaned(shown: str) -> str | None:
    name = " ".join((shown if shown.isascii() else _INVISIBLE.sub("", shown)).split())[:_LONGEST_KEPT]
    if len(name) > 5 and looks_like_time(name):
        name = _without_time(name)
    if _MAY_REPLY.search(name.lower()):
        name = _REPLYING.sub("", name)
    name = _ORDINAL.sub("", name) if name[:1] == "#" else name
    lead = _LEAD.match(name)
    name = name[lead.end() :] if lead else name
    name = _ORDINAL.sub("", name) if name[:1] == "#" or name[:1].isdigit() else name
    trimmed = name if name.isalnum() else _TRAIL.sub("", _FURNISHED.sub("", name), count=1)
    if name[len(trimmed) : len(trimmed) + 1] == "." and _INITIAL.search(trimmed):
        trimmed += "."
    name = (trimmed or name).strip(' \t,;:|·•–—»«>"“”')
    name = name.removesuffix(" (") if name.endswith(" (") else name
    if not name or len(name) > LONGEST_NAME:
        return None
    return name


_FURNISHED = re.compile(r"(?<=\S)[\s,|(\[]+(?:e-?mail|website|homepage)\W*$", re.IGNORECASE)
"""Links that old boards set beside a name."""
_INITIAL = re.compile(r"\b(?:[^\W\d_]|[JS]r)$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BEFORE_TIME = re.compile(
    r"[\s,|·•(–—-]*\b(?:on|at|am|um|le|el|il|em|op|den|à|@|posted|,)?[\s,|·•(@:–—-]*$", re.IGNORECASE
)


def _without_time(name: str) -> str:
    times = find_times(name)
    if not times:
        return name
    if times[0].start > 1:
        return _BEFORE_TIME.sub("", name[: times[0].start])
    return name[times[-1].end :].lstrip(" ,|·•–—-:)")


def is_name(name: str | None) -> bool:
    """Whether a cleaned string can be somebody's name.

    >>> is_name("Ann B."), is_name("Reply"), is_name("I think that this is a very long sentence, and not a name.")
    (True, False, False)
    """
    return bool(name) and len(name or "") <= LONGEST_NAME and _may_name(name or "")


@lru_cache(maxsize=8192)
def _may_name(name: str) -> bool:
    if name.count(" ") > 7:
        return False
    return any(character.isalnum() for character in name) and _NOT_A_NAME.fullmatch(name) is None


def _is_phrase(name: str) -> bool:
    """Whether a few words are rather a title than a name: most of them in lower case."""
    words = name.split()
    return len(words) > 2 and 2 * sum(word[0].islower() for word in words) >= len(words)


def author_places(tree: Tree, marks: Marks, blocks: Sequence[Block]) -> list[Place]:
    """Where these blocks keep their authors, best first."""
    chosen = sample(blocks, 9)
    read: dict[int, str | None] = {}

    def name(node: int) -> str | None:
        if node not in read:
            read[node] = _name_of(tree, marks, node)
        return read[node]

    def worth(key: Key, found: list[tuple[int, int]]) -> float:
        prior = _prior(key, tree, found)
        if prior * len(found) < 0.1 * len(chosen):
            return 0.0
        beside = prior < 0.7 and _beside_time(tree, marks, found)
        names = [each for _, node in found if (each := name(node))]
        if not names:
            return 0.0
        distinct = len(set(names)) / len(names)
        if len(names) > 2 and len(set(names)) == 1:
            prior *= 0.35 if beside else 0.15
        if 3 * sum(map(_is_phrase, names)) > len(names):
            prior *= 0.4
        if 2 * sum(len(each) == 1 and each.isascii() for each in names) > len(names):
            prior *= 0.3  # the letters that stand for pictures
        if 2 * sum(marks.actions[tree.ends[node]] > marks.actions[node] for _, node in found) > len(found):
            prior *= 0.6
        exact = sum(name(node) == tree.words(node) for _, node in found) / len(found)
        coverage = len(names) / len(chosen)
        return (prior + 0.25 * beside) * coverage * (0.6 + 0.4 * min(1.0, distinct * 2.5)) * (0.85 + 0.15 * exact)

    def is_hinted(node: int) -> bool:
        return bool(marks.hints[node] & traits.AUTHOR) or tree.tags[node] == "cite" or "rel" in tree.attributes[node]

    return choose_hinted(tree, chosen, lambda block: short_nodes(tree, marks, block), is_hinted, worth, 0.65)


def _name_of(tree: Tree, marks: Marks, node: int) -> str | None:
    name = clean_name(name_at(tree, marks, node))
    return name if is_name(name) else None


def is_office(name: str | None) -> bool:
    """Whether a name is that of an office, which is a badge as often as whom the page names.

    >>> is_office("Moderator"), is_office("Ann")
    (True, False)
    """
    return name is not None and _OFFICE.fullmatch(name) is not None


_SURE = 0.5
_OFFICE = re.compile(r"(?:site ?)?(?:admin|administrator|moderator|mod|staff|author|editor|guest)", re.IGNORECASE)


def short_nodes(tree: Tree, marks: Marks, block: Block) -> Iterator[int]:
    """A block's own elements with little text, the block's root left out."""
    text, ends, tags = marks.text, tree.ends, tree.tags
    seen = 0
    root = block.start if ends[block.start] == block.end else -1
    for node in block.own():
        if tags[node] and node != root:
            size = text[ends[node]] - text[node]
            if 0 < size <= _LONGEST_PLACE and not (block.inner and block.holds_inner(node, ends[node])):
                seen += 1
                yield node
                if seen > 50:
                    return


def name_at(tree: Tree, marks: Marks, node: int) -> str:
    """What stands at `node` of a name: its only words, its link to a profile, or the first part of its first line."""
    end = tree.ends[node]
    runs = _without_badges(tree, node)
    leaves = [leaf for start, stop in runs for leaf in range(start, stop) if marks.text[leaf + 1] > marks.text[leaf]]
    if len(leaves) == 1:
        return tree.texts[leaves[0]].strip()
    links = [
        link for link in range(node, end) if tree.tags[link] == "a" and marks.text[tree.ends[link]] > marks.text[link]
    ]
    for link in links:
        if link != node and (len(links) == 1 or is_profile(tree.get(link, "href"))):
            name = name_at(tree, marks, link)
            if is_name(clean_name(name)) or is_office(name):
                return name
    if not leaves:
        return ""
    first = leaves[0]
    after = next((each for each in range(first + 1, leaves[1] + 1) if tree.tags[each]), None)
    is_apart = after is not None and (tree.tags[after] in ("br", "small") or tree.tags[after] in BLOCKS)
    held = tree.parents[first] > node and not _PART_OF_NAME.search(" ".join(tree.names[tree.parents[first]]))
    if (held or is_apart) and is_name(clean_name(tree.texts[first])):
        return tree.texts[first].strip()
    return " ".join(filter(None, (tree.words(*run) for run in runs)))


def _without_badges(tree: Tree, node: int) -> list[tuple[int, int]]:
    """The nodes of `node`, in runs, less the elements in it that are named for a rank, a badge or a score."""
    runs, start, end = [], node, tree.ends[node]
    for inner in range(node + 1, end):
        if inner >= start and tree.names[inner] and _is_badge(tree.names[inner]):
            runs.append((start, inner))
            start = tree.ends[inner]
    return [*runs, (start, end)]


@lru_cache(maxsize=4096)
def _is_badge(names: tuple[str, ...]) -> bool:
    return any(_BADGE.search(name) for name in names)


_BADGE = re.compile(r"badge|user-?_?title|reput|karma|flair|(?:^|[-_])rank(?:$|[-_])")


def without_origin(names: Sequence[str | None]) -> list[str | None]:
    """Names without "from PLACE", where nearly all of a thread's names have it.

    >>> without_origin(["Ann from Ulm", "Bo from Bern", "Cy from Rome"])
    ['Ann', 'Bo', 'Cy']
    """
    shown = [name for name in names if name]
    for word in (" from ", " aus ", " de "):
        if len(shown) > 2 and sum(word in name for name in shown) * 5 >= len(shown) * 4:
            return [name and name.split(word, 1)[0].strip(" ,") for name in names]
    return list(names)


_PART_OF_NAME = re.compile(r"given|first|family|last-?name|vorname|nachname|prenom")
_STRONG = re.compile(
    r"author|auteur|autor|user-?_?name|actor-?_?name|commenter|nick|(?:^|[-_])fn$|screen-?name|display-?name|poster"
)
_TAGS = {
    "cite": 0.8,
    "b": 0.5,
    "strong": 0.55,
    "a": 0.5,
    "h3": 0.45,
    "h4": 0.5,
    "h5": 0.5,
    "h6": 0.5,
    "dt": 0.4,
    "address": 0.5,
    "em": 0.3,
    "i": 0.25,
}


def _prior(key: Key, tree: Tree, found: list[tuple[int, int]]) -> float:
    """How likely a place of this kind names the author, before its nodes are read."""
    kind, value = key
    if kind == "prop":
        return _PROPERTIES.get(value, 0.0)
    if kind == "name":
        return _named_prior(value)
    base = _TAGS.get(value, 0.0) if kind == "tag" else _path_prior(value)
    if base:
        profile = sum(is_profile(tree.get(node, "href")) for _, node in found)
        base += 0.3 * profile / len(found)
    return base


_PROPERTIES = {
    "author": 1.0,
    "creator": 1.0,
    "name": 0.6,
    "foaf:name": 1.0,
    "sioc:has_creator": 0.95,
    "schema:author": 1.0,
    "schema:creator": 1.0,
    "author name": 1.05,
}


def _named_prior(name: str) -> float:
    if name in ("fn", "url"):
        return {"fn": 1.02, "url": 0.7}[name]
    bits = traits.hints(name)
    if _BADGE.search(name):
        return 0.1
    if bits & traits.AUTHOR:
        if _STRONG.search(name):
            return 0.98
        return 0.35 if bits & (traits.FURNITURE | traits.TIME) else 0.88
    return 0.05 if bits & (traits.FURNITURE | traits.TIME | traits.TEXT) else 0.3


def _path_prior(path: str) -> float:
    tag, _, name = path.rsplit("/", 1)[-1].partition(".")
    return 0.12 if tag in ("p", "li", "time") or _BADGE.search(name) else 0.35


def _beside_time(tree: Tree, marks: Marks, found: Sequence[tuple[int, int]]) -> bool:
    """Whether the nodes stand in short lines that show a time: bylines."""
    near = 0
    for _, node in found:
        holder = node if marks.times[tree.ends[node]] > marks.times[node] else tree.parents[node]
        short = marks.text[tree.ends[holder]] - marks.text[holder] <= 100
        near += short and marks.times[tree.ends[holder]] > marks.times[holder]
    return near * 3 > len(found) * 2


def author_of(tree: Tree, marks: Marks, block: Block, places: Iterable[Place]) -> tuple[str | None, int | None]:
    """The block's author and the node that names it; (None, None) where the block names nobody."""
    first: Place | None = None
    is_first = True  # of those that the block has
    for place in places:
        first = first or place
        if place.score < max(0.08, 0.25 * first.score):
            break
        for node in nodes_at(tree, block, place.key):
            size = marks.text[tree.ends[node]] - marks.text[node]
            if 0 < size <= _LONGEST_PLACE and not block.holds_inner(node, tree.ends[node]):
                name = clean_name(name_at(tree, marks, node))
                # An office that stands where the other comments' names do is whom the page names.
                if is_name(name) or (is_office(name) and is_first and place.score >= _SURE):
                    return name, node
                is_first = False
                break
    return None, None
