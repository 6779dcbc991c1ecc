"""Hand codes brought to bear: how coders agree, how good the tags are, corrected shares, and groups compared."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from discourse import studied
from discourse.errors import InputError, UsageError
from discourse.pipeline import Result
from discourse.records import Comparison, Study, Tables, Validation, was_tagged
from discourse.studied import VALIDATION

if TYPE_CHECKING:
    import pandas as pd

    from discourse.measure.compare import Settings

By = Literal["outlet", "article", "period", "topic"]


@dataclass(frozen=True)
class Agreement:
    """How coders agree: the measures per variable, who said what beside whom, and the comments most disagreed on."""

    measures: pd.DataFrame
    confusions: dict[str, pd.DataFrame]
    disputed: pd.DataFrame


@dataclass(frozen=True)
class Validated:
    """An analysis with its shares corrected, and what the hand codes say of its tags."""

    result: Result
    agreement: Agreement
    validation: Validation
    corrected: pd.DataFrame

    def side_by_side(self) -> pd.DataFrame:
        """Shares over all: from the model's tags, corrected, and from the codes alone, each with its interval."""
        keys = ["level", "page_id", "outlet", "topic", "category"]
        shares = self.result.shares[[*keys, "share", "low", "high"]]
        both = shares[shares["level"] == "all"].merge(self.corrected, on=["level", "topic", "category"], how="inner")
        names = ["share", "low", "high", "corrected_share", "corrected_low", "corrected_high"]
        return both[["topic", "category", "n_coded", *names, "coded_share", "coded_low", "coded_high"]]


@dataclass(frozen=True)
class Compared:
    """Analyses put together, their groups compared."""

    result: Result
    comparison: Comparison

    @property
    def words(self) -> pd.DataFrame | None:
        """The words that part the two groups, where there are two."""
        return self.result.study.words

    def without_words(self) -> Compared:
        """The same without readers' words; of those that part two groups the ones that ten readers or more use."""
        return replace(self, result=self.result.without_words())


def agreement(codes: pd.DataFrame, *, seed: int = 0, draws: int = 1000) -> Agreement:
    """How coders agree on each variable. `codes` is what `read.codes.read_codes` gives.

    Raises `InputError` where no comment was coded by two.
    """
    found = _agreement(codes, seed, draws)
    if found.measures.empty:
        remedy = "give the files of two coders who coded the same comments"
        raise InputError("no comment is coded by two coders", where="agree", remedy=remedy)
    return found


def _agreement(codes: pd.DataFrame, seed: int, draws: int) -> Agreement:
    from discourse.measure import agreement as measured

    measures = measured.agreement(codes, seed=seed, draws=draws)
    disputed = measured.disputed(codes)
    confusions = {name: measured.confusion(codes, name) for name in measures["variable"].unique()}
    return Agreement(measures, confusions, disputed[disputed["disagreement"] > 0])


def validate(
    out: str | Path, result: Result, files: Sequence[str | Path] = (), *, seed: int = 0, draws: int = 1000
) -> Validated:
    """What hand codes say of an analysis in the folder `out`, and its shares corrected by them.

    Without `files` the codes that were given in `out`/coding are taken. Where a sample was drawn there, its design
    weighs the codes. Raises `InputError` where there are no codes or they can't be read.
    """
    from discourse.measure.corrected import corrected, with_corrected
    from discourse.measure.validate import validate as measure_validity

    given = _codes(out, result, files)
    codes = given.codes
    level = result.run["settings"]["level"]
    found = corrected(result.tables, codes, given.sample, strata=given.strata, level=level)
    validity = measure_validity(result.tables, codes, given.sample, seed=seed, draws=draws, level=level)
    agreed = _agreement(codes, seed, draws)
    record = {
        "codes": given.sources,
        "comments": int(codes[["page_id", "comment_id"]].drop_duplicates().shape[0]),
        "coders": int(codes["coder"].nunique()),
        "weighted_by_design": given.sample is not None,
    }
    checked = replace(
        result,
        tables=replace(result.tables, shares=with_corrected(result.shares, found)),
        run=result.run | {"validation": record},
        study=Study(agreement=None if agreed.measures.empty else agreed.measures, validation=validity),
    )
    return Validated(checked, agreed, validity, found)


