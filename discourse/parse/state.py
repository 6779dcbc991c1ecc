"""What a page says about its thread: how many comments there are, that there are none, or that a script fetches them.

Shared by the readers of text and of markup. Each clue is one small function over a short piece of text (a line, a
heading, a link) that answers None or False where the clue is not there; `judge_state` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from discourse.records import ThreadState

STUB_MARKUP: dict[str, tuple[str, ...]] = {
    "cackle": ('id="mc-container"', "cackle_widget"),
    "civil": ("civil-comments", "CivilComments"),
    "commento": ('id="commento"', "id=commento", "cdn.commento.io/js"),
    "coral": (
        "coral_talk",
        "coral_thread",
        "coral-stream",
        "createStreamEmbed",
        "coral-talk",
        "Coral.Talk",
        "Talk.render(",
    ),
    "cusdis": ("cusdis_thread",),
    "discourse": ("discourse-comments", "DiscourseEmbed"),
    "disqus": ("disqus_thread", ".disqus.com/embed.js", "disqus-thread", "disqus-comments", "disqusShortname"),
    "facebook": ("fb-comments", "fb:comments", "facebook.com/plugins/comments", "facebook.com/plugins/feedback"),
    "fastcomments": ("fastcomments-widget", "FastCommentsUI"),
    "gigya": ("showCommentsUI", "gigya-comments", "gig-comments"),
    "giscus": ("giscus.app/client", 'class="giscus"', "<giscus-widget"),
    "gitalk": ("gitalk-container", "gitment-container"),
    "graphcomment": ('id="graphcomment"', "graphcomment.com"),
    "hypercomments": ("hypercomments_widget",),
    "hyvor": ("hyvor-talk-view", "hyvor-talk-comments", "talk.hyvor.com/web-api"),
    "insticator": ("insticator-commenting", "insticator-comments"),
    "intensedebate": ("idcomments_", "intensedebate.com/js", "IDCommentsHead"),
    "isso": ("isso-thread",),
    "js-kit": ("js-kit-comments", "js-kit.com/comments.js", "echo-stream-container"),
    "livefyre": (
        "livefyre-comments",
        "livefyre-app",
        "livefyre_comments",
        'id="livefyre',
        'class="livefyre',
        "lf-comments",
    ),
    "muut": ('class="muut"', "muut.com/i/"),
    "openweb": (
        'data-spotim-module="conversation"',
        "data-spotim-module='conversation'",
        "spot-im-frame-inpage",
        "spotim-conversation",
        "spotim-comments",
        "data-openweb-module",
        'data-spotim-app="conversation"',
        "launcher.spot.im",
    ),
    "pluck": ("pluck-comments", "pluckComments", "pluck_comments"),
    "remark42": ('id="remark42"', "remark_config"),
    "talkyard": ("talkyard-comments",),
    "twikoo": ("twikoo.init", 'id="tcomment"'),
    "utterances": ("utteranc.es/client", 'class="utterances"'),
    "valine": ("new Valine(", 'id="vcomments"'),
    "viafoura": ("<vf-conversations", "<vf-comments", "viafoura-comments", 'class="viafoura"', "vf-conversations"),
    "vk": ("VK.Widgets.Comments", 'id="vk_comments"'),
    "vuukle": ("vuukle-comments", "vuukle-comment", 'id="vuukle'),
    "waline": ('id="waline"', "Waline.init("),
}
"""Service → what its empty place, or the call that fills it, looks like in markup."""

_STUB_TEXT = re.compile(
    r"\b(?:powered|propuls[ée]s?|bereitgestellt|fourni|impuls\w+|offert\w*|hosted|provided)\s+(?:by|par|von|por|da)\s+"
    r"(?:talk\s+by\s+)?(disqus|livefyre|facebook|coral|viafoura|openweb|spot\.?im|hyvor|commento|giscus|utterances|"
    r"isso|cusdis|intense\s?debate|js-kit|echo|vuukle|insticator|fastcomments|remark42|cackle|hypercomments|pluck|"
    r"graphcomment|muut|civil\s+comments)\b"
    r"|\b(?:disqus|facebook|livefyre|viafoura|openweb|hyvor|commento|giscus|utterances|"
    r"vuukle)\s+(?:comments?|kommentare|"
    r"commentaires|comentarios|commenti|conversation)\b"
    r"|\b(?:comments?|kommentare?)\s+(?:with|via|by|mit)\s+(?:disqus|facebook|livefyre|viafoura|giscus|utterances)\b"
    r"|\b(?:enable|activate|activez?|aktivieren\s+sie|active|habilite|activa|"
    r"abilita)\s+javascript\s+(?:to\s+(?:view|see|"
    r"load|read)|pour\s+\w+|um|para\s+\w+|per\s+\w+)\s+[^.\n]{0,30}(?:comment|kommentar|coment|commen)",
    re.IGNORECASE,
)
_INVITED = re.compile(
    r"^\W*(?:join\s+the\s+(?:discussion|conversation|debate)|view\s+(?:the\s+|all\s+)?comments|(?:show|load|"
    r"see|read)\s+"
    r"(?:the\s+|all\s+)?comments|loading\s+comments|comments\s+(?:are\s+)?loading|kommentare\s+(?:ein|an|auf)?\s?"
    r"(?:laden|blenden|zeigen|anzeigen|einblenden|werden\s+geladen)|(?:diskutieren|reden)\s+sie\s+mit|"
    r"afficher\s+les\s+commentaires|"
    r"voir\s+(?:tous\s+)?les\s+commentaires|chargement\s+des\s+commentaires|(?:ver|mostrar|"
    r"cargar)\s+(?:los\s+)?comentarios|"
    r"vedi\s+(?:i\s+)?commenti|(?:mostra|carica)\s+(?:i\s+)?commenti|(?:ver|mostrar|"
    r"carregar)\s+(?:os\s+)?coment[áa]rios|"
    r"(?:toon|bekijk)\s+(?:de\s+)?reacties|poka[żz]\s+komentarze|показать\s+комментарии)\W*$",
    re.IGNORECASE,
)

_NOUN = (
    r"(?:reader|user|web|blog|leser|nutzer|online|öffentliche|öffentlichen|visible|total|new)?[\s-]{0,3}"
    r"(?:comments?|replies|reply|responses?|reactions?|kommentare?|antworten?|reaktionen|leserbriefe?|wortmeldungen|"
    r"commentaires?|réactions?|réponses?|contributions|comentarios?|respuestas?|commenti?|risposte|interventi|"
    r"comentários?|respostas?|reacties?|antwoorden|komentarz(?:e|y)?|odpowiedzi|kommentarer?|kommentit|kommenttia|"
    r"koment(?:áře|ářů|áře|ár|áře)|diskuse|комментари(?:й|я|ев)|коментар(?:ів|і)|yorum(?:lar)?|σχόλια|hozzászólás|"
    r"留言|评论|評論|回應|回复|コメント|댓글)"
)
_THOUGHTS = (
    r"(?:thoughts?\s+on|gedanken?\s+zu|réflexions?\s+(?:sur|au)|comentarios?\s+en|pensieri?\s+su|gedachten?\s+over)"
)
_NUMBER = r"(?<![\d.,:/-])(\d{1,3}(?:[.,'\u00a0\u202f]\d{3})+|\d{1,7})"
_COUNT_BEFORE = re.compile(rf"{_NUMBER}\s{{0,3}}\+?(?:{_NOUN}|{_THOUGHTS})(?!\w)", re.IGNORECASE)
_COUNT_AFTER = re.compile(
    rf"(?<!\w){_NOUN}\s{{0,3}}[(\[:|–—-]?\s{{0,3}}{_NUMBER}(?:\s{{0,3}}[)\]]|\W*$)", re.IGNORECASE
)
_COUNT_WORD = re.compile(
    rf"(?<!\w)(one|ein|eine|un|une|una|um|uma|jeden|één)\s+(?:{_NOUN}|{_THOUGHTS})(?:\s+(?:on|to|zu|auf|en|"
    rf"sur|à|su)\b|\W*$)",
    re.IGNORECASE,
)
_OF_TOTAL = re.compile(
    r"\b(?:showing|displaying|zeige|affichage|mostrando|viewing)\b[^\n]{0,40}\b(?:of|von|sur|de|di)\s+"
    r"(\d{1,3}(?:[.,]\d{3})+|\d{1,7})\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?<![\w.,])0\s{0,3}" + _NOUN + r"(?!\w)"
    r"|" + _NOUN + r"\s{0,3}[(\[:]\s{0,3}0\s{0,3}(?:[)\]]|$)"
    r"|\b(?:no|there\s+are\s+no|zero)\s+(?:comments?|replies|responses?)\b(?!\s+(?:from|about|by)\b)"
    r"|\b(?:comments?|replies):?\s*\(?none\b"
    r"|\bnobody\s+has\s+commented|\bno\s?one\s+has\s+commented|\bhas\s+no\s+comments"
    r"|\bbe\s+the\s+first\s+(?:one\s+)?(?:person\s+)?to\s+(?:\w+\s+){0,3}?(?:comment|reply|respond|discuss)"
    r"|\bbe\s+the\s+first\s+to\s+(?:share\s+your\s+thoughts|say\s+something|leave\s+a|start\s+the)"
    r"|\b(?:noch\s+|bisher\s+|derzeit\s+|aktuell\s+)?keine?\s+(?:\w+\s+)?(?:kommentare?|antworten|reaktionen|"
    r"wortmeldungen)\b"
    r"|\bersten?\s+kommentar\b|\bsei(?:en\s+sie)?\s+der\s+erste\b|\bals\s+erste(?:r|s)?\s+kommentieren"
    r"|\b(?:aucun|pas\s+(?:encore\s+)?de)\s+(?:commentaires?|réactions?|réponses?)\b"
    r"|\bsoyez\s+(?:le\s+premier|la\s+première)|\bsois\s+le\s+premier|\bpremier\s+à\s+(?:commenter|réagir)"
    r"|\b(?:sin|no\s+hay|aún\s+no\s+hay|todavía\s+no\s+hay)\s+(?:comentarios|respuestas)\b|\bsé\s+el\s+primero"
    r"|\b(?:nessun|ancora\s+nessun|non\s+ci\s+sono)\s+comment[oi]\b|\bcommenta\s+per\s+primo|"
    r"\bper\s+primo\s+un\s+commento"
    r"|\b(?:nenhum|sem|ainda\s+não\s+há)\s+comentários?\b|\bseja\s+o\s+primeiro"
    r"|\b(?:nog\s+)?geen\s+reacties\b|\bwees\s+de\s+eerste|\breageer\s+als\s+eerste"
    r"|\b(?:brak|nie\s+ma(?:\s+jeszcze)?)\s+komentarzy\b|\bbądź\s+pierwszy"
    r"|\b(?:inga|ingen|ei)\s+kommentar?er\b|\bbli\s+först|\bei\s+kommentteja\b"
    r"|\b(?:žádné|zatím\s+žádné)\s+komentáře\b|\bнет\s+комментариев|\bкомментариев\s+(?:пока\s+)?нет|"
    r"\bнемає\s+коментарів"
    r"|\bhenüz\s+yorum\b|\byorum\s+yok\b|暂无评论|暫無留言|沒有留言|コメントはありません|コメントはまだ|댓글이\s?없",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"\b(?:comments?|commenting|discussion|responses)\s+(?:\w+\s+){0,4}?(?:is|are|now|have\s+been|"
    r"has\s+been)\s+(?:now\s+|currently\s+)?"
    r"(?:closed|disabled|off|turned\s+off)"
    r"|\bkommentar(?:e|funktion)\b[^.\n]{0,30}\b(?:geschlossen|deaktiviert|abgeschaltet)"
    r"|\bcommentaires?\b[^.\n]{0,20}\b(?:fermés?|désactivés?|clos)|\bcomentarios\b[^.\n]{0,20}\bcerrados"
    r"|\bcommenti\b[^.\n]{0,20}\b(?:chiusi|disabilitati)|\breacties\b[^.\n]{0,20}\bgesloten"
    r"|\bkomentowani\w+\b[^.\n]{0,20}\bwyłączon",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W*(?:load|show|view|see|read|display)\s+(?:\d[\d.,]*\s+)?(?:all|more|older|newer|next|additional|"
    r"remaining|previous)\s+(?:\d[\d.,]*\s+)?"
    r"(?:reader\s+|user\s+)?(?:comments?|replies|responses|posts|messages)\b"
    r"|^\W*(?:older|newer|more|next|previous)\s+(?:comments?|replies|responses)\W*$"
    r"|^\W*(?:ältere|neuere|weitere|mehr|alle|vorherige|nächste)\s+(?:\d[\d.]*\s+)?(?:leser-?)?(?:kommentare|"
    r"antworten|beiträge|wortmeldungen)\b[^.]{0,30}$"
    r"|^\W*(?:commentaires|réactions)\s+(?:plus\s+)?(?:anciens|précédents|suivants|récents)"
    r"|^\W*(?:voir|afficher|lire|charger)\s+(?:plus\s+de|tous\s+les|toutes\s+les|les\s+\d+|d'autres|"
    r"la\s+suite\s+des)\s+(?:\d+\s+)?(?:autres\s+)?(?:commentaires|réactions|réponses)"
    r"|^\W*plus\s+de\s+(?:commentaires|réactions)\W*$"
    r"|^\W*(?:ver|leer|cargar|mostrar)\s+(?:más|todos\s+los|todas\s+las|los\s+\d+)\s+(?:comentarios|respuestas)"
    r"|^\W*(?:más|mais)\s+comentários?\W*$|^\W*más\s+comentarios\W*$|^\W*comentarios\s+(?:anteriores|"
    r"siguientes|antiguos)"
    r"|^\W*(?:ver|carregar|mostrar)\s+(?:mais|todos\s+os)\s+comentários"
    r"|^\W*(?:altri|mostra\s+altri|carica\s+altri|tutti\s+i|vedi\s+tutti\s+i)\s+commenti"
    r"|^\W*(?:meer|alle|oudere|toon\s+alle|laad\s+meer)\s+reacties|^\W*(?:więcej|starsze|wszystkie)\s+komentarz"
    r"|^\W*(?:starší|další)\s+komentáře|^\W*(?:ещё|все|предыдущие)\s+комментари|^\W*(?:fler|äldre|flere|"
    r"eldre)\s+kommentarer",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(
    r"\b(?:page|seite|página|pagina|strona|sida|side|страница)\s+\d{1,4}\s+(?:of|von|sur|de|di|van|z|av|af|"
    r"из|/)\s+(\d{1,4})\b"
    r"|\b1\s+(?:of|von|sur)\s+(\d{1,4})\s+(?:pages|seiten)\b",
    re.IGNORECASE,
)

_LONGEST_CLUE = 160
"""Longer lines are running text: what they say of comments is not the page's own word."""


