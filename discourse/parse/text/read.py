"""One text page, read: the thread by the hypothesis that explains it best, then the article from what is left."""

from __future__ import annotations

from discourse.parse.draft import Draft
from discourse.parse.quotes import weave
from discourse.parse.kinds import told_kind
from discourse.parse.state import judge_state
from discourse.parse.text.hypotheses import Hypothesis, best_hypothesis
from discourse.parse.text.lines import Lines
from discourse.parse.text.pingbacks import pingbacks_below
from discourse.records import Document, Page, Reading, Thread


def read_text(document: Document) -> Reading:
    """The page that a plain-text document holds, with every code point accounted for."""
    page = Lines(document.text)
    found = best_hypothesis(page)
    drafts = _drafts(page, found) if found else []
    comments = weave(drafts)
    return Reading(
        Page(
            source=document.source,
            page_id=document.page_id,
            thread=Thread(judge_state(len(comments)), None, found.layout if found else None),
            comments=comments,
        ),
        clues=found.clues if found else (),
    )


def _drafts(page: Lines, found: Hypothesis) -> list[Draft]:
    drafts = []
    for mark, (first, stop) in zip(found.region.marks, found.region.texts, strict=True):
        rows = [page[i].text for i in range(first, stop)]
        text = "\n".join(rows).replace("\u00ad", "").replace("\u200b", "")
        if text:
            kind, text = told_kind(text)
            drafts.append(Draft(mark.author, text, mark.posted, mark.iso, kind=kind, native_id=mark.number))
    return drafts + pingbacks_below(page, found.region.stop)[0]
