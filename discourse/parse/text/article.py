"""The article of a text page: title, byline, day of publication and body, without what frames them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from discourse.parse.text.bylines import name_quality
from discourse.parse.text.cues import ends_thread, heading, is_button, is_notice, opens_form
from discourse.parse.text.lines import Lines
from discourse.parse.times import find_times, fold

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

    >>> page = Lines("Ferry halts\\n\\nBy Ann Lee, 3 March 2010\\n\\n" + "The ferry did not sail on Monday, said the owners. " * 3)
    >>> article = read_article(page, len(page))
    >>> page[article.title].text, article.byline, article.published
    ('Ferry halts', 'Ann Lee', '2010-03-03')
    """
    opening = _opening(page, stop)
    title = _title(page, opening)
    bylines = _bylines(page, title, opening, stop)
    byline, published = _credits(page, bylines)
    body = _body(page, title, set(bylines), stop)
    return Article(title, byline, published, tuple(body), tuple(bylines))


def _opening(page: Lines, stop: int) -> int:
    """Where running text begins: the first paragraph that has another one near, so that it is no lone notice."""
    paragraphs = [i for i in range(stop) if _is_paragraph(page, i)]
    near = (i for i, later in itertools.pairwise(paragraphs) if later - i <= 3)
    return next(near, paragraphs[0] if paragraphs else stop)


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
        score -= 0.3 * (bool(_CREDIT.search(line.text)) or len(line.text) > 140)
        if score > best_score:
            best, best_score = index, score
    return best


_CREDIT = re.compile(
    r"\b(?:AP|AFP|Reuters|Getty|dpa|EPA|WIKIMEDIA|Shutterstock|iStock|Flickr|Foto|Photo|Bild|Image|Fotos?|Picture|Credit|Quelle)\b\s*[:/|)]|"
    r"/\s*(?:AP|AFP|Reuters|Getty|dpa|EPA)\b|©|\b(?:PRESS|COMMONS)/",
)
_BYLINE = re.compile(
    r"^(?:by|von|par|por|di|da|door|autor|author|text|words by|written by|posted by|geschrieben von|verfasst von|ecrit par|posted|published|veroffentlicht|publie|publicado|pubblicato|"
    r"geplaatst|opublikowano|last updated|updated|aktualisiert|this entry was posted)\b"
)


def _bylines(page: Lines, title: int | None, opening: int, stop: int) -> list[int]:
    """The lines around title and opening that name the author or the day, and one such line below the article."""
    low = max(0, (title if title is not None else 0) - 4)
    found = []
    for index in range(low, min(opening + 2, stop)):
        if index != title and _is_credit_line(page, index):
            found.append(index)
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
    r"(?:^|\b(?:posted|published|written|geschrieben|verfasst|veroffentlicht|publie|publicado)\b.{0,60}?\s)(?:by|von|par|por|di|da|door)[\s:]+(?P<name>[^|,/•·(]{2,60})"
)


def _credits(page: Lines, bylines: list[int]) -> tuple[str | None, str | None]:
    who = when = None
    for index in bylines:
        text, parsed = page[index].text, page.parsed(index)
        times = find_times(text, day_first=page.day_first)
        if when is None:
            when = next((time.iso for time in times if time.iso), None)
        if who is None:
            plain = text[: times[0].start] if times and times[0].start > 3 else text
            match = _WHO.search(fold(plain)) or _WHO.search(fold(text))
            named = (
                (plain if match and match.string == fold(plain) else text)[match.start("name") : match.end("name")]
                if match
                else None
            )
            if named is None and parsed and parsed.name and parsed.time and name_quality(parsed.name) >= 0.7:
                named = parsed.name
            who = named.strip(" -–—:.|,").strip() or None if named else None
    return who, when


def _body(page: Lines, title: int | None, bylines: set[int], stop: int) -> list[int]:
    """The lines of running text, with the subheads and lists between them."""
    start = title + 1 if title is not None else 0
    solid = [i for i in range(start, stop) if i not in bylines and _is_text(page, i)]
    if not solid:
        return []
    end = _last_text(page, solid, start, stop)
    first = solid[0]
    kept = [i for i in range(start, first) if i not in bylines and _is_standfirst(page, i)]
    previous = None
    for index in range(first, end + 1):
        if index in bylines or index == title:
            continue
        if _is_text(page, index) or _joins(page, index, end, previous):
            kept.append(index)
            previous = index
    return _without_pull_quotes(page, kept)


def _is_standfirst(page: Lines, index: int) -> bool:
    """Whether a line above the text is its standfirst: a sentence's length, though it may lack the full stop."""
    text = page[index].text
    return (
        60 <= len(text) <= 300
        and len(text.split()) >= 9
        and not (page[index].marker or "|" in text or _CREDIT.search(text) or _CALL.match(page.folded(index)))
        and not (ends_thread(page, index) or is_notice(page, index) or opens_form(page, index))
    )


def _is_text(page: Lines, index: int) -> bool:
    """Whether the line is text of the article by itself: a sentence or more, no caption, no call, no button."""
    text = page[index].text
    if len(text) < 40 or is_button(page, index) or is_notice(page, index) or opens_form(page, index):
        return False
    if len(text) <= 140 and ends_thread(page, index) or len(text) <= 80 and _CALL.match(page.folded(index)):
        return False
    if len(text) <= 300 and _CREDIT.search(text):
        return False
    if _CAPTION.match(fold(text)):
        return False
    return text.rstrip("\"”“»«’')]*> ")[-1:] in ".!?…:" or len(text) > 160