def stub_in_markup(html: str) -> str | None:
    """The service whose script would fetch the thread into this page, or None.

    Plain substring tests, so that the time is linear in the page and needs no tree.

    >>> stub_in_markup('<div id="disqus_thread"></div>')
    'disqus'
    >>> stub_in_markup("<p>no thread</p>") is None
    True
    """
    return next((name for name, marks in STUB_MARKUP.items() if any(mark in html for mark in marks)), None)


def stub_in_text(text: str) -> str | None:
    """The service named by what its stub leaves in extracted text ("blog comments powered by …"), or None.

    >>> stub_in_text("blog comments powered by Disqus")
    'disqus'
    >>> stub_in_text("Please enable JavaScript to view the comments.")
    'script'
    """
    found = _STUB_TEXT.search(text)
    if found is None:
        return None
    named = re.search(
        r"disqus|livefyre|facebook|coral|viafoura|openweb|spot\.?im|hyvor|commento|giscus|utterances|isso|"
        r"cusdis|vuukle",
        found.group().lower(),
    )
    name = named.group() if named else (found.group(1) or "script").lower()
    return "openweb" if name.startswith("spot") else name


def invites_to_thread(line: str) -> bool:
    """Whether the line is a button that would fetch the thread: "Join the discussion", "Kommentare laden".

    >>> invites_to_thread("Join the Discussion"), invites_to_thread("We joined the discussion late.")
    (True, False)
    """
    return len(line) <= _LONGEST_CLUE and _INVITED.search(line) is not None


