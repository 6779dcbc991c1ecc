"""The bounds of reading, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How much one input may cost before it is set aside; every message about a bound names its field here.

    `max_page_bytes` bounds one page (or one JSON export) once unpacked, and `max_tags` the tags and attributes of a
    page of HTML, of which each takes some 400 bytes of memory however short it is. `max_total_bytes` bounds all that
    one packed input unpacks to, and `max_ratio` how many times larger than its packed form that may be (looked at
    only past `RATIO_FLOOR` bytes, for short runs of blanks pack well without harm). `max_depth` bounds archives
    within archives; `max_columns` the columns of a table.

    >>> ReadSettings(max_page_bytes=1_000_000).max_ratio
    200
    """

    max_page_bytes: int = 64 * 2**20
    max_tags: int = 2_000_000
    max_total_bytes: int = 32 * 2**30
    max_ratio: int = 200
    max_depth: int = 4
    max_columns: int = 1_000


RATIO_FLOOR = 16 * 2**20
