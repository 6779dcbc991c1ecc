"""Pages to tables, and tables to pages: the doors between records, one page at a time, and columns."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from discourse.errors import InputError
from discourse.records import COLUMNS, TAGGED_SCHEMA, Comment, Kind, Page, Thread, page_to_dict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

_DTYPES = {"string": "string", "int64": "Int64", "double": "float64", "bool": "boolean"}
_TAGS = ("language", "duplicate_of", "sentiment", "p_negative", "p_neutral", "p_positive", "valence", "vader_compound")
_KINDS: dict[str | None, Kind] = {kind: kind for kind in get_args(Kind)}
_OWN_COLUMNS = ("author", "posted_at", "reply_to", "kind", "own_text", "comment_id", "page_id", "outlet", "source")


def frame(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the table `name` of the contract: its columns, in order, with nullable types; what rows lack is null.

    >>> frame("articles", [{"page_id": "0f", "found": 2}])["outlet"].tolist()
    [<NA>]
    """
    import pandas as pd

    columns = COLUMNS[name]
    table = pd.DataFrame(list(rows), columns=list(columns))
    return table.astype({column: _DTYPES[kind] for column, kind in columns.items()})


def article_frame(pages: Sequence[Page]) -> pd.DataFrame:
    """The `articles` table: one row a page.

    >>> article_frame([Page("a.txt", "0f", title="A")]).loc[0, "thread_state"]
    'absent'
    """
    return frame("articles", map(_article, pages))


def comment_frame(pages: Sequence[Page]) -> pd.DataFrame:
    """The `comments` table, one row a comment in page order, its tags still null.

    >>> comment_frame([Page("a", "0f", comments=(Comment("c1", "Ann", None, None, "Hi", "Hi"),))])["author"].tolist()
    ['Ann']
    """
    return frame("comments", (row for page in pages for row in _comments(page)))


def pages_of_frame(table: pd.DataFrame) -> list[Page]:
    """Pages made of a table of one's own: a row a comment, in a column `text`.

    Further columns are used where they are there: `author`, `posted_at`, `reply_to`, `kind`, `own_text`,
    `comment_id`, `page_id` (rows of one page), `outlet`, `source`. Names and ids may be numbers. Raises `InputError`
    where `text` is missing, an id stands twice on a page, or a page belongs to two outlets.

    >>> import pandas as pd
    >>> pages_of_frame(pd.DataFrame({"text": ["Good.", "No."], "author": ["Ann", None]}))[0].comments[0].author
    'Ann'
    """
    if "text" not in table.columns:
        raise InputError("no column 'text'", where="the given table", remedy="name the column of comments 'text'")
    known = table[[name for name in ("text", *_OWN_COLUMNS) if name in table.columns]].astype("object")
    rows: list[dict[str, Any]] = known.where(known.notna(), None).to_dict("records")  # type: ignore[assignment]
    groups: dict[tuple[str | None, str | None], list[dict[str, Any]]] = {}
    for row in rows:
        page_id = _text(row.get("page_id"))
        groups.setdefault((page_id, None if page_id else _text(row.get("outlet"))), []).append(row)
    return [_own_page(page_id, group, n) for n, ((page_id, _), group) in enumerate(groups.items(), start=1)]


