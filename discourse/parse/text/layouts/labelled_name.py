"""A name above labels that stand below every name and show no full time: "Ann", "member since 12/2006", "Photos"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from discourse.parse.text.cues import is_button
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark, Side, is_label, mark, name_offset

NAME = "name-over-labels"
SIDE: Side = "before"
_FEWEST = 3
_MOST_LABELS = 8
_TALLEST = 30
"""Lines of labels below one name at most: on a page of nothing else, each would otherwise reach to the end."""


def find(page: Lines) -> list[Mark]:
    """Names above the label that stands below most of them; of several labels the one nearest to the names."""
    best: list[Mark] = []
    for label in _labels(page):
        anchors = [i for i in range(len(page)) if page.shape(i) == label]
        offset = name_offset(page, anchors, (-1, -2))
        if offset is None:
            continue
        ends = _label_ends(page, anchors)
        found = [m for anchor, end in zip(anchors, ends, strict=True) if (m := _mark(page, anchor + offset, end))]
        if len(found) > len(best) or (len(found) == len(best) and found and found[0].first > best[0].first):
            best = found
    return best


def _labels(page: Lines) -> list[str]:
    common = [text for text, count in page.shapes.most_common(_MOST_LABELS * 2) if count >= _FEWEST]
    return [text for text in common if any(letter.isalpha() for letter in text)][:_MOST_LABELS]


def _label_ends(page: Lines, anchors: Sequence[int]) -> Iterator[int]:
    """The last line of the labels in a row that begin at each anchor; a row is walked once for all anchors in it."""
    end = -1
    for anchor in anchors:
        end = max(end, anchor)
        while end + 1 < len(page) and (is_label(page, end + 1, len(anchors)) or is_button(page, end + 1)):
            end += 1
        yield min(end, anchor + _TALLEST - 1)


def _mark(page: Lines, first: int, last: int) -> Mark | None:
    parsed = page.parsed(first)
    if parsed is None or not parsed.name or parsed.time:
        return None
    found = mark(parsed, first, last)
    return replace(found, strength=found.strength + 0.4, form="labelled")
