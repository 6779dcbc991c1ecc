"""The text of a run of nodes as a reader sees it: one line a block or break, spaces collapsed, quotes kept as spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from discourse.parse.markup import traits
from discourse.parse.markup.marks import Marks
from discourse.parse.markup.tree import BLOCKS, Tree
from discourse.parse.quotes import QUOTE_WORDS

QuoteSpan = tuple[int, int, str | None]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_EXPANDER = re.compile(
    r"[\s(\[]*+(?:…|\.{2,4}|»)?\s?(?:(?:read|show|see|view)\s)?(?:more|less|mehr|weniger|weiter(?:lesen)?|"
    r"mehr\sanzeigen|lire\s(?:la\s)?(?:suite|plus)|voir\splus|"
    r"ver\sm[áa]s|leer\sm[áa]s|mostrar\sm[áa]s|altro|leggi\stutto|lees\smeer|meer|więcej|pokaż\swięcej|"
    r"read\sfull\s(?:comment|post)|full\stext)\s?(?:…|\.{2,4}|»|›)?[\s)\]]*+",
    re.IGNORECASE,
)


_TRAIL = (
    r"(?:[^\w\n]{1,20}|[^\n|]{0,20}(?:\|[^\n|]{0,20}){1,6}"
    r"|(?:\W{0,3}\d{1,6}\s(?:(?:people|users?|readers?)\s)?(?:likes?|shares?|points?|votes?|upvotes?|thumbs|"
    r"thanks|gefällt|j'aime|hearts?)"
    r"(?:\s(?:this|it))?){1,4}\W{0,3})"
)
_TRAILING = re.compile(rf"\n{_TRAIL}(?:\n{_TRAIL})?\Z", re.IGNORECASE)
"""Last lines of bare punctuation, of words between bars, of counted likes: what is left of a row of actions."""
_LONGEST_TRAIL = 400
"""More characters than two such lines can have."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A text and the spans of it that the markup sets as quotes: (start, end, credited author)."""

    text: str
    quotes: tuple[QuoteSpan, ...] = ()


