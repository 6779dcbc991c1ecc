"""What a single line could say of a comment: whose it is, when it was posted, by what it is numbered.

The time and the labels are taken out of the line; what remains is the name, if it looks like one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from discourse.parse.folding import fold
from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.names import STRIP, name_quality
from discourse.parse.text.vocabulary import EDITED, JOINING, LABEL_BEFORE, OTHER_TIMES, PICTURE, SAYS
from discourse.parse.times import ShownTime, times_in


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line read as a byline. `verb`: it says "says"; `label`: it says "posted by"; `rest`: words beside the name."""

    name: str | None
    time: ShownTime | None
    shown: str | None
    verb: bool = False
    label: bool = False
    number: str | None = None
    answers: str | None = None
    rest: str = ""

    @property
    def is_time(self) -> bool:
        """The line shows a time and nothing else."""
        return self.time is not None and not self.name and not self.rest

    @property
    def is_named_time(self) -> bool:
        """The line shows a name and a time and little else."""
        return self.time is not None and self.name is not None and len(self.rest) <= 40

    @property
    def is_name(self) -> bool:
        """The line shows a name and nothing else, neither time nor verb nor label."""
        return self.name is not None and self.time is None and not (self.verb or self.label or self.rest)


_LONGEST_CLOCK, _LONGEST_NAMING = 12, 100
_LONGEST_ODD, _MOST_ODD = 30, 4
_NUMBER = re.compile(
    r"^\W*(?:\d{1,4}\s?(?=#\d))?(?:#|no\.?|nr\.?|№|comment|kommentar|commentaire|comentario|post|beitrag|"
    r"reply)?\s?#?(\d{1,6}(?:\.\d{1,3}){0,3})\s?[.):#]*(?:\s|$|(?=[|•·-]))"
)
_NUMBER_AFTER = re.compile(r"(?:^|[\s|·•(])(?:#|№|comment\s#?|reply\s#|post\s#?)(\d{1,9})\)?\s*$")
_IN_REPLY = re.compile(
    r"[\s(→>›»-]*(?:(?<=\()reply to|in reply to|replying to|in response to|replied to|als antwort auf|antwort auf|"
    r"en reponse a|repond a|en respuesta a|respondiendo a|in risposta a|em resposta a|in antwoord op|w odpowiedzi na|"
    r"→|➤|›)\s*@?"
)
_VERB = re.compile(
    rf"(?:^|\s|[)\]])(?:{SAYS})(?:\s+(?:this|am|on|at|le|el|il|o godz|um))?\s*(?P<mark>[:：…]|\.\.\.)?\W*$"
)
_VERB_OPENS = re.compile(rf"^\s*(?:{SAYS})(?![^\W_])\s*[:：…]?")
_SEPARATORS = re.compile(r"\s{2,}|\t|\s[|·•∙–—/-]+\s|[|·•∙—–]|\x00|\s//+\s|,\s*$|^\s*,")
_CLOCK_ALONE = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?\s?(?:[ap]\.?m\.?|uhr|h)?")
_GLUED = re.compile(
    r"[a-zà-ÿ\d)](?=[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d)|[^\W\d_](?=\d{1,2}\.? [^\W\d_]{3,9}\.? (?:19|20)\d\d)"
)
"""A name that a lost break has left glued to the time: "AnnMay 30, 2019", "Ann6. Juni 2015"."""
_ABBREVIATED = re.compile(r"(?:\.\.\.|\b[^\W\d_]\.|\b[JS]r\.)$")
_SCORED = re.compile(r"\s\(?[+–-]?\d[\d.,]*k?\s(?:points?|punkte?|pts)\b\)?(?=\W*$)")
_MEMBER_NUMBER = re.compile(r"\s\(\s?\d{3,9}\s?\)\s*$")
_PICTURED = re.compile(rf"^\W{{0,2}}\[(?:[^\]\w]{{1,3}}|[^\]]{{0,20}}\b{PICTURE})\]\W{{0,2}}", re.IGNORECASE)
"""What stands for a picture or a switch before a name: "[User Picture]", "[–]"."""
_SUBJECT = re.compile(r"\s(?:post subject|subject|betreff|titel|sujet|asunto|oggetto|onderwerp|temat|title)\s?:.*$")
_HANDLE = re.compile(r"\(@\w{1,40}\)")
_EDIT_NOTE = re.compile(rf"\((?:last |zuletzt )?{EDITED}\b[^()]*\)\s*$")
_FURNISHED = re.compile(r"(?<=\S)[\s,|(\[]+(?:e-?mail|website|homepage)\W*$", re.IGNORECASE)
_EDITED_TOO = re.compile(rf"[\s·•|,(–-]{{1,4}}(?:last )?{EDITED}\b[\s:]{{0,3}}")
"""What stands between the time of a post and a later one, at which it was changed."""
_EDITED = re.compile(rf"{EDITED}\W*$")
_EDITED_FLAG = re.compile(rf"(?<=\S)\s?[·•|∙]\s?{EDITED}\W{{0,3}}$")
_GUEST = re.compile(r"\W*guest\W*$")


