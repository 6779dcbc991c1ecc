"""Where the time of a run goes: processor time of each stage of the whole way, report and all, in one process.

    python benchmarks/where.py PAGES... --model shipped

Each moment counts for the innermost of the stages that it falls into. Everything is loaded by a run over the first page
before the clock starts.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
REST = "reading, partitions, hashes"
STAGES = {
    "parsing": ["discourse.parse:parse"],
    "tokenising": ["discourse.tag.network:Network.windows"],
    "encoder": ["discourse.tag.network:Network.encode"],
    "targets asked": ["discourse.tag.network:Network.ask"],
    "stances and tones": ["discourse.tag.judge:stances", "discourse.tag.judge:tones"],
    "topics": ["discourse.tag.topicality:chances"],
    "VADER": ["discourse.tag.vader:scores"],
    "language": ["discourse.tag.table:_languages"],
    "tagging, the rest": ["discourse.tag:tag"],
    "pseudonyms": ["discourse.pipeline:shown"],
    "counting": ["discourse.measure.tallies:tallies", "discourse.measure.threads:page_threads"],
    "writing parts": ["discourse.corpus.tables:arrow", "discourse.corpus.parts:write"],
    "shares": ["discourse.corpus.work:share_rows", "discourse.corpus.together:_outlets_and_all"],
    "writing tables": ["discourse.corpus.run:write_tables"],
    "report": ["discourse.corpus.run:write_report"],
}
MODEL = ("tokenising", "encoder", "targets asked", "stances and tones")


class Clock:
    """Processor time by stage."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._open, self._since = [REST], time.process_time()

    def turn(self) -> None:
        """Count the time since the last turn for the stage that is open."""
        now = time.process_time()
        self.spent[self._open[-1]] += now - self._since  # type: ignore[assignment]  # a Counter of floats
        self._since = now

    def watch(self, stage: str, place: str) -> None:
        """Count the time within a function, named as module:name, for a stage."""
        module, _, path = place.partition(":")
        *owners, name = path.split(".")
        owner: Any = importlib.import_module(module)
        for each in owners:
            owner = getattr(owner, each)
        setattr(owner, name, self._watched(stage, getattr(owner, name)))

    def _watched(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def watched(*args: Any, **named: Any) -> Any:
            self.turn()
            self._open.append(stage)
            try:
                return function(*args, **named)
            finally:
                self.turn()
                self._open.pop()

        return watched


def main() -> None:
    """Run, and print a row for each stage."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("paths", nargs="+")
    ask.add_argument("--model", default=str(ROOT / "tests" / "data" / "tiny"))
    told = ask.parse_args()
    from discourse.corpus.plan import Plan
    from discourse.corpus.run import run
    from discourse.pipeline import Settings
    from discourse.read.paths import files
    from discourse.tag.settings import TagSettings

    model = None if told.model == "shipped" else told.model
    settings = Settings(key=b"k" * 64, tagging=TagSettings(model=model, threads=1))
    first = next(str(found[1]) for path in told.paths for found in files(path) if isinstance(found, tuple))
    with tempfile.TemporaryDirectory() as folder:
        run(Plan((first,), Path(folder) / "first", settings, jobs=1))
        clock = Clock()
        for stage, places in STAGES.items():
            for place in places:
                clock.watch(stage, place)
        clock.turn()
        clock.spent.clear()
        outcome = run(Plan(tuple(told.paths), Path(folder) / "out", settings, jobs=1))
        clock.turn()
    n, total = outcome.run["counts"]["comments"], sum(clock.spent.values())
    print(f"{n:,} comments, {total:.0f} s: {1000 * total / n:.2f} ms a comment")
    print("| stage | ms a comment | share |\n|---|---|---|")
    for stage in (*STAGES, REST):
        print(f"| {stage} | {1000 * clock.spent[stage] / n:.3f} | {clock.spent[stage] / total:.1%} |")
    own = sum(clock.spent[stage] for stage in MODEL)
    print(f"the encoder alone: {clock.spent['encoder'] / total:.1%}; the model with its heads: {own / total:.1%}")


if __name__ == "__main__":
    main()
