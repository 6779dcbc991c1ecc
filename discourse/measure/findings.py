"""Headline findings: sentences that can be quoted, each with its n, its interval and its caveat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from discourse.codebook import Codebook, Topic
from discourse.measure.contrasts import contrasts, percent
from discourse.measure.threads import threads as measure_threads
from discourse.records import ENOUGH_READERS, Comparison, Finding, Tables, ThreadTables, best

Row: TypeAlias = dict[str, Any]

FEW_COMMENTS = 5
_UNVALIDATED = "Unvalidated: counted from a model’s tags, whose mistakes the interval leaves out."
_CORRECTED = "Corrected by hand codes of a sample."
_STATES = {
    "not-captured": "loads its thread by a script, so that it was not saved",
    "partial": "shows only a part of its thread",
    "empty": "has a thread without comments",
    "absent": "shows no thread",
}
_STATES_MANY = {
    "not-captured": "load their threads by a script, so that they were not saved",
    "partial": "show only a part of their threads",
    "empty": "have threads without comments",
    "absent": "show no thread",
}


def headlines(
    tables: Tables,
    codebook: Codebook,
    *,
    threads: ThreadTables | None = None,
    confidence: float = 0.95,
    comparison: Comparison | None = None,
    topics: int = 6,
) -> tuple[Finding, ...]:
    """What can be said of all pages together: what was read, each topic's stances, the tone, and who takes part.

    Topics come in the order of how much is said on them, at most `topics`; `confidence` is the one that `shares` used;
    `threads`, where they were measured already, need not be measured again. What a `comparison` shows
    is said first, where it was tested.
    Shares are corrected where hand codes corrected them, and the caveat says which they are. Where both sides'
    intervals overlap the sentence says that neither is clearly ahead; else it claims nothing beyond the figures.

    >>> import pandas as pd
    >>> from discourse.records import COLUMNS
    >>> empty = Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS))
    >>> [each.sentence for each in headlines(empty, Codebook("", "1", (), ""))]
    ['No page was read, and so no comment.']
    """
    rows = tables.shares[tables.shares["level"] == "all"].to_dict("records")
    cells: dict[str, dict[str, Row]] = {}
    for row in rows:
        cells.setdefault(row["topic"], {})[row["category"]] = best({str(key): value for key, value in row.items()})
    by_id = {topic.id: topic for topic in codebook.topics}
    found = [_scope(tables)]
    apart = contrasts(comparison, tables, codebook, confidence) if comparison is not None else []
    tested = comparison is not None and bool(comparison.differences["p"].notna().any())
    found += apart if tested else []
    if cells:
        said = [(name, row) for name, row in cells.get("topic", {}).items() if row["count"]]
        said.sort(key=lambda item: -item[1]["share"])
        found += [_stance(cells[name], by_id.get(name), name, confidence) for name, _ in said[:topics]]
        found += _most_said(said, by_id, confidence)
        found += _tone(cells["sentiment"], confidence)
        found += [] if tested else apart
        found += _taking_part(threads or measure_threads(tables.articles, tables.comments))
    return tuple(found)


def _scope(tables: Tables) -> Finding:
    whole = tables.overview()
    if not whole.pages:
        return Finding("No page was read, and so no comment.", 0, 0, "")
    every = tables.shares.query("level == 'all' and topic == 'topic'")
    n, readers = (int(every["n_comments"].max()), int(every["n_authors"].max())) if len(every) else (0, 0)
    many = f"{n:,} comments by {readers:,} reader{'s' if readers != 1 else ''}" if n != 1 else "1 comment"
    of = f"{whole.pages:,} page{'s' if whole.pages != 1 else ''}"
    sentence = f"{many} could be read and tagged, on {whole.holding:,} of {of}."
    for state, count in whole.states.items():
        if state in _STATES:
            how = _STATES if count == 1 else _STATES_MANY
            sentence += f" {'One page' if count == 1 else f'{count} pages'} {how[state]}."
    return Finding(sentence, n, readers, "Readers without a name are counted as one reader a comment." if n else "")


def _stance(cells: dict[str, Row], topic: Topic | None, name: str, confidence: float) -> Finding:
    title = topic.name if topic else name
    n, readers = int(cells["favor"]["n_comments"]), int(cells["favor"]["n_authors"])
    if n < FEW_COMMENTS:
        sentence = f"{title}: only {n} comment{'' if n == 1 else 's'}, too few to say where readers stand."
        return Finding(sentence, n, readers, _UNVALIDATED if n else "", topic=name)
    first = "favor" if cells["favor"]["share"] > cells["against"]["share"] else "against"
    lead, other, neither = cells[first], cells["against" if first == "favor" else "favor"], cells["neutral"]
    toward = f"“{topic.target}”" if topic else "its target"
    sides = ("in favor of", "against") if first == "favor" else ("against", "in favor")
    # What hand codes back is said of the comments; what only the model says, of how it reads them.
    are, take = ("are", "take") if lead["corrected"] else ("are read as", "as taking")
    sides = sides if lead["corrected"] else (sides[0], f"as {sides[1]}")
    sentence = (
        f"{title}: {percent(lead['share'])} of the comments {are} {sides[0]} {toward},"
        f" {percent(other['share'])} {sides[1]}, {percent(neither['share'])} {take} no side"
    )
    sentence += "; neither side is clearly ahead." if lead["low"] <= other["high"] else "."
    return _share_finding(sentence, lead, confidence, name)


def _most_said(said: list[tuple[str, Row]], by_id: dict[str, Topic], confidence: float) -> Iterator[Finding]:
    if len(said) < 2 or said[0][1]["count"] < FEW_COMMENTS:
        return
    parts = [f"{by_id[name].name if name in by_id else name} ({percent(row['share'])}" for name, row in said[:2]]
    sentence = f"What readers write about most is {parts[0]} of all comments), then {parts[1]})."
    yield _share_finding(sentence, said[0][1], confidence, said[0][0])


def _tone(cells: dict[str, Row], confidence: float) -> Iterator[Finding]:
    if cells["neutral"]["n_comments"] < FEW_COMMENTS:
        return
    order = sorted(cells.values(), key=lambda row: -row["share"])
    parts = [f"{percent(row['share'])} {row['category']}" for row in order]
    sentence = f"The tone of the comments is {parts[0]}, {parts[1]} and {parts[2]}."
    yield _share_finding(sentence, order[0], confidence, "sentiment")


def _share_finding(sentence: str, row: Row, confidence: float, topic: str) -> Finding:
    n, readers = int(row["n_comments"]), int(row["n_authors"])
    backing = _CORRECTED if row["corrected"] else _UNVALIDATED
    few = f" Only {readers} reader{'s' if readers != 1 else ''}: the interval is an approximation."
    caveat = backing + (few if readers < ENOUGH_READERS else "")
    figures = (row["share"], row["low"], row["high"])
    return Finding(sentence, n, readers, caveat, *figures, confidence, topic, row["category"])


def _taking_part(threads: ThreadTables) -> Iterator[Finding]:
    part = threads.participation.to_dict("records")[-1]
    n, readers = int(part["n_comments"]), int(part["n_authors"])
    if readers < 2 * FEW_COMMENTS:
        return
    sentence = (
        f"The most active tenth of the readers wrote {percent(part['top_tenth'])} of the comments;"
        f" {percent(part['replies'] / n)} of all comments answer another."
    )
    caveat = "Answers are counted where the page or the text shows them."
    yield Finding(sentence, n, readers, caveat, share=part["top_tenth"])