def parse_byline(text: str, day_first: bool | None = None, folded: str | None = None) -> Parsed | None:
    """The byline that one line could be, or None where it is plainly something else: running text, a button.

    >>> parse_byline("Posted by: Ann Lee at April 25, 2006 06:24 AM").name
    'Ann Lee'
    >>> parse_byline("4. Jo in reply to Max 07:45 AM 10/29/10").answers
    'Max'
    >>> parse_byline("It rained again today, and nobody came.") is None
    True
    """
    if pictured := _PICTURED.match(text):
        text, folded = text[pictured.end() :], None
    folded = fold(text) if folded is None else folded
    if note := _EDIT_NOTE.search(folded):
        text, folded = text[: note.start()].rstrip(), folded[: note.start()].rstrip()
    if flag := _EDITED_FLAG.search(folded):
        text, folded = text[: flag.start()], folded[: flag.start()]
    times = times_in(folded, day_first)
    if times:
        return None if only_buttons(text) else _with_time(text, folded, times)
    if glued := _GLUED.search(text):
        at = glued.start() + 1
        parsed = parse_byline(f"{text[:at]} {text[at:]}", day_first)
        return parsed if parsed and parsed.time else None
    if len(text) <= _LONGEST_CLOCK and _CLOCK_ALONE.fullmatch(folded):
        return Parsed(None, ShownTime(0, len(text), None), text)
    return None if _is_sentence(text) or only_buttons(text) else _untimed(text, folded)


def _is_sentence(text: str) -> bool:
    """Whether a line without a time is too long for a name, or ends as sentences do."""
    if len(text) > _LONGEST_NAMING:
        return True
    ends = text[-1:] in ".!?" and " " in text and not text.endswith("...")
    return ends and not (_ABBREVIATED.search(text) is not None and name_quality(text) >= 1)  # "Ann B." is a name


def _with_time(text: str, folded: str, times: list[ShownTime]) -> Parsed | None:
    """The byline around the first time that says when; other times in the line are blanked out."""
    time = next((time for time in times if time.iso), times[0])
    if OTHER_TIMES.search(folded, 0, time.start) or _EDITED.search(folded, time.end):
        return None
    later = next((other for other in times if other.start > time.start), None)
    if later and _EDITED_TOO.fullmatch(folded, time.end, later.start):
        text, folded, times = text[: time.end], folded[: time.end], [time]
    plain = text
    for other in times:
        if other is not time:
            plain = plain[: other.start] + "\x00" * (other.end - other.start) + plain[other.end :]
    return _timed(text, plain[: time.start], plain[time.end :], time)


def _timed(text: str, before: str, after: str, time: ShownTime) -> Parsed | None:
    shown = text[time.start : time.end]
    number = answers = None
    label = verb = False
    number, before = _take_number(before)
    before = _drop_joining(before)
    for pattern in (_SCORED, _MEMBER_NUMBER):
        if match := pattern.search(fold(before)):
            before = before[: match.start()]
    match = LABEL_BEFORE.match(fold(before))
    if match and not _GUEST.match(fold(before)):  # where nobody else is named, a guest is who wrote
        label, before = True, before[match.end() :]
    before, answers = _take_answer(before)
    if match := _VERB.search(fold(before)):
        verb, before = True, before[: match.start()]
    if number is None:
        number, before = _take_number(before)
    if after[:1] == "," and " " not in after and len(after) > 1:  # what a lost link left glued to the time
        after = ""
    after, answered = _take_answer(after)
    answers = answers or answered
    after, verb_after, label_after = _after_time(after)
    if number is None and (match := _NUMBER_AFTER.search(fold(after))):
        number, after = match[1], after[: match.start()]
    names = _parts(before)
    rest = _parts(after)
    said = verb or verb_after or label
    name = names[0] if names and (name_quality(names[0]) or (said and _is_short(names[0]))) else None
    if name is None and not names and rest and (verb_after or label_after or name_quality(rest[0]) > 0.3):
        name = rest.pop(0) if name_quality(rest[0]) else None
    spare = " ".join(names[1:] if name is not None and names and names[0] == name else names) + " ".join(rest)
    if name is None and len(spare) > 60:
        return None
    return Parsed(name, time, shown, verb or verb_after, label or label_after, number, answers, spare.strip())


