"""Which pages and comments a report lists one by one: all of them, or of very many some pages, whole."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from discourse.records import Tables

MOST_PAGES, MOST_COMMENTS = 1_000, 20_000


def listed(tables: Tables) -> Tables:
    """The tables with the articles, comments and stances that a report lists; `overview` stays that of all.

    Of more than 1,000 pages or 20,000 comments pages are drawn by chance, always the same ones: by the hash of their
    ids, as many as keep to both bounds, and one at least.

    >>> import pandas as pd
    >>> pages = pd.DataFrame({"page_id": ["a", "b"], "outlet": "O", "thread_state": "captured"})
    >>> said = pd.DataFrame({"page_id": ["a"] * 15_000 + ["b"] * 15_000, "kind": "comment"})
    >>> part = listed(Tables(pages, said, said, said))
    >>> len(part.articles), len(part.comments), part.overview().comments
    (1, 15000, 30000)
    """
    articles, comments, stances = tables.articles, tables.comments, tables.stances
    if len(articles) <= MOST_PAGES and len(comments) <= MOST_COMMENTS:
        return tables
    sizes = comments.groupby("page_id").size()
    by_chance = sorted(articles["page_id"], key=lambda page: hashlib.md5(page.encode(), usedforsecurity=False).digest())
    total, drawn = 0, set[str]()
    for page in by_chance[:MOST_PAGES]:
        total += int(sizes.get(page, 0))
        if drawn and total > MOST_COMMENTS:
            break
        drawn.add(page)
    own = [table[table["page_id"].isin(drawn)].reset_index(drop=True) for table in (articles, comments, stances)]
    return replace(tables, articles=own[0], comments=own[1], stances=own[2], whole=tables.overview())
