"""What a user may set about tagging, as one frozen value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

_PROMPT = 1
"""Counts changes to what an endpoint is asked: answers to another question are not taken from the disk."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: `url` up to and with `/v1`, the model's name there, a file with the key, a folder for answers.

    `per_minute` is how many questions a process may ask (0: as many as are answered); `network` whether words may
    leave this machine; `budget` how many tokens a process may use there, questions and answers together (0: no limit).
    """

    url: str
    model: str
    key_file: str | None = None
    answers: str | None = None
    per_minute: float = 0.0
    network: bool = False
    budget: int = 0

    @property
    def sha256(self) -> str:
        """A hash of what decides about answers: the address, the model, and how it is asked."""
        return hashlib.sha256(json.dumps([self.url, self.model, _PROMPT]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TagSettings:
    """How comments are tagged. Every default is what the shipped model was measured with.

    `min_confidence` is the probability below which a stance or a tone is left open (null) rather than guessed;
    `error_rate` how often the set of stances that can't be excluded may miss the right one (0: no sets are told);
    `threads` how many comments are worked on at once (0: as many as there are cores), which never changes a result;
    `context` whether the comment that is answered is read along when a stance is judged;
    `explain` whether the words that carried each tag are given;
    `languages` those that are tagged: comments in others are kept untagged;
    `endpoint` a language model to be asked in place of the encoder; `classifier` a folder that holds a Hugging Face
    model: one of entailment is used in its place, one of stance or tone for that;
    `model` a file that `discourse train` wrote, a folder that holds another model in the layout of the shipped one, or
    any sentence encoder in ONNX (a folder or the graph).
    """

    min_confidence: float = 0.0
    error_rate: float = 0.0
    threads: int = 0
    context: bool = True
    explain: bool = True
    languages: tuple[str, ...] = ("en",)
    model: str | None = None
    endpoint: Endpoint | None = None
    classifier: str | None = None

    @classmethod
    def of_dict(cls, row: Mapping[str, Any]) -> TagSettings:
        """The settings that `as_dict` took down.

        >>> TagSettings.of_dict(TagSettings(threads=2).as_dict()) == TagSettings(threads=2)
        True
        """
        endpoint = Endpoint(**row["endpoint"]) if row["endpoint"] else None
        return cls(**{**row, "languages": tuple(row["languages"]), "endpoint": endpoint})

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values, for a run's record.

        >>> TagSettings().as_dict()["languages"]
        ['en']
        """
        return asdict(self) | {"languages": list(self.languages)}
