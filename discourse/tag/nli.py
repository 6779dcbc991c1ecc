"""A local Hugging Face model of entailment as a zero-shot coder, to be set beside the package's own (extra `hf`).

It reads a comment once for each thing that could be said of it (Yin, Hay and Roth 2019): some hundred times the work.
A topic applies as far as its sentence is entailed rather than contradicted; sides and tones share what their sentences
are entailed. Loaded from a folder alone: safetensors, no download, no code of the model's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import ModelError
from discourse.tag import vader
from discourse.tag.evidence import weighted
from discourse.tag.heads import CLASSES
from discourse.tag.judge import Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from discourse.codebook import Codebook
    from discourse.tag.reading import Floats

_LONGEST = 480
"""Tokens of a comment that are read; such models hold 512 together with the sentence."""


@dataclass(frozen=True, slots=True)
class Nli:
    """A loaded model, its tokenizer, and the places of its classes `entailment` and `contradiction`."""

    model: Any
    tokenizer: Any
    entailed: int
    contradicted: int

    def scores(self, text: str, sentences: Sequence[str]) -> Floats:
        """Logits (n, 2) of entailment and contradiction for each sentence about a text."""
        import torch

        text = text.encode("utf-8", "replace").decode("utf-8")
        pairs = self.tokenizer(
            [text] * len(sentences),
            list(sentences),
            truncation="only_first",
            max_length=_LONGEST,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            logits = self.model(**pairs).logits[:, [self.entailed, self.contradicted]]
        return np.asarray(logits.float().numpy(), float)


@cache
def load(folder: str) -> Nli:
    """The model in a folder. Raises `ModelError` where it can't be used, or isn't one of entailment."""
    try:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError:
        raise ModelError("needs torch and transformers", where="--nli", remedy="pip install 'discourse[hf]'") from None
    if not (Path(folder) / "config.json").is_file():
        remedy = "name a folder that save_pretrained wrote"
        raise ModelError("no model there: no config.json in it", where=folder, remedy=remedy)
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    except Exception as error:  # libraries below raise errors of many kinds
        what = f"can't be loaded: {' '.join(str(error).split())[:120]}"
        raise ModelError(what, where=folder, remedy="save it again, as safetensors") from None
    names = {str(name).casefold(): int(place) for name, place in model.config.label2id.items()}
    places = [
        next((at for name, at in names.items() if name.startswith(head)), -1) for head in ("entail", "contradict")
    ]
    if min(places) < 0:
        what = f"tells {', '.join(names)}, not entailment and contradiction"
        raise ModelError(what, where=folder, remedy="choose a model of natural language inference")
    return Nli(model.eval(), tokenizer, *places)


def judge_by(
    folder: str, texts: Sequence[str], codebook: Codebook, progress: Callable[[int, int], None] | None = None
) -> Judged:
    """Each text judged by the model in a folder; what it answers is not read. Raises `ModelError`."""
    nli, sentences, rows = load(folder), _sentences(codebook), []
    known: dict[str, Floats] = {}
    for done, text in enumerate(texts, start=1):
        if text not in known:
            known[text] = nli.scores(text, sentences)
        rows.append(known[text])
        if progress:
            progress(done, len(texts))
    many = len(codebook.topics)
    scores = np.stack(rows) if rows else np.zeros((0, len(sentences), 2))
    tone = _shares(scores[:, 4 * many :, 0])
    found = [vader.scores(text) for text in texts]
    return Judged(
        tone,
        tone[:, 2] - tone[:, 0],
        np.array([each.compound for each in found], float),
        _shares(scores[:, :many])[..., 0],
        _shares(scores[:, many : 4 * many, 0].reshape(len(texts), many, 3)),
        tuple(weighted(each) for each in found),
        (((),) * many,) * len(texts),
    )


@cache
def sha256(folder: str) -> str:
    """The hash of the files that the model is made of. Raises `ModelError` where one can't be read."""
    found = hashlib.sha256()
    try:
        for path in sorted(Path(folder).iterdir()):
            if path.suffix in {".json", ".safetensors", ".txt", ".model"}:
                found.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    except OSError as error:
        raise ModelError(f"can't be read: {error.strerror}", where=folder, remedy="check the path") from None
    return found.hexdigest()


def _sentences(codebook: Codebook) -> list[str]:
    """One a topic, then three a target, then three for the tone."""
    topics = [f"This text is about {topic.name}." for topic in codebook.topics]
    how = ("in favor of", "against", "neither for nor against")
    sides = [f"The writer is {word} {topic.target}." for topic in codebook.topics for word in how]
    return topics + sides + [f"The tone of this text is {name}." for name in CLASSES["tone"]]


def _shares(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
