"""Summaries for a terminal, and for whatever its output is piped into: text, no meaning in colour alone."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from discourse.codebook import Codebook
from discourse.records import Tables

_TEXT_WIDTH = 48
_LEAST = 12  # columns that a text needs to be read when it is folded
_STANCES = (("favor", "+"), ("against", "−"), ("neutral", "○"))
_TONES = ("negative", "neutral", "positive")


def summary(tables: Tables, codebook: Codebook, *, width: int = 100, terminal: bool = False, most: int = 40) -> str:
    """What was found: per page the outlet, thread state, comments, stances per topic and tone; then all together.

    At most `most` pages have a row. `width` is in columns: where the row does not fit, each page is a block of lines.
    `terminal` adds bold and rules. The text ends with a newline.

    >>> import pandas as pd
    >>> from discourse.records import COLUMNS
    >>> summary(Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS)), Codebook("", "1", (), ""))
    'No page.\\n'
    """
    if tables.articles.empty:
        return "No page.\n"
    topics = [(topic.id, topic.name) for topic in codebook.topics]
    cells = _cells(tables.shares)
    rows = [_page_row(page, cells, topics) for page in tables.articles.head(most).to_dict("records")]
    whole = tables.overview()
    total = [
        "1 page" if whole.pages == 1 else f"{whole.pages} pages",
        "",
        str(whole.rows),
        *_figures(cells.get(None, {}), topics),
    ]
    left = f"Rows for {len(rows)} of {whole.pages} pages.\n" if len(rows) < whole.pages else ""
    heads = ["outlet", "thread", "comments", *(name for _, name in topics), "tone"]
    key = "Stances: + in favor, − against, ○ no side, in % of the comments on the topic."
    key += " Tone: % negative/neutral/positive.\nUnvalidated: counted from the model's tags, not from hand codes.\n"
    return _grid(heads, [*rows, total], width=width, terminal=terminal, folded={0}, total=whole.pages > 1) + left + key


def pages_table(articles: pd.DataFrame, *, width: int = 100, terminal: bool = False) -> str:
    """One row a page: where it came from, its outlet, thread state, comments found and declared.

    >>> import pandas as pd
    >>> pages_table(pd.DataFrame(columns=["source", "outlet", "title", "thread_state", "found", "declared"]))
    'No page.\\n'
    """
    if articles.empty:
        return "No page.\n"
    names = ["source", "outlet", "title", "thread_state", "found", "declared"]
    heads = ["source", "outlet", "title", "thread", "comments", "declared"]
    rows = [[_shown(row[name]) for name in names] for row in articles.to_dict("records")]
    return _grid(heads, rows, width=width, terminal=terminal, folded={0, 1, 2})


def comments_table(comments: pd.DataFrame, *, width: int = 100, terminal: bool = False) -> str:
    """One row a comment: who, the first words, the tone, and each column `stance_TOPIC` that the frame has.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"author": ["Ann"], "own_text": ["No."], "sentiment": ["negative"]})
    >>> comments_table(table).split()
    ['author', 'comment', 'tone', 'Ann', 'No.', 'negative']
    """
    if comments.empty:
        return "No comment.\n"
    stances = [str(column) for column in comments if str(column).startswith("stance_")]
    heads = ["author", "comment", "tone", *(name.removeprefix("stance_") for name in stances)]
    names = ["author", "own_text", "sentiment", *stances]
    rows = [[_shown(row[name]) for name in names] for row in comments.to_dict("records")]
    return _grid(heads, rows, width=width, terminal=terminal, folded={0, 1})


def figures_table(table: pd.DataFrame, *, width: int = 100, terminal: bool = False) -> str:
    """Any table of figures: numbers with three decimals, whole ones without, an index of names as first column.

    >>> figures_table(pd.DataFrame({"measure": ["alpha"], "value": [0.81234], "n": [40]})).split()
    ['measure', 'value', 'n', 'alpha', '0.812', '40']
    """
    if table.empty:
        return "Nothing.\n"
    if not isinstance(table.index, pd.RangeIndex) and table.index.dtype.kind not in "iu":
        table = table.rename_axis("").reset_index()
    rows = [[_figure(value) for value in row] for row in table.itertuples(index=False, name=None)]
    folded = {i for i, name in enumerate(table) if not pd.api.types.is_numeric_dtype(table[name])}
    return _grid([str(name) for name in table], rows, width=width, terminal=terminal, folded=folded)


def _figure(value: Any) -> str:
    if isinstance(value, float) and not pd.isna(value):
        return f"{value:.0f}" if value.is_integer() and abs(value) > 1 else f"{value:.3f}"
    return _shown(value)


def _cells(shares: pd.DataFrame) -> dict[str | None, dict[tuple[str, str], dict[str, Any]]]:
    """The rows of shares by page id (None: over all), then by topic and category."""
    found: dict[str | None, dict[tuple[str, str], dict[str, Any]]] = {}
    for row in shares[shares["level"].isin(["page", "all"])].to_dict("records"):
        page = row["page_id"] if row["level"] == "page" else None
        found.setdefault(page, {})[row["topic"], row["category"]] = {str(key): value for key, value in row.items()}
    return found


def _page_row(page: dict[Any, Any], cells: dict[Any, Any], topics: Sequence[tuple[str, str]]) -> list[str]:
    name = page["source"] if pd.isna(page["outlet"]) else page["outlet"]
    found = "0" if pd.isna(page["found"]) else str(page["found"])
    return [_shown(name), _shown(page["thread_state"]), found, *_figures(cells.get(page["page_id"], {}), topics)]


def _figures(cells: dict[tuple[str, str], dict[str, Any]], topics: Sequence[tuple[str, str]]) -> list[str]:
    stances = [
        " ".join(f"{sign}{_percent(cells, topic, category):<2}" for category, sign in _STANCES).rstrip()
        if cells.get((topic, "favor"), {}).get("n_comments")
        else "–"
        for topic, _ in topics
    ]
    tone = "/".join(_percent(cells, "sentiment", category) for category in _TONES) if cells else "–"
    return [*stances, tone]


def _percent(cells: dict[tuple[str, str], dict[str, Any]], topic: str, category: str) -> str:
    share = cells.get((topic, category), {}).get("share")
    return "–" if share is None or pd.isna(share) else f"{100 * share:.0f}"


def _shown(value: Any) -> str:
    """One line of text without what would move a terminal's cursor or turn its writing round."""
    if value is None or pd.isna(value):
        return "–"
    line = " ".join(str(value).split())
    line = "".join(mark if unicodedata.category(mark)[0] != "C" else "�" for mark in line)
    return line if len(line) <= _TEXT_WIDTH else line[: _TEXT_WIDTH - 1] + "…"


