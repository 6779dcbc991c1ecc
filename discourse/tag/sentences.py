"""Any sentence encoder in ONNX at work in place of the package's own network: it reads texts, and takes no side.

It tells where a text lies among texts, so that topics can be told by likeness and keywords. Of stance and tone it tells
nothing (nulls) until heads are fitted to codes on what it reads: `discourse train --encoder`.
"""

from __future__ import annotations

import json
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import ModelError
from discourse.tag.artefact import POOLING
from discourse.tag.network import WINDOW, Trace, Window, session, tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from discourse.tag.network import Array, Targets

_PLAIN = {"slope": 1.0, "offsets": [0.0, 0.0, 0.0]}
_TOPIC = {
    "weights": {
        "likeness": 5.6514,
        "nearest": -0.0592,
        "excluded": -5.7042,
        "about": 0.0,
        "keywords": 1.6406,
        "keyword_share": 0.2382,
        "named": -0.1254,
    },
    "offset": -0.9762,
}
"""What topics go by: fitted by `models/recipes/likeness.py --every 8` on likeness as all-MiniLM-L6-v2 tells it."""

EVERYDAY = (
    "The shop on the corner opens at eight.",
    "I have no idea what you mean by that.",
    "It rained all weekend, so we stayed at home.",
    "She has been a nurse for twenty years.",
    "Prices went up again last month.",
    "He scored twice in the second half.",
    "You are right, and I wish that more people saw it.",
    "That is nonsense and you know it.",
    "The council meets on Thursday to vote on the plan.",
    "Thanks for the link, I enjoyed the article.",
    "My phone broke and the repair took two weeks.",
    "They say that the new film is worth seeing.",
    "The law was passed in spring after a long debate.",
    "Why does nobody ever ask who pays for it?",
    "We grew tomatoes and beans this year.",
    "The train was late and the carriage was full.",
    "Scientists found a new kind of beetle in the forest.",
    "I would never vote for anyone like him.",
    "The children learn to read before they are six.",
    "Add two eggs and stir until it is smooth.",
    "The president spoke to reporters on the way out.",
    "A war that nobody wanted has gone on for years.",
    "God bless them and their families.",
    "The company closed three factories and opened one.",
)
"""Sentences of our own about all sorts of things. Encoders crowd texts into one direction, each into another: likeness
is told as seen from the middle of these, so that unlike texts come to about nothing with any encoder."""


