"""The model's files: which they are, where they lie, and that they are the ones declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from discourse.tag.settings import TagSettings


def model_info(settings: TagSettings) -> dict[str, str]:
    """Name, version and hash of the model in use, for a run's record."""
    return {"name": settings.model or "vader-and-keywords", "version": "0", "sha256": ""}
