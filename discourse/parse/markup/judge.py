"""Whether what was read is a thread: names, times, words of their own, and a page that speaks of comments."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from discourse.parse.markup.blocks import Block
from discourse.parse.markup.candidates import Candidate
from discourse.parse.markup.families import is_shaped
from discourse.parse.markup.marks import Marks, offers
from discourse.parse.markup.thread import ThreadRead
from discourse.parse.markup.tree import BLOCKS, Tree
from discourse.parse.state import declared_count

_DISCUSSION = re.compile(
    r"forum|topic|thread|discuss|board|viewtopic|showthread|comment|repl(?:y|ies)|message|posts?\b|antwort|"
    r"beitr[aä]g|kommentar|community|talk",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How complete the comments are: shares with author, time, all three; their usual words, prose; how many speak.

    Where none of three or more shows a time the page is `timeless`, and author and text make a comment whole.
    """

    author: float
    time: float
    words: int
    prose: int
    people: int
    whole: float
    timeless: bool


def fit_of(tree: Tree, marks: Marks, thread: ThreadRead) -> Fit:
    """The fit of a thread; prose is what stands outside links and times."""
    count = len(thread.drafts) or 1
    chosen = _spread(thread.blocks, 30)
    timeless = count > 2 and all(draft.posted is None for draft in thread.drafts)
    return Fit(
        author=sum(draft.author is not None for draft in thread.drafts) / count,
        time=sum(draft.posted is not None for draft in thread.drafts) / count,
        words=_middle([_words(draft.text) for draft in thread.drafts]),
        prose=_middle([_prose(tree, marks, block) for block in chosen]),
        people=len({draft.author for draft in thread.drafts if draft.author}),
        whole=sum(bool(draft.author and draft.text and (draft.posted or timeless)) for draft in thread.drafts) / count,
        timeless=timeless,
    )


