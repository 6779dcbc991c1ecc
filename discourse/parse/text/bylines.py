"""What a single line could say of a comment: whose it is, when it was posted, by what it is numbered.

The time and the labels are taken out of the line; what remains is the name, if it looks like one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.vocabulary import JOINING, LABEL_BEFORE, NOT_NAMES, OTHER_TIMES, SAYS
from discourse.parse.times import ShownTime, fold, times_in


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


_NUMBER = re.compile(
    r"^\W*(?:#|no\.?|nr\.?|№|comment|kommentar|commentaire|comentario|post|beitrag|reply)?\s?#?(\d{1,6}(?:\.\d{1,3}){0,3})\s?[.):#]*(?:\s|$|(?=[|•·-]))"
)
_NUMBER_AFTER = re.compile(r"(?:^|[\s|·•(])(?:#|№|comment\s#?|reply\s#|post\s#?)(\d{1,6})\)?\s*$")
_IN_REPLY = re.compile(
    r"[\s(→>›»-]*(?:in reply to|replying to|in response to|replied to|als antwort auf|antwort auf|en reponse a|"
    r"repond a|en respuesta a|respondiendo a|in risposta a|em resposta a|in antwoord op|w odpowiedzi na|→|➤|›)\s*@?"
)
_VERB = re.compile(
    rf"(?:^|\s|[)\]])(?:{SAYS})(?:\s+(?:this|am|on|at|le|el|il|o godz|um))?\s*(?P<mark>[:：…]|\.\.\.)?\W*$"
)
_VERB_OPENS = re.compile(rf"^\s*(?:{SAYS})(?![^\W_])\s*[:：…]?")
_SEPARATORS = re.compile(r"\s{2,}|\t|\s[|·•∙–—/-]+\s|[|·•∙—–]|\x00|\s//+\s|,\s*$|^\s*,")
_STRIP = " \t\u00a0.,;:|·•∙–—-/()[]{}\"“”„«»'‘’*_~<>=#!"
_CLOCK_ALONE = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?\s?(?:[ap]\.?m\.?|uhr|h)?")
_GLUED = re.compile(r"[a-zà-ÿ\d)](?=[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d)")  # "AnnMay 30, 2019"
_ABBREVIATED = re.compile(r"(?:\.\.\.|\b[^\W\d_]\.|\b[JS]r\.)$")
_HANDLE = re.compile(r"\(@\w{1,40}\)")
_FUNCTION_WORDS = frozenset(
    """
    the is are was were and but for with that this have has had not you your they their what when why how who if it its
    der die das ist sind und aber mit nicht ein eine wie was wenn sich auch auf fur den dem im zu
    le les est sont et mais pour avec pas que qui des une dans sur ce cette
    los las es son y pero por con que como una para se del
    il gli e sono ma per non che di della
    os as sao mas com nao que uma em
    het zijn en maar met niet dat een van op
    jest sa ale nie ze to na
    """.split()
)
_GREETINGS = frozenset(
    (
        "hi hello hey hallo huhu hoi moin servus liebe lieber liebes dear danke dankeschon vielen thanks thank many kind best "
        "regards gruss grusse gruesse viele herzliche mit bonjour salut merci cher chere hola gracias saludos ciao grazie ola "
        "obrigado obrigada beste groeten witam pozdrawiam czesc cheers"
    ).split(" ")
)
_SMILEY = re.compile(r"[:;]-?[)(DP]|[♥❤]")
_PARTICLES = frozenset("de del della der den des du da di do dos la le el al van von ter ten und y e".split())
_EDITED = re.compile(r"(?:edited|bearbeitet|geandert|modifie|editado|modificato|bewerkt|edytowan\w*)\W*$")


def parse_byline(text: str, day_first: bool | None = None, folded: str | None = None) -> Parsed | None:
    """The byline that one line could be, or None where it is plainly something else: running text, a button.

    >>> parse_byline("Posted by: Ann Lee at April 25, 2006 06:24 AM").name
    'Ann Lee'
    >>> parse_byline("4. Jo in reply to Max 07:45 AM 10/29/10").answers
    'Max'
    >>> parse_byline("It rained again today, and nobody came.") is None
    True
    """
    folded = fold(text) if folded is None else folded
    times = times_in(folded, day_first)
    if not times and (glued := _GLUED.search(text)):
        rest = parse_byline(text[: glued.start() + 1] + " " + text[glued.start() + 1 :], day_first)
        return rest if rest and rest.time else None
    if not times and len(text) <= 12 and _CLOCK_ALONE.fullmatch(folded):
        return Parsed(None, ShownTime(0, len(text), None), text)
    if not times and (len(text) > 100 or text[-1:] in ".!?" and " " in text and not text.endswith("...")):
        return None
    if only_buttons(text):
        return None
    if not times:
        return _untimed(text, folded)
    time = next((time for time in times if time.iso), times[0])
    if OTHER_TIMES.search(folded, 0, time.start) or _EDITED.search(folded, time.end):
        return None
    before, after = text[: time.start], text[time.end :]
    for other in times:
        if other is not time:
            before = before[: other.start] + "\x00" * (min(other.end, time.start) - other.start) + before[other.end :]
            if other.start >= time.end:
                cut = other.start - time.end
                after = after[:cut] + "\x00" * (other.end - other.start) + after[cut + other.end - other.start :]
    return _timed(text, before, after, time)


def _timed(text: str, before: str, after: str, time: ShownTime) -> Parsed | None:
    shown = text[time.start : time.end]
    number = answers = None
    label = verb = False
    number, before = _take_number(before)
    before = _drop_joining(before)
    if match := LABEL_BEFORE.match(fold(before)):
        label, before = True, before[match.end() :]
    before, answers = _take_answer(before)
    if match := _VERB.search(fold(before)):
        verb, before = True, before[: match.start()]
    if number is None:
        number, before = _take_number(before)
    if after[:1] == "," and " " not in after and len(after) > 1:  # what a lost link left glued to the time
        after = ""
    after, verb_after, label_after = _after_time(after)
    if number is None and (match := _NUMBER_AFTER.search(fold(after))):
        number, after = match[1], after[: match.start()]
    names = _parts(before)
    rest = _parts(after)
    name = names[0] if names and name_quality(names[0]) else None
    if name is None and not names and rest and (verb_after or label_after or name_quality(rest[0]) > 0.3):
        name = rest.pop(0) if name_quality(rest[0]) else None
    spare = " ".join(names[1:] if name is not None and names and names[0] == name else names) + " ".join(rest)
    if name is None and len(spare) > 60:
        return None
    return Parsed(name, time, shown, verb or verb_after, label or label_after, number, answers, spare.strip())


def _after_time(after: str) -> tuple[str, bool, bool]:
    """What stands behind the time, less verbs and labels: "… at 10:07 PM, Jo wrote:"."""
    folded = fold(after)
    verb = label = False
    if match := _VERB.search(folded):
        verb, after = True, after[: match.start()]
    elif match := _VERB_OPENS.match(folded):
        verb, after = True, after[match.end() :]
    after = after.lstrip(" ,.:;|·•–—-")
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
    if match := _VERB.search(folded):
        if match["mark"] or len(text.split()) <= 4:
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
    answered = text[match.end() :].strip(_STRIP)
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
    kept = []
    for part in _SEPARATORS.split(text):
        clean = part.strip(_STRIP).strip()
        if clean and not only_buttons(clean):
            kept.append(part.strip(" \t\u00a0,;:|·•∙–—-/([{@#*") if len(clean) > 1 else clean)
    return [part if _ABBREVIATED.search(part) else part.rstrip(" .,:;|") for part in kept]


@lru_cache(maxsize=8192)
def name_quality(name: str) -> float:
    """How much a few words look like a name: 1 for "Ann Lee" and "hillbilly_jim", 0 for a sentence or a label.

    >>> name_quality("Ann Lee"), name_quality("What the weather was like"), name_quality("Comments")
    (1.0, 0.0, 0.0)
    """
    if not 1 <= len(name) <= 50 or not any(letter.isalnum() for letter in name):
        return 0.0
    words = name.split()
    if len(words) > 6 or (name[-1] in "?!;" and len(words) > 2) or "http" in name or _VALUED.search(name):
        return 0.0
    if ":" in name.strip(":()"):
        return 0.3
    folded = fold(name)
    bare = folded.strip(_STRIP)
    if bare in NOT_NAMES or only_buttons(name) or name.endswith(":"):
        return 0.0
    if len(words) == 1:
        if _ADDRESS.search(folded):
            return 0.4
        return 1.0 if any(letter.isalpha() for letter in name) else 0.4
    if any(len(word) > 30 for word in words):
        return 0.0
    plain = folded.split()
    if plain[0] in _GREETINGS or _SMILEY.search(name):
        return 0.0
    common = sum(
        word.strip(_STRIP) in _FUNCTION_WORDS
        for position, word in enumerate(plain)
        if not (word in _PARTICLES and 0 < position < len(words) - 1)
    )
    if common >= 2 or ", " in name and common:
        return 0.0
    lower = sum(word[0].islower() for word in words)
    if len(words) <= 3:
        return 1.0 - 0.3 * min(lower, 2) - 0.4 * common
    return max(0.0, 0.7 - 0.3 * lower - 0.3 * common)


_DIGITS = re.compile(r"\d+")
_VALUED = re.compile(r":\s|\d/\d")
_ADDRESS = re.compile(r"(?:www\.|\w\.(?:com|org|net|de|fr|info|co\.uk)$)")


def shape(folded: str) -> str:
    """A folded line with its numbers, and what stands behind a colon, left aside: equal for lines that label many comments.

    >>> shape("joined: 3 may 2004") == shape("joined: 12 june 2011"), shape("reply #14")
    (True, 'reply #0')
    """
    key, colon, _ = folded.partition(":")
    return f"{key}:" if colon and 0 < len(key) <= 20 and not key.startswith("http") else _DIGITS.sub("0", folded)