class Sentences:
    """A loaded sentence encoder, as `network.Network` to all who use one."""

    def __init__(self, files: dict[str, bytes], where: str) -> None:
        self._where = where
        self._graph = next(data for name, data in files.items() if name.endswith(".onnx"))
        self._words = next(data for name, data in files.items() if name.endswith("tokenizer.json"))
        pooling = next((data for name, data in files.items() if name == POOLING), b"{}")
        try:
            self._by_first = bool(json.loads(pooling).get("pooling_mode_cls_token"))
        except (ValueError, AttributeError):
            raise ModelError(f"{POOLING} can't be read", where=where, remedy="export the encoder again") from None
        self.numbers: dict[str, Any] = {
            "stance": _PLAIN,
            "answer": _PLAIN,
            "tone": _PLAIN,
            "about": {"slope": 1.0, "offset": 0.0},
            "topic": _TOPIC,
        }

    @cached_property
    def alone(self) -> Array:
        """What was said before a text that answers none: nothing."""
        return np.zeros_like(self._middle)

    def windows(self, texts: Sequence[str]) -> list[tuple[Window, ...]]:
        """Each text as the windows that the encoder reads: one, or more for a long text; none is cut."""
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        found = self._tokenizer.encode_batch(clean, add_special_tokens=False)
        return [self._windows(each.ids, each.offsets) for each in found]

    def encode(self, window: Window) -> Trace:
        """What the encoder makes of a window: `meaning` is its vector as seen from the middle of everyday sentences."""
        first, whole = self._vectors(window)
        many = len(window.ids)
        return Trace(first, whole, whole - self._middle, np.zeros((many, 0), np.float32), np.tile(whole, (many, 1)))

    def ask(self, memory: Array, targets: Targets) -> tuple[Array, Array]:
        """What a text and each of t targets have in common (t, width); no word was heeded more than another."""
        return memory[0] * targets.mean, np.zeros((len(targets.mean), len(memory)), np.float32)

    def verdict(self, said: Array, target: Array, mean: Array, before: Array) -> Array:  # noqa: ARG002 - a network's
        """Nulls (n, 4): it knows no stance."""
        return np.full((len(said), 4), np.nan, np.float32)

    def tone(self, first: Array, mean: Array) -> Array:  # noqa: ARG002 - a network's
        """Nulls (n, 4): it knows no tone."""
        return np.full((len(first), 4), np.nan, np.float32)

    def _windows(self, ids: list[int], spans: list[tuple[int, int]]) -> tuple[Window, ...]:
        before, after = self._marks
        if not before and not after and not ids:
            ids, spans = [0], [(0, 0)]  # without marks an empty text has no token, and a graph wants one
        room = WINDOW - len(before) - len(after)
        count = max(1, -(-len(ids) // room))
        cuts = [len(ids) * n // count for n in range(count + 1)]
        none = (0, 0)
        return tuple(
            Window((*before, *ids[a:b], *after), (*[none] * len(before), *spans[a:b], *[none] * len(after)))
            for a, b in pairwise(cuts)
        )

    def _vectors(self, window: Window) -> tuple[Array, Array]:
        """The state of the first token where the encoder tells it, and the vector of the whole."""
        ids = np.array([window.ids], np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        asked, told = {name: feeds[name] for name in self._asked}, [self._told]
        try:
            found = self._encoder.run(told, asked)[0][0]
        except Exception as error:  # onnxruntime's errors share no public base
            what = f"the encoder can't read a text: {' '.join(str(error).split())[:120]}"
            raise ModelError(what, where=self._where, remedy="it needs a graph for texts of any length") from None
        states = np.asarray(found, np.float32)
        if states.ndim == 1:
            return states, states
        return states[0], states[0] if self._by_first else states.mean(axis=0)

    @cached_property
    def _middle(self) -> Array:
        whole = [self._vectors(windows[0])[1] for windows in self.windows(EVERYDAY)]
        return np.asarray(np.mean(whole, axis=0))

    @cached_property
    def _marks(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The tokens that the tokenizer sets before and after a text."""
        found = self._tokenizer.encode("a")
        own = [at for at, special in enumerate(found.special_tokens_mask) if not special]
        if not own:
            return (), ()
        return tuple(found.ids[: own[0]]), tuple(found.ids[own[-1] + 1 :])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return tokenizer(self._words, self._where)

    @cached_property
    def _encoder(self) -> InferenceSession:
        return session(self._graph, "the encoder", self._where)

    @cached_property
    def _asked(self) -> list[str]:
        names = [each.name for each in self._encoder.get_inputs()]
        if "input_ids" not in names or set(names) - {"input_ids", "attention_mask", "token_type_ids"}:
            what = f"no sentence encoder: it asks for {', '.join(names)}"
            remedy = "export one with input_ids, attention_mask and, at most, token_type_ids"
            raise ModelError(what, where=self._where, remedy=remedy)
        return names

    @cached_property
    def _told(self) -> str:
        """The output to go by: the vector of the sentence where it is told, else the states of the tokens."""
        told = {str(each.name): len(each.shape) for each in self._encoder.get_outputs()}
        for wanted in ("sentence_embedding", "last_hidden_state", "token_embeddings"):
            if wanted in told:
                return wanted
        states = [name for name, dimensions in told.items() if dimensions == 3]
        if not states:
            what = f"no sentence encoder: it tells {', '.join(told)}"
            raise ModelError(what, where=self._where, remedy="export one with last_hidden_state or sentence_embedding")
        return states[0]
