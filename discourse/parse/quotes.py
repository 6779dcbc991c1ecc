"""From a layout's drafts to comments: ids, quotes with the comment they come from, own words, and who answers whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from discourse.parse.draft import Draft
from discourse.parse.repeats import Repeats
from discourse.parse.replies import Names, find_reply
from discourse.records import Comment, Quote

_QUOTED_LINES = re.compile(r"(?:^[ \t]{0,8}(?:>|&gt;)[^\n]*(?:\n|\Z))+", re.M)
_CREDITED = re.compile(
    r"^[ \t]{0,8}(?:\[?quote(?: from| by|=)?|originally posted by|zitat(?: von)?|quoting|citation de|citando a|"
    r"on [^\n]{6,40},)?"
    r"[ \t:\]\"“]{0,4}(?P<name>@?[^\n:]{1,60}?)"
    r"(?:[ \t]{1,3}(?P<verb>wrote|writes|said|says|schrieb|schreibt|meinte|sagte|hat geschrieben|a écrit|a dit|"
    r"écrit|escribió|dijo|ha scritto|scrive|escreveu|disse|schreef|zei|napisał|napisała|pisze|"
    r"skrev)\b[^\n:]{0,40})?[ \t]{0,2}[:：]?[ \t\"“\]]{0,4}$",
    re.M | re.I,
)
_ORIGINALLY = re.compile(r"[ \t]{0,8}(?:originally posted by|zitat von|ursprünglich geschrieben von)\s", re.I)
QUOTE_WORDS = r"(?:quote|zitat|citation|citação|citazione|cita|cytat|citaat)"
"""What boards write over a quote."""
_LABEL = re.compile(rf"(?:^|(?<=\n))[ \t]{{0,8}}{QUOTE_WORDS}[ \t]?:?[ \t]{{0,8}}\n\Z", re.I)
"""A line that only says that a quote follows, above the one that credits it."""
_LONGEST_LABEL = 40
_MOST_HEADER = 120
_LONGEST_ARTICLE = 1_000_000
"""Characters of an article that quotes are looked for in: far more than articles have."""


def weave(drafts: Sequence[Draft], *, article: str = "") -> tuple[Comment, ...]:
    """The page's comments, in page order, with quotes and replies worked out.

    Quotes are those that the layout marked, `>` lines, repeated bylines and unmarked repetition of an earlier comment's
    words, or of the `article`'s; `own_text` is what remains. Replies come from the layout; in threads that show no
    nesting, also from marks (`#12`, "in reply to"), quotes and names. Work is near-linear in the length of the thread.

    >>> drafts = [Draft("Ann", "It will never open on time."), Draft("Bob", "> never open on time\\nWant to bet?")]
    >>> first, second = weave(drafts)
    >>> second.own_text, second.reply_to, second.reply_basis
    ('Want to bet?', 'c1', 'quote')
    """
    if not drafts:
        return ()
    texts = [article[:_LONGEST_ARTICLE], *(draft.text for draft in drafts)]
    repeats = Repeats(texts, [None, *(draft.author for draft in drafts)])
    nested = any(draft.parent is not None and draft.basis in {None, "nesting"} for draft in drafts)
    names = Names()
    comments = []
    for position, draft in enumerate(drafts):
        quotes = _quotes(position, drafts, repeats, names)
        target, basis = draft.parent, draft.basis or ("nesting" if draft.parent is not None else None)
        if target is None:
            target, basis = find_reply(position, draft, quotes, names, nested=nested)
        comments.append(
            Comment(
                id=f"c{position + 1}",
                author=draft.author,
                posted=draft.posted,
                posted_at=draft.posted_at,
                text=draft.text,
                own_text=_own(draft.text, quotes),
                quotes=tuple(Quote(s, e, None if of is None else f"c{of + 1}", who) for s, e, of, who in quotes),
                reply_to=None if target is None else f"c{target + 1}",
                reply_basis=basis,
                kind=draft.kind,
            )
        )
        names.add(position, draft)
    return tuple(comments)


Found = tuple[int, int, int | None, str | None]
"""A quote in the making: start, end, position of the comment it repeats, the name it credits."""


def _quotes(position: int, drafts: Sequence[Draft], repeats: Repeats, names: Names) -> list[Found]:
    draft = drafts[position]
    marked = list(draft.quotes)
    if ">" in draft.text or "&gt;" in draft.text:
        marked += [(*match.span(), None) for match in _QUOTED_LINES.finditer(draft.text)]
    found = [_marked(position, span, drafts, repeats, names) for span in marked]
    found += [(r.start, r.end, _comment(r.source), None) for r in repeats.unmarked(position + 1)]
    found += _repeated_bylines(draft.text, names)
    found = _merged(draft.text, found)
    return _merged(draft.text, [_with_header(draft.text, quote, names) for quote in found])


def _comment(text: int | None) -> int | None:
    """The position of the comment whose text stands at that place of the index; the article stands first."""
    return text - 1 if text else None


def _marked(
    position: int, span: tuple[int, int, str | None], drafts: Sequence[Draft], repeats: Repeats, names: Names
) -> Found:
    start, end, credited = span
    text = drafts[position].text
    while end > start and text[end - 1] in "\n ":
        end -= 1
    source = _comment(repeats.source_of(position + 1, start, end))
    if source is None and credited:
        source = names.latest(credited)
    return start, end, source, credited


def _repeated_bylines(text: str, names: Names) -> Iterator[Found]:
    """Lines that are the byline of an earlier comment: its author's name and the time that it shows."""
    if not names.has_times:
        return
    at = 0
    for line in text.split("\n"):
        if 3 < len(line) <= _MOST_HEADER:
            source = names.byline(line)
            if source is not None:
                yield at, at + len(line), source, names.shown(source)
        at += len(line) + 1


