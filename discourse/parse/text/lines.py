"""A text page as lines: where each stands, how it is indented and marked, and what a byline could be read from it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps

from discourse.parse.calendars import MONTHS
from discourse.parse.folding import fold
from discourse.parse.text.bylines import Parsed, parse_byline
from discourse.parse.times import read_time

_LINE = re.compile(r"(?:[^\t\r\n\v\f\x85\u2028\u2029]++|\t(?!\t))++|\t++")
"""A line, or a cell of a table's row: extractors part these by two tabs."""
_MARKER = re.compile(r"(?:([•*·▪◦‣●○■□☐◎☆★◆◇+–-])|(\d{1,5})[.)])[ \t\u00a0]+(?=\S)")
_DATED = re.compile(
    r"\d{1,2}\.\s(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b"
)  # "20. November" is no item
_LONGEST_BYLINE = 200
_LONGEST_FOLDED = 210
_LONGEST_LABEL = 60
_FEWEST_LABELS = 3
_SPACE = " \t\u00a0\u200b\ufeff\u3000"


_YES, _NO = 1, 2  # 0: not asked yet


def per_line(ask: Callable[[Lines, int], bool]) -> Callable[[Lines, int], bool]:
    """A question about one line, asked of each line of a page only once."""

    name = ask.__name__

    @wraps(ask)
    def asked(page: Lines, index: int) -> bool:
        answers = page.memo.get(name)
        if answers is None:
            answers = page.memo[name] = bytearray(len(page.lines))
        if not answers[index]:
            answers[index] = _YES if ask(page, index) else _NO
        return answers[index] == _YES

    return asked


