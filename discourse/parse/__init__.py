"""Documents become pages: the article, and its readers' comments one by one."""

from __future__ import annotations

from discourse.parse.settings import ParseSettings
from discourse.records import Document, Page, Reading

_DEFAULTS = ParseSettings()


def parse(document: Document, settings: ParseSettings = _DEFAULTS) -> Page:
    """The page that a document shows: article, thread, comments. Never raises, whatever the document holds.

    >>> html = '<title>Rain</title><ul><li class="comment"><b class="fn">Ann</b> <i>5 May 2020</i><p>At last!</p></ul>'
    >>> [(comment.author, comment.text) for comment in parse(Document("a.html", "0f", "html", html)).comments]
    [('Ann', 'At last!')]
    """
    if document.media == "html":
        from discourse.parse.markup import read_markup

        return read_markup(document, settings.layouts).page
    from discourse.parse.text import read_text

    return read_text(document, settings.layouts).page


def explain(document: Document, settings: ParseSettings = _DEFAULTS) -> Reading:
    """The page together with how it was read: spans that partition the document's text, and the clues that decided.

    >>> explain(Document("a.txt", "0f", "text", "")).page.thread.state
    'absent'
    """
    if document.media == "html":
        from discourse.parse.markup import read_markup

        return read_markup(document, settings.layouts, locate=True)
    from discourse.parse.text import read_text

    return read_text(document, settings.layouts)
