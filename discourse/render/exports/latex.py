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
                f"\\begin{{tabular}}{{l{'r' * (len(block.heads) - 1)}}}",
                r"\toprule",
                " & ".join(map(escaped, block.heads)) + r" \\",
                r"\midrule",
                *rows,
                r"\bottomrule",
                r"\end{tabular}",
                r"\end{table}",
            ]
            return "\n".join(lines)


def escaped(text: str) -> str:
    """The text with all that LaTeX would run made plain.

    >>> escaped("a_b {c} 5%")
    'a\\\\_b \\\\{c\\\\} 5\\\\%'
    """
    return _FOUND.sub(lambda found: _SPECIAL[found[0]], _CONTROL.sub("", " ".join(text.split())))
