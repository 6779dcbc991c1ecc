"""Hand codes back in: what coders wrote in a spreadsheet, on the coding page, or in Label Studio, as one tidy table.

Three forms, told by their content:

- CSV (comma, semicolon or tab) with the columns page_id, comment_id, coder, one a topic of the codebook, and sentiment;
  any others are passed over. A row is one coder's codes of one comment. A row without a single value was not coded. In
  a row with any, an empty topic says as `none` does that the comment is not on it; an empty sentiment says nothing.
- JSON lines of the coding page (schema `discourse.code/1`): one line a choice, and the last one wins.
- Label Studio's export, JSON or JSON-MIN, of a project made from `labelstudio.json` and `labelstudio.xml`.
"""

from __future__ import annotations

from discourse.read.codes.log import log_rows
from discourse.read.codes.row import coder_name
from discourse.read.codes.table import COLUMNS, read_codes

__all__ = ["COLUMNS", "coder_name", "log_rows", "read_codes"]
