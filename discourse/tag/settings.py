"""What a user may set about tagging, as one frozen value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TagSettings:
    """How comments are tagged. Every default is what the shipped model was measured with.

    `min_confidence` is the probability below which a stance or a tone is left open (null) rather than guessed;
    `error_rate` how often the set of stances that can't be excluded may miss the right one (0: no sets are told);
    `threads` how many comments are worked on at once (0: as many as there are cores), which never changes a result;
    `context` whether the comment that is answered is read along when a stance is judged;
    `explain` whether the words that carried each tag are given;
    `languages` those that are tagged: comments in others are kept untagged;
    `model` a file that `discourse train` wrote, or a folder that holds another model in the layout of the shipped one.
    """

    min_confidence: float = 0.0
    error_rate: float = 0.0
    threads: int = 0
    context: bool = True
    explain: bool = True
    languages: tuple[str, ...] = ("en",)
    model: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values, for a run's record.

        >>> TagSettings().as_dict()["languages"]
        ['en']
        """
        return asdict(self) | {"languages": list(self.languages)}
