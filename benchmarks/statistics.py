"""Simulated studies of known truth: how often intervals cover, how far shares are off, how often nothing is "found".

Run from the checkout: python -m benchmarks.statistics [runs]. The table of the last full run stands in
docs/statistics.md.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from discourse.measure.compare import Settings, compare
from discourse.measure.corrected import corrected
from tests.measure.studies import study

CELLS = [("toll", "favor"), ("toll", "against"), ("toll", "neutral"), ("topic", "toll"), ("sentiment", "negative")]
KEYS = ["topic", "category"]


def coverage(runs: int, **how: int) -> Iterator[tuple[str, str, str, float, float, float]]:
    """Cell, estimate, truth, bias, coverage and mean width over the runs."""
    seen: dict[tuple[tuple[str, str], str], list[tuple[float, bool, float]]] = defaultdict(list)
    truth: dict[tuple[str, str], float] = {}
    for seed in range(runs):
        one = study(seed, **how)
        truth = one.truth
        raw = one.tables.shares.query("level == 'all'").set_index(KEYS).to_dict("index")
        found = corrected(one.tables, one.codes, one.sample).query("level == 'all'").set_index(KEYS).to_dict("index")
        for cell in CELLS:
            for name, row, prefix in (
                ("raw", raw[cell], ""),
                ("codes alone", found[cell], "coded_"),
                ("corrected", found[cell], "corrected_"),
            ):
                low, high = row[f"{prefix}low"], row[f"{prefix}high"]
                error = row[f"{prefix}share"] - truth[cell]
                seen[cell, name].append((error, low <= truth[cell] <= high, high - low))
    for (cell, name), rows in seen.items():
        bias, covered, width = np.mean(np.array(rows, dtype=float), axis=0)
        yield "/".join(cell), name, f"{truth[cell]:.2f}", float(bias), float(covered), float(width)


def false_findings(runs: int) -> Iterator[tuple[str, float, int]]:
    """How often equal outlets come out different, by test; and how many tests were made."""
    found: dict[str, list[bool]] = defaultdict(list)
    for seed in range(runs):
        one = study(10_000 + seed, readers=300, n=300, draws=50)
        plain = compare(one.tables, "outlet", settings=Settings(draws=500, seed=seed), test=True)
        fixed = compare(one.tables, "outlet", corrected(one.tables, one.codes, one.sample), Settings(draws=50))
        found["one difference of raw shares, p < .05"] += list(plain.differences["p"] < 0.05)
        found["any of a family by Holm, p < .05"].append(bool((plain.differences["p_adjusted"] < 0.05).any()))
        found["association (Rao-Scott), p < .05"] += list(plain.associations["p"] < 0.05)
        found["one difference of corrected shares, p < .05"] += list(
            fixed.differences.loc[fixed.differences["corrected"], "p"] < 0.05
        )
    for name, values in found.items():
        yield name, float(np.mean(values)), len(values)


def main(runs: int) -> None:
    """Print both tables as Markdown."""
    for title, how in (("400 readers, 200 codes", {}), ("1,500 readers, 400 codes", {"readers": 1500, "n": 400})):
        print(f"\n{title}, {runs} runs\n")
        print("| share | estimate | truth | bias | coverage | width |\n|---|---|--:|--:|--:|--:|")
        for cell, name, true, bias, covered, width in coverage(runs, **how):
            print(f"| {cell} | {name} | {true} | {bias:+.3f} | {covered:.1%} | {width:.3f} |")
    print(f"\nThree equal outlets, {runs} runs\n\n| test | found | of |\n|---|--:|--:|")
    for name, share, n in false_findings(runs):
        print(f"| {name} | {share:.1%} | {n} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
