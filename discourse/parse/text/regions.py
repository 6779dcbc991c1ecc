"""From bylines to the lines of each comment: where its text begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from discourse.parse.text.cues import ends_thread, heading_above, is_button, is_count, is_pingback
from discourse.parse.text.ends import FARTHEST_START, first_text, thread_end
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side
from discourse.parse.text.nameless import item_indents, with_nameless_items


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
    if side == "around":
        return _between(page, marks)
    return _above(page, marks) if side == "after" else _below(page, marks)


def _between(page: Lines, marks: Sequence[Mark]) -> Region:
    """Every text stands between the name and the time of its byline."""
    texts = tuple((m.last + 1, m.tail if m.tail is not None else m.last + 1) for m in marks)
    stop = max(marks[-1].tail or 0, marks[-1].last) + 1
    return Region(tuple(marks), texts, marks[0].first, stop, heading_above(page, marks[0].first))


def _above(page: Lines, marks: Sequence[Mark]) -> Region:
    """Every text stands above its byline, and begins below the one before."""
    heading = heading_above(page, marks[0].first, reach=FARTHEST_START, most_long=8)
    first = first_text(page, marks, heading)
    starts = [first, *(m.last + 1 for m in marks[:-1])]
    texts = tuple((start, m.first) for start, m in zip(starts, marks, strict=True))
    return Region(tuple(marks), texts, first, marks[-1].last + 1, heading)


def _below(page: Lines, marks: Sequence[Mark]) -> Region:
    """Every text stands below its byline, and ends above the next or where its list item ends."""
    heading = heading_above(page, marks[0].first)
    indents = item_indents(page, marks)
    if indents:
        marks = with_nameless_items(page, marks, indents)
    texts: list[tuple[int, int]] = []
    marks = _titled(page, marks, heading)
    bounds = [*(m.first if m.title is None else m.title for m in marks[1:]), len(page)]
    for m, bound in zip(marks, bounds, strict=True):
        start = m.last if m.text_at is not None else m.last + 1
        in_item = page[m.first].indent in indents and bool(page[m.first].marker)
        stop = min(bound, page.item_end(m.first)) if in_item else bound
        if stop < bound < len(page) and _goes_on(page, m.first, stop, bound):
            stop = bound
        if m is marks[-1]:
            stop = thread_end(page, start, stop, texts, in_items=bool(indents))
        texts.append((start, stop))
    first = marks[0].first if marks[0].title is None else marks[0].title
    return with_links(page, Region(tuple(marks), tuple(texts), first, texts[-1][1], heading))


def with_links(page: Lines, region: Region) -> Region:
    """The region with the links from other pages parted that stand among its comments without a byline of their own.

    >>> page = Lines("Ann\\nYes.\\nPingback: The ferry | Rain and tides")
    >>> region = Region((Mark(0, 0, "Ann", None, None, 0.3, "n"),), ((1, 3),), 0, 3, None)
    >>> with_links(page, region).texts
    ((1, 2), (2, 3))
    """
    marks: list[Mark] = []
    texts: list[tuple[int, int]] = []
    for mark, (first, stop) in zip(region.marks, region.texts, strict=True):
        links = [i for i in range(first + 1, stop) if is_pingback(page, i)]
        marks += mark, *(Mark(i, i, None, None, None, 0.1, mark.form, text_at=page[i].start) for i in links)
        texts += pairwise((first, *links, stop))
    return replace(region, marks=tuple(marks), texts=tuple(texts))


def _goes_on(page: Lines, item: int, first: int, stop: int) -> bool:
    """Whether lines between two items are the first one's paragraphs: set as deep as its bullet, none an item itself.

    `lynx -dump` sets the paragraphs of an item below its bullet, not below its words.
    """
    indent = page[item].indent
    return all(page[i].indent >= indent and not page[i].marker for i in range(first, stop))


_LONGEST_TITLE = 80
_FEWEST_TITLED = 3


def _titled(page: Lines, marks: Sequence[Mark], heading: int | None) -> Sequence[Mark]:
    """The marks with the titles above them, where the first byline has one below the heading and so have the others."""
    if heading is None or heading != marks[0].first - 2 or len(marks) < _FEWEST_TITLED:
        return marks
    befores = [heading, *(m.last + 1 for m in marks[:-1])]
    titles = [m.first - 1 if _is_title(page, m.first - 1, low) else None for m, low in zip(marks, befores, strict=True)]
    words = {page[title].text for title in titles if title is not None}
    if titles[0] is None or None in titles or len(words) * 2 < len(titles):
        return marks
    return [replace(m, title=title) for m, title in zip(marks, titles, strict=True)]


def _is_title(page: Lines, index: int, above: int) -> bool:
    """Whether the line could be a comment's title: short, no sentence, set apart from what stands above it."""
    line = page[index]
    if index > above and not line.text.strip(".…"):
        return True  # a title that nobody wrote
    if index <= above or len(line.text) > _LONGEST_TITLE or line.text[-1] in ".,;:" or line.marker:
        return False
    parsed = page.parsed(index)
    timed = parsed is not None and parsed.time is not None
    spelt = sum(letter.isalpha() for letter in line.text) > 2
    return spelt and not (timed or is_button(page, index) or ends_thread(page, index) or is_count(page, index))


def with_left_over(page: Lines, region: Region) -> Region:
    """The region with the lines named that stand between its heading and its first comment and say nothing known."""
    if region.heading is None:
        return region
    between = range(region.heading + 1, region.first)
    stray = tuple(i for i in between if not is_button(page, i) and not ends_thread(page, i))
    return replace(region, left_over=stray)


def said_share(page: Lines, region: Region) -> float:
    """The share of texts that end like something said, not like a headline or a link.

    >>> said_share(Lines("Ann says:\\nAt last!"), Region((), ((1, 2),), 0, 2, None))
    1.0
    """
    ends = [page[stop - 1].text[-1] for first, stop in region.texts if first < stop]
    return sum(end in _SAID for end in ends) / len(ends) if ends else 0.0


_SAID = frozenset('.!?…)"”“»^♥❤*')
