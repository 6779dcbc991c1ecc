"""Lines that speak of the thread as a whole: its heading, the form below it, and what follows."""

from __future__ import annotations

import re

from discourse.parse.folding import fold
from discourse.parse.kinds import told_kind
from discourse.parse.state import declared_count, says_closed, stub_in_text
from discourse.parse.text.buttons import only_buttons
from discourse.parse.text.lines import Lines, any_within, per_line
from discourse.parse.text.vocabulary import AFTER_THREAD, FORUM_LABELS, ROLES

_NOUNS = (
    r"comments?|responses?|replies|reactions?|discussion|feedback|talkback|letters|your say|thoughts on|"
    r"kommentare?|leserkommentare?|leserpost|leserstimmen|leserbriefe?|lesermeinungen|wortmeldungen|antworten|"
    r"reaktionen|diskussion|meinungen|"
    r"commentaires?|reactions|vos reactions|reponses|comentarios?|respuestas|opiniones|commenti|risposte|comentarios|"
    r"respostas|"
    r"reacties|komentarze|komentarzy|opinie|kommentarer|kommentit|komentare|diskuse|комментарии|коментари|yorumlar|"
    r"hozzaszolasok|"
    r"评论|評論|コメント|댓글|留言列表|留言板|留言"
)
_HEADING = re.compile(
    rf"\W*+(?:[^\s.,;!?]++\s++){{0,3}}?(?:{_NOUNS})(?![^\W_])(?:(?:\W{{0,3}}\d[\d.,]*+)?\W*+$|\s+(?:on|to|for|from|by|"
    rf"about|zu|auf|von|unserer|sur|a|de|en|su|op|do|na)\s.{{0,110}}$)|"
    rf"\W*+(?:trackbacks?|pingbacks?)\W{{0,3}}(?:trackbacks?|pingbacks?)?\W*+$"
)
_ONLY_NOUN = re.compile(
    r"\W*+(?:(?:reader|user|your|all|the|leser|nutzer|les|vos|los|i)\W?)?\s?(?:comments|kommentare|leserkommentare|"
    r"commentaires|comentarios|"
    r"commenti|comentarios|reacties|komentarze|kommentarer)\W*"
)
_MOST_HEADINGS = 12
_LONGEST_NOTICE = 700
_NOTICE_WORDS = ("cookie", "©", "rights", "rechte", "droits", "derechos", "expressed")
_NOTICE = re.compile(
    r"cookie.{0,200}(?:zustimm|einverstanden|erklarung|policy|accept|consent|nutz|verwend|utilis|acept|acuerdo|"
    r"accett|akcept)|"
    r"(?:verwenden|use|utilisons|utiliza\w*|utilizziamo|gebruik\w*) (?:wir )?cookies|©|all rights reserved|"
    r"alle rechte vorbehalten|"
    r"tous droits reserves|todos los derechos reservados|(?:opinions|views|comments) expressed (?:here|in|on|are|by)"
)
_COUNTED = re.compile(r"\W*+(\d{1,5})\s+[^\W\d][^.!?]{2,40}:\s*$")
_FORM = re.compile(
    r"comment|reply|respon|kommentar|antwort|leserbrief|coment|commen|repond|rispo|respost|reactie|komentarz|svar"
)
_ELSEWHERE = re.compile(
    r"\W*+(?:recent|latest|newest|more|older|newer|next|previous|most|all|view|show|read|see|load|neu|letzte|aktuelle|"
    r"mehr|"
    r"meist|derniers|les plus|plus|ultim|lo mas|mas|laatste|meest|najnow|najcz)"
)
_TRACKED = re.compile(r"\W*+(?:trackbacks?|pingbacks?)\b")


_STEMS = re.findall(
    r"\S+",
    """
    comment coment commen kommen komen komment repl respon respost respuest repond reponse risp reac reak antwort
    leser wortmeld meinung thought gedank discuss diskus diskut feedback talkback letters your say opini premier
    primer first erste disqus livefyre facebook viafoura openweb javascript conversation trackback pingback комм
    комен yorum hozzasz odpowied nobody vastau svar
    评论 評論 留言 コメント 댓글 回复 回應 diskuse debate thread kein brak nenhum
    """,
)


def headings(page: Lines) -> list[int]:
    """The lines that could stand over a thread; of very many the last, so that looking below each stays cheap."""
    return [i for i in range(len(page)) if heading(page, i)][-_MOST_HEADINGS:]


@per_line
def speaks_of_thread(page: Lines, index: int) -> bool:
    """Whether the line holds a word without which it says nothing of the thread: a cheap first look."""
    text = page.folded(index)
    return any(stem in text for stem in _STEMS)


