"""A local Hugging Face model that classifies sequences, as a coder beside the package's own (extra `hf`).

Its labels say what it is asked. One of entailment codes zero-shot: it reads a comment once for each thing that could be
said of it (Yin, Hay and Roth 2019), some hundred times the work. A topic applies as far as its sentence is entailed
rather than contradicted; sides and tones share what their sentences are entailed. One of stance (favor, against,
neutral) reads a comment with each target, one of tone (negative, neutral, positive) a comment alone: either gives its
own tag, and the encoder all others. Loaded from a folder alone: safetensors, no download, no code of the model's.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

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

Task = Literal["entailment", "stance", "tone"]
_LABELS: dict[Task, tuple[tuple[str, ...], ...]] = {
    "entailment": (("entail",), ("contradict",)),
    "stance": (
        ("favor", "favour", "pro", "support"),
        ("against", "anti", "con", "oppose"),
        ("neutral", "none", "neither"),
    ),
    "tone": (("neg",), ("neu",), ("pos",)),
}
"""How the names of each task's labels may begin, in the order in which their scores are wanted."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A loaded model, its tokenizer, what it is for, and the places of that task's labels among its own."""

    model: Any
    tokenizer: Any
    task: Task
    places: tuple[int, ...]

    def scores(self, text: str, beside: Sequence[str]) -> Floats:
        """Logits (n, labels) of a text read with each of n others; (1, labels) of the text alone for none."""
        import torch

        text = _plain(text)
        pairs = self.tokenizer(
            [text] * max(1, len(beside)),
            [_plain(each) for each in beside] or None,
            truncation="only_first",
            max_length=_LONGEST,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            logits = self.model(**pairs).logits[:, list(self.places)]
        return np.asarray(logits.float().numpy(), float)


def task_of(folder: str) -> Task:
    """What the model in a folder is for, by the labels in its `config.json`. Raises `ModelError` where none is ours."""
    return _placed(folder)[0]


def _placed(folder: str) -> tuple[Task, tuple[int, ...]]:
    """The task that a model's labels tell, whatever their order, and their places."""
    try:
        told = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
        names = {str(name).casefold(): int(at) for at, name in dict(told["id2label"]).items()}
    except OSError:
        remedy = "name a folder that save_pretrained wrote"
        raise ModelError("no model there: no config.json in it", where=folder, remedy=remedy) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        remedy = "name a folder that save_pretrained wrote"
        raise ModelError("its config.json names no labels", where=folder, remedy=remedy) from None
    for task, labels in _LABELS.items():
        places = [next((at for name, at in names.items() if name.startswith(heads)), -1) for heads in labels]
        if min(places) >= 0 and len(set(places)) == len(places):
            return task, tuple(places)
    what = f"tells {', '.join(names)}: no labels of entailment, stance or tone"
    remedy = "name them in its config.json: favor, against, neutral, say"
    raise ModelError(what, where=folder, remedy=remedy)


@cache
def load(folder: str) -> Classifier:
    """The model in a folder. Raises `ModelError` where it can't be used, or has other labels."""
    try:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError:
        raise ModelError("needs torch and transformers", where="--hf", remedy="pip install 'discourse[hf]'") from None
    task, places = _placed(folder)
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    except Exception as error:  # libraries below raise errors of many kinds
        what = f"can't be loaded: {' '.join(str(error).split())[:120]}"
        raise ModelError(what, where=folder, remedy="save it again, as safetensors") from None
    return Classifier(model.eval(), tokenizer, task, places)


def judge_by(
    folder: str, texts: Sequence[str], codebook: Codebook, progress: Callable[[int, int], None] | None = None
) -> Judged:
    """Each text judged by the model of entailment in a folder; what it answers is not read. Raises `ModelError`."""
    scores = _all_scores(load(folder), texts, _sentences(codebook), progress)
    many = len(codebook.topics)
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


def instead(
    folder: str,
    judged: Judged,
    texts: Sequence[str],
    codebook: Codebook,
    progress: Callable[[int, int], None] | None = None,
) -> Judged:
    """What was judged, with stance or tone by the model in a folder in place of the encoder's; the words that carried
    the encoder's stance go with it. Raises `ModelError`.
    """
    model = load(folder)
    if model.task == "tone":
        tone = _shares(_all_scores(model, texts, [], progress)[:, 0])
        return replace(judged, tone=tone, valence=tone[:, 2] - tone[:, 0])
    stance = _shares(_all_scores(model, texts, [topic.target for topic in codebook.topics], progress))
    return replace(judged, stance=stance, stance_words=(((),) * len(codebook.topics),) * len(texts))


def _all_scores(
    model: Classifier, texts: Sequence[str], beside: Sequence[str], progress: Callable[[int, int], None] | None
) -> Floats:
    """The scores (texts, n, labels) of each text, the same one read once."""
    known: dict[str, Floats] = {}
    for done, text in enumerate(texts, start=1):
        if text not in known:
            known[text] = model.scores(text, beside)
        if progress:
            progress(done, len(texts))
    if not texts:
        return np.zeros((0, max(1, len(beside)), len(model.places)))
    return np.stack([known[text] for text in texts])


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


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _sentences(codebook: Codebook) -> list[str]:
    """One a topic, then three a target, then three for the tone."""
    topics = [f"This text is about {topic.name}." for topic in codebook.topics]
    how = ("in favor of", "against", "neither for nor against")
    sides = [f"The writer is {word} {topic.target}." for topic in codebook.topics for word in how]
    return topics + sides + [f"The tone of this text is {name}." for name in CLASSES["tone"]]


def _shares(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