def tagged_dicts(
    pages: Sequence[Page], comments: pd.DataFrame, stances: pd.DataFrame, tagged_with: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Each page as an object of schema `discourse.tagged/1`: the page's own, with `tags` in every comment.

    >>> page = Page("a", "0f")
    >>> next(tagged_dicts([page], comment_frame([page]), frame("stances", []), {}))["schema"]
    'discourse.tagged/1'
    """
    marks = {(row["page_id"], row["comment_id"]): row for row in _plain(comments)}
    sides: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _plain(stances):
        sides.setdefault((row.pop("page_id"), row.pop("comment_id")), []).append(row)
    for page in pages:
        found = page_to_dict(page) | {"schema": TAGGED_SCHEMA, "tagged_with": tagged_with}
        for comment in found["comments"]:
            key = (page.page_id, comment["id"])
            tags = {name: marks[key][name] for name in (*_TAGS, "words")}
            comment["tags"] = tags | {"stances": sides.get(key, [])}
        yield found


def tags_of_dicts(rows: Iterable[dict[str, Any]], comments: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tags that `tagged_dicts` wrote, put back: the filled `comments` table and the `stances` table.

    `comments` is `comment_frame` of the same pages, in the same order. Raises `KeyError` where a comment has no tags.

    >>> page = Page("a", "0f", comments=(Comment("c1", "Ann", None, None, "Hi", "Hi"),))
    >>> table = comment_frame([page]).assign(sentiment="neutral")
    >>> dicts = tagged_dicts([page], table, frame("stances", []), {})
    >>> tags_of_dicts(dicts, comment_frame([page]))[0].loc[0, "sentiment"]
    'neutral'
    """
    found, sides = [], []
    for row in rows:
        for comment in row["comments"]:
            tags = comment["tags"]
            found.append({name: tags[name] for name in (*_TAGS, "words")})
            sides += [{"page_id": row["page_id"], "comment_id": comment["id"], **each} for each in tags["stances"]]
    filled = [plain | mark for plain, mark in zip(_plain(comments), found, strict=True)]
    return frame("comments", filled), frame("stances", sides)


def wide(comments: pd.DataFrame, stances: pd.DataFrame) -> pd.DataFrame:
    """The `comments` table with a column `stance_TOPIC` a topic: the stance where the topic applies, else null.

    >>> wide(frame("comments", []), frame("stances", [])).columns[-1]
    'words'
    """
    if stances.empty:
        return comments
    said = stances["stance"].where(stances["applies"].fillna(value=False))
    sides = stances.assign(said=said).pivot(index=["page_id", "comment_id"], columns="topic", values="said")
    sides = sides[list(dict.fromkeys(stances["topic"]))].add_prefix("stance_")
    return comments.merge(sides.reset_index(), how="left", on=["page_id", "comment_id"])


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    objects = table.astype("object")
    return objects.where(objects.notna(), None).to_dict("records")  # type: ignore[return-value]


def _article(page: Page) -> dict[str, Any]:
    times = sorted(comment.posted_at for comment in page.comments if comment.posted_at)
    return {
        "page_id": page.page_id,
        "source": page.source,
        "outlet": page.outlet,
        "url": page.url,
        "title": page.title,
        "byline": page.byline,
        "published": page.published,
        "language": page.language,
        "thread_state": page.thread.state,
        "layout": page.thread.layout,
        "declared": page.thread.declared,
        "found": len(page.comments),
        "authors": len({comment.author for comment in page.comments if comment.author}),
        "first_comment": times[0] if times else None,
        "last_comment": times[-1] if times else None,
        "left_over": len(page.left_over),
    }


def _comments(page: Page) -> Iterator[dict[str, Any]]:
    for position, comment in enumerate(page.comments, start=1):
        yield {
            "page_id": page.page_id,
            "source": page.source,
            "outlet": page.outlet,
            "comment_id": comment.id,
            "position": position,
            "author": comment.author,
            "posted_at": comment.posted_at,
            "kind": comment.kind,
            "reply_to": comment.reply_to,
            "reply_basis": comment.reply_basis,
            "text": comment.text,
            "own_text": comment.own_text,
        }


def _own_page(page_id: str | None, rows: list[dict[str, Any]], number: int) -> Page:
    comments = tuple(_own_comment(row, n) for n, row in enumerate(rows, start=1))
    ids = Counter(comment.id for comment in comments)
    twice = next((name for name, count in ids.items() if count > 1), None)
    if twice is not None:
        raise InputError(
            f"comment_id '{twice}' stands twice", where="the given table", remedy="ids are unique in a page"
        )
    outlets = list(dict.fromkeys(filter(None, (_text(row.get("outlet")) for row in rows))))
    if len(outlets) > 1:
        what = f"page_id '{page_id}' belongs to the outlets '{outlets[0]}' and '{outlets[1]}'"
        raise InputError(what, where="the given table", remedy="give the pages of each outlet ids of their own")
    # What is alike in two outlets is two pages.
    content = "\x1e".join([*outlets, *(f"{c.id}\x1f{c.author}\x1f{c.text}" for c in comments)])
    own_id = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Page(
        source=_text(rows[0].get("source")) or f"table:{number}",
        page_id=page_id or own_id,
        outlet=outlets[0] if outlets else None,
        thread=Thread("captured", layout="table"),
        comments=comments,
    )


def _own_comment(row: dict[str, Any], number: int) -> Comment:
    text, own_text, reply_to = _text(row["text"]) or "", _text(row.get("own_text")), _text(row.get("reply_to"))
    return Comment(
        id=_text(row.get("comment_id")) or f"c{number}",
        author=_text(row.get("author")) or None,
        posted=None,
        posted_at=_text(row.get("posted_at")),
        text=text,
        own_text=text if own_text is None else own_text,
        reply_to=reply_to,
        reply_basis=None if reply_to is None else "mark",
        kind=_KINDS.get(row.get("kind"), "comment"),
    )


def _text(value: Any) -> str | None:
    """A cell as text: a time in ISO 8601; whole numbers that stand as fractions, since pandas has them so in a column
    with gaps, as whole.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None else str(value)
