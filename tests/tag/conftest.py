"""A table of comments of our own invention, in the columns that `parse` hands on."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from discourse.records import COLUMNS


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    names = list(COLUMNS["comments"])
    names = names[: names.index("own_text") + 1]
    whole = [
        dict.fromkeys(names)
        | {"page_id": "p1", "source": "a.txt", "comment_id": f"c{n}", "position": n, "author": f"reader{n}"}
        | {"kind": "comment", "own_text": row.get("text", ""), "text": row.get("text", "")}
        | row
        for n, row in enumerate(rows)
    ]
    return pd.DataFrame(whole, columns=names)


@pytest.fixture(scope="session")
def comments() -> pd.DataFrame:
    return frame(
        {"text": "The mayor should never have closed the ferry, it is a disgrace!"},
        {"text": "I agree with you completely.", "reply_to": "c0", "reply_basis": "nesting"},
        {"text": "", "kind": "deleted", "author": None},
        {"text": "Das ist doch wirklich der größte Unsinn, den ich je gelesen habe."},
        {"text": "Does anybody know when the senate votes on this?"},
        {"text": "The mayor should never have closed the ferry, it is a disgrace!"},
        {"text": "   "},
        {"text": "👍👍"},
    )