@per_line
def heading(page: Lines, index: int) -> bool:
    """Whether the line could stand over a thread: "Comments", "7 Responses to …", "3 Kommentare".

    >>> [heading(Lines(text), 0) for text in ("12 Comments", "Leave a comment", "His comments were sharp.")]
    [True, False, False]
    """
    text = page[index].text
    if _introduces(page, index):
        return True
    if len(text) > 140 or text[-1] in ".,;" or only_buttons(text) or _counts_replies(page, index):
        return False
    folded = page.folded(index)
    if _COUNTED.match(folded):
        return True
    if not speaks_of_thread(page, index):
        return False
    if says_closed(text) or AFTER_THREAD.match(folded):
        return False
    return bool(_HEADING.match(folded)) or (len(text) <= 60 and declared_count(text) is not None)


def _introduces(page: Lines, index: int) -> bool:
    """Whether the line is a sentence that hands over to the readers: "Here are some of your comments:"."""
    text = page[index].text
    if len(text) > 140 or text[-1] not in ".:" or not speaks_of_thread(page, index):
        return False
    return _INTRODUCTION.search(page.folded(index)) is not None


_TOLD = r"(?:comments|views|letters|e-?mails|replies|reactions|opinions)"
_INTRODUCTION = re.compile(
    r"(?:^\W{0,3}|[.!?] )(?:(?:here (?:are|is)|these are|below (?:are|is)|read|(?:some|a few|a selection) of)\b.{0,40}?"
    rf"\b(?:your|readers'?) {_TOLD}\b|"
    rf"the following {_TOLD}\b.{{0,60}}?\b(?:received|sent|posted|readers|visitors|you)\b)"
)


def names_comments(page: Lines, index: int) -> bool:
    """Whether the heading is nothing but the word for comments, or a sentence that hands over to them."""
    return _introduces(page, index) or _ONLY_NOUN.fullmatch(page.folded(index)) is not None


def stated_count(page: Lines, index: int) -> int | None:
    """The number of comments that the line states, or None."""
    text = page[index].text
    count = declared_count(text)
    if count is None and (match := _COUNTED.match(page.folded(index))):
        return int(match[1])
    return count


def heading_above(page: Lines, index: int, *, reach: int = 10, most_long: int = 2) -> int | None:
    """The heading that stands over the line at `index`: at most `reach` lines up, `most_long` long ones between."""
    long = 0
    for above in range(index - 1, max(-1, index - 1 - reach), -1):
        if heading(page, above):
            return above
        long += len(page[above].text) > 160
        if long > most_long:
            return None
    return None


@per_line
def ends_thread(page: Lines, index: int) -> bool:
    """Whether the line begins what follows a thread: the form, links to other pages, legal notices.

    >>> [ends_thread(Lines(text), 0) for text in ("Leave a Reply", "Related Articles", "I would leave a reply but")]
    [True, True, False]
    """
    text = page[index].text
    return len(text) <= 140 and AFTER_THREAD.match(page.folded(index)) is not None


@per_line
def is_notice(page: Lines, index: int) -> bool:
    """Whether the line is a legal notice: on cookies, privacy, copyright."""
    line = page[index]
    if not line.gap or len(line.text) > _LONGEST_NOTICE:
        return False
    lower = line.text.lower()
    return any(word in lower for word in _NOTICE_WORDS) and _NOTICE.search(fold(line.text)) is not None


@per_line
def opens_form(page: Lines, index: int) -> bool:
    """Whether the line belongs to a form, or a call, to comment."""
    folded = page.folded(index)[:140]
    if _ELSEWHERE.match(folded):
        return False
    return AFTER_THREAD.match(folded) is not None and _FORM.search(folded) is not None


@per_line
def is_button(page: Lines, index: int) -> bool:
    """Whether the line holds nothing but buttons and counts.

    >>> is_button(Lines("Reply | Report Abuse | Link to this"), 0)
    True
    """
    return only_buttons(page[index].text) or page.is_clock(index) or _counts_replies(page, index)


def _counts_replies(page: Lines, index: int) -> bool:
    """Whether the line counts the answers to one comment and says whose: "1 reply by Ann Lee"."""
    return len(page[index].text) <= _LONGEST_COUNT and _REPLIES_BY.match(page.folded(index)) is not None


_LONGEST_COUNT = 80
_REPLIES_BY = re.compile(
    r"\W{0,3}\d{1,4} (?:repl(?:y|ies)|antwort(?:en)?|reponses?|respuestas?|respostas?|rispost[ae]|antwoord(?:en)?) "
    r"(?:by|from|von|de|par|por|di|da|van) \S"
)


