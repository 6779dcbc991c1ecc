"""A model of a few kilobytes in the layout of the shipped one, with random weights, and a sentence encoder: for tests,
and to time the rest.

python models/recipes/tiny.py tests/data/tiny
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from discourse.tag.artefact import declare, write_manifest
from discourse.tag.topicality import FEATURES

WIDTH, WORDS = 16, 600
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def graph(nodes: list[tuple], weights: dict[str, np.ndarray], inputs: list, outputs: list) -> bytes:
    """A model of nodes (operator, inputs, output, attributes)."""
    made = [helper.make_node(op, ins, [out], **how) for op, ins, out, how in nodes]
    stored = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    values = [
        [helper.make_tensor_value_info(name, kind, dims) for name, kind, dims in some] for some in (inputs, outputs)
    ]
    whole = helper.make_graph(made, "tiny", *values, stored)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def graphs(draw: np.random.Generator) -> dict[str, bytes]:
    """The four graphs of the layout."""

    def random(*shape: int) -> np.ndarray:
        return draw.normal(0, 1 / np.sqrt(shape[0]), shape).astype(np.float32)

    flat, zero = np.array([-1], np.int64), np.zeros(1, np.int64)
    first, second = np.array([WIDTH], np.int64), np.array([2 * WIDTH], np.int64)
    columns = np.array([1], np.int64)
    wide = [("query", FLOAT, ["t", "m", WIDTH]), ("asked", FLOAT, ["t", "m"]), ("target", FLOAT, ["t", WIDTH])]
    return {
        "encoder.onnx": graph(
            [
                ("Reshape", ["ids", "flat"], "row", {}),
                ("Gather", ["words", "row"], "x", {}),
                ("Gather", ["x", "zero"], "first", {}),
                ("ReduceMean", ["x"], "mean", {"axes": [0], "keepdims": 1}),
                ("MatMul", ["x", "asks"], "query", {}),
                ("MatMul", ["x", "tells"], "memory", {}),
            ],
            {"flat": flat, "zero": zero, "words": draw.normal(0, 1, (WORDS, WIDTH)).astype(np.float32)}
            | {"asks": random(WIDTH, WIDTH), "tells": random(WIDTH, 4 * WIDTH)},
            [("ids", INT64, [1, "n"])],
            [
                ("first", FLOAT, [1, WIDTH]),
                ("mean", FLOAT, [1, WIDTH]),
                ("query", FLOAT, ["n", WIDTH]),
                ("memory", FLOAT, ["n", 4 * WIDTH]),
            ],
        ),
        "ask.onnx": graph(
            [
                ("Slice", ["memory", "zero", "first", "columns"], "keys", {}),
                ("Slice", ["memory", "first", "second", "columns"], "values", {}),
                ("Transpose", ["keys"], "turned", {}),
                ("MatMul", ["target", "turned"], "likeness", {}),
                ("Softmax", ["likeness"], "heed", {"axis": -1}),
                ("MatMul", ["heed", "values"], "heard", {}),
                ("ReduceMean", ["query"], "asking", {"axes": [1], "keepdims": 0}),
                ("ReduceMean", ["asked"], "real", {"axes": [1], "keepdims": 1}),
                ("Mul", ["asking", "real"], "weighed", {}),
                ("Add", ["heard", "weighed"], "said", {}),
            ],
            {"zero": zero, "first": first, "second": second, "columns": columns},
            [*wide, ("memory", FLOAT, ["n", 4 * WIDTH])],
            [("said", FLOAT, ["t", WIDTH]), ("heed", FLOAT, ["t", "n"])],
        ),
        "verdict.onnx": graph(
            [("Concat", ["said", "target", "mean", "before"], "x", {"axis": 1}), ("MatMul", ["x", "w"], "logits", {})],
            {"w": random(4 * WIDTH, 4)},
            [(name, FLOAT, ["n", WIDTH]) for name in ("said", "target", "mean", "before")],
            [("logits", FLOAT, ["n", 4])],
        ),
        "tone.onnx": graph(
            [("Concat", ["first", "mean"], "x", {"axis": 1}), ("MatMul", ["x", "w"], "logits", {})],
            {"w": random(2 * WIDTH, 4)},
            [(name, FLOAT, ["n", WIDTH]) for name in ("first", "mean")],
            [("logits", FLOAT, ["n", 4])],
        ),
    }


def sentences(draw: np.random.Generator) -> bytes:
    """A sentence encoder as exports have it: states of the tokens, of any number of texts padded to one length."""
    return graph(
        [
            ("Gather", ["words", "input_ids"], "states", {}),
            ("Cast", ["attention_mask"], "kept", {"to": FLOAT}),
            ("Unsqueeze", ["kept", "last"], "real", {}),
            ("Mul", ["states", "real"], "last_hidden_state", {}),
        ],
        {"words": draw.normal(0, 1, (WORDS, WIDTH)).astype(np.float32), "last": np.array([-1], np.int64)},
        [(name, INT64, ["batch", "n"]) for name in ("input_ids", "attention_mask")],
        [("last_hidden_state", FLOAT, ["batch", "n", WIDTH])],
    )


def write_sentences(folder: Path, words: Tokenizer) -> None:
    """A sentence encoder in a folder of its own, with a tokenizer that sets marks."""
    folder.mkdir(parents=True, exist_ok=True)
    marks = [("[CLS]", 0), ("[SEP]", 1)]
    words.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=marks)
    words.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.onnx").write_bytes(sentences(np.random.default_rng(8)))


def tokenizer(texts: list[str]) -> Tokenizer:
    """A byte-level tokenizer of a few hundred pieces, learned from the sample threads."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer, made.decoder = pre_tokenizers.ByteLevel(), decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=WORDS, special_tokens=["[CLS]", "[SEP]"], initial_alphabet=letters)
    )
    return made


def main() -> None:
    """Write the model."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    out = ask.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    threads = Path(__file__).parents[2] / "threads"
    tokenizer([path.read_text(encoding="utf-8") for path in sorted(threads.glob("*.txt"))]).save(
        str(out / "tokenizer.json"), pretty=False
    )
    draw = np.random.default_rng(7)
    for name, data in graphs(draw).items():
        (out / name).write_bytes(data)
    plain = {"slope": 3.0, "offsets": [0.0, 0.0, 0.0]}
    numbers = {
        "marks": [0, 1],
        "alone": [0.0] * WIDTH,
        "stance": plain,
        "tone": plain,
        "about": {"slope": 1.0, "offset": 0.0},
        "topic": {"weights": dict.fromkeys(FEATURES, 0.0) | {"about": 4.0}, "offset": -2.0},
    }
    (out / "numbers.json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")
    (out / "CARD.md").write_text("Random weights, for tests of whatever is not the model.\n", encoding="utf-8")
    write_manifest(out, declare(out, "tiny", "1"))
    write_sentences(out / "sentences", Tokenizer.from_file(str(out / "tokenizer.json")))


if __name__ == "__main__":
    main()
