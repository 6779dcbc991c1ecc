"""The article's own words: its paragraphs with the subheads and lists between them, and nothing of what frames them."""

from __future__ import annotations

import re

from discourse.parse.folding import fold
from discourse.parse.text.cues import ends_thread, heading, is_button, is_notice, opens_form
from discourse.parse.text.lines import Lines

CREDIT = re.compile(
    r"\b(?:AP|AFP|Reuters|Getty|dpa|EPA|WIKIMEDIA|Shutterstock|iStock|Flickr|Foto|Photo|Bild|Image|Fotos?|Picture|"
    r"Credit|Quelle)\b\s*[:/|)]|"
    r"/\s*(?:AP|AFP|Reuters|Getty|dpa|EPA)\b|©|\b(?:PRESS|COMMONS)/",
)
"""Who took a picture, and for whom."""

_CREDIT_AT_END = 60
_CALL = re.compile(
    r"(?:click|klick|cliquez|share|join|sign up|follow|like us|subscribe|download|watch|listen|read (?:more|the|all|"
    r"our)|see (?:all|more|also)|view|get|track the|want to|"
    r"lesen sie|mehr (?:dazu|zum)|hier geht|jetzt|abonnieren|folgen|teilen|voir|lire|a lire|ver|lee|leer|mas|leggi|"
    r"lees|czytaj|source|quelle|via\b|foto|photo|image|bild|video)\b.{0,80}$"
)
_CAPTION = re.compile(
    r"(?:image source|photo(?:graph)? (?:by|courtesy)|photo:|image:|foto:|bild:|credit:|\[photo|\(photo|caption|"
    r"abbildung|bildquelle|quelle:|source:|fotocredit)"
)
_ATTRIBUTION = re.compile(r"[-–—]\s?(?:[A-ZÄÖÜ][\w.'’]*+\s?){1,4}$")
_ROLE = (
    r"(?:editor|writer|author|fellow|reporter|journalist|professor|columnist|blogger|founder|consultant|freelance|"
    r"contributor|"
    r"correspondent|director|analyst|lecturer|Autor|Redakteur|Journalist|Professor|Herausgeber|Publizist|Blogger|"
    r"rédact|"
    r"journaliste|auteur|periodista|escritor|giornalista|redaktor|dziennikarz)"
)
_BIO = re.compile(
    r"(?!The |Der |Die |Das |Le |La |El )(?:[A-ZÄÖÜ][\w.'’-]+\s){1,4}(?:"
    rf"(?:is|was|ist|war|est|es|è|jest)\s(?:an?\s|the\s|our\s|eine?\s|une?\s|una\s|il\s|"
    rf"la\s)?(?:[^.]{{0,80}}\s)?{_ROLE}"
    r"|(?:writes|covers|blogs|reports on|schreibt|arbeitet als|studierte|écrit)\s)"
)
_END = re.compile(
    r"(?:tags?\b|labels\b|filed under|posted (?:by|in|at)|related\b|about the author|uber den autor|you (?:may|"
    r"might)|share\b|categories|kategorie|schlagw|source\s?»|source\s?:|"
    r"trackback|more (?:from|on|about|stories)|breaking on|this entry was|einzelheft|das konnte sie|zapisz|"
    r"via \w+uberweisung|sie lesen gern|wenn (?:ihnen|dir) (?:dieser|der)|"
    r"companies:|people:|next story|previous story|read/post|smarte partner|wissenschaftlich gepruft|recommended|"
    r"zum thema|mehr zum|lesen sie auch|a lire|sur le meme|noticias relacionad)"
)
_NEAR = 12  # paragraphs between a pull quote and the words it shows again
_COMPARED = 50_000  # characters of a paragraph that are looked through for them


