"""Names with a line of their own for where the commenter is from: "Ann Lee", "Leeds", "April 3"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from discourse.parse.folding import fold
from discourse.parse.text.cues import is_button, is_count
from discourse.parse.text.lines import Lines

_FEWEST = 3
_PLACE = re.compile(r"[^\W\d_][^,]{1,30}, ?[A-ZÀ-Ý][\w. ]{1,25}")


def places_stand_between(page: Lines, anchors: Sequence[int]) -> bool:
    """Whether between most names and their times a place stands: a title would stand above the name instead.

    Buttons show where a comment begins. That the upper line is the name and no title, the lower ones show where they
    are written as places are, "Leeds, UK", or other comments by calling it.
    """
    framed = [i for i in anchors if i >= _FEWEST and (is_button(page, i - 3) or is_count(page, i - 3))]
    both = [i for i in framed if _is_name(page, i - 2) and _is_name(page, i - 1)]
    if len(both) < _FEWEST or len(both) * 2 < len(anchors):
        return False
    if 4 * sum(_PLACE.fullmatch(page[i - 1].text) is not None for i in both) >= len(both):
        return True
    openings = [page.folded(i + 1) for i in both if i + 1 < len(page) and page[i + 1].text[0] == "@"]
    return any(text.startswith(f"@{fold(page[i - 2].text)}") for i in both for text in openings)


def _is_name(page: Lines, index: int) -> bool:
    parsed = page.parsed(index)
    return parsed is not None and parsed.name is not None and parsed.time is None
