"""HTML pages: the article and its readers' thread, found by what the page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from discourse.parse.custom.records import CustomLayout
from discourse.parse.markup.article import Article, read_article
from discourse.parse.markup.body import read_body
from discourse.parse.markup.candidates import Candidate, candidates, is_part
from discourse.parse.markup.complete import complete
from discourse.parse.markup.embedded import embedded_drafts
from discourse.parse.markup.judge import below_heading, is_thread
from discourse.parse.markup.lined import Lined, read_lined
from discourse.parse.markup.marks import Marks, mark
from discourse.parse.markup.opening import is_called_forum, is_discussion, opening_post, with_opening
from discourse.parse.markup.region import thread_nodes
from discourse.parse.markup.signs import read_state
from discourse.parse.markup.spans import locate as find_spans
from discourse.parse.markup.spans import locate_lines
from discourse.parse.markup.thread import ThreadRead, read_thread
from discourse.parse.markup.told import told_thread
from discourse.parse.markup.tree import Tree, plant
from discourse.parse.markup.widen import widened
from discourse.parse.quotes import weave
from discourse.records import Comment, Document, Page, Reading, Thread


def read_markup(document: Document, layouts: Sequence[CustomLayout] = (), *, locate: bool = False) -> Reading:
    """The page that an HTML document shows, and how it was read: with `locate`, also spans that partition its source.

    `layouts` are a user's own, which go before all others where they fit.

    >>> html = '<h1>Rain</h1><ul><li class="comment"><cite>Ann</cite> <i>5 May 2020</i><p>At last!</p></ul>'
    >>> reading = read_markup(Document("a.html", "0f", "html", html), locate=True)
    >>> [(html[span.start : span.end].strip(), span.role) for span in reading.spans if span.role != "furniture"]
    [('Ann', 'byline'), ('5 May 2020', 'byline'), ('At last!', 'comment')]
    """
    tree = plant(document.text)
    marks = mark(tree)
    thread = _thread(tree, marks, document.url, layouts)
    blocks = thread.blocks if thread else ()
    drafts = thread.drafts if thread else embedded_drafts(tree.data)
    lined = None if drafts else read_lined(document, tree)
    if lined is not None:
        return _by_lines(document, tree, marks, lined, locate)
    layout = thread.layout if thread else "linked data" if drafts else None
    taken = thread_nodes(tree, marks, blocks)
    article = read_article(tree, marks, taken, document.url)
    body = read_body(tree, marks, taken, article.title, article.heading)
    is_told = is_discussion(tree, article.url)
    if blocks and (is_told or is_called_forum(tree)):
        opening = opening_post(tree, marks, article, body, blocks)
        if is_told or opening:  # an article that is no post stays one
            drafts, body = with_opening(opening, drafts), ""
    page = _page(
        document,
        article,
        body,
        read_state(tree, marks, document.text, blocks, len(drafts), layout),
        weave(drafts, article=body),
        thread.left_over if thread else (),
    )
    spans = find_spans(document.text, tree, marks, blocks, page.comments, body) if locate else ()
    return Reading(page, spans, thread.clues if thread else ())


def _by_lines(document: Document, tree: Tree, marks: Marks, lined: Lined, locate: bool) -> Reading:
    """The reading of a page whose lines show the thread that its markup does not: only the article is the markup's."""
    read, taken = lined.reading.page, lined.taken(len(tree))
    article = read_article(tree, marks, taken, document.url)
    body = read_body(tree, marks, taken, article.title, article.heading)
    shown = body.removeprefix(f"{article.title}\n")
    page = _page(document, article, shown, read.thread, read.comments, read.left_over)
    spans = locate_lines(document.text, tree, lined.roles, body) if locate else ()
    return Reading(page, spans, lined.reading.clues)


def _page(
    document: Document,
    article: Article,
    body: str,
    thread: Thread,
    comments: tuple[Comment, ...],
    left_over: tuple[str, ...],
) -> Page:
    return Page(
        source=document.source,
        page_id=document.page_id,
        outlet=article.outlet,
        url=article.url,
        title=article.title,
        byline=article.byline,
        published=article.published,
        language=article.language,
        body=body,
        thread=thread,
        comments=comments,
        left_over=left_over,
    )


def _thread(tree: Tree, marks: Marks, url: str | None, layouts: Sequence[CustomLayout]) -> ThreadRead | None:
    """The thread that a user's layout or the best of the candidates makes, None where none makes one."""
    titles = frozenset(_titles(tree))
    told = told_thread(tree, marks, layouts, titles) if layouts else None
    if told:
        return told
    found = candidates(tree, marks)
    refused: list[Candidate] = []
    tried = 0
    for candidate in found:
        if any(is_part(candidate, other) for other in refused):
            continue
        others = [other for other in found[:_OTHERS] if other is not candidate]
        for reading in (candidate, below_heading(tree, candidate)):
            if reading is not None:
                thread = read_thread(tree, marks, reading, complete(tree, marks, reading, others), titles)
                if is_thread(tree, marks, reading, thread, url):
                    return widened(tree, marks, reading, thread, titles) or thread
        tried += 1
        if tried == _TRIED:
            break
        if candidate.headed >= 0.3 or candidate.aside >= 1:
            refused.append(candidate)  # an index: what stands within its entries is no thread either
    return None


def _titles(tree: Tree) -> Iterator[str]:
    """What the page calls itself, in lower case: no comment's own title."""
    for tag in ("title", "h1"):
        for node in tree.tagged[tag][:4]:
            shown = tree.get(node, "content") if tag == "title" else tree.words(node)[:300]
            if shown:
                yield " ".join(shown.lower().split())


_TRIED, _OTHERS = 5, 30
