"""Bytes to text: which encoding, and what becomes of bytes that fit none."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from discourse.read.letters import guess_encoding

_MARKS = (  # longest first: the mark of UTF-32-LE begins with that of UTF-16-LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages call by a smaller name than they mean, after the labels of https://encoding.spec.whatwg.org/#names-and-labels
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "johab": "cp949",
}
# What a label may name: the encodings of that standard, as Python calls them.
_ENCODINGS = frozenset(
    {"utf-8", "cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874", "big5", "big5hkscs", "euc_jp"}
    | {"cp932", "cp949", "gb18030", "hz", "iso2022_jp", "iso2022_kr"}
    | {f"cp125{last}" for last in range(9)}
    | {f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{2,40})|<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HIGH = re.compile(rb"[\x80-\xff]")
_UNSOUND = re.compile("[\x00\ud800-\udfff]")
_DECLARED_WITHIN = 4096
_SAMPLE = 16 * 1024


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    r"""The text of `data` and the encoding it was read by; line ends become `\n`. Never raises.

    In this order: a byte order mark; UTF-8 wherever the bytes are that (hardly any other text is UTF-8 by chance);
    what `declared` or the page itself names, read as browsers read it; UTF-8 with few faults; UTF-16 without a mark;
    a guess. Bytes that fit none become U+FFFD, and so do NULs and lone surrogates.

    >>> decode(b"caf\xe9 \x93soir\x94")
    ('café “soir”', 'cp1252')
    >>> decode(b'<meta charset="shift_jis">\x93\xfa\x96{')[0][-2:]
    '日本'
    """
    text, encoding = _decode(data, declared)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Decoders make no lone surrogates, and looking for one character is ten times faster than `sound`.
    return text.replace("\x00", "\ufffd") if "\x00" in text else text, encoding


def sound(text: str) -> str:
    r"""`text` without NULs and lone surrogates, which neither UTF-8 nor the tables can hold: U+FFFD stands for them.

    >>> sound("a\x00b\ud800")
    'a\ufffdb\ufffd'
    """
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSOUND.sub("\ufffd", text)


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    named = _codec(declared) or _codec(_named_within(data[:_DECLARED_WITHIN]))
    if named and named.startswith(("iso2022", "hz")):  # seven-bit: these bytes are valid UTF-8 too, and mean another
        return data.decode(named, "replace"), named
    wide = _wide(data)
    try:
        return data.decode(wide or "utf-8"), wide or "utf-8"
    except UnicodeDecodeError:
        return next(_attempts(data, named))


def _attempts(data: bytes, named: str | None) -> Iterator[tuple[str, str]]:
    """Readings of bytes that are no clean UTF-8, the likeliest first; only the first that holds is made."""
    for encoding in dict.fromkeys([named or "utf-8", "utf-8"]):
        text = data.decode(encoding, "replace")
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        # A few faults are damage (a cut, a pasted line); many mean that the label is wrong.
        if 6 * text.count("\ufffd") <= beyond_ascii:
            yield text, encoding
    guess = guess_encoding(_around_high(data))
    yield data.decode(guess, "replace"), guess


def _around_high(data: bytes) -> bytes:
    """The stretches of `data` around its first bytes beyond ASCII, for markup says nothing of an encoding."""
    pieces, end, size = [], 0, 0
    for found in _HIGH.finditer(data):
        if found.start() < end:
            continue
        start, end = max(end, found.start() - 40), found.start() + 80
        pieces.append(data[start:end])
        size += len(pieces[-1])
        if size >= _SAMPLE:
            break
    return b" ".join(pieces)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of text in Latin letters is zero."""
    head = data[:512]
    if len(head) < 8 or len(data) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else None


def _named_within(head: bytes) -> str | None:
    found = _DECLARED.search(head)
    return (found.group(1) or found.group(2)).decode("ascii", "replace") if found else None


def _codec(label: str | None) -> str | None:
    """The codec that a label means, or None: unknown, or UTF-16, which a page that shows its label can't be in."""
    try:
        name = codecs.lookup((label or "").strip()).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _ENCODINGS else None