def says_none(line: str) -> bool:
    """Whether the line says that nobody has commented yet, in one of a dozen languages.

    >>> says_none("820 views0 comments"), says_none("Noch keine Kommentare"), says_none("10 comments")
    (True, True, False)
    """
    if len(line) > _LONGEST_CLUE:
        return False
    return _NONE.search(line) is not None or _ZERO_GLUED.search(line) is not None


_ZERO_GLUED = re.compile(rf"(?<=[^\W\d_])0\s{{0,3}}{_NOUN}(?!\w)", re.IGNORECASE)


def says_closed(line: str) -> bool:
    """Whether the line says that comments are closed.

    >>> says_closed("Comments are closed."), says_closed("The shop is closed.")
    (True, False)
    """
    return len(line) <= _LONGEST_CLUE and _CLOSED.search(line) is not None


_DIGIT = re.compile(r"\d")


def declared_count(line: str) -> int | None:
    """The number of comments that a heading or link states, or None.

    >>> declared_count("1,204 Comments"), declared_count("Comments (25)"), declared_count("13 thoughts on “Rain”")
    (1204, 25, 13)
    >>> declared_count("One response to Rain"), declared_count("On 5 May we met") is None
    (1, True)
    """
    if len(line) > _LONGEST_CLUE:
        return None
    found = (_COUNT_BEFORE.search(line) or _COUNT_AFTER.search(line)) if _DIGIT.search(line) else None
    if found:
        return int(re.sub(r"\D", "", found.group(1)))
    if _COUNT_WORD.search(line):
        return 1
    return None


