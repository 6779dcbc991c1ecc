"""One text page, read: the thread by the hypothesis that explains it best, then the article from what is left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from discourse.parse.custom.records import CustomLayout
from discourse.parse.draft import Draft
from discourse.parse.kinds import told_kind
from discourse.parse.quotes import weave
from discourse.parse.replies import name_key
from discourse.parse.text.article import Article, read_article
from discourse.parse.text.hypotheses import best_hypothesis
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark
from discourse.parse.text.pingbacks import pingbacks_below
from discourse.parse.text.plain import plain
from discourse.parse.text.scoring import Hypothesis
from discourse.parse.text.spans import Placed, clean, spans_of
from discourse.parse.text.states import thread_of
from discourse.parse.text.told import told_hypothesis
from discourse.parse.times import day_first_of
from discourse.records import Comment, Document, Page, Reading, ReplyBasis

_NUMERIC_DATE = re.compile(r"\d(?<![\d./-].)\d?[./-]\d{1,2}[./-]\d{2,4}(?![\d./-])")
_WORD_BEFORE = re.compile(r"\b[^\W\d_]{3,12}[.,]{0,2} $")
_LONGEST_BEFORE = 16
_MOST_NAMED = 20


def read_text(document: Document, layouts: Sequence[CustomLayout] = ()) -> Reading:
    """The page that a plain-text document holds, with every code point accounted for.

    `layouts` are a user's own, which go before all others where they fit.

    >>> text = "Ferry halts\\n\\nIt did not sail.\\n\\n1 comment\\n\\nAnn says:\\n\\nAt last."
    >>> [(comment.author, comment.text) for comment in read_text(Document("a.txt", "0f", "text", text)).page.comments]
    [('Ann', 'At last.')]
    """
    shown = plain(document.text)
    page = Lines(shown.text, day_first=day_first_of(_numeric_dates(shown.text)))
    found = (told_hypothesis(page, layouts) if layouts else None) or best_hypothesis(page)
    end = _article_end(found) if found else len(page)
    page.forget(end)  # the texts of a long thread need the room
    drafts, placed, bylines = _drafts(page, found) if found else ([], [], [])
    article = read_article(page, end)
    body = _body(page, article)
    comments = weave(drafts, article=body)
    region = found.region if found else None
    return Reading(
        Page(
            source=document.source,
            page_id=document.page_id,
            url=document.url,
            title=page[article.title].text if article.title is not None else None,
            byline=article.byline,
            published=article.published,
            body=body,
            thread=thread_of(page, found, _counted(comments)),
            comments=comments,
            left_over=tuple(page[i].text for i in region.left_over[:_MOST_NAMED]) if region else (),
        ),
        spans=shown.spans(spans_of(page, article, region, placed, comments, bylines), len(document.text)),
        clues=(*page.notes, *(found.clues if found else ("no layout explains enough of the page for a thread",))),
    )


def _numeric_dates(text: str) -> list[str]:
    """The dates in figures, each with the word before it; looked for by their figures, which most lines lack."""
    found = []
    for date in _NUMERIC_DATE.finditer(text):
        word = _WORD_BEFORE.search(text, max(0, date.start() - _LONGEST_BEFORE), date.start())
        found.append((word[0] if word else "") + date[0])
    return found


def _counted(comments: Sequence[Comment]) -> int:
    """How many comments are here as pages count them: links back are counted among them, but are no thread alone."""
    return len(comments) if any(comment.kind in {"comment", "deleted"} for comment in comments) else 0


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
    return clean("".join(rows)).strip()


_WITH_PLACE = re.compile(r"(?P<name>[^,]{1,40}),\s(?P<place>[^,]{2,40}(?:,\s[^,]{2,40})?)")
_FROM = re.compile(r"(?P<name>\S.{0,40}?)\s(?:from|aus|uit|da|z|à)\s[A-ZÀ-Ý].{1,40}")


def _names(marks: Sequence[Mark]) -> list[str | None]:
    """The authors' names, without the places that a page puts behind every one: "Ann from Leeds", "Ann, Leeds"."""
    placed = [_FROM.fullmatch(m.author) if m.author else None for m in marks]
    if sum(match is not None for match in placed) * 2 > len(marks) > 1:
        return [match["name"] if match else m.author for m, match in zip(marks, placed, strict=True)]
    commas = [_WITH_PLACE.fullmatch(m.author) if m.author else None for m in marks]
    if sum(match is not None for match in commas) * 2 > len(marks) > 1 and _share_places(commas):
        return [match["name"] if match else m.author for m, match in zip(marks, commas, strict=True)]
    return [m.author for m in marks]


