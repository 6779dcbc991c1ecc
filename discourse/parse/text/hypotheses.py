"""Whole-page hypotheses: each layout's readings of the thread, scored; the one that explains the page best wins."""

from __future__ import annotations

from discourse.parse.text.belief import is_believed
from discourse.parse.text.layouts import layouts
from discourse.parse.text.lines import Lines
from discourse.parse.text.rows import rows_of
from discourse.parse.text.scoring import Hypothesis, judge


def best_hypothesis(page: Lines) -> Hypothesis | None:
    """The reading of the page's thread that explains it best, or None where none is good enough.

    >>> best_hypothesis(Lines("1 comment\\n\\nAnn says:\\n\\nAt last.")).layout
    'says'
    >>> best_hypothesis(Lines("It rained. Nobody said a word.")) is None
    True
    """
    best: Hypothesis | None = None
    for layout in layouts():
        for marks, price in rows_of(page, layout.side, layout.find(page)):
            found = judge(page, layout, marks, price)
            if found and (best is None or found.score > best.score) and is_believed(page, found):
                best = found
    return best
