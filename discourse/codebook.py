"""Topics and their stance targets: records, and reading, checking and hashing them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a codebook, and the target toward which comments on it take a stance."""

    id: str
    name: str
    definition: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    keywords: tuple[str, ...]
    examples: tuple[str, ...]
    target: str
    favor: str
    against: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """The topics in force. `sha256` is the hash of their content, whatever the file's layout."""

    title: str
    version: str
    topics: tuple[Topic, ...]
    sha256: str


def default() -> Codebook:
    """The codebook that comes with the package: `release_deal`, `iran`, `domestic_politics`."""
    raise NotImplementedError
