"""A run over a corpus: what is there already is kept, what is new or stale is made, and all is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from discourse import pipeline, studied
from discourse.codebook import Codebook
from discourse.corpus import lock, parts, work
from discourse.corpus.engine import Broken, Engine, InProcess, Processes
from discourse.corpus.pace import Pace
from discourse.corpus.partition import Partition, partitions
from discourse.corpus.plan import Plan, command_of
from discourse.corpus.store import Journal, Store, journal_lines
from discourse.corpus.together import write_tables
from discourse.corpus.view import view
from discourse.corpus.work import Job, Receipt
from discourse.errors import InputError, OutputError, UsageError
from discourse.pipeline import REPEATED, Progress, Result
from discourse.records import Document, Page, SetAside, Tables

MOST_LISTED = 100_000
"""Inputs that run.json lists by name; all of them stand in the table `articles`."""

_TOPICS = 10
_RECIPE = {
    "codebook": "the codebook",
    "model": "the model",
    "parsing": "the layouts",
    "tagging": "how comments are tagged",
    "names": "how readers are called",
    "words": "whether words are kept",
    "discourse": "the program",
    "code": "the program",
    "schema": "the program",
}
"""What the parts follow from, in words, by its name in a recipe."""
Told = Callable[[SetAside], None]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: the tables as far as they are shown, its record, the report; parts made and kept; set aside."""

    tables: Tables
    run: dict[str, Any]
    report: Path
    made: int
    kept: int
    set_aside: tuple[SetAside, ...]


def run(
    plan: Plan,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress = pipeline.silent,
    told: Told = lambda _: None,
    say: Say = lambda _: None,
) -> Outcome:
    """Do what a plan says. `told` hears of every input set aside, at once; `say` of what a user may want to look at.

    What a run before this one left, whole or broken off, is used as far as it is sound and what would be made now.
    Raises `InputError` where nothing could be read, `OutputError` where the folder can't be written or another run is
    at work on it, `UsageError` where it is the pages' own, `ModelError` where the model can't be used.
    """
    _stands_apart(plan)
    store = Store(plan.out)
    settings = replace(
        plan.settings, key=plan.settings.key or (None if plan.settings.real_names else pipeline.default_key())
    )
    recipe = work.recipe_of(settings)
    started = pipeline.now()
    with ExitStack() as stack:
        new = not store.parts.exists()
        _make(store.parts)
        stack.callback(_drop_empty, store.parts)
        stack.enter_context(lock.held(store.lock, started))
        if stale := _stale(store, recipe):
            say(f"since the run before changed: {', '.join(stale)}; its parts are made anew")
        journal = Journal(store.journal, command_of(plan))
        stack.callback(journal.close)
        job = Job(settings, str(store.parts), work.recipe_hash(recipe), started)
        found = _Found(store, job, journal, told, Pace(plan.paths, progress))
        # Stances have a row a comment and topic: many topics make a partition large that has little text.
        size = plan.partition // max(1, len(settings.codebook.topics) // _TOPICS)
        stream = partitions(found.pages(plan.paths, stdin), size)
        engine, stream = _engine(plan, stream, stack, say)
        _make_parts(found, engine, stream)
        if new and not found.receipts and not found.failed:
            journal.close()
            store.journal.unlink(missing_ok=True)  # there is nothing to do again
        validated = _validated(plan.out)
        outcome = _finish(plan, found, engine, recipe, progress)
        if validated:
            say(f"the shares are counted anew, without hand codes: 'discourse validate {plan.out}' corrects them again")
        return outcome


def _stands_apart(plan: Plan) -> None:
    """Refuse results that would stand among the pages, where the next run would read them as comments."""
    if any(path != "-" and Path(path).is_dir() and Path(path).resolve() == plan.out.resolve() for path in plan.paths):
        remedy = "name another: -o results"
        raise UsageError("the results would lie among the pages of this folder", where=str(plan.out), remedy=remedy)