def _with_header(text: str, quote: Found, names: Names) -> Found:
    """The quote together with the line before it, where that credits someone: "Ann wrote:"."""
    start, end, source, credited = quote
    above = text[:start].rstrip('\n \t"“>')
    begin = above.rfind("\n") + 1
    line = above[begin:]
    if not line or len(line) > _MOST_HEADER:
        return quote
    match = _CREDITED.match(line)
    if match is None:
        return quote
    name = match["name"].partition(" <")[0].strip(' @"“”[]=')
    latest = names.latest(name)
    is_told = match["verb"] or line.rstrip().endswith((":", "：")) or _ORIGINALLY.match(line)
    if not match["verb"] and (latest is None or not is_told):
        return quote
    label = _LABEL.search(text, max(0, begin - _LONGEST_LABEL), begin)
    begin = label.start() if label else begin
    return begin, end, source if source is not None else latest, credited or name


def _merged(text: str, found: list[Found]) -> list[Found]:
    """Quotes in order without overlap; neighbours with nothing but space between and the same source become one."""
    merged: list[Found] = []
    for quote in sorted(found, key=lambda q: (q[0], -q[1])):
        if merged:
            start, end, source, credited = merged[-1]
            same = source == quote[2] or source is None or quote[2] is None
            if quote[0] < end or (same and not text[end : quote[0]].strip()):
                of = source if source is not None else quote[2]
                merged[-1] = (start, max(end, quote[1]), of, credited or quote[3])
                continue
        merged.append(quote)
    return merged


def _own(text: str, quotes: list[Found]) -> str:
    """`text` without the quoted spans, tidied."""
    if not quotes:
        return text
    pieces = []
    at = 0
    for start, end, _, _ in quotes:
        pieces.append(text[at:start])
        at = end
    pieces.append(text[at:])
    kept = (piece.strip(" \t") for piece in pieces)
    return re.sub(r"\n{3,}", "\n\n", " ".join(kept).replace(" \n", "\n").replace("\n ", "\n")).strip()
