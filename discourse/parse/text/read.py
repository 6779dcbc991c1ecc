"""One text page, read: the thread by the hypothesis that explains it best, then the article from what is left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from discourse.parse.draft import Draft
from discourse.parse.kinds import told_kind
from discourse.parse.quotes import weave
from discourse.parse.text.article import Article, read_article
from discourse.parse.text.hypotheses import Hypothesis, best_hypothesis
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark
from discourse.parse.text.pingbacks import pingbacks_below
from discourse.parse.text.states import thread_of
from discourse.parse.times import day_first_of, find_times
from discourse.records import Document, Page, Reading


def read_text(document: Document) -> Reading:
    """The page that a plain-text document holds, with every code point accounted for.

    >>> text = "Ferry halts\\n\\nIt did not sail.\\n\\n1 comment\\n\\nAnn says:\\n\\nAt last."
    >>> [(comment.author, comment.text) for comment in read_text(Document("a.txt", "0f", "text", text)).page.comments]
    [('Ann', 'At last.')]
    """
    page = Lines(document.text, day_first=_day_first(document.text))
    found = best_hypothesis(page)
    drafts = _drafts(page, found) if found else []
    comments = weave(drafts)
    stop = _article_end(found) if found else len(page)
    article = read_article(page, stop)
    return Reading(
        Page(
            source=document.source,
            page_id=document.page_id,
            url=document.url,
            title=page[article.title].text if article.title is not None else None,
            byline=article.byline,
            published=article.published,
            body=_body(page, article),
            thread=thread_of(page, found, sum(comment.kind == "comment" for comment in comments)),
            comments=comments,
        ),
        clues=found.clues if found else (),
    )


def _day_first(text: str) -> bool | None:
    return None


def _article_end(found: Hypothesis) -> int:
    region = found.region
    return region.heading if region.heading is not None and region.heading < region.first else region.first


def _body(page: Lines, article: Article) -> str:
    rows: list[str] = []
    last = None
    for index in article.body:
        line = page[index]
        joined = last is not None and index == last + 1 and line.gap == 0
        rows.append(("\n" if joined else "\n\n") + line.text)
        last = index
    return _clean("".join(rows)).strip()


def _clean(text: str) -> str:
    """Text without what only breaks lines: soft hyphens and zero-width marks go, non-breaking spaces are spaces."""
    return text.translate(_UNSEEN)


_UNSEEN = {0xAD: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None, 0xA0: " ", 0x202F: " "}


_FROM = re.compile(r"(?P<name>\S.{0,40}?)\s(?:from|aus|uit|da|z|à)\s[A-ZÀ-Ý].{1,40}")


def _names(marks: Sequence[Mark]) -> list[str | None]:
    """The authors' names, without the places that a page puts behind every one: "Ann from Leeds"."""
    placed = [_FROM.fullmatch(m.author) if m.author else None for m in marks]
    if sum(match is not None for match in placed) * 2 > len(marks) > 1:
        return [match["name"] if match else m.author for m, match in zip(marks, placed, strict=True)]
    return [m.author for m in marks]


def _drafts(page: Lines, found: Hypothesis) -> list[Draft]:
    drafts = []
    names = _names(found.region.marks)
    for mark, name, (first, stop) in zip(found.region.marks, names, found.region.texts, strict=True):
        rows = [page[i].text for i in range(first, stop)]
        text = _clean("\n".join(rows))
        if text:
            kind, text = told_kind(text)
            drafts.append(Draft(name, text, mark.posted, mark.iso, kind=kind, native_id=mark.number))
    return drafts + pingbacks_below(page, found.region.stop)[0]
