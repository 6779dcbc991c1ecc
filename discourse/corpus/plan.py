"""What to run on and how, and the plain values by which it is remembered."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from discourse.corpus.partition import TARGET
from discourse.errors import InputError
from discourse.parse.custom.records import CustomLayout, MarkupLayout, TextLayout
from discourse.pipeline import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run on and how: the inputs, the folder, the settings; worker processes (0: one a core), or the address
    of a Dask scheduler ("": a local one), and about how many characters make a partition.
    """

    paths: tuple[str, ...]
    out: Path
    settings: Settings = field(default_factory=Settings)
    jobs: int = 0
    engine: str = "processes"
    scheduler: str = ""
    partition: int = TARGET
    key_file: str | None = None

    @property
    def workers(self) -> int:
        """How many workers the plan asks for."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def command_of(plan: Plan) -> dict[str, Any]:
    """What it takes to do a plan again, as plain values: the key of pseudonyms by its file, never itself."""
    settings = plan.settings
    return {
        "paths": list(plan.paths),
        "folder": str(Path.cwd()),
        "codebook": asdict(settings.codebook),
        "real_names": settings.real_names,
        "key": plan.key_file,
        "seed": settings.seed,
        "draws": settings.draws,
        "level": settings.level,
        "words": settings.words,
        "tagging": settings.tagging.as_dict(),
        "reading": asdict(settings.reading),
        "parsing": settings.parsing.as_dict(),
        "partition": plan.partition,
    }


def plan_of(command: dict[str, Any], out: Path) -> Plan:
    """The plan that `command_of` took down. Raises `InputError` where another version did, and otherwise."""
    from discourse import codebook
    from discourse.names import load_key
    from discourse.parse.settings import ParseSettings
    from discourse.read.settings import ReadSettings
    from discourse.tag.settings import TagSettings

    try:
        settings = Settings(
            codebook=codebook.of_dict(command["codebook"]),
            real_names=command["real_names"],
            key=load_key(Path(command["key"])) if command["key"] else None,
            seed=command["seed"],
            draws=command["draws"],
            level=command["level"],
            words=command["words"],
            tagging=TagSettings.of_dict(command["tagging"]),
            reading=ReadSettings(**command["reading"]),
            parsing=ParseSettings(tuple(_layout(_frozen(row)) for row in command["parsing"]["layouts"])),
        )
        return Plan(tuple(command["paths"]), out, settings, partition=command["partition"], key_file=command["key"])
    except (KeyError, TypeError):
        what = "its command was taken down by another version"
        raise InputError(what, where=str(out), remedy="analyze the pages again") from None


def _layout(row: dict[str, Any]) -> CustomLayout:
    return TextLayout(**row) if "byline" in row else MarkupLayout(**row)


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    """The row with tuples for lists."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