def lists_above_stub(page: Lines) -> list[int]:
    """The first items of the lists that stand right above what a comment service leaves behind."""
    found = []
    for index in range(1, len(page)):
        if (
            page[index - 1].indent > page[index].indent
            and len(page[index].text) <= 100
            and stub_in_text(page[index].text)
        ):
            first = index - 1
            while first > 0 and page[first - 1].indent > page[index].indent:
                first -= 1
            found += [first] if page[first].marker else []
    return found


def stub_follows(page: Lines, index: int) -> bool:
    """Whether the list that begins at `index` stands right above what a comment service leaves behind."""
    if "lists above stub" not in page.facts:
        page.facts["lists above stub"] = frozenset(lists_above_stub(page))
    return index in page.facts["lists above stub"]


@per_line
def is_count(page: Lines, index: int) -> bool:
    """Whether the line is a bare number: votes, most likely."""
    text = page[index].text
    return len(text) <= 5 and text.strip("+-–− ").isdigit()


@per_line
def is_forum_label(page: Lines, index: int) -> bool:
    """Whether the line is what forums put beside a name: "Posts: 720", "Senior Member"."""
    text = page[index].text
    return len(text) <= 60 and FORUM_LABELS.match(page.folded(index)) is not None


@per_line
def is_role(page: Lines, index: int) -> bool:
    """Whether the line says who the commenter is, as services put it below a name: "Top fan", "Works at Mill Lane".

    >>> [is_role(Lines(text), 0) for text in ("Top fan", "Works at Mill Lane School", "Works for me")]
    [True, True, False]
    """
    text = page[index].text
    match = ROLES.fullmatch(page.folded(index)) if len(text) <= 80 else None
    return match is not None and (match["named"] is None or text[match.start("named")].isupper())


def shows_forum_label(page: Lines, start: int, stop: int) -> bool:
    """Whether one of the lines `start:stop` is what forums put beside a name."""
    return any_within(page, is_forum_label, start, stop)


_LONGEST_ANSWERED = 90
_ANSWERS = re.compile(
    r"\W{0,5}(?:(?:in )?reply to|in response to|repl(?:ying|ied) to|(?:als )?antwort (?:auf|an|zu)|(?:en )?reponse a|"
    r"repond a|(?:en )?respuesta a|respondiendo a|(?:in )?risposta a|(?:em )?resposta a|(?:in )?antwoord op|"
    r"(?:w )?odpowiedzi? na|(?:som )?svar til|svar pa|в ответ на|ответ на)\s?:?\s?@?(?=\S)"
)


def answer_told(page: Lines, index: int) -> int:
    """Where the name begins in a line that says whom a comment answers ("In reply to Ann"); 0 where it says nothing."""
    text = page[index].text
    match = _ANSWERS.match(page.folded(index)) if len(text) <= _LONGEST_ANSWERED else None
    return match.end() if match else 0


@per_line
def opens_pingbacks(page: Lines, index: int) -> bool:
    """Whether the line stands over a list of pingbacks."""
    return len(page[index].text) <= 60 and _TRACKED.match(page.folded(index)) is not None


@per_line
def is_pingback(page: Lines, index: int) -> bool:
    """Whether the line is a link from another page that says so: "Pingback: A town drowns"."""
    if _TRACKED.match(page.folded(index)) is None:
        return False
    _, words = told_kind(page[index].text)
    return 0 < len(words) < len(page[index].text)


@per_line
def turns_letters(page: Lines, index: int) -> bool:
    """Whether the line leads through an archive of mail: "Previous message: …", "Messages sorted by: [date]"."""
    return len(page[index].text) <= _LONGEST_TURN and _TURNING.match(page.folded(index)) is not None


_LONGEST_TURN = 200
_TURNING = re.compile(
    r"\W*+(?:(?:previous|next|prev) (?:message|in thread|by (?:date|thread|author|subject))"
    r"(?: \(by (?:date|thread)\))?(?:\W*$|\W?:)|"
    r"messages sorted by\b|more information about the\b.{0,80}\blist\W*$|"
    r"(?:date|thread|author|chronological) index\W*$|contemporary messages sorted\b|"
    r"(?:vorherige|nachste) nachricht\W?:|nachrichten sortiert nach\b|message (?:precedent|suivant)\W?:|"
    r"(?:mensaje|messaggio) (?:anterior|siguiente|precedente|successivo)\W?:)"
)