def read_body(page: Lines, title: int | None, bylines: set[int], stop: int) -> list[int]:
    """The lines of running text before `stop`, with the subheads and lists between them."""
    start = title + 1 if title is not None else 0
    solid = [i for i in range(start, stop) if i not in bylines and is_text(page, i)]
    if not solid:
        return []
    end = _last_text(page, solid, stop)
    first = solid[0]
    kept = [i for i in range(start, first) if i not in bylines and _is_standfirst(page, i)]
    previous = None
    for index in range(first, end + 1):
        if index in bylines or index == title:
            continue
        if is_text(page, index) or _joins(page, index, end, previous):
            kept.append(index)
            previous = index
    return _without_pull_quotes(page, kept)


def _is_standfirst(page: Lines, index: int) -> bool:
    """Whether a line above the text is its standfirst: a sentence's length, though it may lack the full stop."""
    text = page[index].text
    return (
        60 <= len(text) <= 300
        and len(text.split()) >= 9
        and not (page[index].marker or "|" in text or CREDIT.search(text) or _CALL.match(page.folded(index)))
        and not (ends_thread(page, index) or is_notice(page, index) or opens_form(page, index))
    )


def is_text(page: Lines, index: int) -> bool:
    """Whether the line is text of the article by itself: a sentence or more, no caption, no call, no button."""
    text = page[index].text
    if len(text) < 40 or is_button(page, index) or is_notice(page, index) or opens_form(page, index):
        return False
    if (len(text) <= 140 and ends_thread(page, index)) or (len(text) <= 80 and _CALL.match(page.folded(index))):
        return False
    if CREDIT.search(text, max(0, len(text) - _CREDIT_AT_END) if len(text) > 140 else 0) and len(text) <= 300:
        return False
    if _CAPTION.match(page.folded(index)):
        return False
    return text.rstrip("\"”“»«’')]*> ")[-1:] in ".!?…:" or len(text) > 160


def _joins(page: Lines, index: int, end: int, previous: int | None) -> bool:
    """Whether a short line between paragraphs belongs to them: a subhead, a list item, a line of code or verse."""
    line = page[index]
    text = line.text
    if previous is None or is_button(page, index) or (ends_thread(page, index) and len(text) < 80):
        return False
    folded = page.folded(index)
    if CREDIT.search(text) or _CAPTION.match(folded) or heading(page, index) or _CALL.match(folded):
        return False
    if _ATTRIBUTION.match(text):
        return False
    if line.marker:
        return len(text.split()) >= 2
    return index <= end and len(text) >= 3 and any(letter.isalpha() for letter in text)


def _last_text(page: Lines, solid: list[int], stop: int) -> int:
    """The article's last line: before author's notes, links and calls that only a little text follows."""
    total = float(sum(len(page[i].text) for i in solid))
    after = 0
    end = _trailing(page, solid[-1], stop)
    texts = set(solid)
    for index in range(stop - 1, solid[0], -1):
        text = page[index].text
        if index in texts:
            after += len(text)
        if after > max(0.12 * total, 700):
            break
        ends = _END.match(page.folded(index)) or (ends_thread(page, index) and not page[index].marker)
        cut = (len(text) <= 120 and ends) or _BIO.match(text)
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
    return text.startswith("http") or (len(text) >= 20 and text[-1] in ".!?…)" and not CREDIT.search(text))


def _without_pull_quotes(page: Lines, kept: list[int]) -> list[int]:
    """The lines less those that only show again what a longer paragraph near by says."""
    plain = [re.sub(r"\W+", " ", fold(page[i].text[:_COMPARED])).strip() for i in kept]
    out = []
    for place, index in enumerate(kept):
        words = plain[place]
        if 30 < len(words) <= 260 and not page[index].marker:
            near = plain[max(0, place - _NEAR) : place] + plain[place + 1 : place + 1 + _NEAR]
            if words in plain[max(0, place - _NEAR) : place] or any(
                len(other) > max(100, len(words)) and words[:44] in other for other in near
            ):
                continue
        out.append(index)
    return out
