"""The elements that a CSS selector selects, found in one pass over the page for each of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from discourse.parse.custom.selectors import Simple, meets, parsed
from discourse.parse.markup.tree import Tree


def select(tree: Tree, selector: str) -> list[int]:
    """The elements that `selector` selects, in page order.

    >>> from discourse.parse.markup.tree import plant
    >>> page = plant('<ul class=a><li id=x>1<ul><li data-n="2">2</ul></ul>')
    >>> [page.words(node) for node in select(page, ".a > li, [data-n]")]
    ['1 2', '2']
    """
    found: set[int] = set()
    for path in parsed(selector):
        reached: Sequence[int] | None = None
        for before, simple in path:
            alike = list(_alike(tree, simple))
            reached = alike if reached is None else list(_within(tree, alike, reached, before == ">"))
        found.update(reached or ())
    return sorted(found)


def _alike(tree: Tree, simple: Simple) -> Iterator[int]:
    nodes: Sequence[int] = tree.named.get(simple.names[0], ()) if simple.names else range(len(tree))
    for node in nodes:
        held = tree.attributes[node]
        if (
            tree.tags[node]
            and (not simple.tag or tree.tags[node] == simple.tag)
            and all(name in tree.names[node] for name in simple.names)
            and (not simple.id or held.get("id") == simple.id)
            and all(name in held and meets(how, value, held[name] or "") for name, how, value in simple.attributes)
        ):
            yield node


def _within(tree: Tree, nodes: Sequence[int], outer: Sequence[int], children: bool) -> Iterator[int]:
    """Those of `nodes` that stand in one of `outer`, or right in one; both are in page order."""
    if children:
        parents = frozenset(outer)
        yield from (node for node in nodes if tree.parents[node] in parents)
        return
    at = reach = 0
    for node in nodes:
        while at < len(outer) and outer[at] < node:
            reach = max(reach, tree.ends[outer[at]])
            at += 1
        if node < reach:
            yield node
