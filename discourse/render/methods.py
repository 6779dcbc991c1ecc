"""The methods of a study in words to paste into a paper: what was done, how good it is, what it cannot say, sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from discourse.codebook import Codebook
from discourse.records import Study, Tables

LIMITS = (
    "Tags are a model’s reading. It errs, and not evenly: irony, allusion and topics that it met rarely suffer most.",
    "Raw intervals say how far chance in which readers wrote may carry a share. They leave out the model’s mistakes.",
    "Readers who comment are not all readers, and none stand for the public.",
    "One name is taken for one reader, over all pages; a comment without a name for a reader of its own.",
    "Comments that a page loads by a script, hides or deletes were not there to be read.",
)
_SOURCES = {
    "plain": "Wilson (1927), JASA 22:209–212; Kish (1965), Survey Sampling; Korn and Graubard (1998), Survey"
    " Methodology 24:193–201; Davidson (2009), Journal of Econometrics 150:30–40.",
    "validation": "Angelopoulos et al. (2023), Science 382:669–674; Särndal, Swensson and Wretman (1992), Model"
    " Assisted Survey Sampling.",
    "agreement": "Krippendorff (2011), Computing Krippendorff’s Alpha-Reliability; Gwet (2008), BJMSP 61:29–48.",
    "comparison": "Newcombe (1998), Statistics in Medicine 17:873–890; Holm (1979), Scandinavian J. Statistics 6:65–70;"
    " Benjamini and Hochberg (1995), JRSS B 57:289–300; Bergsma (2013), J. Korean Statistical Society 42:323–328; Rao"
    " and Scott (1984), Annals of Statistics 12:46–60.",
    "words": "Monroe, Colaresi and Quinn (2008), Political Analysis 16:372–403.",
}


def methods(tables: Tables, codebook: Codebook, run: dict[str, Any], study: Study | None = None) -> list[str]:
    """The paragraphs of the method: pages and tags, what does not count, shares, hand codes, comparison.

    `run` is the content of run.json. What was not done is said not to have been.

    >>> import pandas as pd
    >>> from discourse.records import COLUMNS
    >>> empty = Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS))
    >>> methods(empty, Codebook("Tolls", "1", (), "0f"), {})[-1][:42]
    'No hand codes back the tags: the figures a'
    """
    study = study or Study()
    found = [_read(tables, codebook, run), _counted(tables), _shares(tables)]
    if study.agreement is not None and len(study.agreement):
        found.append(_agreement(study))
    found.append(_validation(study, run, bool(tables.shares["corrected_share"].notna().any())))
    if study.comparison is not None:
        found.append(_comparison(study))
    return [each for each in found if each]


def sources(study: Study | None = None) -> list[str]:
    """The works that the methods in use come from.

    >>> len(sources())
    1
    """
    study = study or Study()
    used = [
        "plain",
        *(name for name in ("validation", "agreement", "comparison", "words") if getattr(study, name) is not None),
    ]
    return [_SOURCES[name] for name in used]


def cite(codebook: Codebook, run: dict[str, Any]) -> str:
    """How to cite the program, the model and the codebook of a run.

    >>> cite(Codebook("Tolls", "1", (), "0f"), {"discourse": "0.1.0"})
    'discourse, version 0.1.0 [computer software]. Codebook “Tolls”, version 1 (SHA-256 0f).'
    """
    when = f", run of {run['started'][:10]}" if run.get("started") else ""
    model = _model(run)
    with_model = f" Model {model}." if model else ""
    return (
        f"discourse, version {run.get('discourse', '')} [computer software].{with_model} Codebook “{codebook.title}”,"
        f" version {codebook.version} (SHA-256 {codebook.sha256}){when}."
    )


def bibtex(codebook: Codebook, run: dict[str, Any]) -> str:
    """The same as an entry for BibTeX, what would be markup taken out.

    >>> print(bibtex(Codebook("Tolls {50%}", "1", (), "0f"), {"discourse": "0.1.0", "started": "2031-05-09T08:00"}))
    @software{discourse,
      title   = {discourse},
      version = {0.1.0},
      year    = {2031},
      note    = {Codebook “Tolls 50”, version 1 (SHA-256 0f), run of 2031-05-09},
    }
    """
    note = cite(codebook, run).split("[computer software]. ", 1)[1].rstrip(".")
    fields = {"title": "discourse", "version": str(run.get("discourse", "")), "year": str(run.get("started", ""))[:4]}
    lines = [
        f"  {name:<7} = {{{_MARKUP.sub('', value)}}}," for name, value in (fields | {"note": note}).items() if value
    ]
    return "\n".join(["@software{discourse,", *lines, "}"])


_MARKUP = re.compile(r"[\\{}%$&#_^~]")


def _model(run: dict[str, Any]) -> str:
    model = run.get("model")
    if not isinstance(model, dict) or not model.get("name"):
        return ""
    version = f" {model['version']}" if model.get("version") else ""
    return f"“{model['name']}”{version}" + (f" (SHA-256 {model['sha256'][:12]}…)" if model.get("sha256") else "")


def _read(tables: Tables, codebook: Codebook, run: dict[str, Any]) -> str:
    counts = run.get("counts", {})
    pages, comments = counts.get("pages", len(tables.articles)), counts.get("comments", len(tables.comments))
    aside = Counter(each["reason"] for each in run.get("set_aside", []))
    why = "; ".join(f"{reason} ({n})" for reason, n in aside.most_common(5))
    more = "input was" if aside.total() == 1 else "inputs were"
    set_aside = f" {aside.total():,} more {more} set aside: {why}." if aside else ""
    parted = f"{pages:,} saved page{'' if pages == 1 else 's'}"
    found = f"{comments:,} comment{'' if comments == 1 else 's'}"
    return (
        f"discourse {run.get('discourse', '')} parted {parted} into articles and comments, and found {found}."
        f"{set_aside} Each comment’s own words, without what they quote, were tagged for topic, stance and tone by the"
        f" model {_model(run) or '(not named)'}, after the codebook “{codebook.title}” (version {codebook.version},"
        f" SHA-256 {codebook.sha256[:12]}…)."
    )


def _counted(tables: Tables) -> str:
    whole = tables.overview()
    kinds = whole.kinds.items()
    left = [f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in kinds if kind in {"pingback", "trackback"}]
    left += [f"{n} deleted" for kind, n in kinds if kind == "deleted"]
    if whole.untagged:
        left.append(f"{whole.untagged} without words of their own, or in a language that the model does not know")
    said = f"Of these comments some do not count: {'; '.join(left)}." if left else ""
    repeats = " What one reader posted twice on a page counts once."
    return (said + repeats).strip()


def _shares(tables: Tables) -> str:
    methods_ = sorted({str(each).split(";")[0] for each in tables.shares["method"] if each != "nothing to count"})
    return (
        "A topic’s stances are shares of the comments on the topic; tone is a share of all tagged comments. Readers,"
        " not comments, are the units of the intervals, since one reader writes many comments"
        + (f": {'; or '.join(methods_)}." if methods_ else ".")
    )


def _agreement(study: Study) -> str:
    assert study.agreement is not None
    table = study.agreement.set_index(["variable", "measure"])
    said = []
    for variable in dict.fromkeys(study.agreement["variable"]):
        parts = [
            f"{name} = {table.loc[(variable, measure), 'value']:.2f}"
            for measure, name in (("alpha", "Krippendorff’s α"), ("ac1", "Gwet’s AC1"))
            if (variable, measure) in table.index
        ]
        said.append(f"{variable}: {', '.join(parts)} (n = {table.loc[(variable, 'percent'), 'n_comments']})")
    return f"Coders agreed as follows. {'; '.join(said)}."


def _validation(study: Study, run: dict[str, Any], corrected: bool) -> str:
    if study.validation is None and corrected:
        return "Shares were corrected for the model’s mistakes by hand codes, with prediction-powered inference."
    if study.validation is None:
        return (
            "No hand codes back the tags: the figures are unvalidated, their intervals leave out the model’s mistakes,"
            " and nothing is called significant."
        )
    record = run.get("validation", {})
    drawn = (
        "drawn with known probabilities, by whose inverse the codes are weighted"
        if record.get("weighted_by_design")
        else "whose chance of being chosen is not known, so that they are not weighted"
    )
    right = "; ".join(_right(row) for row in study.validation.errors.to_dict("records"))
    return (
        f"{record.get('comments', 'Some')} comments were coded by hand by {_coders(record.get('coders'))},"
        f" {drawn}. Labels that the codes confirm: {right}. Shares were corrected for the model’s mistakes by"
        " prediction-powered inference, post-stratified by the model’s labels; their intervals cover both which readers"
        " wrote and which comments were coded."
    )


def _coders(n: int | None) -> str:
    return "several coders" if n is None else f"{n} coder{'' if n == 1 else 's'}"


def _right(row: dict[Any, Any]) -> str:
    return f"{row['variable']} {row['accuracy']:.0%} ({row['low']:.0%} to {row['high']:.0%}, n = {row['n_coded']})"


def _comparison(study: Study) -> str:
    assert study.comparison is not None
    return (
        "Groups are compared by differences of shares with Newcombe’s hybrid interval, and by Cramér’s V without its"
        f" bias (tested after Rao and Scott), readers as the units. Tests: {study.comparison.family}."
    )


def paper(tables: Tables, codebook: Codebook, run: dict[str, Any], study: Study | None = None) -> Iterator[str]:
    """All of it as it is pasted: methods, limits, sources, how to cite.

    >>> import pandas as pd
    >>> from discourse.records import COLUMNS
    >>> empty = Tables(*(pd.DataFrame(columns=list(COLUMNS[name])) for name in COLUMNS))
    >>> list(paper(empty, Codebook("Tolls", "1", (), "0f"), {}))[-1].startswith("How to cite: discourse")
    True
    """
    yield from methods(tables, codebook, run, study)
    yield "Limits. " + " ".join(LIMITS)
    yield "Sources. " + " ".join(sources(study))
    yield "How to cite: " + cite(codebook, run)
