"""Words that frame comments on pages, in the main European languages, folded (see `times.fold`).

What a line says of the thread as a whole stands in `discourse.parse.state`; these are the words of bylines, of the
buttons below a comment, and of what follows a thread.
"""

from __future__ import annotations

import re


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


SAYS = (
    r"says|said|wrote|writes|sez|commented|comments|replied|replies|responded|adds|asks|answered|posted|"
    r"sagt|sagte|schreibt|schrieb|meint|meinte|antwortet|antwortete|kommentiert|kommentierte|hat geschrieben|"
    r"hat gesagt|"
    r"dit|a dit|ecrit|a ecrit|a repondu|repond|a commente|dice|dijo|escribio|escribe|ha dicho|ha escrito|comento|"
    r"responde|"
    r"respondio|ha detto|ha scritto|scrive|disse|diz|escreveu|respondeu|zegt|zei|schreef|schrijft|reageerde|"
    r"pisze|napisal|napisala|napisal\(a\)|mowi|skriver|skrev|sager|sa|sade|kirjoitti|kirjoittaa|sanoo|pise|napsal|rekl|"
    r"пишет|написал|написала|говорит|сказал|dedi ki|diyor ki|dedi|azt mondta|irta"
)
"""Verbs with which a page reports what a commenter wrote."""

_LABELS = (
    r"report this comment|report comment|report abuse|reported|comment posted by|comment by|comment from|comments by|"
    r"posted by|posted on|posted at|posted|post by|message par|mensaje por|submitted by|submitted on|submitted|"
    r"written by|reply by|reply from|from|"
    r"author|"
    r"username|user|name|date|comment|guest|by|verfasst von|erstellt|eingetragen|gesendet|geschrieben|"
    r"geschrieben von|kommentar von|beitrag von|erstellt von|von|"
    r"eingestellt von|redige par|commente par|"
    r"ecrit par|publie par|poste par|soumis par|envoye par|depose par|inserito da|geschreven door|"
    r"ingezonden door|commentaire de|par|publicado por|enviado por|escrito por|"
    r"comentario de|comentario por|por|postato da|scritto da|inviato da|commento di|da|di|door|geplaatst door|"
    r"reactie van|"
    r"przez|dodane przez|komentarz od|napisany przez|skrevet af|skrevet av|postat av|av|af|autor|auteur|autore"
)
LABEL_BEFORE = re.compile(rf"^\W*(?:{_LABELS})(?:\s(?:by|von|par|por|da|door|przez|av|af))?(?![^\W_])\s*[:：]?\s*")
"""A label that opens a byline, before the name."""

OTHER_TIMES = re.compile(
    r"(?:^|[\s|·•(])(?:registered|joined|join date|member since|date joined|last (?:reply|edited|post|activity|"
    r"updated|modified|seen|visit)|edited|"
    r"edit|updated|modified|published|registriert(?: seit)?|beigetreten|dabei seit|mitglied seit|anmeldedatum|"
    r"zuletzt|geandert|bearbeitet|aktualisiert|stand|"
    r"inscrit|inscription|enregistre le|inscrit le|membre depuis|modifie|edite|mis a jour|derniere|registrado|"
    r"miembro desde|ultima|editado|actualizado|iscritto|"
    r"registrato|modificato|aggiornato|membro desde|lid sinds|geregistreerd|laatst|dolaczyl|rejestracja|"
    r"zarejestrowan\w*|ostatni\w*)\b\W*(?:on|by|am|le|el|il|um|at|since|seit)?\W*$"
)
"""What stands before a time that is not that of a post: when its author joined, when it was edited."""

FORUM_LABELS = re.compile(
    r"\W*+(?:posts?|posts:|messages|beitrage|beitraege|mensajes|messaggi|berichten|posty|joined|join date|registered|"
    r"registriert|member since|mitglied seit|inscrit|"
    r"enregistre le|inscription|registrado|location|ort|wohnort|localisation|from|senior member|junior member|member|"
    r"moderator|topic author|threadstarter|"
    r"themenstarter|re|reputation|thanked|karma|rank|dabei seit|status|offline|online|veteran|newbie|administrator|"
    r"original poster|themenersteller|gast|guest|autor|author|auteur|autore|invite|invitado|ospite|reader|leser|"
    r"editor|admin|staff|quote|reply with quote)\b.{0,40}$"
)
"""What forums put beside a name: how many posts, since when, where from."""

EDITED = (
    r"(?:edited|modified|bearbeitet|geandert|modifie|editado|modificato|bewerkt|edytowan\w*|redigera[dt]|redigeret)"
)
"""What says that a post was changed."""

PICTURE = r"(?:\w{0,9}bild|avatar|gravatar|picture|image|img|photo|foto|profil[eo]?)s?"
"""What stands in the place of a picture of who wrote."""

