"""Shipped graphs back to weights: `python widen.py --model models/shipped --out FILE`, to go on training from them.

What int8 rounded away stays away; a few hundred steps make up for it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from network import LAYERS, WIDTH
from onnx import numpy_helper
from safetensors.numpy import save_file

Weights = dict[str, np.ndarray]


def stored(path: Path) -> Weights:
    """A graph's stored arrays by name."""
    return {each.name: numpy_helper.to_array(each) for each in onnx.load(path).graph.initializer}


def linear(held: Weights, name: str) -> Weights:
    """A linear layer's weight (out, in) and bias, widened."""
    matrix = held[f"{name}.weight"].astype(np.float32) * held[f"{name}.scale"]
    if f"{name}.even" in held:
        matrix = matrix * held[f"{name}.even"][:, None]
    return {f"{name}.weight": np.ascontiguousarray(matrix.T), f"{name}.bias": held[f"{name}.bias"]}


def norms(held: Weights) -> Weights:
    """The layer norms of a graph, as they stand."""
    return {name: array for name, array in held.items() if ".norm" in name}


def widened(model: Path) -> Weights:
    """All weights of a model's folder."""
    encoder, ask = stored(model / "encoder.onnx"), stored(model / "ask.onnx")
    out = norms(encoder) | norms(ask)
    out["encoder.words.weight"] = encoder["words"].astype(np.float32) * encoder["words.scale"]
    out["encoder.places.weight"] = encoder["places"]
    for layer in range(LAYERS):
        for part in ("qkv", "out", "up", "down"):
            out |= linear(encoder, f"encoder.layers.{layer}.{part}")
    out |= linear(encoder, "meaning")
    for part, whole in linear(encoder, "asking").items():
        kind = part.removeprefix("asking.")
        cuts = np.split(whole, [WIDTH, 3 * WIDTH])
        out |= dict(zip((f"first.query.{kind}", f"first.keys.{kind}", f"second.keys.{kind}"), cuts, strict=True))
    for name in ("first.out", "first.up", "first.down", "second.query", "second.out", "second.up", "second.down"):
        out |= linear(ask, name)
    for name, layers in (("verdict", ("hidden", "verdict")), ("tone", ("tone_hidden", "tone"))):
        held = stored(model / f"{name}.onnx")
        for each in layers:
            out |= linear(held, each)
    out["alone"] = np.array(json.loads((model / "numbers.json").read_text(encoding="utf-8"))["alone"])
    return {name: np.ascontiguousarray(array, np.float32) for name, array in out.items()}


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--model", type=Path, required=True)
    ask.add_argument("--out", type=Path, required=True)
    args = ask.parse_args()
    save_file(widened(args.model), args.out)
