"""The work on one partition: parse, tag, hide names, count; and write the part."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discourse.corpus import parts
from discourse.corpus.partition import Partition
from discourse.errors import DiscourseError, OutputError
from discourse.pipeline import Progress, Settings
from discourse.records import Document, Page, Tables

if TYPE_CHECKING:
    import pyarrow as pa

_MAKERS = (
    *("read", "parse", "tag", "measure", "corpus", "records.py", "frames.py", "names.py", "language.py"),
    *("pipeline.py", "render/withhold.py", "render/tables.py"),
)
"""The modules that what stands in a part depends on."""

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS}
Receipt = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker has to know: settings, the folder of the parts, the recipe's hash, when the run began."""

    settings: Settings
    parts: str
    recipe: str
    started: str


def recipe_of(settings: Settings) -> dict[str, Any]:
    """What the parts follow from beside the pages: model, codebook, program, and the settings that matter to them.

    The seed and the draws of the bootstrap do not: shares are measured anew each time.

    >>> sorted(recipe_of(Settings(real_names=True)))
    ['code', 'codebook', 'discourse', 'model', 'names', 'parsing', 'schema', 'tagging', 'words']
    """
    from discourse import __version__
    from discourse.names import fingerprint
    from discourse.tag import model_info

    tagging = settings.tagging.as_dict()
    model = model_info(settings.tagging)["sha256"]
    for moot in ("threads", "model"):  # the one never changes a result, the other stands here by its hash
        tagging.pop(moot)
    if settings.tagging.endpoint:  # how fast and how much may be asked is moot, too
        tagging["endpoint"] = settings.tagging.endpoint.sha256
    # A pseudonym's key is secret; that another was used is not.
    names = "real" if settings.real_names or not settings.key else fingerprint(settings.key)
    return {
        "schema": parts.SCHEMA,
        "discourse": __version__,
        "code": code_hash(),
        "codebook": settings.codebook.sha256,
        "model": model,
        "parsing": settings.parsing.as_dict(),
        "tagging": tagging,
        "names": names,
        "words": settings.words,
    }


def recipe_hash(recipe: dict[str, Any]) -> str:
    """One hash for a recipe."""
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()


@cache
def code_hash() -> str:
    """The hash of the modules that make parts, so that a changed program makes them stale even between versions."""
    root = Path(__file__).parents[1]
    found = hashlib.sha256()
    for maker in _MAKERS:
        for path in sorted(root.glob(f"{maker}/**/*.py")) or [root / maker]:
            found.update(path.read_bytes())
    return found.hexdigest()


def make_part(job: Job, partition: Partition, progress: Progress | None = None) -> Receipt:
    """Make the part of a partition, and write it; its receipt.

    Raises `OutputError` or `ModelError`, which every other partition would meet as well.
    """
    folder, name = Path(job.parts), parts.name_of(job.recipe, partition.digest)
    try:
        tables, counts = tables_of(partition.items, job.settings, progress)
    except OSError as error:  # libraries keep files too
        if error.errno not in _NO_ROOM:
            raise
        raise OutputError(f"no room to work: {error.strerror}", where="the disk", remedy="make room") from None
    known = {"recipe": job.recipe, "pages": partition.digest, "made": job.started, "counts": counts}
    return parts.write(folder, name, tables, known)


def tables_of(
    items: Sequence[Document | Page], settings: Settings, progress: Progress | None = None
) -> tuple[dict[str, pa.Table], dict[str, int]]:
    """Every table of some pages, and how many pages and comments they hold."""
    import pandas as pd

    from discourse import pipeline
    from discourse.corpus.tables import arrow
    from discourse.measure.tallies import tallies
    from discourse.measure.threads import page_threads
    from discourse.parse import parse
    from discourse.render.withhold import without_words

    found = [item if isinstance(item, Page) else parse(item, settings.parsing) for item in items]
    tagged = pipeline.tag(found, settings, *([progress] if progress else []))
    articles, comments = pipeline.shown(tagged, settings)
    threads = page_threads(articles, comments)
    kept = Tables(articles, comments, tagged.stances, pd.DataFrame())
    kept = kept if settings.words else without_words(kept)
    frames = {
        "articles": articles,
        "comments": kept.comments,
        "stances": kept.stances,
        "tallies": tallies(articles, comments, tagged.stances),
        "answers": threads.answers,
        "hours": threads.hours,
        "participation": threads.participation,
    }
    return {name: arrow(frame, name) for name, frame in frames.items()}, pipeline.counts(tagged)


def share_rows(job: Job, name: str) -> pa.Table:
    """The shares of a part's pages, as rows of the table `shares`."""
    from discourse.corpus.tables import arrow, frame
    from discourse.measure.shares import Bootstrap, page_shares, table

    folder, settings = Path(job.parts) / name, job.settings
    how = Bootstrap(settings.seed, settings.draws, settings.level)
    articles, tallied = (frame(folder / f"{each}.parquet") for each in ("articles", "tallies"))
    return arrow(table(list(page_shares(articles, tallied, how))), "shares")


def alone(settings: Settings) -> Settings:
    """The settings of one worker of several: one thread, since the others take the other cores."""
    return replace(settings, tagging=replace(settings.tagging, threads=1))


def fatal(error: BaseException) -> bool:
    """Whether an error would meet every other partition as well: a full disk, a damaged model."""
    return isinstance(error, DiscourseError)
