"""Bytes to documents: files, folders, streams, archives and exports of other systems.

`documents` is the way in. Formats stand in `formats/`, one module each, recognised by what the bytes show; a new
format is a new file there. Nothing here raises for a bad input: it is named in a `SetAside` and the rest goes on.
"""

from discourse.read.documents import documents
from discourse.read.settings import ReadSettings

__all__ = ["ReadSettings", "documents"]
