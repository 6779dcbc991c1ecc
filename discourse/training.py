"""Hand codes put to use: heads fitted to them on the frozen encoder, each tried against the model without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from discourse import codebook as codebooks
from discourse import pipeline
from discourse.codebook import Codebook, Topic
from discourse.errors import InputError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from discourse.tag.fitting import Task, Trial
    from discourse.tag.heads import Head, Heads, Kind
    from discourse.tag.judge import Judged
    from discourse.tag.reading import Floats
    from discourse.tag.signals import Signals

_FEWEST = 20
"""Comments with codes below which nothing is fitted."""


@dataclass(frozen=True)
class Trained:
    """Heads that were kept, and how every head did that was tried; `grouped_by` says what no part of a trial shared."""

    heads: Heads
    trials: tuple[Trial, ...]
    comments: int
    grouped_by: str

    @property
    def table(self) -> pd.DataFrame:
        """A row a head that was tried."""
        import pandas as pd

        return pd.DataFrame([asdict(trial) for trial in self.trials])

    def save(self, path: str | Path) -> Path:
        """Write the model that `--model` takes, and return its path. Raises `OutputError`."""
        from discourse.render.files import write_text
        from discourse.tag.heads import written

        write_text(path, written(self.heads))
        return Path(path)


def train(
    codes: str | Path | Sequence[str | Path],
    codebook: Codebook | str | Path | None = None,
    *,
    of: str | Path | None = None,
    encoder: str | Path | None = None,
    seed: int = 0,
) -> Trained:
    """Fit heads to hand codes: one a topic and one a stance target of the codebook, and one for the tone.

    `codes` are files as `discourse sample` and `discourse code` write them; `of` is the folder of the analysis whose
    comments they code, by default the one in which they lie; `encoder` another model in place of the shipped one: a
    folder in its layout, or any sentence encoder in ONNX.
    Double codes are settled by majority. A head is kept where it beats the model without it in cross-validation by
    more than noise. Raises `InputError` where there are too few codes, or no words to fit to.
    """
    paths = [codes] if isinstance(codes, str | Path) else list(codes)
    book = codebooks.of(codebook) if codebook else None
    return train_on(paths, pipeline.load(Path(of) if of else folder_of(paths), book), encoder=encoder, seed=seed)


def folder_of(codes: Sequence[str | Path]) -> Path:
    """The folder of the analysis in whose `coding` the first of the files lies. Raises `UsageError` where it doesn't.

    >>> folder_of(["out/coding/codes-ann.jsonl"]).as_posix()
    Traceback (most recent call last):
    discourse.errors.UsageError: out/coding/codes-ann.jsonl: lies in no analysis (name the folder with --of)
    """
    for folder in Path(codes[0]).absolute().parents[:2]:
        if (folder / "run.json").is_file():
            return folder
    raise UsageError("lies in no analysis", where=str(codes[0]), remedy="name the folder with --of")


def train_on(
    codes: Sequence[str | Path], result: pipeline.Result, *, encoder: str | Path | None = None, seed: int = 0
) -> Trained:
    """`train` for an analysis at hand."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    from discourse.tag import artefact
    from discourse.tag.fitting import fit, trial
    from discourse.tag.heads import Heads
    from discourse.tag.settings import TagSettings
    from discourse.tag.table import told_of

    coded = _coded(codes, result)
    groups, grouped_by = _groups(coded)
    settings = TagSettings(model=str(encoder) if encoder else None)
    titled = result.articles.dropna(subset=["title"])
    headlines = dict(zip(titled["page_id"], titled["title"], strict=True))
    found, signals = told_of(result.comments, coded["at"].tolist(), headlines, result.codebook, settings)
    tasks = list(_tasks(coded, groups, result.codebook, found, signals))
    mute = bool(np.isnan(found.stance).all())
    with threadpool_limits(1):  # the problems are small: threads would wait for one another most of the time
        trials = tuple(trial(task, seed) for task in tasks)
        kept = tuple(fit(task, seed) for task, how in zip(tasks, trials, strict=True) if how.kept)
    _, declared = artefact.locate(settings.model)
    heads = Heads(
        declared.sha256, settings.model, result.codebook.sha256, kept, tuple(_scores(tasks, kept, mute, seed))
    )
    return Trained(heads, trials, len(coded), grouped_by)


