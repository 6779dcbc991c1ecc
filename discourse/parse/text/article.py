"""The article of a text page: title, byline, day of publication and body, without what frames them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from discourse.parse.folding import fold
from discourse.parse.text.body import CREDIT, is_text, read_body
from discourse.parse.text.cues import ends_thread, is_button, is_notice
from discourse.parse.text.lines import Lines
from discourse.parse.text.names import name_quality
from discourse.parse.times import find_times

_HEAD = 25
_PARAGRAPH = 90


@dataclass(frozen=True, slots=True)
class Article:
    """What a page holds beside its thread; `body` and `bylines` are lines of the page."""

    title: int | None
    byline: str | None
    published: str | None
    body: tuple[int, ...]
    bylines: tuple[int, ...]


def read_article(page: Lines, stop: int) -> Article:
    """The article in the lines before `stop`, where the thread begins (or the page ends).

    >>> text = "Ferry halts\\n\\nBy Ann Lee, 3 March 2010\\n\\n" + "It did not sail on Monday, said the owners. " * 3
    >>> page = Lines(text)
    >>> article = read_article(page, len(page))
    >>> page[article.title].text, article.byline, article.published
    ('Ferry halts', 'Ann Lee', '2010-03-03')
    """
    opening = _opening(page, stop)
    title = _title(page, opening)
    bylines = _bylines(page, title, opening, stop)
    byline, published = _credits(page, bylines)
    body = read_body(page, title, set(bylines), stop)
    return Article(title, byline, published, tuple(body), tuple(bylines))


def _opening(page: Lines, stop: int) -> int:
    """Where running text begins: the first paragraph that has another one near, so that it is no lone notice.

    Where there is no paragraph, the first sentence will do.
    """
    paragraphs = [i for i in range(stop) if _is_paragraph(page, i)]
    near = (i for i, later in itertools.pairwise(paragraphs) if later - i <= 3)
    sentences = (i for i in range(stop) if page[i].text.endswith(".") and is_text(page, i))
    return next(near, paragraphs[0] if paragraphs else next(sentences, stop))


def _is_paragraph(page: Lines, index: int) -> bool:
    """Whether the line is running text: long, with a full stop, and no notice."""
    text = page[index].text
    if len(text) < _PARAGRAPH or is_notice(page, index):
        return False
    return text.rstrip("\"”“»«’')]*")[-1:] in ".!?…:;" or text.count(". ") > 1 or len(text) > 250


def _title(page: Lines, opening: int) -> int | None:
    """The line that reads most like a headline among those before the first paragraph; of equals the first."""
    best, best_score = None, 0.0
    for index in range(min(opening, _HEAD)):
        line = page[index]
        words = len(line.text.split())
        if line.marker or is_button(page, index) or ends_thread(page, index) or not 2 <= words <= 30:
            continue
        parsed = page.parsed(index)
        if parsed and (parsed.time or parsed.label):
            continue
        score = min(words, 9) / 9 + (0.3 if line.gap else 0.0) - 0.012 * index
        score -= 0.5 * (line.text[-1] in ".:,;" or "|" in line.text or "»" in line.text or "http" in line.text)
        score -= _goes_on(page, index)
        score -= 0.3 * (bool(CREDIT.search(line.text)) or len(line.text) > 140)
        if score > best_score:
            best, best_score = index, score
    return best


def _goes_on(page: Lines, index: int) -> bool:
    """Whether the next line goes on with the sentence, as in paragraphs broken at a width."""
    return index + 1 < len(page) and not page[index + 1].gap and page[index + 1].text[0].islower()


_BYLINE = re.compile(
    r"^(?:by|von|par|por|di|da|door|autor|author|text|words by|written by|posted by|geschrieben von|verfasst von|"
    r"ecrit par|posted|published|veroffentlicht|publie|publicado|pubblicato|"
    r"geplaatst|opublikowano|last updated|updated|aktualisiert|this entry was posted)\b"
)


def _bylines(page: Lines, title: int | None, opening: int, stop: int) -> list[int]:
    """The lines around title and opening that name the author or the day, and one such line below the article."""
    low = max(0, (title if title is not None else 0) - 4)
    found = [i for i in range(low, min(opening + 2, stop)) if i != title and _is_credit_line(page, i)]
    for index in range(max(opening + 2, stop - 14), stop):
        text = page[index].text
        if len(text) <= 300 and _BYLINE.match(fold(text)) and (find_times(text) or len(text) < 60):
            found.append(index)
    return found


def _is_credit_line(page: Lines, index: int) -> bool:
    text = page[index].text
    if len(text) > 160 or page[index].marker:
        return False
    parsed = page.parsed(index)
    if _BYLINE.match(fold(text)) and len(text.split()) <= 20:
        return True
    return parsed is not None and parsed.time is not None and (parsed.is_time or parsed.is_named_time or parsed.label)


_WHO = re.compile(
    r"(?:^|\b(?:posted|published|written|geschrieben|verfasst|veroffentlicht|publie|publicado)\b.{0,60}?\s)(?:by|von|"
    r"par|por|di|da|door)[\s:]+(?P<name>[^|,/•·(]{2,60})"
)
_DIGIT = re.compile(r"\d")
_JOINED = re.compile(r"\s+(?:at|on|am|um|le|el|il|em|op|in|den)$")


def _credits(page: Lines, bylines: list[int]) -> tuple[str | None, str | None]:
    """Who wrote the article and when it was published, from the first of its lines that say so."""
    who = when = None
    for index in bylines:
        times = find_times(page[index].text, day_first=page.day_first)
        when = when or next((time.iso for time in times if time.iso), None)
        who = who or _author(page, index, times[0].start if times else None)
    return who, when


def _author(page: Lines, index: int, time_at: int | None) -> str | None:
    """The name that the line credits; a time may stand before or after it."""
    text, parsed = page[index].text, page.parsed(index)
    for part in (text[:time_at], text) if time_at else (text,):
        if match := _WHO.search(fold(part)):
            name = part[match.start("name") : match.end("name")].strip(" -–—:.|,")
            return None if _DIGIT.search(name) else _JOINED.sub("", name).strip() or None
    if parsed and parsed.name and parsed.time and name_quality(parsed.name) >= 0.7:
        return parsed.name
    return None