def any_within(page: Lines, ask: Callable[[Lines, int], bool], start: int, stop: int) -> bool:
    """Whether the answer is yes for one of the lines `start:stop`: every line of the page is asked once, however often.

    >>> any_within(Lines("Ann\\n1\\nBob"), lambda page, index: page[index].text.isdigit(), 0, 2)
    True
    """
    name = f"lines of {ask.__name__}"
    if name not in page.listed:
        page.listed[name] = [i for i in range(len(page)) if ask(page, i)]
    lines = page.listed[name]
    at = bisect_left(lines, start)
    return at < len(lines) and lines[at] < stop


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds more than space: code points `start:end` of the page, less indent and list marker.

    `indent` counts the spaces before it, `gap` the empty lines above it, `marker` is its bullet or number.
    """

    start: int
    end: int
    text: str
    indent: int
    gap: int
    marker: str


class Lines:
    """The lines of a page, with what is asked of them again and again."""

    def __init__(self, text: str, *, day_first: bool | None = None) -> None:
        self.text, self.day_first = text, day_first
        self.lines = _split(text)
        self._parsed: dict[int, Parsed | None] = {}
        self._alike: dict[str, Parsed | None] = {}
        self._clocks: set[int] = set()
        self._folded: dict[int, str] = {}
        self._shape: dict[int, str] = {}
        self.memo: dict[str, bytearray] = {}
        self.facts: dict[str, frozenset[int]] = {}
        self.listed: dict[str, list[int]] = {}
        self.notes: list[str] = []  # what should be said of how the page was read

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index: int) -> Line:
        return self.lines[index]

    def parsed(self, index: int) -> Parsed | None:
        """The byline that the line could be, or None. None, too, for an index outside the page."""
        if index in self._parsed:  # first, since it is asked of every line some twenty times
            return self._parsed[index]
        if not 0 <= index < len(self.lines):
            return None
        found = self._read(index)
        if found and found.is_time and found.time and found.time.iso and "T" not in found.time.iso:
            found = self._with_clock(index, found)
        self._parsed[index] = found
        return found

    def _read(self, index: int) -> Parsed | None:
        """The byline that the line could be, taken by itself: lines that read alike are read once."""
        text = self.lines[index].text
        if len(text) > _LONGEST_BYLINE:
            return None
        if text not in self._alike:
            self._alike[text] = parse_byline(text, self.day_first, self.folded(index))
        return self._alike[text]

    @cached_property
    def times(self) -> list[int]:
        """The lines that show a time and nothing else but a label."""
        self._unname(self.named_times)
        return [i for i in range(len(self.lines)) if (parsed := self.parsed(i)) and parsed.is_time]

    @cached_property
    def named_times(self) -> list[int]:
        """The lines that show a name and a time and little else."""
        found = [i for i in range(len(self.lines)) if (parsed := self.parsed(i)) and parsed.is_named_time]
        self._unname(found)
        return [i for i in found if (parsed := self.parsed(i)) and parsed.is_named_time]

    def _unname(self, found: list[int]) -> None:
        """Take back the names of lines that nearly all open with the same word and a colon: "Created: 3 May 2010"."""
        keys: dict[int, str] = {}
        for index in found:
            parsed = self._parsed[index]
            opening = self.folded(index)[: parsed.time.start].rstrip() if parsed and parsed.time else ""
            if parsed and parsed.name and opening.endswith(":") and fold(parsed.name) in opening:
                keys[index] = opening.lstrip("#0123456789 ")
        often = Counter(keys.values())
        for index, key in keys.items():
            parsed = self._parsed[index]
            if parsed and often[key] >= _FEWEST_LABELS and often[key] * 5 > len(found) * 2:
                self._parsed[index] = replace(parsed, name=None)

    def is_clock(self, index: int) -> bool:
        """Whether the line is the clock to the date on the line above."""
        return index > 0 and self.parsed(index - 1) is not None and index in self._clocks

    def _with_clock(self, index: int, date: Parsed) -> Parsed:
        """The date together with the clock on the line below, where one stands there alone."""
        if index + 1 >= len(self.lines) or self.lines[index + 1].gap or len(self.lines[index + 1].text) > 12:
            return date
        clock = read_time(f"2000-01-01 {self.lines[index + 1].text}")
        if clock is None or "T" not in clock or date.time is None or date.time.iso is None:
            return date
        self._clocks.add(index + 1)
        self._parsed[index + 1] = None
        time = replace(date.time, iso=date.time.iso + clock[10:])
        return replace(date, time=time, shown=f"{date.shown} {self.lines[index + 1].text}")

    def forget(self, first: int) -> None:
        """Let go of what was worked out about lines from `first` on; where it is asked for, it is worked out again."""
        self._parsed = {index: known for index, known in self._parsed.items() if index < first}
        self._folded = {index: known for index, known in self._folded.items() if index < first}
        self._shape = {index: known for index, known in self._shape.items() if index < first}
        self._alike.clear()
        self.listed.clear()
        self.facts.clear()

    @cached_property
    def shapes(self) -> Counter[str]:
        """How often each short line stands on the page, digits and values behind a colon left aside."""
        return Counter(key for index in range(len(self.lines)) if (key := self.shape(index)))

    def folded(self, index: int) -> str:
        """The line's text, folded; of a long line no more than is ever asked for."""
        if index not in self._folded:
            self._folded[index] = fold(self.lines[index].text[:_LONGEST_FOLDED])
        return self._folded[index]

    def shape(self, index: int) -> str:
        """The line's shape (see `bylines.shape`), or nothing where it is too long for a label."""
        if index not in self._shape:
            text = self.lines[index].text
            self._shape[index] = shape(self.folded(index)) if len(text) <= _LONGEST_LABEL else ""
        return self._shape[index]

    def shape_count(self, index: int) -> int:
        """How often lines shaped like this one stand on the page."""
        key = self.shape(index)
        return self.shapes[key] if key else 0

    def item_end(self, index: int) -> int:
        """The line after the last of the list item that begins at `index`: the next one indented no deeper."""
        indent = self.lines[index].indent
        for later in range(index + 1, len(self.lines)):
            if self.lines[later].indent <= indent:
                return later
        return len(self.lines)


def _split(text: str) -> list[Line]:
    lines: list[Line] = []
    last_row_end = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        content = raw.lstrip(_SPACE)
        if not content.strip():
            continue
        indent = len(raw) - len(content)
        start = match.start() + indent
        # Empty lines are counted by the breaks between this line and the last one that held anything.
        gap = max(0, text.count("\n", last_row_end, start) - 1) if lines else text.count("\n", 0, start)
        marker = _MARKER.match(content)
        mark = ""
        if marker and (indent or marker[1] in {"•", "*", "·"}) and not _DATED.match(fold(content[:40])):
            mark = marker[0].strip()
            start += marker.end()
            content = content[marker.end() :]
        body = content.rstrip(_SPACE)
        if not body:  # a bullet before nothing that shows
            continue
        lines.append(Line(start, start + len(body), body, indent, gap, mark))
        last_row_end = match.end()
    return lines


_DIGITS = re.compile(r"\d+")


def shape(folded: str) -> str:
    """A folded line less its numbers and what stands behind a colon: equal for lines that label many comments.

    >>> shape("joined: 3 may 2004") == shape("joined: 12 june 2011"), shape("reply #14")
    (True, 'reply #0')
    """
    key, colon, _ = folded.partition(":")
    return f"{key}:" if colon and 0 < len(key) <= 20 and not key.startswith("http") else _DIGITS.sub("0", folded)
