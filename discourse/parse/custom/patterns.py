"""Users' regular expressions, kept from running away: what could is refused, and lines and work are bounded.

A quantifier over a group that repeats or chooses can cost a power of two; back-references and looks ahead are as bad to
bound. What is left costs at most the product of what its repetitions may each take, and that is reckoned beforehand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import comb

LONGEST_PATTERN = 300
LONGEST_LINE = 160
MOST_A_LINE, MOST_A_PAGE = 10**7, 2 * 10**9
"""Steps that a pattern may cost at worst on one line, and on one page: some fifteen million take a second."""
BROKEN_OFF = (
    "the layout was broken off: on a page of so many lines its patterns take too long (use fewer of * + {…} ? and |)"
)
_USUAL_LINE = 60

_TOKEN = re.compile(
    r"\\(?P<escape>.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?(?P<kind>P<\w+>|.)?)?)|(?P<close>\))"
    r"|(?P<choice>\|)|(?P<repeat>[*+]|\{(?P<least>\d*)(?P<to>,?)(?P<most>\d*)\})[?+]?|(?P<maybe>\?)\??|(?P<other>.)",
    re.DOTALL,
)


def fault(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern, and what mends it; None where it is sound.

    >>> fault(r"(?P<author>.+), (?P<time>\\d+ \\w+ \\d{4})") is None
    True
    >>> fault(r"(\\w+ ?)+:")[0]
    'repeats a group that itself repeats'
    """
    if len(pattern) > LONGEST_PATTERN:
        return f"longer than {LONGEST_PATTERN} characters", "tell the byline in fewer words"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return (
            f"not a regular expression: {error}",
            "escape ( ) [ ] . * + ? with a backslash where they stand for themselves",
        )
    return _danger(pattern)


def _danger(pattern: str) -> tuple[str, str] | None:
    """What in the pattern could run away."""
    groups = [False]
    closed = False
    for token in _TOKEN.finditer(pattern):
        if (token["escape"] or "").isdigit() or token["kind"] in {"=", "!", "<", "(", ">"} or token["kind"] == "P":
            return "refers back or looks around", "use plain groups, (?P<author>…) and (?:…) only"
        if token["kind"] and token["kind"] != ":" and not token["kind"].startswith("P<"):
            return "sets flags", "case is passed over already; write the pattern on one line"
        if token["open"]:
            groups.append(False)
        elif token["repeat"] or token["maybe"]:
            if closed and token["repeat"]:
                return "repeats a group that itself repeats", "repeat single characters or sets: [\\w .-]+"
            groups[-1] = True
        elif token["choice"]:
            groups[-1] = True
        if token["close"]:
            closed = groups.pop()
            groups[-1] |= closed
        else:
            closed = False
    if cost(pattern, _USUAL_LINE) > MOST_A_LINE:
        return "could take too long", "use fewer of * + {…} ? and |"
    return None


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as it is matched: against a whole line, in either case."""
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=4096)
def cost(pattern: str, length: int) -> int:
    """The most steps that one line of so many characters may cost: in how many ways its repetitions may share it.

    >>> cost(r"(?P<author>.+), (?P<time>.+)", 60)
    1891
    """
    endless, ways = 0, 1
    for token in _TOKEN.finditer(pattern):
        if token["maybe"] or token["choice"]:
            ways *= 2
        elif token["repeat"] and (token["least"] is None or (token["to"] and not token["most"])):
            endless += 1
        elif token["to"]:
            ways *= max(1, int(token["most"][:6]) - int((token["least"] or "0")[:6]) + 1)
    return comb(length + endless, endless) * ways
