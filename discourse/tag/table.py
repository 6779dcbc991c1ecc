"""Tags for a table of comments: the `comments` columns filled in, and a `stances` row for each comment and topic."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.codebook import STANCES, TONES
from discourse.errors import UsageError
from discourse.language import detect
from discourse.records import COLUMNS
from discourse.tag.conformal import kept, threshold
from discourse.tag.heads import opened, stance_scores
from discourse.tag.judge import judge, of_headlines, reader, told
from discourse.tag.threads import in_thread
from discourse.tag.topicality import APPLIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from discourse.codebook import Codebook
    from discourse.tag.evidence import Words
    from discourse.tag.judge import Judged
    from discourse.tag.reading import Floats
    from discourse.tag.settings import TagSettings
    from discourse.tag.signals import Signals

LONG = 8
"""Words from which on a text is told twice only by copying it, whoever signs it."""

_JSON = json.JSONEncoder(ensure_ascii=False).encode
_DTYPES = {"string": "string", "int64": "Int64", "double": "Float64", "bool": "boolean"}


def tag(
    comments: pd.DataFrame,
    codebook: Codebook,
    settings: TagSettings,
    *,
    languages: Mapping[str, str | None] | None = None,
    headlines: Mapping[str, str | None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tag each comment's own words; what it answers and the headline above are read along as context.

    `comments` has the columns of `COLUMNS["comments"]` up to `own_text`; `languages` and `headlines` may give each
    page's language and headline by `page_id`; `progress` is told how many of how many are done. Returns the same rows
    in the same order with the other columns filled, and the `stances` table: a row a comment and topic, in the order of
    comments, then of topics. Deleted and empty comments, and those in a language that is not tagged, stay in both
    tables with nulls.
    Raises `ModelError` where the model can't be used.
    """
    comments = comments.reset_index(drop=True)
    own = _own(comments)
    comments["language"] = _languages(comments, own, languages or {})
    comments["duplicate_of"] = _duplicates(comments, own)
    taggable = _taggable(comments, own, settings.languages)
    parents = _parents(comments, own) if settings.context else [None] * len(own)
    chosen = np.flatnonzero(taggable)
    texts, above = [own[i] for i in chosen], [parents[i] for i in chosen]
    judged = _judged(texts, above, codebook, settings, progress)
    if settings.context and _by_encoder(settings):
        folder, heads = opened(settings.model)
        weights = reader(folder).network.numbers.get("thread")
        if weights is not None:  # else no headline need be read
            under = of_headlines(_headlines(comments, headlines)[chosen].tolist(), codebook, settings)
            threaded = in_thread(judged.topic, _answers(comments, chosen), under, weights)
            own_head = [heads is not None and heads.head("topic", topic.id) is not None for topic in codebook.topics]
            judged = replace(judged, topic=np.where(own_head, judged.topic, threaded))
    rows = _Rows(chosen, len(own))
    _fill(comments, judged, rows, settings.min_confidence)
    return _typed(comments, "comments"), _typed(_stances(comments, judged, rows, codebook, settings), "stances")


def _judged(
    texts: list[str],
    parents: list[str | None],
    codebook: Codebook,
    settings: TagSettings,
    progress: Callable[[int, int], None] | None,
) -> Judged:
    """What is found by whichever model the settings name."""
    if settings.endpoint:
        from discourse.tag import coded

        return coded.judge_by(settings.endpoint, texts, parents, codebook, progress)
    if not settings.classifier:
        return judge(texts, parents, codebook, settings, progress)
    from discourse.tag import classifier

    if not _by_encoder(settings):
        return classifier.judge_by(settings.classifier, texts, codebook, progress)
    judged = judge(texts, parents, codebook, settings)
    return classifier.instead(settings.classifier, judged, texts, codebook, progress)


def _by_encoder(settings: TagSettings) -> bool:
    """Whether the topics come from the encoder, whoever tells the rest."""
    if settings.classifier:
        from discourse.tag.classifier import task_of

        return task_of(settings.classifier) != "entailment"
    return settings.endpoint is None


def told_of(
    comments: pd.DataFrame,
    at: Sequence[int],
    headlines: Mapping[str, str | None],
    codebook: Codebook,
    settings: TagSettings,
) -> tuple[Judged, Signals]:
    """What the model alone says of some hundred comments, those at places `at`, and the signals that heads could go by.

    `comments` is as `tag` gives it, `headlines` as `tag` takes them. Raises `ModelError` where the model can't be used.
    """
    own = _own(comments)
    parents = _parents(comments, own) if settings.context else [None] * len(own)
    above = _headlines(comments, headlines)[list(at)]
    return told([own[i] for i in at], [parents[i] for i in at], above.tolist(), codebook, settings)


