"""Whole-page hypotheses: each layout's reading of the thread, scored; the one that explains the page best wins.

What counts for a reading: how sure its bylines are by themselves, whether they are written alike, whether their times run
in order, whether a heading stands over them and its count agrees. What counts against it: bylines without text, bylines
of another kind left inside the texts, words left over between heading and thread or behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from discourse.parse.text.cues import ends_thread, heading, is_button, opens_form, stated_count
from discourse.parse.text.layouts import Layout, layouts
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark
from discourse.parse.text.regions import Region, region_of, without_edges

_ENOUGH = 3.0
_FARTHEST = 120  # lines between two bylines of one thread


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of the thread, its score, and the clues that made it."""

    layout: str
    region: Region
    score: float
    clues: tuple[str, ...]


def best_hypothesis(page: Lines) -> Hypothesis | None:
    """The reading of the page's thread that explains it best, or None where none is good enough."""
    best: Hypothesis | None = None
    for layout in layouts():
        for marks in _runs(page, layout.find(page)):
            found = _judge(page, layout, marks)
            if found and (best is None or found.score > best.score):
                best = found
    return best


def _runs(page: Lines, marks: list[Mark]) -> Iterator[list[Mark]]:
    """Rows of marks that could be one thread: written alike, not too far apart, whole and cut where a thread may end."""
    kinds: dict[tuple[bool, str], list[Mark]] = {}
    for m in marks:
        kinds.setdefault(_kind(m), []).append(m)
    for alike in sorted(kinds.values(), key=len, reverse=True)[:3]:
        low, high = alike[0].first, alike[-1].last
        row = sorted({*alike, *(m for m in marks if low < m.first < high)}, key=lambda m: m.first)
        whole = list(_split(row, lambda a, b: b.first - a.last > _FARTHEST))
        yield from whole
        for part in whole:
            cut = list(_split(part, lambda a, b: _ends_between(page, a, b)))
            if len(cut) > 1:
                yield from cut


def _kind(m: Mark) -> tuple[bool, str]:
    form = m.form.rstrip("+")
    time = "relative" if form.endswith("relative") else "clock" if ":" in form else "date" if "0" in form else "none"
    return form.startswith("v"), time


def _split(row, far) -> Iterator[list[Mark]]:  # type: ignore[no-untyped-def]
    part: list[Mark] = []
    for m in row:
        if part and far(part[-1], m):
            yield part
            part = []
        part.append(m)
    if part:
        yield part


def _ends_between(page: Lines, a: Mark, b: Mark) -> bool:
    return any(heading(page, i) or ends_thread(page, i) for i in range(a.last + 1, b.first))


def _judge(page: Lines, layout: Layout, marks: Sequence[Mark]) -> Hypothesis | None:
    region = without_edges(page, region_of(page, layout.side, marks))
    if layout.needs_heading and region.heading is None:
        return None
    full = [m for m, (first, stop) in zip(region.marks, region.texts, strict=True) if first < stop]
    if not full:
        return None
    empty = len(region.marks) - len(full)
    clues = [f"{len(full)} bylines of the kind {layout.name}"]
    score = sum(m.strength for m in full) - 1.2 * empty
    score -= 0.6 * _unexplained(page, region)
    score -= _left_over(page, region, layout)
    score += _order(full, clues)
    support = _support(page, region, len(full), clues) + min(2.0, 0.5 * sum(m.form.startswith("v") for m in full))
    score += support
    if score < _ENOUGH or (support < 1 and not _stands_alone(full, page, region)):
        return None
    return Hypothesis(layout.name, region, score, tuple(clues))


def _unexplained(page: Lines, region: Region) -> int:
    """How many lines inside the texts read as bylines themselves."""
    count = 0
    for first, stop in region.texts:
        for index in range(first, stop):
            parsed = page.parsed(index)
            count += parsed is not None and (parsed.is_time or (parsed.verb and parsed.name is not None and index > first))
    return count


def _left_over(page: Lines, region: Region, layout: Layout) -> float:
    """What the reading leaves unread: lines between heading and thread, and behind the last byline after its text."""
    penalty = 0.0
    if region.heading is not None:
        between = [i for i in range(region.heading + 1, region.first) if not is_button(page, i) and not ends_thread(page, i)]
        penalty += sum(0.15 if len(page[i].text) < 40 else 0.5 for i in between)
    if layout.side == "after":
        behind = [i for i in range(region.stop, min(region.stop + 3, len(page)))]
        for i in behind:
            if ends_thread(page, i) or is_button(page, i) or page[i].gap > 2:
                break
            penalty += 0.5 if len(page[i].text) > 40 else 0.2
        first, stop = region.texts[0]
        if stop - first > 3 * max([b - a for a, b in region.texts[1:]], default=3) + 3:
            penalty += 2
    if layout.side != "around":
        penalty -= _spacing(page, region, layout)
    return penalty


def _spacing(page: Lines, region: Region, layout: Layout) -> float:
    """Whether bylines stand nearer to the text that the layout gives them than to their other neighbour."""
    above = [page[m.first].gap for m in region.marks[1:]]
    below = [page[m.last + 1].gap for m in region.marks[:-1] if m.last + 1 < len(page) and m.text_at is None]
    if not above or not below:
        return 0.0
    lean = sum(above) / len(above) - sum(below) / len(below)
    if layout.side == "after":
        lean = -lean
    return 1.5 if lean > 0.3 else -1.5 if lean < -0.3 else 0.0


def _order(marks: Sequence[Mark], clues: list[str]) -> float:
    times = [m.iso for m in marks if m.iso]
    if len(times) < 3:
        return 0.0
    pairs = list(zip(times, times[1:], strict=False))
    rising = sum(a <= b for a, b in pairs) / len(pairs)
    falling = sum(a >= b for a, b in pairs) / len(pairs)
    share = max(rising, falling)
    if share > 0.9:
        clues.append("times run in order")
    return (share - 0.6) * min(len(times), 10) * 0.5


def _support(page: Lines, region: Region, count: int, clues: list[str]) -> float:
    """What the page says around the thread: a heading, a count that agrees, a form, buttons below the comments."""
    support = 0.0
    if region.heading is not None:
        support += 2.0
        clues.append(f"heading “{page[region.heading].text[:60]}”")
        declared = stated_count(page, region.heading)
        if declared is not None:
            support += 3.0 if declared == count else 0.5 if declared > count else -0.5 * min(6, count - declared)
            if declared == count:
                clues.append("count agrees")
    if any(opens_form(page, i) for i in range(region.stop, min(region.stop + 8, len(page)))):
        support += 1.5
        clues.append("a form follows")
    edges = sum(stop < len(page) and is_button(page, stop) for _, stop in region.texts)
    if edges * 2 >= count:
        support += 1.5
        clues.append("buttons below the comments")
    return support


def _stands_alone(marks: Sequence[Mark], page: Lines, region: Region) -> bool:
    """Whether bylines that nothing on the page supports are a thread: many, with clocks, in order, close in time."""
    clocked = [m.iso for m in marks if m.iso and "T" in m.iso]
    if len(marks) < 4 or len(clocked) < 0.8 * len(marks) or len({m.author for m in marks}) < 2:
        return False
    if any(m.author is None for m in marks):
        return False
    pairs = list(zip(clocked, clocked[1:], strict=False))
    in_order = max(sum(a <= b for a, b in pairs), sum(a >= b for a, b in pairs)) / len(pairs)
    same_day = sum(a[:10] == b[:10] for a, b in pairs) / len(pairs)
    return in_order > 0.8 and same_day >= 0.3