def _scores(tasks: Sequence[Task], kept: Sequence[Head], mute: bool, seed: int) -> list[float]:
    """How strange each coded stance is to the model with its heads, of which each is told by one that didn't see it.

    Stances that have no head don't count where the model is `mute`, and tells none of its own.
    """
    import numpy as np

    from discourse.tag.conformal import scores
    from discourse.tag.fitting import crossed

    own = {head.topic for head in kept if head.kind == "stance"}
    stances = [
        task for task in tasks if task.kind == "stance" and len(task.codes) and not (mute and task.topic not in own)
    ]
    if not stances:
        return []
    told = [crossed(task, [seed, 0]) if task.topic in own else task.before for task in stances]
    return scores(np.concatenate(told), np.concatenate([task.codes for task in stances]))


def _coded(codes: Sequence[str | Path], result: pipeline.Result) -> pd.DataFrame:
    """A row a coded comment that was tagged: its place `at` in the table, page, author, and a column a variable."""
    from discourse.measure.truth import settled
    from discourse.read.codes import read_codes

    keys = ["page_id", "comment_id"]
    comments = result.comments[[*keys, "author", "own_text", "sentiment"]].assign(at=range(len(result.comments)))
    known = comments[keys].itertuples(index=False, name=None)
    wide = settled(read_codes(codes, result.codebook, known)).pivot_table("value", keys, "variable", aggfunc="first")
    wide = wide.reindex(columns=[*(topic.id for topic in result.codebook.topics), "sentiment"]).add_prefix("code_")
    found = comments.merge(wide.reset_index(), on=keys)
    if len(found) and found["own_text"].isna().all():
        what = "its readers' words were left out"
        raise InputError(what, where="the analysis", remedy="analyze the pages without --no-text")
    found = found[found["own_text"].fillna("").str.strip() != ""]
    if len(found) < _FEWEST:
        remedy = "code more: heads want 50 comments at least, better 200"
        raise InputError(f"{len(found)} coded comments are too few to learn from", where=str(codes[0]), remedy=remedy)
    return found.reset_index(drop=True)


def _groups(coded: pd.DataFrame) -> tuple[pd.Series[int], str]:
    """What never stands on both sides of a trial: pages, or readers where there are too few pages."""
    import pandas as pd

    by_page = pd.factorize(coded["page_id"])[0]
    if by_page.max() >= 4:
        return pd.Series(by_page), "page"
    return pd.Series(pd.factorize(coded["author"].fillna(coded["comment_id"]))[0]), "reader"


def _tasks(
    coded: pd.DataFrame, groups: pd.Series[int], book: Codebook, found: Judged, signals: Signals
) -> Iterator[Task]:
    """What there is to learn: whether each topic applies, each stance where it does, and the tone."""
    import numpy as np

    from discourse.tag.fitting import Task
    from discourse.tag.heads import CLASSES
    from discourse.tag.signals import both_sides

    def task(kind: Kind, topic: Topic | None, codes: pd.Series[str], before: Floats, told: Floats) -> Task:
        at = np.flatnonzero(codes.isin(CLASSES[kind]))
        places = np.array([CLASSES[kind].index(code) for code in codes.iloc[at]], dtype=np.int64)
        name, target = (topic.id, topic.target) if topic else ("", "")
        # An encoder that tells nothing of it is set beside a model that says how often each was coded, and no more.
        shares = np.bincount(places, minlength=len(CLASSES[kind])) / max(len(places), 1)
        known = np.where(np.isnan(before[at]), shares, before[at])
        return Task(kind, name, target, known, told[at], places, np.asarray(groups, np.int64)[at])

    for k, topic in enumerate(book.topics):
        codes = coded[f"code_{topic.id}"]
        applies = codes.mask(codes.isin(CLASSES["stance"]), "applies")
        yield task("topic", topic, applies, both_sides(found.topic[:, k]), signals.topic[k])
        yield task("stance", topic, codes, found.stance[:, k], signals.stance[k])
    yield task("tone", None, coded["code_sentiment"], found.tone, signals.tone)
