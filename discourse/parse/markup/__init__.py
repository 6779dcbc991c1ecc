"""HTML pages: the article and its readers' thread, found by what the page shows."""

from __future__ import annotations

from discourse.parse.markup.article import read_article
from discourse.parse.markup.body import read_body
from discourse.parse.markup.candidates import candidates
from discourse.parse.markup.complete import complete
from discourse.parse.markup.marks import mark
from discourse.parse.markup.opening import is_discussion, opening_post, with_opening
from discourse.parse.markup.region import thread_nodes
from discourse.parse.markup.signs import read_state
from discourse.parse.markup.thread import ThreadRead, read_thread
from discourse.parse.markup.tree import plant
from discourse.parse.quotes import weave
from discourse.records import Document, Page, Reading


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
    blocks = thread.blocks if thread else ()
    drafts = thread.drafts if thread else ()
    taken = thread_nodes(tree, marks, blocks)
    article = read_article(tree, marks, taken, document.url)
    body = read_body(tree, marks, taken, article.title, article.heading)
    if blocks and is_discussion(tree, article.url):
        opening = opening_post(tree, article, body, blocks)
        drafts, body = with_opening(opening, drafts), ""
    page = Page(
        source=document.source,
        page_id=document.page_id,
        outlet=article.outlet,
        url=article.url,
        title=article.title,
        byline=article.byline,
        published=article.published,
        language=article.language,
        body=body,
        thread=read_state(tree, marks, document.text, blocks, thread.layout if thread else None),
        comments=weave(drafts),
    )
    return Reading(page, (), thread.clues if thread else ())
