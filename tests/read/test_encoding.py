"""Whatever bytes hold text, the text is found; whatever they hold, something is."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.read.encoding import decode

# A sentence or two a language, of the length of a short comment.
SAID = {
    "french": "Où étaient nos députés ? Le bac a encore été supprimé hier soir, et l’on s’étonne. Ça suffit !",
    "german": "Natürlich wußte niemand davon. Schöne Grüße an die Reederei, das war übel für uns.",
    "spanish": "¿Qué más quieren? Mañana será otro día, señores de la naviera, ¡qué vergüenza!",
    "english": "It’s late again – and nobody says why. I had a cup at the café and walked. “Sorry”, they said.",
    "polish": "Prom znowu się spóźnił, a spółka milczy jak zaklęta. Żałosne, że nikt się tym nie zajął wcześniej.",
    "czech": "Přívoz měl zase zpoždění a společnost mlčí. Příště půjdu pěšky, říkají čtenáři na břehu.",
    "turkish": "Vapur yine geç kaldı ve kimse şaşırmadı. Şimdi ne olacak, çok ilginç değil mi? İyi akşamlar.",
    "russian": "Паром опять опоздал, и никто этому не удивился. Что дальше?",
    "greek": "Το πλοίο άργησε πάλι και κανείς δεν εξεπλάγη. Τι ακολουθεί;",
    "hebrew": "המעבורת שוב איחרה ואיש לא הופתע. מה הלאה?",
    "arabic": "تأخرت العبارة مرة أخرى ولم يفاجأ أحد. ماذا بعد ذلك؟",
    "japanese": "渡し船はまた遅れた。誰も驚かなかった。これからどうなるのか。",
    "chinese": "渡轮又晚点了,没有人感到惊讶。接下来会发生什么?我们都在等。",
    "taiwanese": "渡輪又誤點了,沒有人感到驚訝。接下來會發生什麼?我們都在等。",
    "korean": "배가 또 늦었고 아무도 놀라지 않았다. 다음은 무엇인가? 우리는 기다리고 있다.",
}
WRITTEN = [
    *(("french", "cp1252"), ("french", "utf-8"), ("german", "cp1252"), ("german", "iso8859_15"), ("spanish", "cp1252")),
    *(("english", "cp1252"), ("english", "utf-8"), ("polish", "cp1250"), ("polish", "iso8859_2"), ("czech", "cp1250")),
    *(("czech", "iso8859_2"), ("turkish", "cp1254"), ("russian", "cp1251"), ("russian", "koi8_r"), ("greek", "cp1253")),
    *(
        ("hebrew", "cp1255"),
        ("arabic", "cp1256"),
        ("japanese", "cp932"),
        ("japanese", "euc_jp"),
        ("chinese", "gb18030"),
    ),
    *(("taiwanese", "big5"), ("korean", "cp949"), ("korean", "utf-8")),
]


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_text_without_a_word_on_its_encoding_is_read(language: str, encoding: str) -> None:
    data = SAID[language].encode(encoding, "replace")
    assert decode(data)[0] == data.decode(encoding)


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_markup_around_the_words_does_not_mislead(language: str, encoding: str, times: int) -> None:
    page = f"<div class='comment'><p id='c1'>{SAID[language]}</p><a href='#'>Reply</a></div>\n" * times
    data = page.encode(encoding, "replace")
    assert decode(data)[0] == data.decode(encoding)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + "Grüße".encode(encoding)) == ("Grüße", encoding)


def test_utf16_without_a_mark_is_told_by_its_zeros() -> None:
    assert decode("The ferry is late.".encode("utf-16-le")) == ("The ferry is late.", "utf-16-le")
    assert decode("The ferry is late.".encode("utf-16-be")) == ("The ferry is late.", "utf-16-be")


@pytest.mark.parametrize(
    ("declared", "meant", "data"),
    [
        ("iso-8859-1", "cp1252", b"\x93so\x94 \xe9"),
        ("us-ascii", "cp1252", b"\x93so\x94 \xe9"),
        ("gb2312", "gb18030", "渡轮又晚点了".encode("gb18030")),
        ("shift_jis", "cp932", "①渡し船".encode("cp932")),
        ("ks_c_5601-1987", "cp949", "똠방각하".encode("cp949")),
        ("iso-8859-9", "cp1254", b"\x93ge\xe7 kald\xfd\x94"),
    ],
)
def test_a_declared_encoding_is_read_as_browsers_read_it(declared: str, meant: str, data: bytes) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'.encode() + data
    assert decode(page) == (page.decode(meant), meant)


def test_mislabelled_latin1_keeps_its_curly_quotes() -> None:
    assert decode(b'<meta charset="iso-8859-1"><p>\x93Late\x94 \x96 it\x92s a caf\xe9')[0].endswith(
        "“Late” – it’s a café"
    )


def test_utf8_is_believed_over_a_label_that_says_otherwise() -> None:
    assert decode('<meta charset="iso-8859-1">“Grüße”'.encode()) == ('<meta charset="iso-8859-1">“Grüße”', "utf-8")


def test_seven_bit_encodings_are_taken_at_their_word() -> None:
    page = '<meta charset="iso-2022-jp"><p>渡し船は遅れた'
    assert decode(page.encode("iso2022_jp"))[0] == page


@pytest.mark.parametrize("label", ["utf-16", "nonsense", "rot13", "x" * 30, "utf-7", "", "idna", "undefined"])
def test_a_label_that_cannot_be_true_is_passed_over(label: str) -> None:
    data = f'<meta charset="{label}"><p>caf'.encode() + b"\xe9 plain"
    assert decode(data)[0].endswith("café plain")
    assert decode(b"caf\xe9", label)[0] == "café"


def test_what_the_server_said_counts_before_what_the_page_says() -> None:
    data = '<meta charset="windows-1252"><p>Паром'.encode("koi8_r")
    assert decode(data, "koi8-r")[0].endswith("Паром")


def test_a_few_broken_bytes_in_utf8_are_replaced_one_by_one() -> None:
    data = ("“Grüße”, sagte er – größer, schöner, älter. " * 5).encode() + b"\xff"
    text, encoding = decode(data)
    assert encoding == "utf-8"
    assert text.count("\ufffd") == 1


def test_a_character_cut_at_the_end_does_not_spoil_the_rest() -> None:
    assert decode("渡し船は遅れた。".encode()[:-1])[0] == "渡し船は遅れた\ufffd"


def test_line_ends_are_newlines_and_nuls_are_marked() -> None:
    assert decode(b"a\r\nb\rc\nd\x00e")[0] == "a\nb\nc\nd\ufffde"


@given(st.binary(max_size=300), st.none() | st.sampled_from(["utf-8", "cp932", "nonsense", "utf-16"]))
def test_any_bytes_give_text_that_can_be_written(data: bytes, declared: str | None) -> None:
    text, encoding = decode(data, declared)
    text.encode("utf-8")
    codecs.lookup(encoding)
    assert "\x00" not in text
    assert "\r" not in text


@given(st.text(max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").removeprefix("\ufeff")
    assert decode(b"\xef\xbb\xbf" + text.encode())[0].removeprefix("\ufeff") == kept
