"""What passes from stage to stage: frozen, typed records, and the columns of the tables.

`read` hands on `Document`s (or whole `Page`s, where an export already parts its comments) and names what it `SetAside`;
`parse` makes `Page`s of them; from `tag` onwards the data are tables, whose columns stand in `COLUMNS`.
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

PAGE_SCHEMA = "discourse.page/1"
TAGGED_SCHEMA = "discourse.tagged/1"
SAMPLE_SCHEMA = "discourse.sample/1"
ITEM_SCHEMA = "discourse.coding/1"
CODE_SCHEMA = "discourse.code/1"

ENOUGH_READERS = 20
"""With fewer, readers are not resampled, and it is said wherever a figure rests on them."""
INEQUALITY_READERS = 200
"""With fewer, how unequally readers take part has no interval that keeps its promise, and none is given."""

Media = Literal["text", "html"]
ThreadState = Literal["captured", "partial", "empty", "not-captured", "absent"]
ReplyBasis = Literal["nesting", "mark", "quote", "mention"]
Kind = Literal["comment", "pingback", "trackback", "deleted"]
Role = Literal["article", "byline", "comment", "quote", "furniture", "left-over"]


@dataclass(frozen=True, slots=True)
class Document:
    """One saved page as `read` found it, decoded. `page_id` depends on the bytes alone."""

    source: str
    page_id: str
    media: Media
    text: str
    encoding: str = "utf-8"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """An input that could not be used: where it stands, why, and what mends it."""

    source: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Code points `start:end` of a comment's text that repeat another: the comment `of`, credited to `author`."""

    start: int
    end: int
    of: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as the page shows it. `text` holds the quotes, `own_text` does not."""

    id: str
    author: str | None
    posted: str | None
    posted_at: str | None
    text: str
    own_text: str
    quotes: tuple[Quote, ...] = ()
    reply_to: str | None = None
    reply_basis: ReplyBasis | None = None
    kind: Kind = "comment"


@dataclass(frozen=True, slots=True)
class Thread:
    """What the page shows of its readers' thread, and the layout by which it was read."""

    state: ThreadState = "absent"
    declared: int | None = None
    layout: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start:end` of a document's text, and what they were taken for; `comment` is a position."""

    start: int
    end: int
    role: Role
    comment: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An article and its thread, parted. `left_over` names what in the thread was not understood."""

    source: str
    page_id: str
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    body: str = ""
    thread: Thread = field(default_factory=Thread)
    comments: tuple[Comment, ...] = ()
    left_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A page together with how it was read: spans that partition its text, and the clues that decided."""

    page: Page
    spans: tuple[Span, ...] = ()
    clues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What all pages of a run come to: pages in all, by thread state, and with a comment; outlets that are known;
    comments by readers, and rows of the table of comments, which holds pingbacks and the like as well; how many of each
    kind, and how many comments by readers were not tagged (which a tag that was left open doesn't make of one).
    """

    pages: int
    states: dict[str, int]
    holding: int
    outlets: int
    comments: int
    rows: int
    kinds: dict[str, int] = field(default_factory=dict)
    untagged: int = 0

    @classmethod
    def of(cls, articles: pd.DataFrame, comments: pd.DataFrame) -> Overview:
        """That of two whole tables.

        >>> import pandas as pd
        >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"], "thread_state": ["captured"]})
        >>> found = Overview.of(pages, pd.DataFrame({"page_id": ["p", "p"], "kind": ["comment", "pingback"]}))
        >>> found.comments, found.kinds
        (1, {'comment': 1, 'pingback': 1})
        """
        kinds = comments["kind"].fillna("comment")
        return cls(
            pages=len(articles),
            states={str(state): int(n) for state, n in articles["thread_state"].value_counts().items()},
            holding=int(comments["page_id"].nunique()),
            outlets=int(articles["outlet"].nunique()),
            comments=int((comments["kind"] == "comment").sum()),
            rows=len(comments),
            kinds={str(kind): int(n) for kind, n in kinds.value_counts().items()},
            untagged=int(((kinds == "comment") & ~was_tagged(comments)).sum()),
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """The four tables that users read; their columns stand in `COLUMNS`.

    Of a corpus too large to be held at once they may hold some pages only, with the shares of all outlets and of all
    pages together; `whole` then says what all pages come to.
    """

    articles: pd.DataFrame
    comments: pd.DataFrame
    stances: pd.DataFrame
    shares: pd.DataFrame
    whole: Overview | None = None

    def overview(self) -> Overview:
        """What all pages come to, those that the tables leave out included."""
        return self.whole or Overview.of(self.articles, self.comments)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that can be said of the threads in a sentence, with all that must be said with it.

    `share`, `low` and `high` (at `confidence`) are fractions, and None where the finding is not a share, or has no
    interval; `topic` and `category` say of what it is one.
    """

    sentence: str
    n_comments: int
    n_authors: int
    caveat: str
    share: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.95
    topic: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadTables:
    """How the threads went: who answers whom, at what hours, and how unequally readers take part.

    `answers`: page_id, author, answered, n, basis · `hours`: page_id, hour (0-23), n ·
    `participation`: level, page_id, outlet, n_comments, n_authors, unnamed, replies, answered, depth, top_tenth, gini.
    `course`: how they ran, where that was measured.
    """

    answers: pd.DataFrame
    hours: pd.DataFrame
    participation: pd.DataFrame
    course: ThreadCourse | None = None


@dataclass(frozen=True, slots=True)
class ThreadCourse:
    """How threads ran, and how readers met in them; all by the counted comments.

    `volume`: page_id, start (ISO), step (hour, day, month), n · `fifths`: level (page, all), page_id, fifth (1-5),
    topic, category, n_comments, n_authors, count, share, low, high · `exchanges`: level (page, all), page_id, topic,
    pairs, n_authors, same, opposed, share (opposed), low, high, expected (opposed if sides met by chance) ·
    `inequality`: level (page, all), page_id, n_authors, gini, gini_low, gini_high, top_tenth, top_tenth_low,
    top_tenth_high · `depths`: page_id, depth, n, answers (got, in all) · `answered`: page_id, author, n_comments,
    answers, answerers · `travellers`: author, pages, outlets, n_comments · `echoes`: page_id, comment_id, author,
    of_page_id, of_comment_id, of_author, kind (same, near), likeness (0-1), hands (same, other, unknown).
    """

    volume: pd.DataFrame
    fifths: pd.DataFrame
    exchanges: pd.DataFrame
    inequality: pd.DataFrame
    depths: pd.DataFrame
    answered: pd.DataFrame
    travellers: pd.DataFrame
    echoes: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Validation:
    """What hand codes say of the tags.

    `classes`: level (all, outlet), outlet, variable, category, n_coded, support (coded so), predicted (tagged so),
    precision, precision_low, precision_high, and likewise recall and f1. `calibration`: variable, bin, n_coded, sure
    (mean probability given to the label), right (share of labels that the codes confirm), low, high. `errors`:
    variable, n_coded, accuracy, low, high, calibration_error. `confusion`: variable, coded, tagged, n, weighted.
    """

    classes: pd.DataFrame
    calibration: pd.DataFrame
    errors: pd.DataFrame
    confusion: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups of comments side by side.

    `differences`: topic, category, first, second, n_first, n_second, readers_first, readers_second, share_first,
    share_second, difference, low, high, p, p_adjusted, corrected, note. `associations`: topic, groups, n_comments, v
    (Cramér's), low, high, p, p_adjusted. `family` says which p values were adjusted together, and how, or why there are
    none. P values are null where no hand codes back the shares: what a model's tags alone show is no finding.
    """

    differences: pd.DataFrame
    associations: pd.DataFrame
    family: str


@dataclass(frozen=True, slots=True)
class Study:
    """What hand codes and comparisons add to a report; what was not done is None.

    `agreement`: variable, measure (percent, kappa, alpha, ac1), n_comments, n_coders, value, low, high. `words`: word,
    first, second, log_odds, z of the two groups that `word_groups` names.
    """

    agreement: pd.DataFrame | None = None
    validation: Validation | None = None
    comparison: Comparison | None = None
    words: pd.DataFrame | None = None
    word_groups: tuple[str, str] = ("", "")


COLUMNS: dict[str, dict[str, str]] = {
    "articles": {
        "page_id": "string",
        "source": "string",
        "outlet": "string",
        "url": "string",
        "title": "string",
        "byline": "string",
        "published": "string",
        "language": "string",
        "thread_state": "string",
        "layout": "string",
        "declared": "int64",
        "found": "int64",
        "authors": "int64",
        "first_comment": "string",
        "last_comment": "string",
        "left_over": "int64",
    },
    "comments": {
        "page_id": "string",
        "source": "string",
        "outlet": "string",
        "comment_id": "string",
        "position": "int64",
        "author": "string",
        "posted_at": "string",
        "kind": "string",
        "reply_to": "string",
        "reply_basis": "string",
        "language": "string",
        "text": "string",
        "own_text": "string",
        "duplicate_of": "string",
        "sentiment": "string",
        "p_negative": "double",
        "p_neutral": "double",
        "p_positive": "double",
        "valence": "double",
        "vader_compound": "double",
        "words": "string",
    },
    "stances": {
        "page_id": "string",
        "comment_id": "string",
        "topic": "string",
        "p_topic": "double",
        "applies": "bool",
        "target": "string",
        "stance": "string",
        "p_favor": "double",
        "p_against": "double",
        "p_neutral": "double",
        "stance_set": "string",
        "words": "string",
    },
    "shares": {
        "level": "string",
        "page_id": "string",
        "outlet": "string",
        "topic": "string",
        "category": "string",
        "n_comments": "int64",
        "n_authors": "int64",
        "count": "int64",
        "share": "double",
        "low": "double",
        "high": "double",
        "corrected_share": "double",
        "corrected_low": "double",
        "corrected_high": "double",
        "method": "string",
    },
}
"""Column name → type, in order; every column may hold nulls. `words` is JSON, `[[word, weight], …]`, heaviest first;
`stance_set` names the stances that can't be excluded, `favor|neutral`, where an error rate was asked for."""


def best(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `shares` with the corrected figures as `share`, `low` and `high` where it has them; `corrected` says so.

    >>> best({"share": 0.4, "corrected_share": 0.3, "corrected_low": 0.2, "corrected_high": 0.4})["share"]
    0.3
    """
    value = row.get("corrected_share")
    if value is None or math.isnan(value):
        return {**row, "corrected": False}
    figures = {name: row[f"corrected_{name}"] for name in ("share", "low", "high")}
    return {**row, **figures, "corrected": True}


def was_tagged(comments: pd.DataFrame) -> pd.Series[bool]:
    """Whether a model read each comment: a tone that was left open, or that a model can't tell, makes it none unread.

    A table that has no column of tags says nothing of it, and all of its comments count as read.

    >>> import pandas as pd
    >>> was_tagged(pd.DataFrame({"sentiment": ["neutral", None, None], "vader_compound": [0.1, 0.2, None]})).tolist()
    [True, True, False]
    """
    # VADER scores whatever was read, so that its score is there where all else is open.
    told = comments[[name for name in ("vader_compound", "p_negative", "sentiment") if name in comments]]
    return told.notna().any(axis=1) | (not len(told.columns))


def place(source: object) -> str:
    """The last part of where a page came from: its file, or its name in an archive; no folder, which is nobody's.

    >>> place("/home/ann/saved.zip!a/b.html"), place("-"), place(None)
    ('b.html', '-', '')
    """
    return re.split(r"[/\\!]", source.rstrip("/"))[-1] if isinstance(source, str) else ""


def page_names(articles: pd.DataFrame) -> dict[str, str]:
    """A name for each page: its outlet and title, or its title, or its file; told apart where they repeat."""
    found: dict[str, str] = {}
    for page in articles.to_dict("records"):
        parts = [page[each] for each in ("outlet", "title") if isinstance(page[each], str)]
        name = ": ".join(parts) or place(page["source"])
        found[page["page_id"]] = name if name not in found.values() else f"{name} ({place(page['source'])})"
    return found


def page_to_dict(page: Page) -> dict[str, Any]:
    """The page as one JSON object of schema `discourse.page/1`.

    >>> page_to_dict(Page(source="a.txt", page_id="0f"))["thread"]
    {'state': 'absent', 'declared': None, 'layout': None}
    """
    return {"schema": PAGE_SCHEMA, **asdict(page)}


def page_from_dict(row: dict[str, Any]) -> Page:
    """The page that `page_to_dict` wrote; fields that this version does not know are passed over.

    Raises `KeyError` or `TypeError` where a required field is missing or of the wrong kind.

    >>> page = Page(source="a.txt", page_id="0f", comments=(Comment("c1", "Ann", None, None, "Hi", "Hi"),))
    >>> page_from_dict(page_to_dict(page)) == page
    True
    """
    thread = row.get("thread") or {}
    return Page(
        **_texts(row, _PAGE_FIELDS),
        thread=Thread(**{name: thread[name] for name in _THREAD_FIELDS if name in thread}),
        comments=tuple(_comment(each) for each in row.get("comments") or ()),
        left_over=tuple(row.get("left_over") or ()),
    )


def _comment(row: dict[str, Any]) -> Comment:
    quotes = tuple(Quote(q["start"], q["end"], q.get("of"), q.get("author")) for q in row.get("quotes") or ())
    return Comment(**_texts(row, _COMMENT_FIELDS), quotes=quotes)


def _texts(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Those of the fields that a row has. Raises `TypeError` where one is no text, or a null that may be none."""
    found = {name: row[name] for name in names if name in row}
    for name, value in found.items():
        if not (isinstance(value, str) or (value is None and name not in _NEVER_NULL)):
            raise TypeError(f"{name} is no text")
    return found


_PAGE_FIELDS = [name for name in Page.__dataclass_fields__ if name not in {"thread", "comments", "left_over"}]
_THREAD_FIELDS = list(Thread.__dataclass_fields__)
_COMMENT_FIELDS = [name for name in Comment.__dataclass_fields__ if name != "quotes"]
_NEVER_NULL = {"source", "page_id", "body", "id", "text", "own_text", "kind"}