def _spread(blocks: Sequence[Block], most: int) -> Sequence[Block]:
    """At most so many of the blocks, from the first on at equal steps."""
    return blocks[:: -(-len(blocks) // most) or 1]


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2] if values else 0


def _words(text: str) -> int:
    spaced = len(text.split())
    return max(spaced, len(text) // 4) if not text.isascii() else spaced


def _prose(tree: Tree, marks: Marks, block: Block) -> int:
    links = marks.link_text
    return sum(
        len(tree.texts[node])
        for node in block.own()
        if len(tree.texts[node]) > 3 and not marks.is_time[node] and links[node + 1] == links[node]
    )


def is_thread(  # noqa: PLR0911 - a list of grounds
    tree: Tree, marks: Marks, candidate: Candidate, thread: ThreadRead, url: str | None
) -> bool:
    """Whether the comments read from a candidate are readers' comments, and not a list of something else.

    Names that speak of comments ask for little more; where there are none, everything else has to agree.
    """
    if not thread.drafts or candidate.headed >= 0.5:
        return False
    fit = fit_of(tree, marks, thread)
    if _is_something_else(tree, candidate, thread, fit):
        return False
    if candidate.named < _NAMED and not (_is_answered(candidate, fit) or _is_apart(tree, marks, thread, url)):
        return False
    if candidate.named >= _NAMED:
        return fit.author >= 0.5 or fit.time >= 0.5
    whole = fit.author >= 0.7 and fit.time >= 0.7
    if candidate.headed < 0.3 and fit.prose >= 8 and _is_announced(tree, candidate):
        return fit.whole >= 0.5 or (fit.words >= 3 and len(thread.drafts) >= 3)
    if candidate.named >= 0.5:
        sure = whole or candidate.quality >= 0.5 or _needs_no_times(tree, candidate, thread, fit, url)
        return sure and (fit.author >= 0.5 or fit.time >= 0.5) and fit.prose >= 8
    if candidate.headed >= 0.3 or fit.people < 2 or fit.prose < 8 or fit.author < 0.7:
        return False
    if fit.people >= 5 and len(thread.drafts) >= 8 and fit.prose >= 30 and candidate.quality >= 0.35:
        return True
    if not whole and candidate.quality < 0.35:
        return False
    return _is_answerable(tree, marks, candidate, thread) or _speaks_of_discussion(tree, url) or _invites(tree, thread)


def _is_something_else(tree: Tree, candidate: Candidate, thread: ThreadRead, fit: Fit) -> bool:
    """Whether these are snippets aside, a family told by its times that shows none, half a comment, or a form."""
    is_one = len(thread.drafts) == 1
    return (
        (candidate.aside >= 1 and fit.words < _SNIPPET)
        or (is_shaped(candidate.key) and fit.time < 0.5)
        or (is_one and fit.whole < 1)
        or ((is_one or not fit.time) and _is_form(tree, thread, fit))
    )


_NAMED = 0.9
"""From here on names alone say that these are comments."""


def _is_answered(candidate: Candidate, fit: Fit) -> bool:
    """Whether blocks that show no times, more than an article falls into, offer to reply; times in them are told of."""
    return fit.timeless and candidate.action >= 0.5 and len(candidate.spans) > _FEW and fit.prose >= _TITLE


def _is_answerable(tree: Tree, marks: Marks, candidate: Candidate, thread: ThreadRead) -> bool:
    """Whether the blocks offer to answer or to judge them: to share, view or link what one reads, any list offers."""
    if candidate.action < 0.5:
        return False
    chosen = _spread(thread.blocks, 12)
    answerable = sum(
        any(text.strip().lower() not in _PASSED_ON for text in offers(tree, marks, block)) for block in chosen
    )
    return 2 * answerable >= len(chosen)


_PASSED_ON = frozenset(
    ("share", "view", "link", "permalink", "copy link", "direct link", "edit", "delete", "top", "up")
)


def _needs_no_times(tree: Tree, candidate: Candidate, thread: ThreadRead, fit: Fit, url: str | None) -> bool:
    """Whether blocks that show no times are comments: several people's words, longer than a title, and a sign."""
    if not fit.timeless or fit.whole < 0.7 or fit.people < 2 or fit.prose < _TITLE or candidate.quality < 0.35:
        return False
    return _is_answered(candidate, fit) or _speaks_of_discussion(tree, url) or _invites(tree, thread)


_TITLE = 60
"""Characters that a topic's title seldom has more of."""


def _is_form(tree: Tree, thread: ThreadRead, fit: Fit) -> bool:
    """Whether the first of the blocks is a form to write a comment; comments that say something may each hold one."""
    held = [any(tree.tags[node] in _FIELDS for node in block.own()) for block in thread.blocks]
    return held[0] and not (fit.timeless and all(held) and fit.whole >= 0.7 and fit.words >= _SNIPPET)


_FIELDS = frozenset(("textarea", "input", "select"))


def _is_apart(tree: Tree, marks: Marks, thread: ThreadRead, url: str | None) -> bool:
    """Whether the blocks are not the article: of a few none holds the page's heading, and times stand at edges."""
    few = len(thread.blocks) <= _FEW
    if few and any(block.holds(heading) for heading in tree.tagged["h1"] for block in thread.blocks):
        return _speaks_of_discussion(tree, url)
    chosen = _spread(thread.blocks, 12)
    timed = [block for block in chosen if block.total(marks.times)]
    return 2 * sum(_has_byline(tree, marks, block) for block in timed) >= len(timed)


def _has_byline(tree: Tree, marks: Marks, block: Block) -> bool:
    """Whether one of the block's times stands near its beginning, near its end, or in a short line of its own."""
    begin, end = marks.text[block.start], marks.text[block.end]
    for node in block.own():
        if not marks.is_time[node]:
            continue
        if marks.text[node] - begin < _AT_EDGE or end - marks.text[node] < _AT_EDGE:
            return True
        line = next((ancestor for ancestor in tree.up(node) if tree.tags[ancestor] in BLOCKS), block.start)
        if line > block.start and marks.text[tree.ends[line]] - marks.text[line] < _AT_EDGE:
            return True
    return False


_AT_EDGE = 120
_FEW = 3


def _invites(tree: Tree, thread: ThreadRead) -> bool:
    """Whether a place to write a comment, or words that ask for one, stand near the thread."""
    first, last = thread.blocks[0].start, max(block.end for block in thread.blocks)
    near = range(max(0, first - _BEFORE), min(len(tree), last + _AFTER))
    for node in near:
        if first <= node < last:
            continue
        if tree.tags[node] == "textarea":
            return True
        text = tree.texts[node]
        if 8 < len(text) <= 120 and _INVITATION.search(text) is not None:
            return True
    return False


_AFTER = 120
_INVITATION = re.compile(
    r"(?:leave|post|add|write|submit|make) (?:a|your|an?other) (?:comment|reply|response)|"
    r"(?:log|sign) ?in\b.{0,20}\bto (?:post|leave|comment|reply)|"
    r"comment on this|comments (?:are )?(?:closed|powered by)|join the discussion|"
    r"kommentar (?:schreiben|verfassen|abgeben|hinterlassen|abschicken|hinzufügen)|leserbrief schreiben|"
    r"(?:laisser|ajouter|écrire|poster|publier) (?:un|votre) commentaire|réagir à|"
    r"(?:deja|dejar|escrib\w+|añad\w+|publicar) (?:un|tu|su) comentario|(?:lascia|scrivi|aggiungi) un commento|"
    r"(?:deixe?|escreva|adicionar) (?:um|seu) comentário|(?:plaats|geef|schrijf) (?:een|uw|je) reactie|"
    r"(?:dodaj|napisz|zostaw) komentarz|(?:оставить|добавить|написать) комментарий|發表留言|发表评论",
    re.IGNORECASE,
)


_SNIPPET = 12
"""Words under which a comment beside the article is a taste of one that stands elsewhere."""


def _is_announced(tree: Tree, candidate: Candidate) -> bool:
    """Whether a heading or a count just before the first block says that comments follow."""
    first = candidate.spans[0][0]
    return any(map(_announces, tree.texts[max(0, first - _BEFORE) : first]))


def _announces(text: str) -> bool:
    return 4 < len(text) <= 60 and bool(_HEADING.fullmatch(text) or declared_count(text))


def below_heading(tree: Tree, candidate: Candidate) -> Candidate | None:
    """The candidate's blocks below a heading that stands among the first of them; the article may be like its comments.

    >>> from discourse.parse.markup.tree import plant
    >>> tree = plant("<p>Rain.</p><h3>Comments</h3><p>At last!</p>")
    >>> first, last = (node for node, tag in enumerate(tree.tags) if tag == "p")
    >>> spans = ((first, tree.ends[first]), (last, tree.ends[last]))
    >>> below_heading(tree, Candidate("p", spans, 1.0, 1.0)).spans == spans[1:]
    True
    """
    spans = sorted(candidate.spans)
    for place, (before, after) in enumerate(pairwise(spans[:_FEW])):
        if any(map(_announces, tree.texts[before[1] : after[0]])):
            return dataclasses.replace(candidate, spans=tuple(spans[place + 1 :]))
    return None


_BEFORE = 60
_HEADING = re.compile(
    r"\W*+(?:\w++\W{1,3}){0,2}(?:comments?|commentaires|réactions|kommentare|leserbriefe|leserkommentare|"
    r"comentarios|comentários|commenti|"
    r"reacties|komentarze|kommentarer|komentáře|комментарии|responses?|replies|antworten|meinungen|留言|评论|コメント)\W*",
    re.IGNORECASE,
)


def _speaks_of_discussion(tree: Tree, url: str | None) -> bool:
    """Whether the page's address, title or outermost names speak of a discussion."""
    told = [url or ""]
    for tag in ("html", "body"):
        for node in tree.tagged[tag]:
            told += tree.names[node]
    told += [tree.get(node, "content") for node in tree.tagged["title"][:1]]
    told += [
        tree.get(node, "href") for node in tree.tagged["link"] if tree.get(node, "rel") in ("canonical", "alternate")
    ]
    return any(_DISCUSSION.search(each) for each in told)