def write_validation(out: str | Path, found: Validated) -> Path:
    """Write what the codes say into `out`/validation, and the corrected shares and the report into `out`: all or none.

    Returns the report's path. Raises `OutputError` where a file can't be written.
    """
    tables = {
        "agreement": found.agreement.measures,
        "disputed": found.agreement.disputed,
        "corrected": found.corrected,
    }
    return found.result.save(out, studied.written({f"{VALIDATION}/{name}": table for name, table in tables.items()}))


def restored(out: str | Path, result: Result) -> Result:
    """An analysis with what was written of its validation and comparison put back, so that reports say it again.

    Raises `InputError` where a table is missing or damaged.
    """
    return replace(result, study=studied.read(Path(out), result.run))


def compare(
    outs: Sequence[str | Path], results: Sequence[Result], by: By, files: Sequence[str | Path], settings: Settings
) -> Compared:
    """Compare the groups of one analysis or several; a page that stands in two of them is taken once.

    Hand codes are those of `files`; without, those of each folder's validation, if all were validated. Raises
    `UsageError` where the analyses were tagged with different codebooks or models, or otherwise.
    """
    from discourse.measure.compare import compare as compare_groups

    together = _together(results, settings)
    given = _all_codes(outs, results, together, files)
    found = None
    if given is not None:
        from discourse.measure.corrected import corrected, with_corrected

        found = corrected(together.tables, given.codes, given.sample, strata=given.strata, level=settings.level)
        shares = with_corrected(together.shares, found)
        together = replace(together, tables=replace(together.tables, shares=shares))
    comparison = compare_groups(together.tables, by, found, settings)
    words, names = _words(together.tables, by)
    record = {"by": by, "family": comparison.family, "word_groups": list(names)}
    # What a validation says holds for one analysis and the codes that it was made with.
    kept = len(results) == 1 and not files
    tested = restored(outs[0], results[0]).study if kept else Study()
    run = {name: value for name, value in together.run.items() if kept or name != "validation"}
    study = replace(tested, comparison=comparison, words=words, word_groups=names)
    return Compared(replace(together, study=study, run=run | {"comparison": record}), comparison)


def write_comparison(out: str | Path, found: Compared) -> Path:
    """Write the tables of a comparison and one report of all into the folder `out`, all or none; the report's path."""
    return found.result.save(out)


@dataclass(frozen=True)
class _Given:
    """Hand codes, the files they were read from, and the sample that they are of: its comments' chances and strata."""

    codes: pd.DataFrame
    sources: list[dict[str, str]]
    sample: pd.DataFrame | None
    strata: pd.DataFrame | None


