"""HTML pages: the article and its readers' thread, found by what the page shows."""

from __future__ import annotations

from discourse.parse.markup.candidates import candidates
from discourse.parse.markup.complete import complete
from discourse.parse.markup.marks import mark
from discourse.parse.markup.thread import ThreadRead, read_thread
from discourse.parse.markup.tree import plant
from discourse.parse.quotes import weave
from discourse.records import Document, Page, Reading, Thread


def read_markup(document: Document, *, locate: bool = False) -> Reading:
    """The page that an HTML document shows, and how it was read."""
    tree = plant(document.text)
    marks = mark(tree)
    found = candidates(tree, marks)
    thread: ThreadRead | None = None
    titles: frozenset[str] = frozenset()
    if found:
        groups = complete(tree, marks, found[0], found[1:30])
        thread = read_thread(tree, marks, found[0], groups, titles)
    comments = weave(thread.drafts) if thread else ()
    page = Page(
        source=document.source,
        page_id=document.page_id,
        thread=Thread("captured" if comments else "absent", None, thread.layout if thread else None),
        comments=comments,
    )
    return Reading(page, (), thread.clues if thread else ())