def _share_places(matches: Sequence[re.Match[str] | None]) -> bool:
    """Whether what stands behind the commas recurs with other names, as towns and countries do.

    First names do so too ("Lee, Ann"), but then nobody's name has two words before the comma.
    """
    if not any(" " in match["name"].strip() for match in matches if match):
        return False
    holders: dict[str, set[str]] = {}
    for match in matches:
        if match:
            holders.setdefault(match["place"].rpartition(", ")[2], set()).add(match["name"])
    return any(len(names) > 1 for names in holders.values())


def _drafts(page: Lines, found: Hypothesis) -> tuple[list[Draft], list[Placed], list[tuple[int, int, int]]]:
    """The comments as the layout shows them, where their text stands, and where their bylines stand."""
    drafts: list[Draft] = []
    placed: list[Placed] = []
    bylines: list[tuple[int, int, int]] = []
    names = _names(found.region.marks)
    for index in found.region.left_over:
        kind, text = told_kind(page[index].text)
        if kind in {"pingback", "trackback"}:
            start = page[index].start
            drafts.append(Draft(None, text, kind=kind))
            placed.append(Placed(((start, page[index].end),), len(page[index].text) - len(text)))
    for mark, name, (first, stop) in zip(found.region.marks, names, found.region.texts, strict=True):
        rows = [(page[i].start, page[i].end) for i in range(first, stop)]
        if rows and mark.text_at is not None:
            rows[0] = (mark.text_at, rows[0][1])
        if rows and mark.title is not None and page[mark.title].text.strip(".…"):
            rows.insert(0, (page[mark.title].start, page[mark.title].end))
        whole = Placed(tuple(rows)).text(page) if rows else ""
        kind, text = told_kind(whole)
        if not text.strip():
            continue
        bylines += _byline(page, mark, len(drafts))
        parent = _answered(drafts, mark.answers) if mark.answers else None
        basis: ReplyBasis | None = "mark" if parent is not None else None
        drafts.append(Draft(name, text, mark.posted, mark.iso, kind, parent, basis, native_id=mark.number))
        placed.append(Placed(tuple(rows), len(whole.rstrip()) - len(text.rstrip())))
    for draft, place, byline in pingbacks_below(page, found.region.stop):
        bylines += [(*byline, len(drafts))] if byline else []
        drafts.append(draft)
        placed.append(place)
    return drafts, placed, bylines


def _answered(drafts: Sequence[Draft], name: str) -> int | None:
    """The latest comment so far by the author whom a byline names: "Ann in reply to Bob"."""
    key = name_key(name)
    return next((i for i in range(len(drafts) - 1, -1, -1) if name_key(drafts[i].author or "") == key), None)


def _byline(page: Lines, mark: Mark, position: int) -> list[tuple[int, int, int]]:
    """The code points of a byline: its lines before the text and, where it has one, the line behind."""
    start = page[mark.first].start
    end = mark.text_at if mark.text_at is not None else page[mark.last].end
    spans = [(start, end, position)] if start < end else []
    return spans + ([(page[mark.tail].start, page[mark.tail].end, position)] if mark.tail is not None else [])
