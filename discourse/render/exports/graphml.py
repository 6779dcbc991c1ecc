"""The network of replies as GraphML: readers, and who answers whom how often."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pandas as pd

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("label", "node", "string"),
    ("comments", "node", "int"),
    ("threads", "node", "int"),
    ("weight", "edge", "int"),
    ("threads", "edge", "int"),
)


def graphml(comments: pd.DataFrame) -> bytes:
    """A directed graph: a node a reader (a comment without a name has a reader of its own), an edge from who answers to
    who is answered, its weight the number of answers. Source of the format: http://graphml.graphdrawing.org

    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ["1", "2"], "author": ["Ann", None], "kind": "comment",
    ...     "reply_to": [None, "1"]})
    >>> b'edge source="n1" target="n0"' in graphml(said)
    True
    """
    own = comments[comments["kind"].fillna("comment") == "comment"]
    keys = own["page_id"].astype("string") + "\x1f" + own["comment_id"].astype("string")
    reader = own["author"].astype("string").fillna("\x1f" + keys)
    own = own.assign(reader=reader, above=(own["page_id"].astype("string") + "\x1f" + own["reply_to"].astype("string")))
    own["answered"] = own["above"].map(dict(zip(keys, reader, strict=True)))
    places = {name: f"n{i}" for i, name in enumerate(dict.fromkeys(reader))}
    root = Xml.Element("graphml", xmlns=_SPACE)
    for name, kind, form in _KEYS:
        Xml.SubElement(root, "key", {"id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": form})
    graph = Xml.SubElement(root, "graph", {"id": "replies", "edgedefault": "directed"})
    for who, group in own.groupby("reader", sort=False):
        node = Xml.SubElement(graph, "node", {"id": places[str(who)]})
        label = "(no name)" if str(who).startswith("\x1f") else _CONTROL.sub("\ufffd", str(who))
        _data(node, "node", label=label, comments=len(group), threads=group["page_id"].nunique())
    for pair, group in own.dropna(subset=["answered"]).groupby(["reader", "answered"], sort=False):
        source, target = (places[str(name)] for name in pair)
        edge = Xml.SubElement(graph, "edge", {"source": source, "target": target})
        _data(edge, "edge", weight=len(group), threads=group["page_id"].nunique())
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _data(element: Xml.Element, kind: str, **values: object) -> None:
    for name, value in values.items():
        Xml.SubElement(element, "data", {"key": f"{kind}-{name}"}).text = str(value)