class _Found:
    """What a run has come by so far: receipts by partition, and what was set aside."""

    def __init__(self, store: Store, job: Job, journal: Journal, told: Told, pace: Pace) -> None:
        self.store, self.job, self.journal, self._told, self.pace = store, job, journal, told, pace
        self.receipts: dict[int, Receipt] = {}
        self.failed: list[dict[str, Any]] = []
        self.aside: list[SetAside] = []
        self.kept = 0
        self._sources: dict[str, str] = {}

    def pages(self, paths: Iterable[str], stdin: BinaryIO | None) -> Iterator[Document | Page]:
        """The pages of the inputs, each once; what can't be read is set aside."""
        from discourse.read import documents

        for item in documents(list(paths), self.job.settings.reading, stdin=stdin):
            if isinstance(item, SetAside):
                self.set_aside(item)
            elif item.page_id in self._sources:
                reason = f"the same bytes as {self._sources[item.page_id]}"
                self.set_aside(SetAside(item.source, reason, REPEATED))
            else:
                self._sources[item.page_id] = item.source
                yield item

    def set_aside(self, aside: SetAside) -> None:
        """Note and tell an input that is not used."""
        self.aside.append(aside)
        self.journal.note(aside=aside.source, reason=aside.reason)
        self._told(aside)

    def missing(self, stream: Iterable[Partition]) -> Iterator[Partition]:
        """The partitions of which no sound part is there."""
        for partition in stream:
            name = parts.name_of(self.job.recipe, partition.digest)
            self.journal.note(part=name, pages=len(partition.items))
            receipt = parts.receipt(self.store.parts, name)
            if receipt is None:
                yield partition
            else:
                self.kept += 1
                self.add(partition, receipt)

    def add(self, partition: Partition, receipt: Receipt) -> None:
        """Note a part that is there."""
        self.receipts[partition.number] = receipt
        self.pace.add(partition, receipt["counts"]["comments"])

    def fail(self, partition: Partition, reason: str) -> None:
        """Note a partition that could not be worked on: each of its pages is set aside."""
        self.pace.add(partition, 0)
        self.failed.append({"sources": list(partition.sources), "reason": reason})
        self.journal.note(failed=list(partition.sources), reason=reason)
        for source in partition.sources:
            self.set_aside(SetAside(source, f"its partition failed: {reason}", "'discourse retry' tries it again"))


def _engine(plan: Plan, stream: Iterator[Partition], stack: ExitStack, say: Say) -> tuple[Engine, Iterator[Partition]]:
    """Who does the work: this process where there is one partition or one job, since others take a second to start."""
    first = list(islice(stream, 2))
    stream = chain(first, stream)
    if plan.engine == "dask":
        from discourse.corpus.cluster import Cluster

        cluster = Cluster(plan.scheduler, plan.workers, work.fatal)
        stack.callback(cluster.close)
        say(f"how the work goes: {cluster.dashboard}")
        return cluster, stream
    if len(first) < 2 or plan.workers == 1:
        return InProcess(work.fatal), stream
    processes = Processes(plan.workers, work.fatal)
    stack.callback(processes.close)
    return processes, stream


def _make_parts(found: _Found, engine: Engine, stream: Iterator[Partition]) -> None:
    job = found.job
    if isinstance(engine, InProcess):
        make = partial(_make_here, job, found.pace)
    else:
        make = partial(work.make_part, replace(job, settings=work.alone(job.settings)))
    for partition, receipt in engine.map(make, found.missing(stream)):
        if isinstance(receipt, Broken):
            found.fail(partition, receipt.reason)
        else:
            found.add(partition, receipt)


def _make_here(job: Job, pace: Pace, partition: Partition) -> Receipt:
    return work.make_part(job, partition, progress=pace.within(partition))


def _finish(plan: Plan, found: _Found, engine: Engine, recipe: dict[str, Any], progress: Progress) -> Outcome:
    receipts = [found.receipts[number] for number in sorted(found.receipts)]
    if not receipts:
        first = found.aside[0] if found.aside else SetAside("input", "no page in it", "name saved pages")
        raise InputError(first.reason, where=first.source, remedy=first.remedy)
    names = [receipt["part"] for receipt in receipts]
    if unseen := [name for name in names if not (found.store.parts / name).is_dir()]:
        what = f"{len(unseen)} parts that workers wrote are not here"
        raise OutputError(what, where=str(plan.out), remedy="name a folder that all machines see under this path")
    progress("writing the tables", 0, None)
    write_tables(found.store, names, found.job, engine)
    record = _record(found, receipts)
    pipeline.write_run(plan.out, record)
    progress("writing the report", 0, None)
    result, report = write_report(found.store, names, found.job.settings.codebook, record)
    parts.sweep(found.store.parts, set(names))
    found.store.sweep()
    found.store.finish(
        {
            "made": found.job.started,
            "recipe": recipe,
            "command": command_of(plan),
            "parts": [_entry(found.store, receipt) for receipt in receipts],
            "failed": found.failed,
            "set_aside": [asdict(each) for each in found.aside[:MOST_LISTED]],
        }
    )
    return Outcome(result.tables, record, report, len(receipts) - found.kept, found.kept, tuple(found.aside))


