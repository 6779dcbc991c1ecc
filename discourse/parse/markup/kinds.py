"""Whether a block is a comment, a pingback, a trackback, or a notice where a comment was."""

from __future__ import annotations

import re

from discourse.parse.markup.blocks import Block
from discourse.parse.markup.tree import Tree
from discourse.records import Kind

_LINKED = re.compile(
    r"^\W{0,3}(pingback|trackback|webmention)s?\b\W{0,3}(?:\s*(?:from|by|von|de|par)\b|:)?", re.IGNORECASE
)
_DELETED = re.compile(
    r"\W*(?:(?:this|the)?\s*(?:comment|post|message|user|reply)s?\s+(?:has|have|was|were|is|had)\s+(?:been\s+)?(?:removed|deleted|hidden|withdrawn|banned|rejected|blocked|moderated)"
    r"|(?:comment|post|message|reply)\s+(?:removed|deleted|hidden|withdrawn)|\[?(?:deleted|removed)\]?\W*$|removed\s+by\s+(?:the\s+)?(?:moderator|author|admin)"
    r"|(?:dieser|der|ihr)\s+(?:kommentar|beitrag)\s+(?:wurde|ist)|(?:kommentar|beitrag)\s+(?:entfernt|gelöscht|gesperrt)|entfernt\.?\s|gelöscht\W*$"
    r"|(?:ce|le|votre)\s+(?:commentaire|message)\s+a\s+été\s+(?:supprimé|modéré|retiré|effacé)|(?:commentaire|message)\s+supprimé"
    r"|(?:este|el)\s+(?:comentario|mensaje)\s+(?:ha\s+sido|fue)\s+(?:eliminado|borrado|moderado)|comentario\s+eliminado"
    r"|(?:questo|il)\s+commento\s+è\s+stato\s+(?:rimosso|eliminato)|commento\s+rimosso|este\s+comentário\s+foi\s+(?:removido|eliminado)"
    r"|(?:deze|dit)\s+(?:reactie|bericht)\s+is\s+(?:verwijderd|weggehaald)|komentarz\s+(?:został\s+)?usunięty|комментарий\s+(?:был\s+)?удал|此?留言已(?:被)?(?:刪除|删除)|該?留言(?:已)?被)",
    re.IGNORECASE,
)


def kind_of(tree: Tree, block: Block, text: str, by_notice: bool) -> tuple[Kind, str]:
    """The block's kind, and its text without the word that tells it.

    `by_notice`: whether nothing but a notice is left of the text, set apart by markup.

    >>> tree = Tree()
    >>> tree.names = [("comment",)]
    >>> kind_of(tree, Block(0, 1), "This comment has been removed by the author.", False)[0]
    'deleted'
    >>> kind_of(tree, Block(0, 1), "Pingback: A town drowns", False)
    ('pingback', 'A town drowns')
    """
    found = _LINKED.match(text)
    for node in (block.start,):
        for name in tree.names[node]:
            if name in ("pingback", "trackback", "webmention") or name.endswith(("-pingback", "-trackback")):
                kind: Kind = "trackback" if "trackback" in name else "pingback"
                return kind, text[found.end() :].strip() if found else text
    if found and len(text) < 400 and (found.group().rstrip().endswith(":") or len(text) < 200):
        return ("trackback" if found.group(1).lower() == "trackback" else "pingback"), text[found.end() :].strip()
    if by_notice or (len(text) < 220 and _DELETED.match(text)):
        return "deleted", text
    return "comment", text
