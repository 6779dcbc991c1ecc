"""What kind of thing stands in a comment's place: a comment, a link back from another page, or a notice of removal."""

from __future__ import annotations

import re

from discourse.records import Kind

_LINKED = re.compile(
    r"\W{0,3}(pingback|trackback|webmention)s?\b\s*(?:(?:from|by|von|de|par)\b\s*:?|:)\s*", re.IGNORECASE
)
_LINKS_HERE = re.compile(
    r"^(?:\[(?:…|\.\.\.)\].*\[(?:…|\.\.\.)\]|\[&#8230;\].*)\W*$"
    r"|\bhas linked to (?:this|your) (?:post|article|entry|story)\b"
    r"|\b(?:linked|tracked|pinged) (?:back )?(?:to|from) this (?:post|article|entry)\b"
    r"|^\W*(?:[^.!?:]{0,60}[:–-] )?(?:linked|tracked back|pinged) (?:from|by) \S",
    re.IGNORECASE | re.DOTALL,
)
_REMOVED = re.compile(
    r"\W*+(?:(?:this|the|your)\s+(?:comment|post|message|reply)\s+(?:has\s+been|was|is)\s+(?:\w+\s+)?"
    r"(?:removed|deleted|hidden|withdrawn|moderated|rejected)|(?:comment|post|message)\s+(?:removed|deleted|hidden|"
    r"withdrawn)|"
    r"\[?(?:comment\s+)?(?:deleted|removed)(?:\s+by\s+\w+)?\]?\W*$|removed\s+by\s+(?:the\s+)?(?:moderator|author|"
    r"admin)|"
    r"(?:dieser|der|ihr)\s+(?:kommentar|beitrag)\s+(?:wurde|ist)\s+(?:\w+\s+){0,3}(?:entfernt|gelöscht|gesperrt|"
    r"ausgeblendet)|"
    r"der\s+kommentar,\s+auf\s+den\s+sie\s+bezug\s+nehmen|(?:kommentar|beitrag)\s+(?:entfernt|gelöscht|gesperrt)|"
    r"(?:entfernt|gelöscht)\s*[.:]|"
    r"(?:ce|le|votre)\s+(?:commentaire|message)\s+a\s+été\s+(?:supprimé|modéré|retiré|effacé)|(?:commentaire|"
    r"message)\s+supprimé|"
    r"(?:este|el)\s+(?:comentario|mensaje)\s+(?:ha\s+sido|fue)\s+(?:eliminado|borrado|moderado)|comentario\s+eliminado|"
    r"(?:questo|il)\s+commento\s+è\s+stato\s+(?:rimosso|eliminato)|este\s+comentário\s+foi\s+(?:removido|eliminado)|"
    r"(?:deze|dit)\s+(?:reactie|bericht)\s+is\s+verwijderd|komentarz\s+(?:został\s+)?usunięty)",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 200
_LONGEST_LINK = 700


def told_kind(text: str) -> tuple[Kind, str]:
    """The kind that a comment's own words tell, and the words without the one that tells it.

    >>> told_kind("Pingback: A town drowns")
    ('pingback', 'A town drowns')
    >>> told_kind("This comment has been removed by a moderator.")[0], told_kind("I removed my comment.")[0]
    ('deleted', 'comment')
    """
    if len(text) <= _LONGEST_LINK:
        if match := _LINKED.match(text):
            return ("trackback" if match[1].lower() == "trackback" else "pingback"), text[match.end() :].strip()
        if _LINKS_HERE.search(text):
            return "pingback", text
    if len(text) <= _LONGEST_NOTICE and _REMOVED.match(text):
        return "deleted", text
    return "comment", text