_CALL = re.compile(
    r"(?:click|klick|cliquez|share|join|sign up|follow|like us|subscribe|download|watch|listen|read (?:more|the|all|our)|see (?:all|more|also)|view|get|track the|want to|"
    r"lesen sie|mehr (?:dazu|zum)|hier geht|jetzt|abonnieren|folgen|teilen|voir|lire|a lire|ver|lee|leer|mas|leggi|lees|czytaj|source|quelle|via\b|foto|photo|image|bild|video)\b.{0,80}$"
)
_CAPTION = re.compile(
    r"(?:image source|photo(?:graph)? (?:by|courtesy)|photo:|image:|foto:|bild:|credit:|\[photo|\(photo|caption|abbildung|bildquelle|quelle:|source:|fotocredit)"
)


def _joins(page: Lines, index: int, end: int, previous: int | None) -> bool:
    """Whether a short line between paragraphs belongs to them: a subhead, a list item, a line of code or verse."""
    line = page[index]
    text = line.text
    if previous is None or is_button(page, index) or (ends_thread(page, index) and len(text) < 80):
        return False
    if _CREDIT.search(text) or _CAPTION.match(fold(text)) or heading(page, index) or _CALL.match(page.folded(index)):
        return False
    if _ATTRIBUTION.match(text):
        return False
    if line.marker:
        return len(text.split()) >= 2
    return index < end and len(text) >= 3 and any(letter.isalpha() for letter in text)


_ATTRIBUTION = re.compile(r"[-–—]\s?(?:[A-ZÄÖÜ][\w.'’]*\s?){1,4}$")
_ROLE = (
    r"(?:editor|writer|author|fellow|reporter|journalist|professor|columnist|blogger|founder|consultant|freelance|contributor|"
    r"correspondent|director|analyst|lecturer|Autor|Redakteur|Journalist|Professor|Herausgeber|Publizist|Blogger|rédact|"
    r"journaliste|auteur|periodista|escritor|giornalista|redaktor|dziennikarz)"
)
_BIO = re.compile(
    r"(?!The |Der |Die |Das |Le |La |El )(?:[A-ZÄÖÜ][\w.'’-]+\s){1,4}(?:"
    rf"(?:is|was|ist|war|est|es|è|jest)\s(?:an?\s|the\s|our\s|eine?\s|une?\s|una\s|il\s|la\s)?(?:[^.]{{0,80}}\s)?{_ROLE}"
    r"|(?:writes|covers|blogs|reports on|schreibt|arbeitet als|studierte|écrit)\s)"
)
_END = re.compile(
    r"(?:tags?\b|labels\b|filed under|posted (?:by|in|at)|related\b|about the author|uber den autor|you (?:may|might)|share\b|categories|kategorie|schlagw|source\s?»|source\s?:|"
    r"trackback|more (?:from|on|about|stories)|breaking on|this entry was|einzelheft|das konnte sie|zapisz|via \w+uberweisung|sie lesen gern|wenn (?:ihnen|dir) (?:dieser|der)|"
    r"companies:|people:|next story|previous story|read/post|smarte partner|wissenschaftlich gepruft|recommended|zum thema|mehr zum|lesen sie auch|a lire|sur le meme|noticias relacionad)"
)


def _last_text(page: Lines, solid: list[int], start: int, stop: int) -> int:
    """The article's last line: before author's notes, links and calls that only a little text follows."""
    total = sum(len(page[i].text) for i in solid)
    after = 0
    end = _trailing(page, solid[-1], stop)
    texts = set(solid)
    for index in range(stop - 1, solid[0], -1):
        text = page[index].text
        if index in texts:
            after += len(text)
        if after > max(0.12 * total, 700):
            break
        cut = (
            len(text) <= 120 and (_END.match(fold(text)) or (ends_thread(page, index) and not page[index].marker))
        ) or _BIO.match(text)
        if cut and not (page[index].marker and len(text) > 120):
            end, after = index - 1, 0
            total *= 0.7  # every further cut must take less
    while end > solid[0] and not (end in texts or _closes(page, end)):
        end -= 1
    return end


def _trailing(page: Lines, last: int, stop: int) -> int:
    """The last of the lines behind the final paragraph that still read as the author's words."""
    while last + 1 < stop and _closes(page, last + 1):
        last += 1
    return last


def _closes(page: Lines, index: int) -> bool:
    """Whether a line could be an article's last: a list item, an address, a remark with its smiley."""
    text = page[index].text
    if is_button(page, index) or ends_thread(page, index) or heading(page, index) or is_notice(page, index):
        return False
    if page[index].marker:
        return len(text.split()) > 1
    return text.startswith("http") or (len(text) >= 20 and text[-1] in ".!?…)" and not _CREDIT.search(text))


def _without_pull_quotes(page: Lines, kept: list[int]) -> list[int]:
    """The lines less those that only show again what a longer paragraph says."""
    plain = {i: re.sub(r"\W+", " ", fold(page[i].text)).strip() for i in kept}
    long = " | ".join(plain[i] for i in kept if len(plain[i]) > 100)
    out = []
    seen: set[str] = set()
    for index in kept:
        words = plain[index]
        if 30 < len(words) <= 260 and (words in seen or words[:44] in long.replace(words, "", 1)):
            continue
        seen.add(words)
        out.append(index)
    return out