ROLES = re.compile(
    r"\W{0,4}(?:(?:works?|worked|working|arbeitet|travaille|trabaja|trabalha|lavora|werkt|pracuje|jobbar) (?:at|for|"
    r"bei|chez|en|em|presso|bij|w|pa)|(?:studie[sd]|studying|studiert|studierte|a etudie|estudio|studia) (?:at|an der|"
    r"a|en|na)|(?:university|college|school|universite|universidad|universidade|universita|universitat|universiteit) "
    r"(?:of|de|du|di|van)|lives in|wohnt in|habite a|vive en|vive a|liked by|writes) (?P<named>\w)[^.!?]{1,60}|"
    r"\W{0,4}(?:top (?:fan|commenter|contributor|poster|reader)|rising star|valued contributor|verified(?: user|"
    r" member)?|subscriber|paid subscriber|founding member|premium(?: member)?|staff|moderator|journalist|"
    r"author|columnist|colunista|columnista|"
    r"self-employed|op|original poster|abonne|abonnee|abonnent|suscriptor|abbonato|\d[\d.,]*k? followers|level \d{1,3}|"
    rf"\(?{EDITED}\)?|pinned(?: by .{{1,40}})?)\W{{0,4}}"
)
"""What services put below a name: how they rank its bearer, and what he does and where, which is `named`."""

JOINING = re.compile(
    r"(?:^|(?<=[\s,.|·•(–—/-]))(?:on|at|am|um|as of|le|el|il|em|op|om|dne|den|vom|del|dal|vanaf|il giorno|el dia|o|"
    r"w dniu|dnia|kl|a las|alle|a|as|"
    r"posted|posted on|posted at|written|published|said on|was posted|geschrieben|geschrieben am|veroffentlicht am|"
    r"publie le|"
    r"publicado|publicado el|inviato|postato|geplaatst op|since|vor|il y a|hace|於|于|at|added|updated|edited|"
    r"bearbeitet)\s*[:,]?\s*$"
)
"""What joins a name to the time behind it."""

