"""Heads of a user's own: linear layers over what the frozen encoder tells, fitted to hand codes, in one JSON file.

The file says which encoder and which codebook its heads belong to, and holds a hash of itself: `read` and `opened`
refuse one that is damaged, or that would be used with another encoder; `for_book` one that is for another codebook.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from discourse.codebook import STANCES, TONES
from discourse.errors import ModelError
from discourse.tag import artefact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discourse.codebook import Codebook
    from discourse.tag.network import Network
    from discourse.tag.reading import Floats
    from discourse.tag.sentences import Sentences
    from discourse.tag.settings import TagSettings

SCHEMA = "discourse.heads/1"
Kind = Literal["topic", "stance", "tone"]
CLASSES: dict[Kind, tuple[str, ...]] = {
    "topic": ("none", "applies"),
    "stance": STANCES,
    "tone": TONES,
}
"""What each kind of head chooses from, in the order of its chances."""

_REMEDY = "train it again with 'discourse train'"


@dataclass(frozen=True, slots=True)
class Head:
    """A linear layer for one tag: of the topic with the id `topic`, whose stances are toward `target`, or (kind `tone`)
    of the text as a whole.

    `learned` are the classes that had codes enough, by their places; `weights` is (classes, signals), `offsets`
    (classes,).
    """

    kind: Kind
    topic: str
    target: str
    learned: tuple[int, ...]
    weights: Floats
    offsets: Floats

    def chances(self, before: Floats, signals: Floats) -> Floats:
        """The chances (n, classes) by the head, given those before it and the signals (n, d) that it weighs.

        A class that was not learned keeps its chance; the others share what is left: all, where the model tells none.

        >>> head = Head("stance", "toll", "a toll", (0, 1), np.zeros((2, 1)), np.zeros(2))
        >>> head.chances(np.array([[0.6, 0.2, 0.2]]), np.zeros((1, 1))).round(2).tolist()
        [[0.4, 0.4, 0.2]]
        >>> head.chances(np.full((1, 3), np.nan), np.zeros((1, 1))).tolist()
        [[0.5, 0.5, 0.0]]
        """
        if not self.learned:
            return before
        # Not as a product of matrices: how that adds up depends on how many rows there are.
        scores = (signals[:, None] * self.weights).sum(axis=-1) + self.offsets
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        learned = list(self.learned)
        out = np.where(np.isnan(before), np.isin(np.arange(before.shape[1]), learned) / len(learned), before)
        out[:, learned] = powers / powers.sum(axis=1, keepdims=True) * out[:, learned].sum(axis=1, keepdims=True)
        return out


@dataclass(frozen=True, slots=True)
class Heads:
    """Heads and what they belong to: the encoder's hash, its folder (None: the shipped one), the codebook's hash.

    `conformal` are the scores of coded stances for `tag.conformal`, by heads that did not see them.
    """

    encoder: str
    folder: str | None
    codebook: str
    heads: tuple[Head, ...]
    conformal: tuple[float, ...] = ()

    def head(self, kind: Kind, topic: str = "") -> Head | None:
        """The head of a kind for a topic, if there is one."""
        return next((each for each in self.heads if (each.kind, each.topic) == (kind, topic)), None)

    def for_book(self, codebook: Codebook) -> Heads:
        """These heads. Raises `ModelError` where they were fitted to the codes of another codebook."""
        if self.codebook != codebook.sha256:
            what = f"its heads were fitted to codes of another codebook than '{codebook.title}'"
            raise ModelError(what, where="the model", remedy="give that codebook, or " + _REMEDY)
        return self

    def toward(self, target: str) -> Head | None:
        """The head for the stance toward a target, if there is one."""
        return next((each for each in self.heads if each.kind == "stance" and each.target == target), None)

    @property
    def sha256(self) -> str:
        """The hash of all that the file says."""
        return hashlib.sha256(json.dumps(_content(self), sort_keys=True).encode()).hexdigest()


def written(heads: Heads) -> str:
    """The heads as the text of a file, for `read`.

    >>> written(Heads("0f", None, "1e", ()))[:33]
    '{"schema": "discourse.heads/1", "'
    """
    return json.dumps({"schema": SCHEMA, "sha256": heads.sha256, "content": _content(heads)}) + "\n"


def read(path: str | Path) -> Heads:
    """The heads in a file. Raises `ModelError` where it can't be read, is damaged, or is no file of heads."""
    where = str(path)
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA:
            raise ModelError(f"not a model of schema {SCHEMA}", where=where, remedy=_REMEDY)
        content = told["content"]
        heads = tuple(
            Head(
                each["kind"],
                each["topic"],
                each["target"],
                tuple(each["learned"]),
                np.array(each["weights"], float).reshape(len(each["learned"]), -1),
                np.array(each["offsets"], float),
            )
            for each in content["heads"]
        )
        found = Heads(content["encoder"], content["folder"], content["codebook"], heads, tuple(content["conformal"]))
        intact = found.sha256 == told["sha256"]
    except OSError as error:
        raise ModelError(f"can't be read: {error.strerror}", where=where, remedy="check the path") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ModelError("not a model that 'discourse train' wrote", where=where, remedy="check the path") from None
    if not intact:
        raise ModelError("the model file is damaged", where=where, remedy=_REMEDY)
    return found