def _grid(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    terminal: bool,
    folded: set[int],
    total: bool = False,
) -> str:
    least = [
        max([*map(len, head.split()), *(min(len(cell), _LEAST if i in folded else len(cell)) for cell in cells)])
        for i, (head, *cells) in enumerate(zip(heads, *rows, strict=True))
    ]
    if width < sum(2 + n for n in least):
        return "\n".join(_block(heads, row) for row in rows) + "\n"
    table = Table(box=box.SIMPLE_HEAD if terminal else None, header_style="bold", pad_edge=True, show_edge=False)
    for i, (head, *cells) in enumerate(zip(heads, *rows, strict=True)):
        number = i not in folded and all(cell.isdecimal() or cell == "–" for cell in cells)
        # Text, not str: rich would read square brackets in what readers wrote as its own markup.
        table.add_column(Text(head), justify="right" if number else "left", overflow="fold", min_width=least[i])
    for n, row in enumerate(rows, start=1):
        last = total and n == len(rows)
        if last:
            table.add_section()
        table.add_row(*(Text(cell, style="bold" if last and terminal else "") for cell in row))
    stream = io.StringIO()
    color = "standard" if terminal else None
    Console(file=stream, width=width, color_system=color, force_terminal=terminal, legacy_windows=False).print(table)  # type: ignore[arg-type]
    return "".join(line.rstrip() + "\n" for line in stream.getvalue().splitlines()) + "\n"


def _block(heads: Sequence[str], row: Sequence[str]) -> str:
    wide = max(map(len, heads))
    return "".join(f"{head:<{wide}}  {cell}\n" for head, cell in zip(heads, row, strict=True) if cell)
