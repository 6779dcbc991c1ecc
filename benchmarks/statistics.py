"""Simulated studies of known truth: how often intervals cover, how far shares are off, how often nothing is "found".

Run from the checkout: python -m benchmarks.statistics [runs] [parts]. Parts are coverage, findings and inequality; all
of them, where none is named. The tables of the last full run stand in docs/statistics.md.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from discourse.measure.compare import Settings, compare
from discourse.measure.corrected import corrected
from discourse.measure.inequality import ginis, inequality, top_tenths
from discourse.measure.intervals import Counts
from tests.measure.studies import study

CELLS = [("toll", "favor"), ("toll", "against"), ("toll", "neutral"), ("topic", "toll"), ("sentiment", "negative")]
KEYS = ["topic", "category"]
SIZES = {"400 readers, 200 codes": {}, "1,500 readers, 400 codes": {"readers": 1500, "n": 400}}
Activity: TypeAlias = Callable[[np.random.Generator, int], Counts]
# Comments a reader: few write much more than others, some do, a few write very much.
ACTIVITIES: dict[str, Activity] = {
    "alike (one to five)": lambda rng, n: 1 + rng.binomial(4, 0.3, n),
    "even (geometric, 12 at most)": lambda rng, n: np.minimum(rng.geometric(0.4, n), 12),
    "uneven (log-normal)": lambda rng, n: np.ceil(np.exp(rng.normal(0, 1, n))).astype(np.int64),
    "uneven (negative binomial)": lambda rng, n: 1 + rng.negative_binomial(0.3, 0.1, n),
    "very uneven (Zipf 1.8, 50 at most)": lambda rng, n: np.minimum(rng.zipf(1.8, n), 50),
    "without bound (Zipf 2.2, 300 at most)": lambda rng, n: np.minimum(rng.zipf(2.2, n), 300),
}


def coverage(runs: int, **how: int) -> Iterator[tuple[str, str, str, float, float, float]]:
    """Cell, estimate, truth, bias, coverage and mean width over the runs."""
    seen: dict[tuple[tuple[str, str], str], list[tuple[float, bool, float]]] = defaultdict(list)
    truth: dict[tuple[str, str], float] = {}
    for seed in range(runs):
        one = study(seed, **how)
        truth = one.truth
        fixed = corrected(one.tables, one.codes, one.sample, strata=one.strata)
        raw, found = (
            table.query("level == 'all'").set_index(KEYS).to_dict("index") for table in (one.tables.shares, fixed)
        )
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
        one = study(10_000 + seed, readers=300, n=300, draws=2)
        shares = corrected(one.tables, one.codes, one.sample, strata=one.strata)
        plain = compare(one.tables, "outlet", settings=Settings(draws=500, seed=seed), test=True)
        fixed = compare(one.tables, "outlet", shares, Settings(draws=50)).differences
        fixed = fixed[fixed["corrected"]]
        found["one difference of raw shares, p < .05"] += list(plain.differences["p"] < 0.05)
        found["any of a family of raw ones by Holm, p < .05"].append(bool(plain.differences["p_adjusted"].min() < 0.05))
        found["association (Rao-Scott), p < .05"] += list(plain.associations["p"] < 0.05)
        found["one difference of corrected shares, p < .05"] += list(fixed["p"] < 0.05)
        found["any of a family of corrected ones by Holm, p < .05"].append(bool(fixed["p_adjusted"].min() < 0.05))
    for name, values in found.items():
        yield name, float(np.mean(values)), len(values)


def uneven(runs: int) -> Iterator[tuple[str, int, float, float, float, float]]:
    """Kind of activity, readers, and for Gini's coefficient and the top tenth's share: bias, coverage."""
    rng = np.random.default_rng(0)
    for name, draw in ACTIVITIES.items():
        values, readers = np.unique(draw(rng, 1_000_000), return_counts=True)
        every = values.astype(float), readers[None, :].astype(float)
        truth = {"gini": float(ginis(*every)[0]), "top_tenth": float(top_tenths(*every)[0])}
        for n in (200, 500, 1000):
            rows = []
            for _ in range(runs):
                found = inequality(draw(rng, n), rng=rng, draws=400, level=0.95)
                rows.append(
                    [
                        each
                        for key, true in truth.items()
                        for each in (found[key] - true, found[f"{key}_low"] <= true <= found[f"{key}_high"])
                    ]
                )
            yield name, n, *np.mean(np.array(rows, dtype=float), axis=0)


def main(runs: int, parts: list[str]) -> None:
    """Print the tables as Markdown."""
    for title, how in SIZES.items() if "coverage" in parts else ():
        print(f"\n{title}, {runs} runs\n")
        print("| share | estimate | truth | bias | coverage | width |\n|---|---|--:|--:|--:|--:|")
        for cell, name, true, bias, covered, width in coverage(runs, **how):
            print(f"| {cell} | {name} | {true} | {bias:+.3f} | {covered:.1%} | {width:.3f} |", flush=True)
    if "findings" in parts:
        print(f"\nThree equal outlets, 300 readers, 300 codes, {runs} runs\n\n| test | found | of |\n|---|--:|--:|")
        for test, share, n in false_findings(runs):
            print(f"| {test} | {share:.1%} | {n} |", flush=True)
    if "inequality" in parts:
        print(f"\nUnequal participation, {runs} runs\n")
        print("| comments a reader | readers | Gini: bias | covered | top tenth: bias | covered |")
        print("|---|--:|--:|--:|--:|--:|")
        for name, n, *figures in uneven(runs):
            bias, covered, top_bias, top_covered = figures
            print(f"| {name} | {n} | {bias:+.3f} | {covered:.1%} | {top_bias:+.3f} | {top_covered:.1%} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2:] or ["coverage", "findings", "inequality"])
