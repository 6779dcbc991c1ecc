"""The model's files: which they are, where they lie, and that each is the one declared."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from discourse.errors import ModelError

PARTS = ("encoder.onnx", "ask.onnx", "verdict.onnx", "tone.onnx", "tokenizer.json", "numbers.json", "CARD.md")
"""What a model consists of: four graphs, the tokenizer, calibration and topic weights, the card."""

POOLING = "1_Pooling/config.json"
"""Where a sentence encoder may say how it makes one vector of a text's tokens."""

_MANIFEST = "artefact.json"
_GRAPHS = ("model.onnx", "onnx/model.onnx")
_HERE = Path(__file__).resolve()
_PLACES = (_HERE.parents[1] / "_models", _HERE.parents[2] / "models" / "shipped")
"""Where the shipped files lie: in an installed package, and in a checkout."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model as it is declared: its name and version, and the SHA-256 of each of its files by name."""

    name: str
    version: str
    files: tuple[tuple[str, str], ...]

    @property
    def sha256(self) -> str:
        """One hash for all: of the names and hashes of the files."""
        return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in self.files).encode()).hexdigest()


def locate(model: str | None = None) -> tuple[Path, Artefact]:
    """The folder of a model and what it must hold: the shipped one, or that which the path `model` names.

    Another model's folder declares itself in `artefact.json`, laid out as `write_manifest` writes it. A sentence
    encoder declares nothing: it is known by the hashes of the files that are there, for `heads` to be held to.
    Raises `ModelError` where there is no model.

    >>> folder, artefact = locate()
    >>> (folder / artefact.files[0][0]).is_file()
    True
    """
    if model is None:
        from discourse.tag.shipped import SHIPPED

        found = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
        return found, SHIPPED
    folder = Path(model)
    if not (folder / _MANIFEST).is_file() and (graph := _graph(folder)):
        return _sentence_encoder(folder, graph)
    try:
        told = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return folder, Artefact(told["name"], told["version"], tuple((part, told["files"][part]) for part in PARTS))
    except OSError as error:
        raise ModelError(
            f"no model there: {error.strerror}", where=model, remedy=f"it needs an {_MANIFEST}, or a {_GRAPHS[0]}"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise ModelError(f"its {_MANIFEST} can't be read", where=model, remedy="export the model again") from None


def _graph(path: Path) -> Path | None:
    """The graph of a sentence encoder: the file itself, or where exports lay it in a folder."""
    if path.suffix == ".onnx":
        return path
    return next((path / name for name in _GRAPHS if (path / name).is_file()), None)


def _sentence_encoder(path: Path, graph: Path) -> tuple[Path, Artefact]:
    """A sentence encoder by the files that are there: graph, tokenizer, and how it pools where it says so."""
    folder = graph.parent.parent if graph.parent.name == "onnx" else graph.parent
    words = next(
        (each / "tokenizer.json" for each in (graph.parent, folder) if (each / "tokenizer.json").is_file()), None
    )
    if not words or not graph.is_file():
        lacks = "tokenizer.json beside it" if graph.is_file() else f"{graph.name}"
        remedy = "export the encoder with its tokenizer"
        raise ModelError(f"no sentence encoder there: no {lacks}", where=str(path), remedy=remedy)
    files = [graph, words, *(each for each in [folder / POOLING] if each.is_file())]
    try:
        digests = tuple((each.relative_to(folder).as_posix(), _digest(each, _state(each))) for each in files)
    except OSError as error:
        raise ModelError(f"can't be read: {error.strerror}", where=str(path), remedy="check the path") from None
    return folder, Artefact(folder.name, "", digests)


def _state(path: Path) -> tuple[int, int]:
    told = path.stat()
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=64)
def _digest(path: Path, state: tuple[int, int]) -> str:  # noqa: ARG001 - a changed file is hashed again
    return hashlib.sha256(path.read_bytes()).hexdigest()


def verified(model: str | None = None) -> dict[str, bytes]:
    """Every file of a model by name, each checked against its declared hash.

    Raises `ModelError`, naming the file, where one is missing, damaged or swapped.

    >>> sorted(verified()) == sorted(PARTS)
    True
    """
    folder, artefact = locate(model)
    remedy = "install the package again" if model is None else "export the model again"
    contents = {}
    for name, digest in artefact.files:
        path = folder / name
        try:
            contents[name] = path.read_bytes()
        except OSError:
            raise ModelError("the model file is missing", where=str(path), remedy=remedy) from None
        if hashlib.sha256(contents[name]).hexdigest() != digest:
            raise ModelError("the model file is damaged, or not the one declared", where=str(path), remedy=remedy)
    return contents


def declare(folder: Path, name: str, version: str) -> Artefact:
    """The declaration of the files that lie in a folder. Raises `OSError` where one is missing."""
    digests = ((part, hashlib.sha256((folder / part).read_bytes()).hexdigest()) for part in PARTS)
    return Artefact(name, version, tuple(digests))


def write_manifest(folder: Path, artefact: Artefact) -> None:
    """Lay a declaration beside the files that it declares."""
    told = {"name": artefact.name, "version": artefact.version, "files": dict(artefact.files)}
    (folder / _MANIFEST).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


@cache
def info(model: str | None) -> tuple[str, str, str]:
    """Name, version and hash of the model that a path names, or of the shipped one. Raises `ModelError`.

    >>> len(info(None)[2])
    64
    """
    _, artefact = locate(model)
    return artefact.name, artefact.version, artefact.sha256
