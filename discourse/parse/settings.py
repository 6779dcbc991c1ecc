"""What parsing can be told, as one frozen value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from discourse.parse.custom.records import CustomLayout


@dataclass(frozen=True, slots=True)
class ParseSettings:
    """`layouts`: a user's own, which go before the ones that come along wherever they fit a page.

    >>> ParseSettings().as_dict()
    {'layouts': []}
    """

    layouts: tuple[CustomLayout, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values, for the record of a run."""
        return {"layouts": [asdict(layout) for layout in self.layouts]}
