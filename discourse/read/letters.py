"""Guess an encoding: the one by which the letters of some language come out."""

from __future__ import annotations

import math
import re

_MARKS = "“”‘’„…–—•«»€£§°©®™·´\xa0"
_CENTRAL = ("ąćęłńóśźżŁŚŻ", "áéíóúýčďěňřšťůžČŘŠŽ", "áéíóöőúüűÁÉÖ", "ăâîșşţț", "čćđšžČŠŽ")
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзб"
_KANA = "のにはをたがでてとしれさいもなかるおりこきうまあらえくスンルトリアクイー、。日本人年大国"
_HANGUL = (
    "이다의에는을가고한지하도사를인로기은서대자어시수전그리해만정과부스나라일들것있었"
    "았게보여아오주안구상제무장동유성경국"
)
_HANZI = (
    "的一是不了在人有我他這个個们們中来來上大为為和国國地到以說说时時要就出會会可也你對对生能而子那得于着下自之"
    "年过過发發后後作里用道行所然家种種事成方多经經么法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些"
    "主样樣理心她本前开開但因只从從想实實民,。、"
)

# Letters beyond ASCII that stand alone among plain ones, language by language. The first of equals wins.
_APART = {
    "cp1252": (
        *("é", "äöüßÄÖÜé", "éèêëàâçîïôûùœÉÈÀÇ", "áéíóúñü¿¡ºªÁÉÍÓÚÑ", "ãõáéíóúâêôçàÁÉÇÃ", "àèéìòùÈ"),
        *("åäöæøéÅÄÖÆØ", "éëïèöüê"),
    ),
    "iso8859_2": _CENTRAL,  # before cp1250, whose own š, ž and ś it does not have
    "cp1250": _CENTRAL,
    "cp1254": ("çğıöşüÇĞİÖŞÜâîû",),
    "cp1257": ("ąčęėįšųūžŠŽ", "āčēģīķļņšūžĀŠŽ", "äõöüšž"),
}
# Letters of writings in which whole words are beyond ASCII: the most frequent ones, and how many there are in all.
_TOGETHER = {
    "cp1251": (_CYRILLIC, 128),
    "koi8_r": (_CYRILLIC, 128),
    "cp1253": ("αοιετσνηυρπκμλςωάίό", 128),
    "cp1255": ("יוהלאמרתבנשדעקחםפ", 128),
    "cp1256": ("اليمنوترةبعدسفهكقأح", 128),
    "cp874": ("านรกอเงมยลวดทสต่้ัิี", 128),
    "euc_jp": (_KANA, 7000),
    "cp932": (_KANA, 7000),
    "gb18030": (_HANZI, 7000),
    "big5": (_HANZI, 7000),
    "cp949": (_HANGUL, 7000),
}
_BY_CHANCE_APART = 0.25
_BEYOND = re.compile(r"[^\x00-\x7f]")
_TOUCHING = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")


def guess_encoding(sample: bytes) -> str:
    """The likeliest encoding of bytes that are no UTF-8; cp1252 where nothing speaks for another.

    A candidate's score is how far the share of its characters that a language writes often lies above chance (the
    Kullback–Leibler divergence of the two), times how well the spacing of the high bytes suits that kind of writing.
    A few words are enough.

    >>> guess_encoding("Лидер освобождён вчера".encode("koi8_r")), guess_encoding("Où êtes-vous ?".encode("cp1252"))
    ('koi8_r', 'cp1252')
    """
    high = len(_HIGH.findall(sample))
    if not high:
        return "cp1252"
    touching = sum(map(len, _TOUCHING.findall(sample))) / high
    together = min(1.0, max(0.0, (touching - 0.5) / 0.3))
    scores = {
        name: (1 - together) * max(_above(_share(sample, name, letters + _MARKS), _BY_CHANCE_APART) for letters in each)
        for name, each in _APART.items()
    }
    for name, (letters, of) in _TOGETHER.items():
        scores[name] = together * _above(_share(sample, name, letters), len(letters) / of)
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else "cp1252"


def _share(sample: bytes, encoding: str, letters: str) -> float:
    beyond = _BEYOND.findall(sample.decode(encoding, "replace"))
    known = frozenset(letters)
    return sum(each in known for each in beyond) / max(1, len(beyond))


def _above(share: float, chance: float) -> float:
    if share <= chance:
        return 0.0
    rest = (1 - share) * math.log((1 - share) / (1 - chance)) if share < 1 else 0.0
    return share * math.log(share / chance) + rest