def _codes(out: str | Path, result: Result, files: Sequence[str | Path]) -> _Given:
    """The codes for one analysis, with the sample's design where they are of a sample that was drawn there."""
    from discourse.read.codes import read_codes
    from discourse.study import CODING

    coding = Path(out) / CODING
    paths = [Path(path) for path in files] or sorted(coding.glob("codes-*.jsonl"))
    if not paths:
        remedy = f"code a sample ('discourse sample {out}'), or name files with --codes"
        raise InputError("no hand codes", where=str(out), remedy=remedy)
    there = result.comments[["page_id", "comment_id"]].itertuples(index=False, name=None)
    codes = read_codes(paths, result.codebook, there)
    if codes.empty:
        raise InputError("no codes in it", where=str(paths[0]), remedy="code some comments first")
    sources = [{"source": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in paths]
    return _Given(codes, sources, *_design(coding, result, codes))


def _design(coding: Path, result: Result, codes: pd.DataFrame) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """The sample drawn in a folder and the strata of all that could be drawn; none where the codes are not of it."""
    from discourse.measure.sample import USUAL, Design, strata_of
    from discourse.read.study import read_design

    if not (coding / "design.json").exists():
        return None, None
    design = read_design(coding)
    if not _covers(design.rows, codes):
        return None, None
    tables, how = result.tables, Design(len(design.rows), tuple(design.facts.get("per", ())) or USUAL)
    return design.rows, strata_of(tables.comments, tables.stances, tables.articles, how)


def _covers(sample: pd.DataFrame, codes: pd.DataFrame) -> bool:
    """Whether every coded comment was drawn: codes from elsewhere have no known probability, so no weight."""
    drawn = set(zip(sample["page_id"], sample["comment_id"], strict=True))
    return set(zip(codes["page_id"], codes["comment_id"], strict=True)) <= drawn


def _all_codes(
    outs: Sequence[str | Path], results: Sequence[Result], together: Result, files: Sequence[str | Path]
) -> _Given | None:
    """The codes of all analyses; those of their validations where no files are given; None where one was not validated.

    The design of samples holds where each analysis has its own.
    """
    import pandas as pd

    if files:
        given = _codes(outs[0], together, files)
        return given if len(outs) == 1 else replace(given, sample=None, strata=None)
    if not all("validation" in result.run for result in results):
        return None
    parts = [
        _codes(out, result, [_there(out, each["source"]) for each in result.run["validation"]["codes"]])
        for out, result in zip(outs, results, strict=True)
    ]
    codes = pd.concat([part.codes for part in parts], ignore_index=True).drop_duplicates()
    samples = [part.sample for part in parts if part.sample is not None]
    strata = [
        part.strata.assign(stratum=f"{i}:" + part.strata["stratum"].astype("string"))
        for i, part in enumerate(parts)
        if part.strata is not None
    ]
    if len(samples) < len(parts):
        return _Given(codes, [], None, None)
    return _Given(codes, [], pd.concat(samples, ignore_index=True), pd.concat(strata, ignore_index=True))


def _there(out: str | Path, source: str) -> Path:
    """Where a codes file stands: where it stood at its validation, or among the folder's own codes if it has moved."""
    from discourse.study import CODING

    path, moved = Path(source), Path(out) / CODING / Path(source).name
    return moved if moved.exists() and not path.exists() else path


def _together(results: Sequence[Result], settings: Settings) -> Result:
    """The tables of several analyses as one, measured anew; one analysis stays as it is."""
    import pandas as pd

    from discourse.measure.shares import shares

    first = results[0]
    ways = [_ways(result.run) for result in results]
    for name in ways[0]:
        told = [each[name] for each in ways if each[name] is not None]
        if any(how != told[0] for how in told):
            remedy = f"analyze all of them with one {name}"
            raise UsageError(f"not all tagged with one {name}", where="compare", remedy=remedy)
    if len(results) == 1:
        return first
    seen: set[str] = set()
    kept: list[set[str]] = []
    for result in results:
        kept.append(set(result.articles["page_id"]) - seen)
        seen |= kept[-1]

    def stacked(name: str) -> pd.DataFrame:
        tables: list[pd.DataFrame] = [getattr(result, name) for result in results]
        own = [table[table["page_id"].isin(ids)] for table, ids in zip(tables, kept, strict=True)]
        return pd.concat(own, ignore_index=True)

    articles, comments, stances = (stacked(name) for name in ("articles", "comments", "stances"))
    table = shares(articles, comments, stances, seed=settings.seed, draws=settings.draws, level=settings.level)
    run: dict[str, Any] = first.run | {
        "settings": first.run["settings"] | {"seed": settings.seed, "draws": settings.draws, "level": settings.level},
        "counts": {
            "pages": len(articles),
            "comments": len(comments),
            "tagged": int(was_tagged(comments).sum()),
            "left_over": int(articles["left_over"].sum()),
        },
        "inputs": [each for result in results for each in result.run["inputs"]],
        "set_aside": [each for result in results for each in result.run["set_aside"]],
    }
    return Result(Tables(articles, comments, stances, table), first.codebook, run)


def _ways(run: dict[str, Any]) -> dict[str, object]:
    """What is alike in analyses that can be set side by side: else they differ by it, or one reader counts as two."""
    settings = run["settings"]
    names, least = "real" if settings["real_names"] else "hidden", settings["tagging"]["min_confidence"]
    book = run["codebook"]["sha256"]
    key = settings.get("key")  # the runs of older versions do not tell it
    return {"codebook": book, "model": run["model"], "--min-confidence": least, "kind of names": names, "--key": key}


def _words(tables: Tables, by: By) -> tuple[pd.DataFrame | None, tuple[str, str]]:
    """The words that part the two groups, where there are just two."""
    from discourse.measure.compare import group_of
    from discourse.measure.counting import counted
    from discourse.measure.words import words_apart

    if by == "topic":
        return None, ("", "")
    frame = counted(tables.comments)
    group = group_of(tables, frame, by)
    names = sorted(group.dropna().unique())
    if len(names) != 2:
        return None, ("", "")
    return words_apart(frame["own_text"], group, frame["reader"]), (names[0], names[1])