AFTER_THREAD = re.compile(
    r"\W{0,20}(?:©|\(c\) \d)|"
    r"\W*+(?:(?:leave|post|add|write|submit|make|type|enter|join|have|got|give|drop)\s(?:a|an|your|us|new|another|the|"
    r"something|in)\b[^.!?]{0,40}"
    r"(?:comment|reply|response|thought|opinion|feedback|say|discussion|conversation|review|message)|"
    r"(?:post|add|leave) (?:new )?comments?\b|comment on this|(?:your|new) comment\b|comment form|"
    r"what do you think\b|what's your|speak your mind|"
    r"(?:you|please|to|in order|only|must|sign|log|login|register|members?|users?|"
    r"registered)\b[^.]{0,60}\b(?:log ?in|logged in|sign in|signed in|register|registered|login|"
    r"post a comment|to comment|post comments|leave a comment)|"
    r"(?:cancel reply|name \(required\)|name ?\*|e-?mail ?\*|your (?:name|e-?mail)|email address|required fields|"
    r"notify me|message is required|save my name)|"
    r"(?:subscribe|sign up|newsletter|rss|atom feed|feed|follow us|follow|get every new post|stay connected|"
    r"connect with)\b|"
    r"(?:advertise?ments?|adchoices|ads by|sponsored|promoted|from around the web|around the web|loading\W*$|"
    r"related\b|more (?:from|on|in|stories|news|articles|posts|like)|most (?:popular|read|recent|commented|viewed|"
    r"shared|emailed|e-mailed|discussed|active)|"
    r"you can follow (?:this|the|any) (?:conversation|discussion|responses)|"
    r"recent (?:posts|comments|articles|entries|stories)|latest (?:posts|news|articles|stories|from|headlines)|"
    r"popular (?:posts|articles|stories|on|in|tags)|top stories|"
    r"you (?:may|might) (?:also )?(?:like|be interested)|recommended (?:for|stories|articles)|"
    r"don't miss|trending|editors?'? picks?|see also|read (?:also|next|more|all)|also on|in this section|tweets|"
    r"archives?\W*$|categories|blogroll|tags?\b\W*$|tags?:|filed under|"
    r"about (?:the author|us|me|this)|search\W*$|share this|email this|e-mail this|print this|bookmark|"
    r"(?:older|newer|next|previous|more|all) (?:comments?|posts?|entries|articles?|stories|page)|jump to|page \d|"
    r"(?:page|pagina|seite|strona) \d+ (?:of|de|di|von|sur|van|z) \d|anterior\W{0,3}siguiente|previous\W{0,3}next|"
    r"view (?:all|more)|show (?:all|more)|load more|read all|see all|back to (?:top|blog|article)|home\W*$|newer\W*$|"
    r"older\W*$|next\W*$|prev(?:ious)?\W*$|"
    r"copyright|all rights reserved|terms (?:of|and|&)|privacy|cookies?|we use cookies|this (?:site|"
    r"website|blog) uses|"
    r"(?:the )?comments? (?:below )?(?:are|is|have|for this)(?: [\w'-]{1,30}){0,4} (?:closed|disabled|moderated)\b|"
    r"comment (?:guidelines|policy|rules)|"
    r"(?:links? to this post|trackbacks?|pingbacks?|trackback url|the trackback|create a link)\b|"
    r"register now|not yet a member|forgot|log in\W*$|login\W*$|sign in\W*$|my account|contact us|powered by|"
    r"proudly powered|blog comments powered)|"
    # German
    r"(?:kommentar (?:schreiben|verfassen|abschicken|hinterlassen|abgeben|hinzufugen|posten|erstellen)|"
    r"einen? kommentar|neue[rn]? kommentar|ihr kommentar|dein kommentar|"
    r"schreib(?:en|e)? (?:sie|einen|ein|dir)|antwort (?:schreiben|hinterlassen|verfassen|abbrechen)|"
    r"antworten abbrechen|hinterlass(?:e|en)|leserbrief schreiben|beitrag schreiben|"
    r"(?:was meinst du|was meinen sie|diskutier|reden sie mit|deine meinung|ihre meinung)|(?:deine|ihre) e-?mail|"
    r"erforderliche felder|pflichtfelder|"
    r"(?:bitte )?(?:melden|loggen) sie sich|(?:anmelden|einloggen|registrieren|login|abmelden)\W*$|"
    r"sie mussen (?:sich )?(?:angemeldet|eingeloggt|registriert)|du musst (?:dich )?(?:angemeldet|eingeloggt)|"
    r"um (?:einen kommentar|zu kommentieren|kommentare)|um unsere|diese (?:web)?seite (?:verwendet|nutzt)|"
    r"wir verwenden cookies|diese website (?:verwendet|benutzt|nutzt)|"
    r"(?:verwandte|ahnliche|weitere|mehr|neueste|aktuelle|beliebte|meistgelesen\w*|meist gelesen|letzte|altere|"
    r"neuere|nachste[rs]?|vorherige[rs]?|das konnte|passend|auch interessant|empfohlen\w*|lesen sie auch|"
    r"thema|themen|kategorien|schlagworte|schlagworter|archiv|werbung|anzeige|newsletter|folge|teilen|drucken|"
    r"impressum|datenschutz\w*|kontakt|uber (?:den autor|uns|mich)|startseite|suche)\b(?:[^.]{0,60})$|"
    r"weitere anzeigen|kommentare sind (?:geschlossen|deaktiviert)|die kommentarfunktion|alle rechte|benachrichtig)|"
    # French
    r"(?:laisse[rz]?|ajoute[rz]?|ecri(?:re|vez)|poste[rz]?|publie[rz]?|soumettre|envoye[rz]) (?:un|une|votre|ton|mon|"
    r"vos) (?:commentaire|reponse|avis|reaction|message)|"
    r"(?:reagi(?:r|ssez)|connectez-vous|se connecter|s'inscrire|inscription|identifiez-vous|vous devez|"
    r"pour (?:commenter|reagir|laisser)|votre (?:adresse|nom|e-?mail|commentaire)|"
    r"annuler la reponse|articles? (?:lies?|similaires?|recents?|precedents?|suivants?)|a lire (?:aussi|egalement)|"
    r"a voir aussi|les plus (?:lus|commentes|recents|partages|vus)|"
    r"dans la meme|sur le meme|du meme auteur|derniers? (?:articles|commentaires|billets)|mots[- ]cles|"
    r"mentions legales|tous droits|publicite|partager|vous pouvez suivre cette|abonnez-vous|suivez)\b|"
    # Spanish, Portuguese, Italian
    r"(?:dej[ae]|deja|escrib[ae]|public[ae]|envi[ae]|anad[ei]r?|agreg[ae]r?|haz|pon|deixe|escreva|publique|"
    r"adicion[ae]r?|lascia|scrivi|aggiungi|inserisci|invia|pubblica)\s(?:un|una|tu|su|um|uma|o seu|seu|il tuo|la tua|"
    r"el|mas|nuevo|novo|novos?)\b[^.]{0,30}|"
    r"(?:cancelar (?:la )?respuesta|cancelar resposta|annulla risposta|tu direccion|o seu (?:e-?mail|endereco)|"
    r"il tuo (?:indirizzo|commento|nome)|tu comentario|tu nombre|seu comentario|"
    r"comentar\W*$|normas de (?:uso|participacion)|campos obligatorios|inicia(?:r)? sesion|debes?(?: estar| iniciar|"
    r" registrarte)|registrate|para comentar|accedi|registrati|devi (?:essere|accedere)|"
    r"(?:articulos|noticias|entradas|posts|notas|artigos|noticias|articoli|notizie) (?:relacionad[ao]s|similares|"
    r"recientes|anteriores|recentes|correlat[ie]|recenti)|"
    r"te puede interesar|tambien te|leia (?:mais|tambem)|leer mas|lee tambien|ver mas|lo mas|mas (?:leid|vist|"
    r"comentad|noticias|en|sobre)\w*|os mais|mais (?:lid|vist|coment)\w*|i piu (?:letti|commentati)|piu (?:letti|"
    r"commentati)|leggi (?:anche|altro)|"
    r"ultim[aeio]s? (?:noticias|entradas|comentarios|articoli|notizie|commenti)|publicidad|publicidade|pubblicita|"
    r"aviso legal|todos los derechos|todos os direitos|tutti i diritti|etiquetas|categorias|categorie|archivos|"
    r"compartir|siguenos|suscrib\w+)\b|"
    # Dutch, Polish, Nordic, Russian
    r"(?:geef (?:een|uw|je) reactie|laat een (?:reactie|bericht)|plaats (?:een|uw|je)|schrijf een|reageer(?:\W*$|"
    r" op)|(?:er|u|je) (?:kan|kunt|kun) (?:hier )?(?:niet|geen)\b[^.]{0,30}\b(?:reageren|gereageerd|reacties)|"
    r"uw reactie|je (?:e-?mail|reactie)|vereiste velden|gerelateerd\w*|lees (?:ook|meer|verder)|meest gelezen|"
    r"laatste nieuws|inloggen|aanmelden)\b|"
    r"(?:dodaj (?:komentarz|opinie|swoj)|zostaw|napisz (?:komentarz|odpowiedz)|skomentuj|twoj (?:komentarz|adres|"
    r"e-?mail)|anuluj|wymagane|zaloguj|zarejestruj|czytaj (?:tez|takze|wiecej|dalej)|zobacz (?:tez|takze|wiecej)|"
    r"polecane|polecamy|najnowsze|najczesciej|najpopularniejsze|powiazane|podobne|reklama|komentarze zostaly|"
    r"udostepnij|tagi)\b|"
    r"(?:skriv (?:en|et) (?:kommentar|svar)|legg (?:igjen|til)|lamna (?:en|ett)|kommentera\W*$|din (?:e-?post|"
    r"kommentar)|logga in|logg inn|log ind|las mer|les mer|laes mere|relaterade|mest last)\b|"
    r"(?:добавить комментарии|оставить комментарии|написать комментарии|ваш комментарии|воити|регистрация|"
    r"читаите также|похожие|реклама)\b)"
)
"""What begins the part of a page that follows its thread: the form, the links, the notices."""

