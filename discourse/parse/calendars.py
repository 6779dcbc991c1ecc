"""Names of months, weekdays and spans of time, folded: lower case, without diacritics, as pages write them."""

from __future__ import annotations

# A paragraph a language, twelve months from January; "/" parts spellings. Abbreviations are made from these below.
_MONTH_ROWS = """
january february march april may june july august september/sept october november december

januar/janner/jaenner februar/feber marz/maerz april mai juni juli august september oktober november dezember

janvier/janv fevrier/fevr mars avril/avr mai juin juillet/juil aout septembre/sept octobre novembre decembre

enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre

gennaio febbraio marzo aprile maggio giugno luglio agosto settembre/sett ottobre novembre dicembre

janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro

januari februari maart/mrt april mei juni juli augustus september oktober november december

stycznia/styczen lutego/luty marca/marzec kwietnia/kwiecien maja/maj czerwca/czerwiec lipca/lipiec sierpnia/sierpien
wrzesnia/wrzesien pazdziernika/pazdziernik listopada/listopad grudnia/grudzien

januari februari mars april maj juni juli augusti september oktober november december

januar februar marts april maj juni juli august september oktober november desember

tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu
kesakuuta/kesakuu heinakuuta/heinakuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu
joulukuuta/joulukuu

ledna/leden unora/unor brezna/brezen dubna/duben kvetna/kveten cervna/cerven cervence/cervenec srpna/srpen zari
rijna/rijen listopadu prosince/prosinec

januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december

ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie

ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik

января/январь февраля/февраль марта/март апреля/апрель мая/маи июня/июнь июля/июль августа/август сентября/сентябрь
октября/октябрь ноября/ноябрь декабря/декабрь

січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня

ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
"""

# What two languages would shorten alike and mean differently; "mar", "mai" and the like agree and need no mention.
_AMBIGUOUS = {"jui", "juil", "cer", "cerv", "lis", "list", "чер", "ιου", "ιουν", "ιουλ", "mart", "kas", "ara", "oca"}


def _months() -> dict[str, int]:
    full: dict[str, int] = {}
    for row in _MONTH_ROWS.split("\n\n"):
        for number, spellings in enumerate(row.split(), start=1):
            for name in spellings.split("/"):
                full.setdefault(_base(name), number)
    short: dict[str, int] = {}
    for name, number in full.items():
        for length in (3, 4):
            if len(name) > length and name[:length] not in _AMBIGUOUS:
                short.setdefault(name[:length], number)
    return {**short, "juil": 7, "sept": 9, **full}


def _base(name: str) -> str:
    # The tables of `times.fold` take these letters apart from their marks.
    return name.replace("й", "и").replace("ї", "і")


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


MONTHS: dict[str, int] = _months()
"""Folded name or abbreviation of a month → its number, 1 to 12."""

WEEKDAYS: frozenset[str] = _words("""
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
    lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom
    lunedi martedi mercoledi giovedi venerdi domenica gio
    segunda terca quarta quinta sexta feira seg ter qua qui sex
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo
    poniedzialek wtorek sroda srode czwartek piatek sobota sobote niedziela niedziele pon wt sr czw pt sob nd
    mandag tirsdag onsdag torsdag fredag lordag sondag manden tisdag mandagen
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
""")
"""Folded names and abbreviations of weekdays."""

WEEKDAY_STEMS: dict[str, int] = {
    stem: number
    for number, stems in enumerate(
        (
            "mon lun maa man",
            "tue die mar din tir tis",
            "wed mit mer mie woe ons",
            "thu don jeu jue gio tor",
            "fri fre ven vie vri",
            "sat sam sab zat lor",
            "sun son dim dom zon",
        )
    )
    for stem in stems.split()
}
"""The first three letters of a weekday's name → its number, 0 for Monday; names, too, begin so, as Martin's does."""

RELATIVE_UNITS: frozenset[str] = _words("""
    s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w wk wks week weeks mo mos mon
    month months y yr yrs year years
    sekunde sekunden minuten stunde stunden std tag tage tagen woche wochen monat monaten monate jahr jahren jahre
    seconde secondes heure heures jour jours semaine semaines mois an ans annee annees
    segundo segundos minuto minutos hora horas dia dias semana semanas mes meses ano anos
    secondo secondi minuti ora ore giorno giorni settimana settimane mese mesi anno anni
    seconden minuut uur uren dag dagen weken maand maanden jaar jaren
    sekund sekundy minut minuty minute godzin godziny godzine dni dzien tydzien tygodnie tygodni miesiac miesiace
    miesiecy rok lata lat
    timme timmar timer time dagar dage uge uger vecka veckor manad manader maned maneder ar
    секунд секунды минут минуты минуту час часа часов день дня днеи недели неделю недель месяц месяца месяцев
    год года лет
    sekundami minutami hodinou hodinami dnem dny tydnem tydny mesicem mesici rokem lety
    sekuntia minuuttia tuntia paivaa viikkoa kuukautta vuotta saat gun hafta ay yil dakika
""")
"""Folded units in which pages count how long ago something was posted."""
