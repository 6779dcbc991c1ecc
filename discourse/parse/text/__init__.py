"""Article pages as plain text, parted into article and thread."""

from __future__ import annotations

from discourse.parse.text.read import read_text

__all__ = ["read_text"]
