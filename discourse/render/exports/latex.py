"""Tables as LaTeX with booktabs, and the rest of the report around them; everything escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from discourse.render.exports.paper import Block, Heading, Table, Text

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "−": "$-$",
    "κ": r"$\kappa$",
    "α": r"$\alpha$",
    **{each: "\\" + each for each in "&%$#_{}"},
}
_FOUND = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONG_RUN, _PIECES, _BREAK = re.compile(r"[^\W_]{40,}"), re.compile(r".{1,4}"), "\x00"
"""Hashes, which no line holds, may be broken; no text holds the sign that stands for the break meanwhile."""
_LONGEST_LABEL = 24
_LEVELS = {1: "section", 2: "subsection", 3: "subsubsection"}


def latex(blocks: Iterable[Block]) -> str:
    """The blocks as LaTeX to be taken into a document: needs booktabs, and an engine or encoding for UTF-8 and T1.

    >>> print(latex([Heading(2, "50% of R&D")]))
    % \\usepackage[T1]{fontenc} \\usepackage{booktabs}
    <BLANKLINE>
    \\subsection*{50\\% of R\\&D}
    <BLANKLINE>
    """
    return "\n\n".join(["% \\usepackage[T1]{fontenc} \\usepackage{booktabs}", *map(_block, blocks)]) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"\\{_LEVELS[block.level]}*{{{escaped(block.text)}}}"
        case Text():
            return ("\\par\\noindent--- " if block.item else "") + escaped(block.text)
        case Table():
            rows = [" & ".join(map(escaped, row)) + r" \\" for row in block.rows]
            lines = [
                r"\begin{table}[htbp]",
                f"\\caption{{{escaped(block.caption)}}}",
                r"\centering\small",
                f"\\begin{{tabular}}{{{_columns(block)}}}",
                r"\toprule",
                " & ".join(map(escaped, block.heads)) + r" \\",
                r"\midrule",
                *rows,
                r"\bottomrule",
                r"\end{tabular}",
                r"\end{table}",
            ]
            return "\n".join(lines)


def _columns(table: Table) -> str:
    """Figures to the right; a first column of long labels breaks its lines, so that the table keeps to the page."""
    longest = max((len(row[0]) for row in table.rows), default=0)
    first = "l" if longest <= _LONGEST_LABEL else r"p{0.24\linewidth}"
    return first + "r" * (len(table.heads) - 1)


def escaped(text: str) -> str:
    """The text with all that LaTeX would run made plain.

    >>> escaped("a_b {c} 5%")
    'a\\\\_b \\\\{c\\\\} 5\\\\%'
    """
    clean = _CONTROL.sub("", " ".join(text.split()))
    breakable = _LONG_RUN.sub(lambda run: _BREAK.join(_PIECES.findall(run[0])), clean)
    return _FOUND.sub(lambda found: _SPECIAL[found[0]], breakable).replace(_BREAK, r"\allowbreak{}")