def _entry(store: Store, receipt: Receipt) -> dict[str, Any]:
    name = receipt["part"]
    return {"name": name, "counts": receipt["counts"], "receipt": parts.fingerprint(store.parts / name / parts.RECEIPT)}


def _record(found: _Found, receipts: list[Receipt]) -> dict[str, Any]:
    totals = {name: sum(receipt["counts"][name] for receipt in receipts) for name in receipts[0]["counts"]}
    inputs = list(islice(_inputs(found.store, [receipt["part"] for receipt in receipts]), MOST_LISTED))
    settings = found.job.settings
    aside = found.aside[:MOST_LISTED]
    record = pipeline.run_record(settings, pipeline.tagged_with(settings), totals, inputs, aside)
    left_out = {"inputs": totals["pages"] - len(inputs), "set_aside": len(found.aside) - len(aside)}
    record |= {"left_out": left_out} if any(left_out.values()) else {}
    return record | ({} if settings.words else {"words": "left out"})


def _inputs(store: Store, names: list[str]) -> Iterator[dict[str, str]]:
    from pyarrow import parquet

    for path in store.files(names, "articles"):
        yield from parquet.read_table(path, columns=["source", "page_id"]).to_pylist()


def write_report(store: Store, names: list[str], book: Codebook, record: dict[str, Any]) -> tuple[Result, Path]:
    """Write the report of a store's tables, with what was found of them by hand codes."""
    tables, threads = view(store, names)
    result = Result(tables, book, record, studied.read(store.out, record))
    return result, pipeline.write_report(store.out, result, threads)


def report_again(out: Path, book: Codebook | None = None) -> Path:
    """Write the report of a run anew, from its tables.

    Raises `InputError` where there is no sound run, `UsageError` where the codebook given is not the one used,
    `OutputError` where a run is at work.
    """
    store = Store(out)
    record, book = pipeline.read_run(out, book)
    with lock.held(store.lock, pipeline.now()):
        manifest = store.done()
        _, report = write_report(store, [each["name"] for each in manifest["parts"]], book, record)
        store.reseal()
    return report


def last_command(store: Store) -> dict[str, Any]:
    """The command of the last run on a store, whether it ended or was broken off. Raises `InputError`."""
    line = next(journal_lines(store.journal), None)
    command = line.get("command") if line else store.done()["command"]
    if not isinstance(command, dict):
        raise InputError("its journal can't be read", where=str(store.out), remedy="analyze the pages again")
    return command


def drop_damaged(store: Store) -> int:
    """Remove every part that is not as it was written, so that a run makes it again; how many there were.

    Raises `OutputError` where a run is at work: what it has half written would go, too.
    """
    with lock.held(store.lock, pipeline.now()):
        there = {path.name for path in store.parts.iterdir() if path.is_dir()}
        return parts.sweep(store.parts, {name for name in there if not any(parts.faults(store.parts, name))})


def _stale(store: Store, recipe: dict[str, Any]) -> list[str]:
    """What of the recipe is another than in the run before, in words; nothing where there was none."""
    try:
        before = store.done()["recipe"]
    except InputError:
        return []
    return list(dict.fromkeys(words for name, words in _RECIPE.items() if before.get(name) != recipe.get(name)))


def _validated(out: Path) -> bool:
    """Whether the shares that stand in a folder were corrected by hand codes."""
    try:
        return "validation" in pipeline.read_run(out)[0]
    except InputError:
        return False


def _drop_empty(folder: Path) -> None:
    with suppress(OSError):  # mostly there is something in it
        folder.rmdir()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            error.strerror or str(error), where=str(folder.parent), remedy="name another folder"
        ) from None