def shown_of_total(line: str) -> int | None:
    """The total in "showing 1-10 of 56", or None.

    >>> shown_of_total("Showing 1 - 10 of 56"), shown_of_total("one of us") is None
    (56, True)
    """
    found = _OF_TOTAL.search(line) if len(line) <= _LONGEST_CLUE else None
    return int(re.sub(r"\D", "", found.group(1))) if found else None


def has_more(line: str) -> bool:
    """Whether the line leads to comments that this page does not show: "older comments", "page 1 of 3".

    >>> [has_more(line) for line in ("Load more comments", "← Older Comments", "Seite 1 von 4", "Load more wood")]
    [True, True, True, False]
    """
    if len(line) > _LONGEST_CLUE:
        return False
    pages = _PAGE_OF.search(line)
    if pages:
        return int(pages.group(1) or pages.group(2)) > 1
    return _MORE.search(line) is not None


def judge_state(
    found: int,
    *,
    declared: int | None = None,
    stub: bool = False,
    none: bool = False,
    more: bool = False,
    room: bool = False,
) -> ThreadState:
    """The state of the thread, from the number of comments found and what the page says about it.

    `declared`: the count stated; `stub`: a script's empty place or button; `none`: it says there are none;
    `more`: a pager or "load more"; `room`: a form to comment, or a word that comments are closed.

    >>> judge_state(12, declared=12), judge_state(10, declared=56), judge_state(0, stub=True), judge_state(0)
    ('captured', 'partial', 'not-captured', 'absent')
    >>> judge_state(0, none=True), judge_state(0, declared=4), judge_state(3, more=True)
    ('empty', 'not-captured', 'partial')
    """
    if found:
        lacks = declared > found if declared is not None else more
        return "partial" if lacks else "captured"
    if declared:
        return "not-captured"
    if none or declared == 0:
        return "empty"
    if stub or more:
        return "not-captured"
    return "empty" if room else "absent"


def largest(counts: Iterable[int | None]) -> int | None:
    """The largest of the counts that were stated, or None where none was.

    >>> largest([None, 3, 12]), largest([None]) is None
    (12, True)
    """
    stated = [count for count in counts if count is not None]
    return max(stated, default=None)
