"""Where the thread stands in the tree, so that the article can be read without it."""

from __future__ import annotations

from collections.abc import Sequence

from discourse.parse.markup import traits
from discourse.parse.markup.blocks import Block
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import Tree

_LARGEST_FRAME = 900
"""Characters beside the comments that what frames them may hold: a heading, a form, a pager."""


def thread_nodes(tree: Tree, marks: Marks, blocks: Sequence[Block]) -> bytearray:
    """1 for every node of the thread: the comments, and the elements named for comments that frame them."""
    taken = bytearray(len(tree))
    outermost = [block for block in blocks if block.outer is None]
    inside = 0
    for block in outermost:
        taken[block.start : block.end] = b"\1" * (block.end - block.start)
        inside += marks.text[block.end] - marks.text[block.start]
    for block in outermost[:1] + outermost[-1:]:
        frame = None
        for ancestor in tree.up(block.start):
            size = marks.text[tree.ends[ancestor]] - marks.text[ancestor]
            if size > inside + _LARGEST_FRAME:
                break
            if marks.hints[ancestor] & traits.COMMENT:
                frame = ancestor
        if frame is not None:
            taken[frame : tree.ends[frame]] = b"\1" * (tree.ends[frame] - frame)
    return taken