def _own(comments: pd.DataFrame) -> list[str]:
    return [str(text) if isinstance(text, str) else "" for text in comments["own_text"]]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Which of all rows were tagged; what was found for those goes to their places, nulls to the others."""

    chosen: np.ndarray
    count: int

    def spread(self, values: Floats) -> Floats:
        out = np.full((self.count, *values.shape[1:]), np.nan)
        out[self.chosen] = values
        return out

    def json(self, words: Iterable[Words]) -> list[str | None]:
        out: list[str | None] = [None] * self.count
        for i, each in zip(self.chosen, words, strict=True):
            out[i] = _JSON([[word, round(weight, 3)] for word, weight in each])
        return out


def _fill(comments: pd.DataFrame, judged: Judged, rows: _Rows, at_least: float) -> None:
    tone = rows.spread(judged.tone)
    comments["sentiment"] = _labels(tone, TONES, at_least)
    for k, name in enumerate(TONES):
        comments[f"p_{name}"] = tone[:, k]
    comments["valence"] = rows.spread(judged.valence)
    comments["vader_compound"] = rows.spread(judged.compound)
    comments["words"] = rows.json(judged.tone_words)


def _stances(
    comments: pd.DataFrame, judged: Judged, rows: _Rows, codebook: Codebook, settings: TagSettings
) -> pd.DataFrame:
    topic, stance = rows.spread(judged.topic), rows.spread(judged.stance)
    limit, tables = _limit(settings), []
    for k, each in enumerate(codebook.topics):
        applies = topic[:, k] >= APPLIES
        labels = _labels(stance[:, k], STANCES, settings.min_confidence)
        columns = {
            "page_id": comments["page_id"],
            "comment_id": comments["comment_id"],
            "topic": each.id,
            "p_topic": topic[:, k],
            "applies": applies,
            "target": each.target,
            # Topic and stance agree: there is no stance where the topic doesn't apply.
            "stance": _where(applies, labels),
            "stance_set": _where(applies, _sets(stance[:, k], limit)),
            "words": _where(applies, rows.json(words[k] for words in judged.stance_words)),
        }
        tables.append(pd.DataFrame(columns | {f"p_{name}": stance[:, k, s] for s, name in enumerate(STANCES)}))
    # Rows of one comment stand together, in the order of the codebook's topics.
    return pd.concat(tables).sort_index(kind="stable").reset_index(drop=True)


def _limit(settings: TagSettings) -> float | None:
    """How strange a stance may be and still not be excluded; None where no error rate is asked for."""
    if not settings.error_rate:
        return None
    if settings.endpoint or settings.classifier:
        remedy = "leave it out, or tag with the encoder"
        raise UsageError("no other model was calibrated for sets", where="--error-rate", remedy=remedy)
    folder, _ = opened(settings.model)
    return threshold(stance_scores(settings.model, reader(folder).network), settings.error_rate)


def _sets(stance: Floats, limit: float | None) -> list[str | None]:
    if limit is None:
        return [None] * len(stance)
    told = np.isfinite(stance[:, 0]).tolist()
    return [
        "|".join(compress(STANCES, row)) if there else None
        for row, there in zip(kept(stance, limit), told, strict=True)
    ]


def _where(applies: np.ndarray, values: Sequence[str | None]) -> list[str | None]:
    return [value if there else None for value, there in zip(values, applies, strict=True)]


def _languages(comments: pd.DataFrame, own: list[str], known: Mapping[str, str | None]) -> list[str | None]:
    priors = [known.get(page) for page in comments["page_id"]]
    return [detect(text, prior=prior) for text, prior in zip(own, priors, strict=True)]


def _duplicates(comments: pd.DataFrame, own: list[str]) -> list[str | None]:
    first: dict[tuple[object, ...], str] = {}
    found: list[str | None] = []
    for page, author, comment, text in zip(
        comments["page_id"], comments["author"], comments["comment_id"], own, strict=True
    ):
        words = tuple(text.casefold().split())
        key = (page, words) if len(words) >= LONG else (page, words, author)
        original = first.setdefault(key, comment) if words else comment
        found.append(original if original != comment else None)
    return found


def _taggable(comments: pd.DataFrame, own: list[str], languages: tuple[str, ...]) -> list[bool]:
    rows = zip(comments["kind"], comments["language"], own, strict=True)
    return [
        kind != "deleted" and bool(text.strip()) and (not isinstance(lang, str) or lang in languages)
        for kind, lang, text in rows
    ]


def _headlines(comments: pd.DataFrame, known: Mapping[str, str | None] | None) -> np.ndarray:
    """The headline above each comment (n,), or None."""
    return np.array([(known or {}).get(page) for page in comments["page_id"]], dtype=object)


def _answers(comments: pd.DataFrame, chosen: np.ndarray) -> np.ndarray:
    """For each of the chosen rows, which of them it answers, or -1."""
    keys = list(zip(comments["page_id"], comments["comment_id"], strict=True))
    place = {keys[row]: n for n, row in enumerate(chosen)}
    answered = comments["reply_to"].astype("object").to_numpy()
    return np.array([place.get((keys[row][0], answered[row]), -1) for row in chosen], dtype=np.int64)


def _parents(comments: pd.DataFrame, own: list[str]) -> list[str | None]:
    text_of = dict(zip(zip(comments["page_id"], comments["comment_id"], strict=True), own, strict=True))
    return [
        text_of.get((page, answered)) or None if isinstance(answered, str) else None
        for page, answered in zip(comments["page_id"], comments["reply_to"], strict=True)
    ]


def _labels(p: Floats, names: tuple[str, ...], at_least: float) -> list[str | None]:
    return [None if np.isnan(row).any() or row.max() < at_least else names[int(row.argmax())] for row in p]


def _typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    return frame[list(COLUMNS[table])].astype({name: _DTYPES[kind] for name, kind in COLUMNS[table].items()})
