"""Lines that hold nothing but buttons and counts: "Reply | Report abuse", "12 Likes", "Antworten · Melden"."""

from __future__ import annotations

import re
from functools import lru_cache

from discourse.parse.folding import fold

_WORDS = """
avatar, user avatar, user picture, profile picture, profile image, gravatar, profilbild, photo de profil, foto de
perfil, users liked this comment, users disliked this comment, person disliked this comment, people disliked this
comment, rate comment, click to rate, expand full comment, expand comment, reaction, reactions, recommendation,
recommendations, respect, respected, embed, save, unsave, give award, award, context, full comments, follow,
following, prev, next, root, favorite, favorites, pick, view reply, hide reply, ignore, block, block user, mute, reply
to this thread, permalien, permalink to this comment, sort by, sorted by, order by, oldest, newest, oldest first,
newest first, most liked, top comments, best rated, worst rated, sortieren nach, alteste zuerst, neueste zuerst, trier
par, ordenar por, ordina per, sorteer op, sortuj, sortera efter, twitter facebook, report user, report post,
favourite, collapse thread, show parent, verstecken, merken, reagieren, positiv bewerten, negativ bewerten, kommentar
bewerten, kommentar empfehlen, likes this, reply, replies, reply to this, reply to this comment, reply to comment,
report, report abuse, report comment, report this comment, report this, flag, flag this, flag comment, flag as
inappropriate, flag as abusive, like, likes, dislike, dislikes, like this, unlike, recommend, recommended, recommend
this, share, share this, share this post, share this comment, link to post, share on other sites, permalink, permanent
link, link, link to this, link to this comment, edit, delete, remove, quote, up, down, vote, vote up, vote down,
votes, upvote, downvote, thumb up, thumbs up, thumb down, thumbs down, rate, rate this, rating, score, points, point,
comment score, more, see more, read more, show more, show less, expand, collapse, hide, show, hide replies, show
replies, view replies, hide comment, close, loading, translate, log in to reply, login to reply, log in to post
comments, login to post comments, log in or register to post comments, login or register to post comments, sign in to
reply, reply with quote, top, back to top, parent, in reply to, helpful, not helpful, offtopic, off topic, insightful,
agree, disagree, funny, unhelpful, offensive, thanks, thank, quote this, multiquote, multi-quote, rate up, rate down,
weitere antworten anzeigen, weitere antworten, antwort anzeigen, more replies, more reply, view more replies, show
more replies, kommentarseiten, person likes this, people like this, person likes this comment, people like this
comment, person liked this, people liked this, person found this helpful, people found this helpful, users found this
helpful, like reply, share link, copy link, view in thread, antworten, antwort, antwort abbrechen, auf diesen
kommentar antworten, auf kommentar antworten, melden, kommentar melden, beitrag melden, missbrauch melden, verstoß
melden, empfehlen, empfehlung, empfehlungen, zitieren, gefallt mir, gefallt mir nicht, gefallt, liken, person,
personen, teilen, bearbeiten, loschen, nach oben, zum seitenanfang, bewerten, leserempfehlung, leserempfehlungen,
einloggen um zu antworten, zum antworten anmelden, daumen hoch, daumen runter, link kopieren, mehr anzeigen,
ubersetzen, hilfreich, antworten ausblenden, antworten anzeigen, drucken, repondre, repondre a ce message, repondre a
ce commentaire, signaler, signaler un abus, signaler un contenu abusif, alerter, recommander, citer, j'aime, je n'aime
pas, partager, lien permanent, lien, modifier, supprimer, voir plus, traduire, responder, responder a este comentario,
contestar, denunciar, reportar, me gusta, no me gusta, compartir, citar, editar, eliminar, enlace permanente, enlace,
traducir, valoracion, menos, mas, util, rispondi, segnala, segnala abuso, mi piace, non mi piace, condividi, cita,
modifica, elimina, traduci, curtir, gostei, nao gostei, compartilhar, partilhar, excluir, traduzir, denuncie, reageer,
reageren, beantwoorden, meld, meld misbruik, rapporteer, citeren, bewerken, verwijderen, delen, vind ik leuk,
vertalen, odpowiedz, zglos, zglos naduzycie, zglos komentarz, cytuj, lubie to, udostepnij, edytuj, usun, link do
komentarza, svara, svar, anmal, anmeld, gilla, like!, synes godt om, dela, del, citera, redigera, rapportera, vastaa,
tykkaa, ilmianna, odpovedet, nahlasit, reagovat, citovat, ответить, пожаловаться, нравится, цитировать, ссылка,
поделиться, відповісти, yanitla, cevapla, sikayet et, begen, valasz, jelentes, απαντηση, 回复, 回覆, 返信,
举报, 赞, 답글, 신고, thread, signaler un contenu inapproprie, descurtir, zglos do moderacji, ocen
"""
_ONE = re.compile(
    r"\W{0,6}(?:\d{1,6}\W{0,3})?(?:"
    + "|".join(
        sorted((re.escape(word.strip()) for word in _WORDS.replace("\n", " ").split(",")), key=len, reverse=True)
    )
    + r")(?:\W{0,3}\d{1,6}(?![.,]?\d))?"
)
_LONGEST = 120


def only_buttons(text: str) -> bool:
    """Whether a text is made of nothing but buttons, counts and the marks between them, or none ("ReplyDelete").

    >>> [only_buttons(text) for text in ("Reply | Report Abuse | Link to this", "3 people like this", "I like it")]
    [True, True, False]
    """
    return len(text) <= _LONGEST and _only_buttons(text)


@lru_cache(maxsize=4096)
def _only_buttons(text: str) -> bool:
    folded = fold(text)
    at = 0
    while at < len(folded):
        match = _ONE.match(folded, at)
        if match is None:
            return at > 0 and not any(letter.isalnum() for letter in folded[at:])
        at = match.end()
    return at > 0
