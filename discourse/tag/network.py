"""The model at work: texts through the encoder one by one, then targets asked of what the encoder remembers of them.

Each text passes the encoder alone, on one thread: int8 scales follow the text's own values, so a text's numbers can't
depend on its company, its place or the number of threads. Texts are spread over threads, since onnxruntime lets go of
the interpreter while it computes. Texts longer than a window are read in windows of like size.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import ModelError
from discourse.tag.artefact import PARTS, verified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from discourse.tag.sentences import Sentences

Array = np.ndarray[Any, np.dtype[np.float32]]
Span = tuple[int, int]

WINDOW = 224
"""Tokens that the encoder reads at once, its two marks included: as many as in training."""


@dataclass(frozen=True, slots=True)
class Window:
    """A text, or a part of a long one: token ids with their marks, and each token's code points (marks: none)."""

    ids: tuple[int, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What the encoder made of one window of n tokens.

    `first`, `mean` (width,): its first state and its mean state; `meaning` (width,): where it lies among texts by what
    they are about; `query` (n, width): what it asks as a target; `memory` (n, 4 width): what it answers as a text.
    """

    first: Array
    mean: Array
    meaning: Array
    query: Array
    memory: Array


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets side by side, ready to be asked of any text: queries padded to the longest, and which are real."""

    query: Array
    real: Array
    mean: Array


def side_by_side(targets: Sequence[Trace]) -> Targets:
    """Several targets as one block."""
    longest = max(len(each.query) for each in targets)
    query = np.zeros((len(targets), longest, targets[0].query.shape[1]), np.float32)
    real = np.zeros((len(targets), longest), np.float32)
    for row, each in enumerate(targets):
        query[row, : len(each.query)] = each.query
        real[row, : len(each.query)] = 1
    return Targets(query, real, np.stack([each.mean for each in targets]))


class Network:
    """A loaded model: its graphs, its tokenizer and the numbers that go with them."""

    def __init__(self, files: dict[str, bytes], where: str) -> None:
        self._files, self._where = files, where
        self.numbers: dict[str, Any] = json.loads(files["numbers.json"])
        # What answers something is calibrated apart; a model of before knows one calibration for all.
        self.numbers.setdefault("answer", self.numbers["stance"])
        self.alone: Array = np.array(self.numbers["alone"], np.float32)

    def windows(self, texts: Sequence[str]) -> list[tuple[Window, ...]]:
        """Each text as the windows that the encoder reads: one, or more for a long text; none is cut."""
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        found = self._tokenizer.encode_batch(clean, add_special_tokens=False)
        return [self._windows(each.ids, each.offsets) for each in found]

    def encode(self, window: Window) -> Trace:
        """What the encoder makes of a window."""
        found = self._encoder.run(None, {"ids": np.array([window.ids], np.int64)})
        told = dict(zip(self._names, found, strict=True))
        meaning = told.get("meaning", told["mean"])  # a model that was taught none tells its mean
        return Trace(told["first"][0], told["mean"][0], meaning[0], told["query"], told["memory"])

    def ask(self, memory: Array, targets: Targets) -> tuple[Array, Array]:
        """What a text says of t targets (t, width), and how much each of its tokens was heeded for it (t, n)."""
        feed = {"query": targets.query, "asked": targets.real, "target": targets.mean, "memory": memory}
        said, heed = self._ask.run(None, feed)
        return said, heed

    def verdict(self, said: Array, target: Array, mean: Array, before: Array) -> Array:
        """Logits (n, 4): favor, against, neutral, and about the target at all. `before`: what was said before it."""
        feed = {"said": said, "target": target, "mean": mean, "before": before}
        return np.asarray(self._verdict.run(None, feed)[0])

    def tone(self, first: Array, mean: Array) -> Array:
        """Logits (n, 4): negative, neutral, positive, and the valence before its tanh."""
        return np.asarray(self._tone.run(None, {"first": first, "mean": mean})[0])

    def _windows(self, ids: list[int], spans: list[Span]) -> tuple[Window, ...]:
        begin, end = self.numbers["marks"]
        count = max(1, -(-len(ids) // (WINDOW - 2)))
        cuts = [len(ids) * n // count for n in range(count + 1)]
        return tuple(Window((begin, *ids[a:b], end), ((0, 0), *spans[a:b], (0, 0))) for a, b in pairwise(cuts))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return tokenizer(self._files["tokenizer.json"], self._where)

    @cached_property
    def _encoder(self) -> InferenceSession:
        return self._session("encoder.onnx")

    @cached_property
    def _names(self) -> list[str]:
        return [each.name for each in self._encoder.get_outputs()]

    @cached_property
    def _ask(self) -> InferenceSession:
        return self._session("ask.onnx")

    @cached_property
    def _verdict(self) -> InferenceSession:
        return self._session("verdict.onnx")

    @cached_property
    def _tone(self) -> InferenceSession:
        return self._session("tone.onnx")

    def _session(self, name: str) -> InferenceSession:
        return session(self._files[name], name, self._where)


def tokenizer(data: bytes, where: str) -> Tokenizer:
    """The tokenizer in a file's bytes; it neither pads nor cuts. Raises `ModelError`."""
    from tokenizers import Tokenizer

    try:
        found = Tokenizer.from_buffer(data)
    except Exception as error:  # the library raises bare Exception
        raise ModelError(f"the tokenizer can't be read: {error}", where=where) from None
    found.no_padding()
    found.no_truncation()
    return found


def session(data: bytes, name: str, where: str) -> InferenceSession:
    """The graph in a file's bytes, made ready to compute on one thread. Raises `ModelError`, which calls it `name`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no public base
        raise ModelError(f"{name} can't be loaded: {error}", where=where) from None


@cache
def load(model: str | None = None) -> Network | Sentences:
    """The shipped model, or the one that the path `model` names; loaded once.

    Raises `ModelError` where it can't be used.
    """
    files = verified(model)
    if PARTS[0] in files:
        return Network(files, model or "the shipped model")
    from discourse.tag.sentences import Sentences

    return Sentences(files, str(model))
