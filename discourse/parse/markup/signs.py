"""What the page says of its thread as a whole: a count, that there are none, that a script or another page has them."""

from __future__ import annotations


from discourse.parse.markup import traits
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.thread import ThreadRead
from discourse.parse.markup.tree import Tree
from discourse.parse.state import (
    declared_count,
    has_more,
    judge_state,
    says_closed,
    says_none,
    shown_of_total,
    stub_in_markup,
)
from discourse.records import Thread

_LONGEST_SIGN = 120


def read_state(tree: Tree, marks: Marks, html: str, taken: bytearray, thread: ThreadRead | None) -> Thread:
    """The thread's state, declared count and layout."""
    found = len(thread.drafts) if thread else 0
    signs = list(_signs(tree, marks))
    return Thread("captured" if found else "absent", None, thread.layout if found and thread else None)


def _signs(tree: Tree, marks: Marks) -> list[str]:
    return []
