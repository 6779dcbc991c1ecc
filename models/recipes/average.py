"""The mean of several runs' weights: `python average.py --out FILE weights1.safetensors weights2.safetensors...`.

Runs that share their beginning lie near one another, and their mean is often better than each (Wortsman et al. 2022).
A tensor that only some of them hold is the mean of those.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file


def average(paths: list[Path]) -> dict[str, np.ndarray]:
    """The mean of each tensor over the files that hold it."""
    held = [load_file(path) for path in paths]
    names = dict.fromkeys(name for weights in held for name in weights)
    return {name: np.mean([weights[name] for weights in held if name in weights], axis=0) for name in names}


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("weights", type=Path, nargs="+")
    args = ask.parse_args()
    save_file(average(args.weights), args.out)