NOT_NAMES = _words("""
    comments comment reply replies share tweet email print home next previous more menu search login register tags
    advertisement related archives categories about contact subscribe follow news sports opinion video videos photos
    kommentare kommentar antworten teilen drucken startseite suche anmelden werbung anzeige mehr weiter zuruck
    commentaires commentaire repondre partager imprimer accueil recherche publicite suivant precedent comentarios
    comentario responder compartir imprimir inicio buscar publicidad siguiente anterior commenti commento rispondi
    condividi stampa cerca pubblicita reacties reageer delen komentarze komentarz odpowiedz introduction conclusion
    summary background overview update updates note notes source sources image photo caption ingredients
    instructions directions method einleitung fazit zusammenfassung quelle quellen hinweis zutaten zubereitung
    resume ingredientes preparacion ingredienti preparazione abonnieren newsletter impressum transcript listen
    streams download downloads loading ok yes no latest newest oldest popular trending
""")
"""Single words that stand alone on lines and are nobody's name."""

FUNCTION_WORDS = _words("""
    the is are was were and but for with that this have has had not you your they their what when why how who if it
    its der die das ist sind und aber mit nicht ein eine wie wenn sich auch auf fur den dem im zu le les est sont et
    mais pour avec pas que qui des une dans sur ce cette los las es son y pero por con como una para se del il gli e
    sono ma per non che di della os as sao mas com nao uma em het zijn en maar met niet dat een van op jest sa ale
    nie ze to na
""")
"""Words of which a name holds at most one."""

GREETINGS = _words("""
    hi hello hey hallo huhu hoi moin servus liebe lieber liebes dear danke dankeschon vielen thanks thank many kind
    best regards gruss grusse gruesse viele herzliche mit bonjour salut merci cher chere hola gracias saludos ciao
    grazie ola obrigado obrigada beste groeten witam pozdrawiam czesc cheers
""")
"""Words with which a line greets or thanks instead of naming."""

NAME_PARTICLES = _words("""
    de del della der den des du da di do dos la le el al van von ter ten und y e
""")
"""Function words that stand within names: "Juan de la Salsa"."""
