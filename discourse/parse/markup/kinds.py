"""Whether a block is a comment, a pingback, a trackback, or a notice where a comment was."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from discourse.parse.draft import Draft
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree
from discourse.records import Kind

_LINKED = re.compile(
    r"^\W{0,3}(pingback|trackback|webmention)s?\b\W{0,3}(?:\s{0,3}(?:from|by|von|de|par)\b)?\s{0,3}:?", re.IGNORECASE
)
_DELETED = re.compile(
    r"\W{0,4}(?:(?:(?:this|the|your)\s+)?(?:comment|post|message|user|reply)\s+(?:has|have|was|were|is|"
    r"had)\s+(?:been\s+)?"
    r"(?:removed|deleted|hidden|withdrawn|banned|rejected|blocked|moderated)"
    r"|(?:comment|post|message|reply)\s+(?:removed|deleted|hidden|withdrawn)\b|(?:deleted|removed)\W*$"
    r"|removed\s+by\s+(?:the\s+)?(?:moderator|author|admin)"
    r"|(?:dieser|der|ihr)\s+(?:kommentar|beitrag)\s+(?:wurde|ist)\b|(?:kommentar|beitrag)\s+(?:entfernt|"
    r"gelöscht|gesperrt)|(?:entfernt|gelöscht)\W*$"
    r"|(?:ce|le|votre)\s+(?:commentaire|message)\s+a\s+été\s+(?:supprimé|modéré|retiré|effacé)|"
    r"(?:commentaire|message)\s+supprimé"
    r"|(?:este|el)\s+(?:comentario|mensaje)\s+(?:ha\s+sido|fue)\s+(?:eliminado|borrado|moderado)|comentario\s+eliminado"
    r"|(?:questo|il)\s+commento\s+è\s+stato\s+(?:rimosso|eliminato)|commento\s+rimosso|"
    r"este\s+comentário\s+foi\s+(?:removido|eliminado)"
    r"|(?:deze|dit)\s+(?:reactie|bericht)\s+is\s+(?:verwijderd|weggehaald)|komentarz\s+(?:został\s+)?usunięty"
    r"|комментарий\s+(?:был\s+)?удал|[此該该]?留言已(?:被)?(?:刪除|删除))",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"(?:^|[-_])(?:moderation|moderated|deleted|removed|geloescht|supprime)(?:$|[-_])", re.M)
_NOTICE_STEMS = ("moderat", "deleted", "removed", "geloescht", "supprime")
_LONGEST_NOTICE = 220


def kind_of(tree: Tree, marks: Marks, block: Block, text: str, notices: Sequence[int]) -> tuple[Kind, str]:
    """The block's kind, and its text without the word that tells it."""
    found = _LINKED.match(text)
    if is_linkback(tree, block):
        kind = _linked_kind("trackback" if "trackback" in tree.names[block.start] else "pingback")
        return kind, text[found.end() :].strip() if found else text
    if found and len(text) < _LONGEST_NOTICE and found.group().rstrip().endswith(":"):
        return _linked_kind(found.group(1)), text[found.end() :].strip()
    if is_notice(text) or _all_notice(tree, marks, block, text, notices):
        return "deleted", text
    return "comment", text


def is_linkback(tree: Tree, block: Block) -> bool:
    """Whether the block is named for a pingback, a trackback or a webmention."""
    return not {"pingback", "trackback", "webmention"}.isdisjoint(tree.names[block.start])


def is_notice(text: str) -> bool:
    """Whether the text says no more than that a comment was taken away.

    >>> [is_notice(text) for text in ("This comment has been removed.", "Kommentar gelöscht", "Removed it!")]
    [True, True, False]
    """
    return len(text) < _LONGEST_NOTICE and _DELETED.match(text) is not None


def _linked_kind(name: str) -> Kind:
    return "trackback" if name.lower().startswith("trackback") else "pingback"


def notice_nodes(tree: Tree) -> list[int]:
    """The elements that are named for a moderator's notice, in order."""
    return sorted(
        node
        for name in tree.alike(_NOTICE, ("moderat", "deleted", "removed", "geloescht", "supprime"))
        for node in tree.named[name]
    )


def _all_notice(tree: Tree, marks: Marks, block: Block, text: str, notices: Sequence[int]) -> bool:
    """Whether markup sets the whole text apart as a moderator's word."""
    if not text or len(text) > _LONGEST_MODERATED:
        return False
    at = bisect_right(notices, block.start)
    if at == len(notices) or not block.holds(notices[at]):
        return False
    return (marks.text[tree.ends[notices[at]]] - marks.text[notices[at]]) * 10 >= 8 * len(text)


_LONGEST_MODERATED = 600


def linkback(tree: Tree, marks: Marks, block: Block) -> Draft | None:
    """A pingback or trackback: its link, and what it quotes of the page that links here."""
    link = next(
        (node for node in block.own() if tree.tags[node] == "a" and marks.text[tree.ends[node]] - marks.text[node] > 1),
        None,
    )
    if link is None:
        return None
    shown = tree.words(block.start, block.end)
    name = tree.words(link)
    found = _LINKED.match(shown)
    rest = shown[found.end() :].strip() if found else shown
    after = rest[len(name) :].lstrip(" -–—:|") if rest.startswith(name) else ""
    words = " ".join(name for node in range(block.start, block.start + 1) for name in tree.names[node])
    kind = _linked_kind(found.group(1) if found else "trackback" if "trackback" in words else "pingback")
    if len(after) > 30:
        return Draft(author=name, text=after, kind=kind)
    return Draft(author=None, text=name, kind=kind)