def _is_short(text: str) -> bool:
    """Whether words that a line credits, with a time, are few enough for a name, however odd: "zorba the meek"."""
    return (
        len(text) <= _LONGEST_ODD and len(text.split()) <= _MOST_ODD and text[-1:] not in ".!?:," and "://" not in text
    )


def _after_time(after: str) -> tuple[str, bool, bool]:
    """What stands behind the time, less verbs and labels: "… at 10:07 PM, Jo wrote:"."""
    folded = fold(after)
    verb = label = False
    if match := _VERB.search(folded):
        verb, after = True, after[: match.start()]
    elif match := _VERB_OPENS.match(folded):
        verb, after = True, after[match.end() :]
    after = after.lstrip(" ,.:;|·•–—-")
    if match := _SUBJECT.search(fold(f" {after}")):
        after = after[: match.start()]
    if match := LABEL_BEFORE.match(fold(after)):
        label, after = True, after[match.end() :]
    return after, verb, label


def _untimed(text: str, folded: str) -> Parsed | None:
    number, text = _take_number(text)
    folded = folded[len(folded) - len(text) :] if number else folded
    label = False
    if match := LABEL_BEFORE.match(folded):
        rest = text[match.end() :]
        if rest.strip():
            label, text = True, rest
    text, answers = _take_answer(text)
    folded = fold(text)
    verb = False
    match = _VERB.search(folded)
    if match and (match["mark"] or len(text.split()) <= 4):
        verb, text = True, text[: match.start()]
    parts = [text.strip(" \t\u00a0|·•–—-")] if verb else _parts(text)
    if not parts or not parts[0]:
        return Parsed(None, None, None, number=number) if number else None
    name = parts[0]
    if not name_quality(name) and not (verb and len(name) <= 50):
        return None
    if len(parts) > 1 and sum(map(len, parts[1:])) > 40:
        return None
    return Parsed(name, None, None, verb, label, number, answers, " ".join(parts[1:]))


def _take_number(text: str) -> tuple[str | None, str]:
    match = _NUMBER.match(fold(text))
    if match is None:
        return None, text
    rest = text[match.end() :]
    again = _NUMBER.match(fold(rest))
    if again and again[1] == match[1]:
        rest = rest[again.end() :]
    return match[1], rest


def _take_answer(text: str) -> tuple[str, str | None]:
    match = _IN_REPLY.search(fold(text))
    if match is None or not match[0].strip(" (-"):
        return text, None
    answered = text[match.end() :].strip(STRIP)
    if not answered or len(answered) > 60:
        return text, None
    return text[: match.start()], answered


def _drop_joining(before: str) -> str:
    for _ in range(2):
        stripped = before.rstrip(" ,|·•–—-(:[")
        match = JOINING.search(fold(stripped))
        if match is None:
            return before
        before = stripped[: match.start()]
    return before


def _parts(text: str) -> list[str]:
    text = _HANDLE.sub(" ", text)
    kept: list[str] = []
    pressed = False
    for part in (_FURNISHED.sub("", piece) for piece in _SEPARATORS.split(text)):
        clean = part.strip(STRIP).strip()
        if clean and only_buttons(clean):
            pressed = True
        elif clean:
            kept.append(part.strip(" \t\u00a0,;:|·•∙–—-/([{@#*«»") if len(clean) > 1 else clean)
    if pressed:  # numbers among buttons count what they were pressed for
        kept = [part for part in kept if any(letter.isalpha() for letter in part)]
    return [part if _ABBREVIATED.search(part) else part.rstrip(" .,:;|") for part in kept]
