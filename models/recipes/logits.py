"""What a model says of labelled rows, before it is calibrated anew."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from discourse.tag.reading import Floats, Reader, stances, tones


def logits_of_stance(reader: Reader, rows: list[dict]) -> tuple[Floats, Floats]:
    """Log chances (n, 3) and chance of being about the target (n,), as the numbers in force give them."""
    found: list[tuple[Floats, Floats]] = []
    for at in range(0, len(rows), 512):
        some = rows[at : at + 512]
        parents = [row["context"][-1] if row.get("context") else None for row in some]
        wanted: dict[str, dict[str, None]] = defaultdict(dict)
        for row, parent in zip(some, parents, strict=True):
            for text in filter(None, (row["text"], parent)):
                wanted[text][row["target"]] = None
        readings = reader.read({text: tuple(its) for text, its in wanted.items()}, 0)
        found.append(
            stances(
                reader,
                [
                    (readings[r["text"]], r["target"], readings[p] if p else None)
                    for r, p in zip(some, parents, strict=True)
                ],
            )
        )
    return np.log(np.concatenate([p for p, _ in found]) + 1e-9), np.concatenate([a for _, a in found])


def logits_of_tone(reader: Reader, rows: list[dict]) -> tuple[Floats, Floats]:
    """Log chances (n, 3) and valence (n,), as the numbers in force give them."""
    found = []
    for at in range(0, len(rows), 512):
        some = [row["text"] for row in rows[at : at + 512]]
        readings = reader.read(dict.fromkeys(some, ()), 0)
        found.append(tones(reader, [readings[text] for text in some]))
    return np.log(np.concatenate([p for p, _ in found]) + 1e-9), np.concatenate([v for _, v in found])