def opened(model: str | None) -> tuple[str | None, Heads | None]:
    """What a model's path names: the encoder's folder or graph (None: the shipped one), and heads where it is a file of
    them.

    Raises `ModelError` where the heads can't be read, or were fitted on another encoder than the one there is.
    """
    if model is None or Path(model).suffix == ".onnx" or not Path(model).is_file():
        return model, None
    heads = read(model)
    if artefact.locate(heads.folder)[1].sha256 != heads.encoder:
        raise ModelError("its heads were fitted on another encoder", where=model, remedy=_REMEDY)
    return heads.folder, heads


def stance_scores(model: str | None, network: Network | Sentences) -> Sequence[float]:
    """The scores of held-out stances that sets at an error rate go by: those of trained heads, else the model's own.

    Raises `ModelError` where a model has none.
    """
    _, heads = opened(model)
    found: Sequence[float] = (heads.conformal if heads else ()) or network.numbers.get("conformal", ())
    if not found:
        what = "it was not calibrated for sets of stances"
        raise ModelError(what, where=model or "the shipped model", remedy="train heads on codes of your own")
    return found


def model_info(settings: TagSettings) -> dict[str, str]:
    """Name, version and hash of the model in use, and its heads where it has any, for a run's record.

    >>> from discourse.tag.settings import TagSettings
    >>> sorted(model_info(TagSettings()))
    ['name', 'sha256', 'version']
    """
    if settings.endpoint:
        return {"name": settings.endpoint.model, "version": settings.endpoint.url, "sha256": settings.endpoint.sha256}
    if not settings.classifier:
        return _encoder_info(settings.model)
    from discourse.tag import classifier

    name, sha256 = Path(settings.classifier).name, classifier.sha256(settings.classifier)
    task = classifier.task_of(settings.classifier)
    if task == "entailment":
        return {"name": name, "version": "", "sha256": sha256}
    rest = _encoder_info(settings.model)
    both = hashlib.sha256(f"{rest['sha256']} {sha256}".encode()).hexdigest()
    return rest | {"name": f"{rest['name']}, {task} by {name}", "sha256": both}


def _encoder_info(model: str | None) -> dict[str, str]:
    folder, heads = opened(model)
    name, version, sha256 = artefact.info(folder)
    if heads is None:
        return {"name": name, "version": version, "sha256": sha256}
    told = ", ".join(f"{head.kind} {head.topic}".strip() for head in heads.heads)
    both = hashlib.sha256(f"{sha256} {heads.sha256}".encode()).hexdigest()
    return {"name": f"{name} with trained heads", "version": version, "sha256": both, "heads": told}


def _content(heads: Heads) -> dict[str, Any]:
    rows = [
        {
            "kind": head.kind,
            "topic": head.topic,
            "target": head.target,
            "learned": list(head.learned),
            "weights": head.weights.tolist(),
            "offsets": head.offsets.tolist(),
        }
        for head in heads.heads
    ]
    told = {"encoder": heads.encoder, "folder": heads.folder, "codebook": heads.codebook}
    return told | {"heads": rows, "conformal": list(heads.conformal)}
