"""Guess an encoding by the letters it would make: the one whose readers use most of them is meant."""

from __future__ import annotations

import re

_MARKS = "“”‘’„…–—•«»€£§°©®™·´\xa0"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзб"
_CENTRAL = "áéíóúýčďěňřšťůžąćęłńśźżöőüűäôľăâîșşţțČŘŠŽŁŚŻÁÉÍ" + _MARKS
_KANA = "のにはをたがでてとしれさいもなかるおりこきうまあらえくスンルトリアクイー、。日本人年大国"
_HANGUL = (
    "이다의에는을가고한지하도사를인로기은서대자어시수전그리해만정과부스나라일들것있었았게보여아오주안구상제무장동유"
)
_HANZI = (
    "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着"
    "下自之年过過发發后後作里用道行所然家种種事成方多经經么法学學如都同现現当當没沒动動面起看定天分还還进"
    "進好小部其些主样樣理心她本前开開但因只从從想实實民,。、"
)

# For every encoding the characters that its languages write most, of those beyond ASCII. The first of equals wins.
# Letters of writing without Latin letters stand close together; accented ones stand alone among plain ones.
_APART = {
    "cp1252": "äöüßÄÖÜéèêëàâçîïôûùÉÈÀÇñáíóúãõåøæìòœº¿¡Åؼ½¾" + _MARKS,
    "iso8859_2": _CENTRAL,  # before cp1250, whose own š, ž and ś it does not have
    "cp1250": _CENTRAL,
    "cp1254": "çğıöşüÇĞİÖŞÜâîû" + _MARKS,
    "cp1257": "āčēģīķļņšūžąęėįųõäöüŠŽĀ" + _MARKS,
}
_TOGETHER = {
    "cp1251": _CYRILLIC,
    "koi8_r": _CYRILLIC,
    "cp1253": "αοιετσνηυρπκμλςωάίό",
    "cp1255": "יוהלאמרתבנשדעקחםפ",
    "cp1256": "اليمنوترةبعدسفهكقأح",
    "cp874": "านรกอเงมยลวดทสต่้ัิี",
    "euc_jp": _KANA,
    "cp932": _KANA,
    "gb18030": _HANZI,
    "big5": _HANZI,
    "cp949": _HANGUL,
}
_BEYOND = re.compile(r"[^\x00-\x7f]")
_TOUCHING = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")


def guess_encoding(sample: bytes) -> str:
    """The likeliest encoding of bytes that are no UTF-8; cp1252 where nothing speaks for another.

    Scores each candidate by the share of its characters beyond ASCII that are frequent in its languages, times how
    well the spacing of the high bytes suits its kind of writing. A few words are enough.

    >>> guess_encoding("Лидер освобождён вчера".encode("koi8_r")), guess_encoding("Où êtes-vous ?".encode("cp1252"))
    ('koi8_r', 'cp1252')
    """
    high = len(_HIGH.findall(sample))
    if not high:
        return "cp1252"
    together = sum(map(len, _TOUCHING.findall(sample))) / high
    scores = {name: (1 - together) * _share(sample, name, letters) for name, letters in _APART.items()}
    scores |= {name: together * _share(sample, name, letters) for name, letters in _TOGETHER.items()}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else "cp1252"


def _share(sample: bytes, encoding: str, letters: str) -> float:
    beyond = _BEYOND.findall(sample.decode(encoding, "replace"))
    known = frozenset(letters)
    return sum(each in known for each in beyond) / max(1, len(beyond))
