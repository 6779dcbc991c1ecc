"""Blocks that hold only a part of each comment, made wider: where all have the same author, or hardly a word."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

from discourse.parse.markup.candidates import Candidate
from discourse.parse.markup.complete import Groups
from discourse.parse.markup.judge import fit_of
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.thread import ThreadRead, read_thread
from discourse.parse.markup.tree import Tree

_FEWEST, _FARTHEST = 3, 4


def widened(
    tree: Tree, marks: Marks, candidate: Candidate, thread: ThreadRead, titles: frozenset[str]
) -> ThreadRead | None:
    """The thread read from what holds the candidate's blocks one by one; None where these are whole, or none is wider.

    A header that is named for comments may look more like one than what holds it together with the text.
    """
    if not _is_part(tree, marks, thread):
        return None
    spans = candidate.spans
    for _ in range(_FARTHEST):
        if any(tree.ends[start] != end for start, end in spans):
            return None
        spans = tuple((tree.parents[start], tree.ends[tree.parents[start]]) for start, _ in spans)
        if spans[0][0] < 0 or any(after[0] < before[1] for before, after in pairwise(spans)):
            return None
        wider = dataclasses.replace(candidate, spans=spans, layout=None)
        read = read_thread(tree, marks, wider, Groups(spans), titles)
        if len(read.drafts) == len(thread.drafts) and not _is_part(tree, marks, read):
            return read
    return None


def _is_part(tree: Tree, marks: Marks, thread: ThreadRead) -> bool:
    """Whether three comments or more all name the same author, or most hold no more than a word."""
    fit = fit_of(tree, marks, thread)
    return len(thread.drafts) >= _FEWEST and (fit.people < 2 or fit.words < 2)
