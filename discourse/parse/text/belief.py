"""Whether to believe a reading: a page that lists articles, events or people must not become a thread."""

from __future__ import annotations

import itertools

from discourse.parse.folding import fold
from discourse.parse.text.cues import names_comments, stated_count, stub_follows
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark
from discourse.parse.text.regions import said_share
from discourse.parse.text.scoring import FAINT, Hypothesis

_ENOUGH = 3.0
_NOBODY = frozenset(
    (
        "anonymous",
        "anonym",
        "anonyme",
        "anonimo",
        "anonimus",
        "anoniem",
        "guest",
        "gast",
        "visitor",
        "besucher",
        "invite",
    )
)


def is_believed(page: Lines, found: Hypothesis) -> bool:
    """Whether a reading is good enough to say that there is a thread at all."""
    if found.is_sure:
        return True
    region = found.region
    marks = [m for m, (first, stop) in zip(region.marks, region.texts, strict=True) if first < stop]
    declared = stated_count(page, region.heading) if region.heading is not None else None
    if found.score < _ENOUGH or (declared != len(marks) and _by_one_author(marks)):
        return False
    if len(marks) == 1:
        return _one_is_announced(page, found, declared)
    named = [m for m in marks if m.author or m.posted]
    if sum(m.strength for m in named) <= FAINT * len(named):
        return _faint_ones_are_announced(page, found, len(marks), declared)
    return region.heading is not None or _is_supported(page, found, marks) or _stand_alone(marks)


def _is_supported(page: Lines, found: Hypothesis, marks: list[Mark]) -> bool:
    """Whether without a heading enough else speaks for a thread: a form, buttons, labels, names called."""
    if found.support >= 2:
        told = len(marks) > 2 and any(m.posted or m.form.startswith("v") for m in marks)
        return told or said_share(page, found.region) >= 0.5
    many = found.support >= 1 and len(marks) >= 5
    return many and (_in_order([m.iso for m in marks if m.iso]) or _are_people(marks))


def _are_people(marks: list[Mark]) -> bool:
    """Whether the names are as short and as varied as people's are; headlines are longer, sections fewer."""
    names = [m.author for m in marks if m.author]
    words = sum(len(name.split()) for name in names)
    return len(names) == len(marks) and len(set(names)) >= 3 and words <= 2.2 * len(names)


def _by_one_author(marks: list[Mark]) -> bool:
    """Whether four bylines or more name the same person: these head articles, not comments."""
    names = {fold(m.author) for m in marks if m.author}
    verbs = any(m.form.startswith("v") for m in marks)
    return len(marks) >= 4 and len(names) == 1 and not (verbs or names & _NOBODY)


def _one_is_announced(page: Lines, found: Hypothesis, declared: int | None) -> bool:
    """Whether a heading right above says that there is one comment, or says just "Comments"."""
    heading, first = found.region.heading, found.region.first
    if heading is None or declared is not None or found.region.marks[0].strength < FAINT:
        return declared == 1
    return first - heading <= 3 and names_comments(page, heading)


def _faint_ones_are_announced(page: Lines, found: Hypothesis, count: int, declared: int | None) -> bool:
    """Whether a count that fits, or a heading of nothing but "Comments", stands over texts that read like speech."""
    region, speech = found.region, said_share(page, found.region)
    if declared is not None:
        return (count == declared and speech > 0) or (count <= declared <= 2 * count and speech >= 0.5)
    announced = region.heading is not None and names_comments(page, region.heading)
    return speech >= 0.6 and (announced or stub_follows(page, region.first))


def _in_order(times: list[str]) -> bool:
    pairs = list(itertools.pairwise(times))
    if len(pairs) < 3:
        return False
    return max(sum(a <= b for a, b in pairs), sum(a >= b for a, b in pairs)) > 0.8 * len(pairs)


def _stand_alone(marks: list[Mark]) -> bool:
    """Whether bylines that nothing on the page supports are a thread: many, with clocks, in order, close in time."""
    clocked = [m.iso for m in marks if m.iso and "T" in m.iso]
    if len(marks) < 4 or len(clocked) < 0.8 * len(marks) or any(m.author is None for m in marks):
        return False
    if len({m.author for m in marks}) < 3:
        return False  # editors who take turns: a page that follows an event
    same_day = sum(a[:10] == b[:10] for a, b in itertools.pairwise(clocked))
    return _in_order(clocked) and same_day >= 0.3 * (len(clocked) - 1)
