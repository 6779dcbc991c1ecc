"""Layouts of comment systems, one small module each: a new layout is a new file here, and no edit elsewhere.

A module holds one `LAYOUT`. What it says only helps the general reading along: which names show that a page is of this
layout, which element holds one comment, and where author, time and text stand in it.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

from discourse.parse.markup.tree import Tree


@dataclass(frozen=True, slots=True)
class Layout:
    """A comment system as its markup shows it. Names are class names, or ids as "#shape" with digits as 0.

    `shown`: names of which at least `least` must stand on the page; `blocks`: "tag.name" of the element that holds one
    comment, with "+" or "-" after it where a comment is a run of siblings that begins or ends with it;
    `author`, `time`, `text`, `title`: names where those stand, best first; `exact`: author and time stand nowhere
    else.
    """

    name: str
    shown: tuple[str, ...]
    blocks: tuple[str, ...]
    least: int = 2
    author: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    exact: bool = False


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout in this folder, by name.

    >>> "wordpress" in {layout.name for layout in layouts()}
    True
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").LAYOUT for name in modules)


def recognised(tree: Tree) -> tuple[Layout, ...]:
    """The layouts of which enough names stand on the page.

    >>> from discourse.parse.markup.tree import plant
    >>> page = plant('<ol class="commentlist"><li class="comment depth-1"><cite class="fn">Ann</cite></ol>')
    >>> [layout.name for layout in recognised(page)]
    ['wordpress']
    """
    return tuple(layout for layout in layouts() if sum(name in tree.named for name in layout.shown) >= layout.least)
