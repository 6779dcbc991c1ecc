"""Single bytes of a store altered at random: `discourse verify` must name the file of each.

    python benchmarks/alterations.py PAGES... --times 1000

Every file of the store is met at least once, the others by chance, each byte alike.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.kills import Victim
from discourse.corpus import store
from discourse.corpus.store import Store
from discourse.errors import InputError


def alter(here: Store, times: int, draw: random.Random) -> list[str]:
    """Alter a byte so many times, each time in a sound store; the alterations that were not found."""
    files = [path for path in sorted(here.out.rglob("*")) if path.is_file()]
    sizes = [path.stat().st_size for path in files]
    missed = []
    for path in [*files, *draw.choices(files, sizes, k=times)][:times]:
        data = path.read_bytes()
        at, other = draw.randrange(len(data)), draw.randrange(1, 256)
        path.write_bytes(data[:at] + bytes([data[at] ^ other]) + data[at + 1 :])
        if not any(str(path).endswith(name) for name in _named(here)):
            missed.append(f"{path.relative_to(here.out)}, byte {at}")
        path.write_bytes(data)
    return missed


def _named(here: Store) -> list[str]:
    try:
        return [name for name, _ in store.verify(here)]
    except InputError as error:  # the manifest itself
        return [Path(error.where).name]


def main() -> None:
    """Make a store, alter it, and say what was found."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("paths", nargs="+")
    ask.add_argument("--times", type=int, default=1000)
    ask.add_argument("--partition", type=int, default=50_000)
    ask.add_argument("--seed", type=int, default=0)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        victim = Victim(tuple(told.paths), Path(folder) / "out", told.partition)
        victim.finish()
        missed = alter(Store(victim.out), told.times, random.Random(told.seed))
        sound = not list(store.verify(Store(victim.out)))
        files = sum(path.is_file() for path in victim.out.rglob("*"))
    print(f"{told.times} alterations of {files} files; not found: {len(missed)}")
    print("\n".join(missed) + ("" if sound else "the store was at fault afterwards"))
    sys.exit(bool(missed) or not sound)


if __name__ == "__main__":
    main()
