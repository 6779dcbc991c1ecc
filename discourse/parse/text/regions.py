"""From bylines to the lines of each comment: where its text begins and ends, and where the thread ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.cues import ends_thread, heading, heading_above, is_button, is_notice, opens_pingbacks
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side

_FARTHEST_START = 40


@dataclass(frozen=True, slots=True)
class Region:
    """The comments of a hypothesis: each byline with the lines `first:stop` of its text, and the thread's lines."""

    marks: tuple[Mark, ...]
    texts: tuple[tuple[int, int], ...]
    first: int
    stop: int
    heading: int | None
    framed: int = 0  # how many texts had buttons or labels below them
    left_over: tuple[int, ...] = ()  # lines between heading and thread that were taken for nothing


def region_of(page: Lines, side: Side, marks: Sequence[Mark]) -> Region:
    """The lines of each comment whose byline is among `marks`, which stand in page order."""
    above = heading_above(
        page, marks[0].first, reach=_FARTHEST_START if side == "after" else 10, most_long=8 if side == "after" else 2
    )
    indents = _item_indents(page, marks) if side != "after" else frozenset()
    if side == "around":
        texts = [(m.last + 1, m.tail if m.tail is not None else m.last + 1) for m in marks]
        last = marks[-1].tail
        return Region(tuple(marks), tuple(texts), marks[0].first, (last or marks[-1].last) + 1, above)
    if side == "after":
        first = _first_text(page, marks, above)
        starts = [first, *(m.last + 1 for m in marks[:-1])]
        texts = [(start, m.first) for start, m in zip(starts, marks, strict=True)]
        return Region(tuple(marks), tuple(texts), first, marks[-1].last + 1, above)
    if indents:
        marks = _with_nameless_items(page, marks, indents)
    texts = []
    stops = [*(m.first for m in marks[1:]), len(page)]
    for position, (m, stop) in enumerate(zip(marks, stops, strict=True)):
        start = m.last if m.text_at is not None else m.last + 1
        if indents and page[m.first].indent in indents and page[m.first].marker:
            stop = min(stop, page.item_end(m.first))
        if position == len(marks) - 1:
            stop = thread_end(page, start, stop, texts, in_items=bool(indents))
        texts.append((start, stop))
    return Region(tuple(marks), tuple(texts), marks[0].first, texts[-1][1], above)


def _item_indents(page: Lines, marks: Sequence[Mark]) -> frozenset[int]:
    """How deep the list items are indented that begin with a byline; empty where bylines do not begin items."""
    begun = [
        m for m in marks if page[m.first].marker and (m.text_at is not None or page.item_end(m.first) > m.last + 1)
    ]
    return frozenset(page[m.first].indent for m in begun) if len(begun) >= max(1, 0.7 * len(marks)) else frozenset()


def _with_nameless_items(page: Lines, marks: Sequence[Mark], indents: frozenset[int]) -> list[Mark]:
    """The marks and, between and around them, the items of the same lists that show no byline."""
    outer = min(indents)
    first = marks[0].first
    while first > 0 and _in_list(page, first - 1, outer) and not heading(page, first - 1):
        first -= 1
    if first == 0 or not heading(page, first - 1):
        first = marks[0].first  # a list that no heading opens may be another one
    stop = marks[-1].first + 1
    while first < marks[0].first and stop < len(page) and _in_list(page, stop, outer):
        stop += 1
    known = {m.first: m for m in marks}
    found: list[Mark] = []
    busy = -1  # the lines of a byline hold no item of their own
    for index in range(first, stop):
        line = page[index]
        if index in known:
            found.append(known[index])
            busy = known[index].last
        elif index > busy and line.marker and line.indent in indents and _same_kind(page, index, marks):
            between = marks[0].first < index < marks[-1].first
            if (
                between
                and (page.item_end(index) > index + 1 or not only_buttons(line.text))
                or says_something(page, index)
            ):
                found.append(_nameless(page, index))
                busy = found[-1].last
    return found


def says_something(page: Lines, index: int) -> bool:
    """Whether the list item that begins at `index` holds something said: a line with a full stop, or a long one."""
    return any(len(page[i].text) >= 60 or page[i].text[-1] in ".!?…" for i in range(index, page.item_end(index)))


def _in_list(page: Lines, index: int, indent: int) -> bool:
    """Whether the line belongs to a list whose items are indented so deep: an item, or something within one."""
    line = page[index]
    return line.indent > indent or (line.indent == indent and bool(line.marker))


def _nameless(page: Lines, index: int) -> Mark:
    """The mark of an item that has lost its name; its time may stand a few lines into it."""
    for below in range(index, min(index + 4, page.item_end(index))):
        parsed = page.parsed(below)
        if parsed and parsed.is_time and parsed.time:
            return Mark(index, below, None, parsed.shown, parsed.time.iso, 0.3, "item")
        if len(page[below].text) > 60:
            break
    return Mark(index, index, None, None, None, 0.1, "item", text_at=page[index].start)


def _same_kind(page: Lines, index: int, marks: Sequence[Mark]) -> bool:
    """Whether the item is numbered as the others are, or has a bullet as they have."""
    numbered = page[marks[0].first].marker[:1].isdigit()
    return page[index].marker[:1].isdigit() == numbered


