"""An analysis in other tools' formats: which files each format has, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from discourse.pipeline import Result

EXPORTS = "exports"
"""The folder, within the folder of an analysis, that exports are written into where no other place is named."""

NAMES = {
    "markdown": "report.md",
    "latex": "report.tex",
    "word": "report.docx",
    "convokit": "convokit",
    "graphml": "replies.graphml",
    "labelstudio": "labelstudio.json",
    "jsonl": "comments.jsonl",
    "csv": "comments.csv",
}


def write(result: Result, form: str, path: str | Path, *, bom: bool = False) -> Path:
    """Write the analysis in the format `form` (a key of `NAMES`) to `path`: a file, or ConvoKit's folder.

    `jsonl` and `csv` have a row a comment, with its stances; `bom` puts a byte order mark before CSV. Raises
    `OutputError` where it can't be written, `UsageError` where a library that the format needs is not installed.
    """
    from discourse.render.files import batch, write_bytes

    path = Path(path)
    if form == "convokit":
        from discourse.render.exports.convokit import convokit

        with batch() as files:
            for name, content in convokit(result.tables).items():
                files.write(path / name, content)
    elif form in _PAPERS:
        write_bytes(path, _paper(result, form))
    elif form == "graphml":
        from discourse.render.exports.graphml import graphml

        write_bytes(path, graphml(result.comments))
    elif form == "labelstudio":
        write_bytes(path, _tasks(result))
    else:
        from discourse.frames import wide
        from discourse.render.tables import table_bytes

        rows = wide(result.comments, result.stances)
        write_bytes(path, table_bytes(rows, "csv" if form == "csv" else "jsonl", bom=bom))
    return path


_PAPERS = ("markdown", "latex", "word")


def _paper(result: Result, form: str) -> bytes:
    from discourse.measure.findings import headlines
    from discourse.render.exports.latex import latex
    from discourse.render.exports.markdown import markdown
    from discourse.render.exports.paper import blocks
    from discourse.render.exports.word import word
    from discourse.render.files import clean

    found = headlines(
        result.tables,
        result.codebook,
        confidence=result.run["settings"]["level"],
        comparison=result.study.comparison,
    )
    parts = blocks(result.tables, result.codebook, result.run, found, result.study)
    if form == "word":
        return word(parts)
    text: Callable[..., str] = markdown if form == "markdown" else latex
    return clean(text(parts)).encode()


def _tasks(result: Result) -> bytes:
    """Every comment as a task for Label Studio, whose interface `discourse sample` writes."""
    from discourse.render.coding.exports import label_studio_tasks
    from discourse.render.coding.items import items
    from discourse.render.files import clean

    own = result.comments[result.comments["kind"].fillna("comment") == "comment"]
    rows = own[["page_id", "comment_id"]].assign(item=range(1, len(own) + 1), double=False)
    return clean(label_studio_tasks(list(items(rows, result.comments, result.articles, result.codebook)), {})).encode()
