"""What a text page says of its thread as a whole: the count it states, more that is elsewhere, a stub, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from discourse.parse.state import (
    has_more,
    invites_to_thread,
    judge_state,
    says_closed,
    says_none,
    shown_of_total,
    stub_in_text,
)
from discourse.parse.text.cues import opens_form, speaks_of_thread, stated_count
from discourse.parse.text.lines import Lines
from discourse.parse.text.scoring import Hypothesis
from discourse.records import Thread

_LONGEST = 120
_MANY = 3


def thread_of(page: Lines, found: Hypothesis | None, comments: int) -> Thread:
    """The thread's state and the count that the page states, given the number of comments found."""
    inside = {i for first, stop in found.region.texts for i in range(first, stop)} if found else set()
    short = [i for i in range(len(page)) if len(page[i].text) <= _LONGEST and i not in inside]
    clues = [i for i in short if speaks_of_thread(page, i)]
    if found is None:
        counts = [count for i in clues if (count := stated_count(page, i)) is not None]
        if len(set(counts)) >= _MANY:
            return Thread()  # counts of many articles: a page that lists them, and has no thread of its own
        declared = max(counts, default=None)
    else:
        declared = _declared(page, found, clues, comments)
    lines = [page[i].text for i in clues]
    state = judge_state(
        comments,
        declared=declared,
        stub=any(stub_in_text(line) or invites_to_thread(line) for line in lines),
        none=any(says_none(line) for line in lines),
        more=found is not None and _more(page, found, short),
        room=any(opens_form(page, i) or says_closed(page[i].text) for i in clues),
    )
    return Thread(state, declared, found.layout if found else None)


def _more(page: Lines, found: Hypothesis, short: list[int]) -> bool:
    """Whether the page leads to comments that are not here: a pager, "show more" right below, a number left out."""
    region = found.region
    if any(has_more(page[i].text) for i in short if i >= region.first):
        return True
    if any(_MORE_BELOW.match(page.folded(i)) for i in range(region.stop, min(region.stop + 2, len(page)))):
        return True
    return _leaves_numbers_out((page[m.first].indent, page[m.first].marker[:-1]) for m in region.marks)


def _leaves_numbers_out(items: Iterable[tuple[int, str]]) -> bool:
    """Whether one of the lists that items of these indents and markers make skips a number.

    >>> _leaves_numbers_out([(2, "1"), (4, "1"), (4, "2"), (2, "2")]), _leaves_numbers_out([(2, "1"), (2, "4")])
    (False, True)
    """
    last: dict[int, int] = {}
    for indent, number in items:
        if not number.isdigit():
            continue
        last = {outer: known for outer, known in last.items() if outer <= indent}
        if int(number) - last.get(indent, int(number)) > 1:
            return True
        last[indent] = int(number)
    return False


_MORE_BELOW = re.compile(
    r"\W*+(?:(?:show|load|view|see) (?:more|all)|weitere anzeigen|mehr (?:anzeigen|laden)|alle anzeigen|voir plus|"
    r"afficher (?:plus|la suite)|"
    r"(?:ver|mostrar|cargar|carregar) (?:mas|mais|todos)|mostra (?:altri|tutti)|toon meer|meer laden|pokaz (?:wiecej|"
    r"wszystkie))\b"
)


def _declared(page: Lines, found: Hypothesis, clues: list[int], comments: int) -> int | None:
    region = found.region
    if region.heading is not None:
        count = stated_count(page, region.heading)
        if count is not None:
            return count
    counts = [stated_count(page, i) or shown_of_total(page[i].text) for i in clues]
    return max((count for count in counts if count is not None and count >= comments), default=None)
