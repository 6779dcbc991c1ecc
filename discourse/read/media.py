"""What kind of content bytes or text are, by what they show; a file's ending only tips the balance."""

from __future__ import annotations

import re

from discourse.records import Media

_MAGIC = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a sound, film or picture",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet table",
}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\f\r\x1b"})
_OPENING = re.compile(
    r"(?:\s|\ufeff|<!--.{0,2000}?-->|<\?.{0,500}?\?>)*+<(?:!doctype\s+html|(?:html|head|body)\b)", re.I | re.S
)
_TAG = re.compile(
    r"</?(?:html|head|body|div|p|span|a|table|tr|td|br|ul|ol|li|h[1-6]|meta|link|script|article|section)\b", re.I
)
_XML = re.compile(r"\s*<\?xml\b|\s*<(?:rss|feed|disqus)\b")
_LOOK = 64 * 1024
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".cfm")


def binary(data: bytes) -> str | None:
    r"""What binary content `data` is, in words, or None where it may be text.

    >>> binary(b"%PDF-1.7"), binary(b"Plain words."), binary(b"H\x00i\x00 \x00y\x00o\x00u\x00!\x00")
    ('a PDF document', None, None)
    """
    for magic, words in _MAGIC.items():
        if data.startswith(magic):
            return words
    head = data[:_LOOK]
    if head.startswith(_WIDE_MARKS) or _every_other_is_zero(head):
        return None
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "binary data" if controls > len(head) // 50 else None


def media_of(text: str, source: str = "") -> Media:
    """Whether `text` is a page's markup or plain text; `source` is its name, whose ending decides where little shows.

    >>> media_of("<!DOCTYPE html><p>Hi"), media_of("He wrote <b>no</b>."), media_of("<p>Hi <br> you", "a.html")
    ('html', 'text', 'html')
    """
    head = text[:_LOOK]
    if _OPENING.match(head):
        return "html"
    tags = len(_TAG.findall(head))
    if source.lower().removesuffix(".gz").endswith(_HTML_ENDINGS):
        return "html" if tags else "text"
    return "html" if tags >= 5 and tags * 400 >= len(head) else "text"


def is_xml(text: str) -> bool:
    """Whether `text` is XML but no page.

    >>> is_xml("<?xml version='1.0'?><rss/>"), is_xml("<?xml version='1.0'?><html/>")
    (True, False)
    """
    return bool(_XML.match(text)) and not _OPENING.match(text[:_LOOK])


def _every_other_is_zero(head: bytes) -> bool:
    half = len(head) // 2
    return half >= 4 and max(head[0::2].count(0), head[1::2].count(0)) > 0.7 * half > 14 * min(
        head[0::2].count(0), head[1::2].count(0)
    )