def without_quoted(page: Lines, side: Side, marks: Sequence[Mark]) -> list[Mark]:
    """The marks less those that a commenter quotes: the name and the time of an earlier one, standing again.

    Where bylines come first, the quoted one follows at once upon the byline of the comment that quotes it. Where they
    come last, the words before it are those of the comment quoted, or none.
    """
    kept: list[Mark] = []
    known: dict[tuple[str | None, str | None], str] = {}
    for m in marks:
        key = (m.author, m.posted)
        before = kept[-1] if kept else None
        words = _words(page, before.last + 1 if before else max(0, m.first - _FARTHEST_START), m.first)
        if m.author and m.posted and key in known and before and not page[m.first].marker:
            text = known[key]
            quoted = side == "before" and m.first == before.last + 1
            quoted |= side == "after" and m is not marks[-1] and (not words or words in text)
            if quoted:
                continue
        known.setdefault(key, words if side == "after" else "")
        kept.append(m)
    return kept


def _words(page: Lines, first: int, stop: int) -> str:
    return " ".join(page[i].text for i in range(first, stop))


def thread_end(page: Lines, start: int, stop: int, others: Sequence[tuple[int, int]], *, in_items: bool = False) -> int:
    """The line after the last comment's text, which begins at `start`: the others show what a comment may hold."""
    if start >= stop:
        return stop
    inside = [page[i] for first, last in others for i in range(first, last)]
    widest = max((page[i].gap for first, last in others for i in range(first + 1, last)), default=1)
    indents = [line.indent for line in inside] or [page[start].indent]
    shallow = min(indents)
    has_bullets = any(line.marker for line in inside)
    ends_in_buttons = others and sum(last > first and _frames(page, last - 1) for first, last in others) > 0.6 * len(
        others
    )
    for index in range(start, stop):
        line = page[index]
        if line.indent < shallow and not in_items:
            return index
        if index > start and ends_in_buttons and _frames(page, index - 1) and not _frames(page, index):
            return index
        if (
            ends_thread(page, index)
            or is_notice(page, index)
            or opens_pingbacks(page, index)
            or (index > start and heading(page, index))
        ):
            return index
        if index > start and len(others) > 1 and line.gap > max(widest, 1):
            return index
        if index > start and line.marker and not has_bullets and not in_items and len(others) > 1:
            return index
        if index > start and not in_items and _headline(page, index, others):
            return index
    return stop


def _frames(page: Lines, index: int) -> bool:
    return is_button(page, index) or _is_count(page, index)


def _headline(page: Lines, index: int, others: Sequence[tuple[int, int]]) -> bool:
    """Whether the line is a headline of something else: short, no full stop, and no comment so far holds such lines."""
    if not _titled(page, index):
        return False
    lines = sum(last - first for first, last in others)
    titled = sum(_titled(page, i) for first, last in others for i in range(first + 1, last))
    return lines > 0 and titled * 12 < lines


def _titled(page: Lines, index: int) -> bool:
    line = page[index]
    return (
        line.gap >= 1
        and len(line.text) <= 60
        and line.text[-1:].isalnum()
        and line.text[:1].isupper()
        and 1 <= len(line.text.split()) <= 7
    )


def _first_text(page: Lines, marks: Sequence[Mark], above: int | None) -> int:
    """Where the first comment begins, where bylines follow the text."""
    mark = marks[0].first
    if above is not None:
        return above + 1
    lengths = sorted(later.first - earlier.last - 1 for earlier, later in zip(marks, marks[1:], strict=False))
    longest = max(lengths, default=6)
    start = mark
    while start > 0 and mark - start < min(longest, _FARTHEST_START):
        line, before = page[start], page[start - 1]
        if start < mark and (line.gap >= 2 or is_button(page, start - 1) or ends_thread(page, start - 1)):
            break
        if before.indent != page[mark].indent and start < mark:
            break
        start -= 1
    return start


def with_left_over(page: Lines, region: Region) -> Region:
    """The region with the lines named that stand between its heading and its first comment and say nothing known."""
    if region.heading is None:
        return region
    between = range(region.heading + 1, region.first)
    stray = tuple(i for i in between if not is_button(page, i) and not ends_thread(page, i))
    return replace(region, left_over=stray)


def without_edges(page: Lines, region: Region) -> Region:
    """The region with buttons and labels taken off both ends of every text."""
    texts = list(region.texts)
    framed = [False] * len(texts)
    for _ in range(4):
        firsts = _common(page, [first for first, stop in texts if first < stop], len(texts))
        lasts = _common(page, [stop - 1 for first, stop in texts if first < stop - 1], len(texts))
        trimmed = []
        for position, ((first, stop), mark) in enumerate(zip(texts, region.marks, strict=True)):
            opens = mark.text_at is None and first < stop
            alone = stop - first < 2
            if opens and (is_button(page, first) or (not alone and _repeats(page, first, firsts, mark))):
                first += 1
            last = stop - 1
            if first < stop and (is_button(page, last) or (first < last and (page.shape(last) in lasts or _is_count(page, last)))):
                stop -= 1
                framed[position] = True
            trimmed.append((first, stop))
        if trimmed == texts:
            break
        texts = trimmed
    return replace(region, texts=tuple(texts), framed=sum(framed))


def _repeats(page: Lines, index: int, firsts: set[str], mark: Mark) -> bool:
    """Whether the line at a text's head is a label, or the author's name shown again."""
    return page.shape(index) in firsts or page[index].text == mark.author


def _is_count(page: Lines, index: int) -> bool:
    """Whether the line is a bare number: votes, most likely."""
    return page[index].text.strip("+-–− ").isdigit() and len(page[index].text) <= 5


def _common(page: Lines, indexes: Sequence[int], total: int) -> set[str]:
    """The shapes of the lines that stand at this edge of half the comments or more."""
    counts: dict[str, int] = {}
    for index in indexes:
        key = page.shape(index)
        if key and key[-1] not in ".!?…":
            counts[key] = counts.get(key, 0) + 1
    return {key for key, count in counts.items() if count >= 3 and count * 2 >= total}
