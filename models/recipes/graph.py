"""The trained network as four ONNX graphs, node by node: no tracing, so that a graph holds what is written here.

`encoder` takes one text's ids. Its matrix products run in int8: weights on a scale for each column, inputs on a scale
for each token as it comes, so that a text's result can't depend on its company. The other three are small and compute
in float32; their weights are stored as int8 and widened on loading. All can be had in float32, to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from network import EPS, HEADS, LAYERS, WIDTH
from onnx import TensorProto, helper, numpy_helper

Weights = dict[str, np.ndarray]
OPSET, CONTRIB, IR = 17, "com.microsoft", 9
EVENING = 0.6  # how much of the unevenness goes from inputs to weights; .5 to .9 tried on hidden states
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


@dataclass
class Graph:
    """A graph in the making: nodes in order, and the weights that they use."""

    weights: Weights
    quantised: bool
    ranges: Weights = field(default_factory=dict)
    watched: dict[str, str] = field(default_factory=dict)
    nodes: list = field(default_factory=list)
    stored: list = field(default_factory=list)
    count: int = 0

    def new(self) -> str:
        """A name that no node has yet."""
        self.count += 1
        return f"t{self.count}"

    def const(self, name: str, array: np.ndarray) -> str:
        """A stored array, by name; stored once."""
        if all(known.name != name for known in self.stored):
            self.stored.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def node(self, op: str, *inputs: str, domain: str = "", outputs: int = 1, into: str = "", **how: object) -> str:
        """A node; returns the name of its first output, `into` where that is given."""
        names = [into] if into else [self.new() for _ in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, domain=domain, **how))
        return names[0]

    def linear(self, x: str, name: str, *, narrow: bool = False, into: str = "") -> str:
        """`x @ W + b`, with inputs in int8 as well where `narrow`."""
        matrix, bias = self.weights[f"{name}.weight"].T, self.weights[f"{name}.bias"]
        b = self.const(f"{name}.bias", bias)
        if narrow:
            self.watched[name] = x
        if narrow and name in self.ranges:
            even = evening(self.ranges[name], matrix)
            x, matrix = self.node("Mul", x, self.const(f"{name}.even", 1 / even)), matrix * even[:, None]
        if not self.quantised:
            return self.node("Add", self.node("MatMul", x, self.const(f"{name}.weight", matrix)), b, into=into)
        small, scale = columns(matrix)
        w, s = self.const(f"{name}.weight", small), self.const(f"{name}.scale", scale)
        if narrow:
            return self.node("Add", self.product(x, w, s), b, into=into)
        zero = self.const(f"{name}.zero", np.zeros(len(scale), np.int8))
        wide = self.node("DequantizeLinear", w, s, zero, axis=1)
        return self.node("Add", self.node("MatMul", x, wide), b, into=into)

    def product(self, x: str, w: str, scale: str) -> str:
        """`x @ w` of int8 numbers: each row of `x` on a scale of its own, its largest entry at 127."""
        top = self.node("ReduceMax", self.node("Abs", x), axes=[-1], keepdims=1)
        step = self.node("Add", self.node("Mul", top, self.scalar("step", 1 / 127)), self.scalar("tiny", 1e-9))
        one, middle = self.scalar("unit", 1.0), self.const("zero128", np.array(128, np.uint8))
        small = self.node("QuantizeLinear", self.node("Mul", x, self.node("Reciprocal", step)), one, middle)
        wide = self.node("MatMulIntegerToFloat", small, w, one, scale, middle, domain=CONTRIB)
        return self.node("Mul", wide, step)

    def scalar(self, name: str, number: float) -> str:
        """A stored float."""
        return self.const(name, np.array(number, np.float32))

    def norm(self, x: str, y: str, name: str) -> str:
        """The layer norm of `x + y`, step by step: onnxruntime's own node for it takes three times as long on a CPU."""
        g, b = (self.const(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        both = self.node("Add", x, y)
        away = self.node("Sub", both, self.node("ReduceMean", both, axes=[-1], keepdims=1))
        spread = self.node("ReduceMean", self.node("Mul", away, away), axes=[-1], keepdims=1)
        even = self.node("Reciprocal", self.node("Sqrt", self.node("Add", spread, self.scalar("eps", EPS))))
        return self.node("Add", self.node("Mul", self.node("Mul", away, even), g), b)

    def gelu(self, x: str) -> str:
        """The exact GELU."""
        return self.node("Gelu", x, domain=CONTRIB)

    def shape(self, x: str, *dims: int, into: str = "") -> str:
        """`x` in another shape; -1 for what is left."""
        name = self.const("shape" + "_".join(map(str, dims)), np.array(dims, np.int64))
        return self.node("Reshape", x, name, into=into)

    def model(self, inputs: list, outputs: list) -> onnx.ModelProto:
        """The graph as a checked model."""
        graph = helper.make_graph(self.nodes, "discourse", inputs, outputs, self.stored)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR, producer_name="discourse")
        onnx.checker.check_model(model, full_check=False)
        return model


def evening(range_of: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """By what to divide each channel of a product's input so that none stands out (SmoothQuant, Xiao et al. 2023)."""
    of_input, of_weights = np.maximum(range_of, 1e-5), np.maximum(np.abs(matrix).max(1), 1e-5)
    even = of_input**EVENING / of_weights ** (1 - EVENING)
    return (even / np.exp(np.log(even).mean())).astype(np.float32)


def columns(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix as int8 and one scale for each column."""
    scale = np.maximum(np.abs(matrix).max(0), 1e-8) / 127
    return np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def value(name: str, kind: int, *dims: int | str) -> onnx.ValueInfoProto:
    """An input or output."""
    return helper.make_tensor_value_info(name, kind, dims)


def encoder(weights: Weights, ranges: Weights | None) -> onnx.ModelProto:
    """In int8 given the ranges of its products' inputs, in float32 without; see `_encoder` for what goes in and out."""
    g, inputs, outputs = _encoder(weights, ranges)
    return g.model(inputs, outputs)


def watching(weights: Weights) -> tuple[onnx.ModelProto, dict[str, str]]:
    """The encoder in float32 that gives out the inputs of its products as well, and those inputs' names by product."""
    g, inputs, outputs = _encoder(weights, None)
    seen = [value(each, FLOAT, None, None, None) for each in dict.fromkeys(g.watched.values())]
    return g.model(inputs, [*outputs, *seen]), g.watched


def _encoder(weights: Weights, ranges: Weights | None) -> tuple[Graph, list, list]:
    """ids (1, n) → first, mean, meaning (1, WIDTH), query (n, WIDTH), memory (n, 4 WIDTH): both keys and values."""
    g = Graph(dict(weights), ranges is not None, ranges or {})
    table = weights["encoder.words.weight"]
    ids = g.shape("ids", -1)
    if g.quantised:
        small, scale = columns(table.T)
        rows = g.node("Cast", g.node("Gather", g.const("words", small.T), ids), to=FLOAT)
        words = g.node("Mul", rows, g.node("Gather", g.const("words.scale", scale[:, None]), ids))
    else:
        words = g.node("Gather", g.const("words", table), ids)
    zero, one = g.const("zero", np.array([0], np.int64)), g.const("one", np.array([1], np.int64))
    length = g.node("Shape", ids)
    places = g.node("Slice", g.const("places", weights["encoder.places.weight"]), zero, length, zero)
    x = g.norm(g.shape(words, 1, -1, WIDTH), g.shape(places, 1, -1, WIDTH), "encoder.norm")
    for i in range(LAYERS):
        x = _layer(g, x, f"encoder.layers.{i}")
    g.node("Gather", x, g.const("begin", np.array(0, np.int64)), axis=1, into="first")
    g.node("ReduceMean", x, axes=[1], keepdims=0, into="mean")
    g.linear("mean", "meaning", into="meaning")
    g.weights["asking.weight"], g.weights["asking.bias"] = (
        np.concatenate([weights[f"{name}.{part}"] for name in ("first.query", "first.keys", "second.keys")])
        for part in ("weight", "bias")
    )
    asking = g.shape(g.linear(x, "asking", narrow=True), -1, 5 * WIDTH)
    cut, end = g.const("cut", np.array([WIDTH], np.int64)), g.const("end", np.array([5 * WIDTH], np.int64))
    g.node("Slice", asking, zero, cut, one, into="query")
    g.node("Slice", asking, cut, end, one, into="memory")
    outputs = [value(name, FLOAT, 1, WIDTH) for name in ("first", "mean", "meaning")]
    outputs += [value("query", FLOAT, "n", WIDTH), value("memory", FLOAT, "n", 4 * WIDTH)]
    return g, [value("ids", INT64, 1, "n")], outputs


def _layer(g: Graph, x: str, name: str) -> str:
    q, k, v = (g.new() for _ in range(3))
    split = g.const("thirds", np.full(3, WIDTH, np.int64))
    g.nodes.append(helper.make_node("Split", [g.linear(x, f"{name}.qkv", narrow=True), split], [q, k, v], axis=2))
    heard = g.node("MultiHeadAttention", q, k, v, domain=CONTRIB, num_heads=HEADS)
    x = g.norm(x, g.linear(heard, f"{name}.out", narrow=True), f"{name}.norm1")
    inner = g.gelu(g.linear(x, f"{name}.up", narrow=True))
    return g.norm(x, g.linear(inner, f"{name}.down", narrow=True), f"{name}.norm2")


def ask(weights: Weights, quantised: bool) -> onnx.ModelProto:
    """What one text says of t targets.

    query (t, m, WIDTH), asked (t, m): 1 for real tokens, target (t, WIDTH): the targets' means, memory (n, 4 WIDTH)
    → said (t, WIDTH), heed (t, n): how much the second asking heeded each token, over all heads.
    """
    g = Graph(weights, quantised)
    keys = [g.new() for _ in range(4)]
    split = g.const("split", np.full(4, WIDTH, np.int64))
    g.nodes.append(helper.make_node("Split", ["memory", split], keys, axis=1))
    asked = g.node("Unsqueeze", "asked", g.const("axis1", np.array([1], np.int64)))
    count = g.node("ReduceSum", "asked", g.const("axis1", np.array([1], np.int64)), keepdims=1)
    share = g.node("Div", asked, g.node("Unsqueeze", count, g.const("axis1", np.array([1], np.int64))))

    x, _ = _asking(g, "first", "target", "query", keys[:2], share)
    again = g.shape(g.linear(x, "second.query"), -1, 1, WIDTH)
    x, heed = _asking(g, "second", x, again, keys[2:], None)
    g.node("Identity", x, into="said")
    g.node(
        "ReduceMean",
        g.node("Squeeze", heed, g.const("axis2", np.array([2], np.int64))),
        axes=[1],
        keepdims=0,
        into="heed",
    )
    inputs = [
        value("query", FLOAT, "t", "m", WIDTH),
        value("asked", FLOAT, "t", "m"),
        value("target", FLOAT, "t", WIDTH),
    ]
    outputs = [value("said", FLOAT, "t", WIDTH), value("heed", FLOAT, "t", "n")]
    return g.model([*inputs, value("memory", FLOAT, "n", 4 * WIDTH)], outputs)


def _asking(g: Graph, name: str, x: str, query: str, memory: list[str], share: str | None) -> tuple[str, str]:
    """One asking: attend, average over the asking tokens, add, norm, work on it."""
    size = WIDTH // HEADS
    q = g.node(
        "Transpose", g.node("Reshape", query, g.const("q", np.array([0, 0, HEADS, size], np.int64))), perm=[0, 2, 1, 3]
    )
    k = g.node("Transpose", g.shape(memory[0], -1, HEADS, size), perm=[1, 2, 0])
    v = g.node("Transpose", g.shape(memory[1], -1, HEADS, size), perm=[1, 0, 2])
    scale = g.const("scale", np.array(size**-0.5, np.float32))
    heed = g.node("Softmax", g.node("MatMul", g.node("Mul", q, scale), k), axis=-1)  # (t, HEADS, m, n)
    if share is not None:
        # The mean over asking tokens commutes with the product by v, and makes it m times smaller.
        weights = g.node("Unsqueeze", share, g.const("axis1", np.array([1], np.int64)))  # (t, 1, 1, m)
        heed = g.node("MatMul", weights, heed)
    pooled = g.shape(g.node("MatMul", heed, v), -1, WIDTH)
    x = g.norm(x, g.linear(pooled, f"{name}.out"), f"{name}.norm1")
    inner = g.gelu(g.linear(x, f"{name}.up"))
    return g.norm(x, g.linear(inner, f"{name}.down"), f"{name}.norm2"), heed


def verdict(weights: Weights, quantised: bool) -> onnx.ModelProto:
    """said, target, mean, before (n, WIDTH) → logits (n, 4): favor, against, neutral, and about the target at all."""
    g = Graph(weights, quantised)
    product = g.node("Mul", "mean", "target")
    x = g.node("Concat", "said", "target", "mean", product, "before", axis=1)
    g.linear(g.gelu(g.linear(x, "hidden")), "verdict", into="logits")
    inputs = [value(name, FLOAT, "n", WIDTH) for name in ("said", "target", "mean", "before")]
    return g.model(inputs, [value("logits", FLOAT, "n", 4)])


def tone(weights: Weights, quantised: bool) -> onnx.ModelProto:
    """first, mean (n, WIDTH) → logits (n, 4): negative, neutral, positive, and the valence before its tanh."""
    g = Graph(weights, quantised)
    x = g.node("Concat", "first", "mean", axis=1)
    g.linear(g.gelu(g.linear(x, "tone_hidden")), "tone", into="logits")
    return g.model([value(name, FLOAT, "n", WIDTH) for name in ("first", "mean")], [value("logits", FLOAT, "n", 4)])


def ranges(weights: Weights, texts: list[list[int]]) -> Weights:
    """The largest size of each channel of each product's input, over texts as token ids."""
    model, watched = watching(weights)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    tops: Weights = {}
    for ids in texts:
        found = session.run(list(watched.values()), {"ids": np.array([ids], np.int64)})
        for name, array in zip(watched, found, strict=True):
            top = np.abs(array).reshape(-1, array.shape[-1]).max(0)
            tops[name] = np.maximum(tops.get(name, top), top)
    return tops


def write(weights: Weights, folder: Path, seen: Weights | None) -> None:
    """All four graphs as files: in int8 given the ranges that were seen, in float32 without."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder(weights, seen), folder / "encoder.onnx")
    for make in (ask, verdict, tone):
        onnx.save(make(dict(weights), seen is not None), folder / f"{make.__name__}.onnx")
