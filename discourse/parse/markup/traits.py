"""What the names of classes, ids and properties hint at: an author, a time, a text, a comment, furniture.

Site builders call things by what they are; a few word lists over such names, in the languages that occur in markup,
carry most layouts. Hints are bits, cached by name, and only ever raise or lower a candidate.
"""

from __future__ import annotations

import re
from functools import lru_cache

AUTHOR, TIME, TEXT, COMMENT, POST, FURNITURE, WIDGET, REPLY, QUOTE, ARTICLE, HIDDEN, SIGNATURE, TITLE = (
    1 << bit for bit in range(13)
)


def _names(words: str) -> str:
    """The words as whole parts of a name: "date" in "comment-date" and "date_posted", not in "update"."""
    return rf"(?:^|[-_#:]|__)(?:{words})(?:$|[-_:\d])"


_HINTS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (bit, re.compile(pattern))
    for bit, pattern in (
        (
            AUTHOR,
            r"author|auteur|autore?(?![a-z])|(?:user|actor)-?_?name|nick(?:name)?|commenter|(?:comment|post|reply|"
            r"message)-?_?(?:name|user|owner|by)(?![a-z])|(?:display|screen|member|poster|full|real)-?_?name|"
            + _names(
                "fn|user|byline|poster|name|member|handle|pseudo|verfasser|benutzer|creator|login|who|"
                "memberlink|person|owner"
            ),
        ),
        (
            TIME,
            r"timestamp|datetime|time-?_?ago|dateline|(?:post|comment|created|publish\w{0,3}|message|"
            r"reply)-?_?(?:date|time)|posted-?_?(?:on|at)|"
            + _names("date|time|datum|zeit|heure|fecha|hora|ora|ago|when|published|posted|created|permalink|moment"),
        ),
        (
            TEXT,
            r"(?:comment|reply|post|message|msg|cmt|beitrag)s?-?_*(?:text|body|content|message|msg|copy|"
            r"description|inhalt|main)|bbwrapper|usercontent|richtext|"
            + _names("text|txt|body|content|message|msg|bbcode|copy|description|texte|inhalt|cuerpo|testo|corps|phml"),
        ),
        (
            COMMENT,
            r"comment(?!ary)|kommentar|comentari|comentário|commento|leserbrief|reactie|talkback|dsq-|fyre|"
            r"disqus|leserpost|koment|wortmeldung",
        ),
        (
            POST,
            r"repl(?:y|ies)|respon[sd]|posting|message|discuss|"
            + _names(
                "posts?|msg|beitrag|antwort|answer|cmt|thread|forum|topic|opinion|reactions?|feedback|avis|"
                "shout|guestbook|resp"
            ),
        ),
        (
            FURNITURE,
            r"avatar|gravatar|signature|toolbar|(?:reply|quote|report|share|edit|flag)-?_?(?:link|button|btn|"
            r"to|form)|userpic|user-?_?info|post-?_?profile|poster-?_?info|"
            r"screen-?reader|visually-?hidden|like-?_?(?:button|count|box)|(?:tools|actions|buttons|controls|"
            r"options)$|tooltip|vote|rating|permalink|post-?buttons|"
            + _names(
                r"actions?|tools?|buttons?|btns?|likes?|score|share|sharing|social|report|flag|abuse|photo|"
                r"sig|badges?|rank|controls?|controlls?|edit|"
                r"karma|thanks|toggle|footer|links|nav|menu|awaiting|sr-only|reactions?|breadcrumbs?|pager|"
                r"pagination|respond|foot|moderate|ads?|advert\w*|banner|promo|sponsor\w*"
            ),
        ),
        (
            WIDGET,
            r"sidebar|most-?(?:read|comment|view)|"
            + _names(
                "widget|related|recent|popular|trending|teasers?|recommendations?|newsletter|promo|carousel|"
                "ticker|aside|rail|nav|tabs?"
            ),
        ),
        (REPLY, r"child|indent|nested|sub-?comment|" + _names("repl(?:y|ies)|answers?|sub")),
        (QUOTE, r"quot(?!e-?_?(?:link|button|btn|post))|zitat|bbcode_?quote|citation"),
        (
            ARTICLE,
            r"article-?_*(?:body|content|text)|entry-?_?content|post-?_?(?:body|content|entry)|"
            r"story-?_?(?:body|content|text)|articlebody|" + _names("article|story|entry|main"),
        ),
        (HIDDEN, r"^(?:hidden|hide|d-none|display-none|invisible|template|offscreen|print-?only)$"),
        (SIGNATURE, r"signature|last-?edit|edit(?:ed)?-?_?(?:by|note|info|msg|message)|" + _names("sig|edited")),
        (
            TITLE,
            r"(?:comment|post|message|msg)-?_?(?:title|subject|subj|headline)|"
            + _names("subject|subj|title|titel|titre|betreff|headline"),
        ),
    )
)


_LISTING = re.compile(r"recent|latest|popular|top-|side|related|most")
_FIELD = re.compile(r"^field-{1,2}name-")
"""A builder's own prefix, that names no name."""


@lru_cache(maxsize=65536)
def hints(name: str) -> int:
    """The bits of what a class, id shape or property name hints at.

    >>> hints("comment-author") & AUTHOR > 0, hints("update") & TIME, hints("comment_date") & TIME > 0
    (True, 0, True)
    """
    found = 0
    if name.startswith(("category-", "tag-")):
        return 0
    name = _FIELD.sub("", name)
    for bit, pattern in _HINTS:
        if pattern.search(name):
            found |= bit
    if found & COMMENT and not _LISTING.search(name):
        found &= ~WIDGET  # a service's own name for its thread
    return found
