"""Folding: text in lower case without diacritics, code point for code point, so that offsets stay."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """`text` in lower case without diacritics; as long as before.

    >>> fold("À 5 Févr.")
    'a 5 fevr.'
    """
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def _fold_table() -> dict[int, str]:
    table = {0x142: "l", 0x141: "l", 0xF8: "o", 0xD8: "o", 0x111: "d", 0x110: "d", 0x2019: "'", 0x2BC: "'"}
    for point in (*range(0x20, 0x530), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(point))[0].lower()
        if len(base) == 1 and base != chr(point):
            table.setdefault(point, base)
    table.update(dict.fromkeys((0xA0, 0x202F, 0x2009, 0x2007, 0x3000), " "))
    return table


_FOLDS = _fold_table()