class _Writer:
    """Gathers pieces of text; a break waits until more text follows it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.pending = ""
        self.joining = False

    def text(self, piece: str) -> None:
        if not piece.isascii():
            piece = _INVISIBLE.sub("", piece)
        words = " ".join(piece.split())
        if not words:
            if piece and not self.pending and self.length:
                self.pending = " "
            return
        if piece[0].isspace() and not self.pending:
            self.pending = " "
        if self.length and self.pending:
            self._put(" " if self.joining and self._open_sentence() else self.pending)
        self.pending = " " if piece[-1].isspace() else ""
        self.joining = False
        self._put(words)

    def lines(self, piece: str) -> None:
        """Text whose own line breaks count."""
        for number, line in enumerate(piece.split("\n")):
            if number:
                self.line_break()
            self.text(line)

    def line_break(self) -> None:
        if self.length:
            self.pending = "\n"

    def rejoin(self) -> None:
        """A break here was made by an expander, not by the writer."""
        self.joining = True
        if not self.pending:
            self.pending = " "

    def _open_sentence(self) -> bool:
        last = self.parts[-1][-1] if self.parts else ""
        return last not in '.!?:;"”»'

    def _put(self, piece: str) -> None:
        self.parts.append(piece)
        self.length += len(piece)


def compose(
    tree: Tree, marks: Marks, nodes: Iterable[tuple[int, int]], dropped: Callable[[int], bool] | None = None
) -> Composed:
    """The text of the node runs `start:end`, without the subtrees of elements for which `dropped` holds.

    Work is linear in the nodes. Quotes within quotes count as part of the outer one.
    """
    writer = _Writer()
    quotes: list[QuoteSpan] = []
    for start, end in nodes:
        _compose_run(tree, marks, start, end, dropped, writer, quotes)
        writer.line_break()
    text = "".join(writer.parts)
    trail = _TRAILING.search(text, max(0, len(text) - _LONGEST_TRAIL))
    cut = trail.start() if trail else len(text)
    return Composed(text[:cut], tuple((start, min(end, cut), who) for start, end, who in quotes if start < cut))


def _compose_run(  # noqa: C901, PLR0912, PLR0913, PLR0917 - one loop over one flat run; its cases are the tags
    tree: Tree,
    marks: Marks,
    start: int,
    end: int,
    dropped: Callable[[int], bool] | None,
    writer: _Writer,
    quotes: list[QuoteSpan],
) -> None:
    tags, texts, ends = tree.tags, tree.texts, tree.ends
    closing: list[int] = []
    quote_end = quote_node = preformatted = -1
    quote_start = 0
    node = start
    while node < end:
        while closing and closing[-1] <= node:
            closing.pop()
            writer.line_break()
        if quote_node >= 0 and node >= quote_end:
            _close_quote(tree, writer, quotes, quote_node, quote_start)
            quote_node = -1
        tag = tags[node]
        if not tag:
            if dropped is not None and dropped(node):
                pass
            elif quote_node < 0 and len(texts[node]) < _LONGEST_LABEL and _LABEL.fullmatch(texts[node]):
                labelled = _labelled(tree, marks, node, start)
                if labelled is not None:
                    quote_node, quote_end, quote_start = labelled, ends[labelled], writer.length
                writer.text(texts[node])
            elif node < preformatted:
                writer.lines(texts[node])
            else:
                writer.text(texts[node])
            node += 1
            continue
        if tag == "br":
            writer.line_break()
        elif dropped is not None and dropped(node):
            if tag in BLOCKS:
                writer.line_break()
            node = ends[node]
            continue
        elif tag in ("a", "span", "button") and _is_expander(tree, marks, node):
            writer.rejoin()
            node = ends[node]
            continue
        elif tag in BLOCKS:
            writer.line_break()
            closing.append(ends[node])
            if tag == "pre":
                preformatted = ends[node]
            if quote_node < 0 and (tag in ("blockquote", "q") or marks.hints[node] & traits.QUOTE):
                quote_node, quote_end, quote_start = node, ends[node], writer.length
        node += 1
    if quote_node >= 0:
        _close_quote(tree, writer, quotes, quote_node, quote_start)


_LABEL = re.compile(rf"\s{{0,20}}{QUOTE_WORDS}\s?:\s{{0,20}}", re.IGNORECASE)
_LONGEST_LABEL, _HIGHEST_LABEL = 40, 12


def _labelled(tree: Tree, marks: Marks, label: int, start: int) -> int | None:
    """The element that opens with a line which only says that a quote follows, and holds the quote."""
    line = next((above for above in islice(tree.up(label), _HIGHEST_LABEL) if tree.tags[above] in BLOCKS), start)
    holder = tree.parents[line]
    if not start <= holder < line or tree.tags[holder] not in ("div", "td", "blockquote", "fieldset"):
        return None
    is_first = marks.text[label] == marks.text[holder] and marks.text[label + 1] == marks.text[tree.ends[line]]
    return holder if is_first and marks.text[tree.ends[holder]] > marks.text[label + 1] else None


def _is_expander(tree: Tree, marks: Marks, node: int) -> bool:
    size = marks.text[tree.ends[node]] - marks.text[node]
    return 3 < size < 30 and _EXPANDER.fullmatch(tree.words(node)) is not None


def _close_quote(tree: Tree, writer: _Writer, quotes: list[QuoteSpan], node: int, start: int) -> None:
    if start and writer.length > start:
        start += 1  # the break before it
    if writer.length > start:
        quotes.append((start, writer.length, credited(tree, node)))


_CREDITING = (
    "data-author",
    "data-username",
    "data-ipsquote-username",
    "data-ipsquote-contentcommentid",
    "data-quote",
    "username",
)
_CREDIT = re.compile(
    r"\W{0,4}(?:(?:originally\sposted\sby|quote(?:d)?(?:\s(?:from|by|of))?:?|quoting|zitat(?:\svon)?|"
    r"ursprünglich\s(?:von|geschrieben\svon)|"
    r"citation\s(?:de)?|cita(?:\sde)?|cytat|posted\sby)\s?:?\s(?P<after>[^\n:(]{1,50}?)(?:\s(?:said|"
    r"wrote|schrieb))?\s?(?::|\(|↑|\n|$)"
    r"|(?P<before>\w[^\n:(]{0,49}?)(?:\s?\([^)\n]{1,40}\))?,?\s(?:said|wrote|writes|says|posted|"
    r"schrieb(?:\sam[^\n:]{1,40})?|hat\sgeschrieben|a\sécrit|escribió|"
    r"ha\sscritto|schreef|napisał(?:\(a\))?|skrev|ecrit|dijo|sagte)\s?:)",
    re.IGNORECASE,
)


def credited(tree: Tree, node: int) -> str | None:
    """The name to which a quote's markup or first line credits it, or None."""
    held = tree.attributes[node]
    for name in _CREDITING:
        value = held.get(name)
        if value and len(value) <= 60 and not value.isdigit():
            return value.strip() or None
    first = tree.words(node, min(tree.ends[node], node + 24))[:120]
    found = _CREDIT.match(first)
    if not found:
        return None
    name = (found.group("after") or found.group("before") or "").strip(" ,;\"'“”")
    return name or None
