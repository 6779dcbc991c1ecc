"""An invented town, its bridge toll, and what invented readers say of it: tables to try measuring and rendering on."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from discourse.codebook import Codebook, Topic
from discourse.measure.shares import shares
from discourse.records import COLUMNS, Tables

DTYPES = {"string": "string", "int64": "Int64", "double": "float64", "bool": "boolean"}
OUTLETS = ["The Harrow Bay Courier", "Estuary Post", "Northbank Now", "The Slip", "Harrow Bay Courier Sunday"]
STATES = ["captured", "captured", "captured", "not-captured", "empty"]
SAYINGS = {
    "against": [
        "Four crowns to drive to work and they call it fair. I call it robbery with a barrier.",
        "My mother cleans three houses over the water. Who asked her?",
        "The toll will finish every shop on Quay Street, mark my words.",
        "Pay for a bridge we paid for twice already?? no thanks",
    ],
    "favor": [
        "About time. The bridge is rusting and somebody has to pay for the paint.",
        "I walk it every day and I would gladly pay if it kept the lorries off.",
        "Tolls worked in Saltmere, why should they fail here?",
    ],
    "neutral": [
        "Does the toll count for bicycles as well?",
        "The hearing is on the ninth, in the old customs hall.",
        "There are two exits in the plan and one in the drawing.",
    ],
}
HOSTILE = [
    '<script>alert("toll")</script> and </script> once more',
    "<img src=x onerror=alert(1)> is all I have to say",
    '=HYPERLINK("http://evil.example","click") {{ 7*7 }} {% raw %} ${1} <!-- -->',
    "\u202eright to left\u202c, a nul \x00, a bell \x07, and \u2028 a line separator ]]> &amp; &lt;b&gt;",
]


def codebook() -> Codebook:
    """Three topics of the invented town."""
    return Codebook(
        title="The bridge toll",
        version="1",
        sha256="ab" * 32,
        topics=(
            _topic("toll", "Bridge toll", "the toll on the Harrow bridge", ("wants or excuses it", "condemns it")),
            _topic("ferry", "Ferry", "bringing back the ferry", ("wants it back", "calls it a folly")),
            _topic("council", "Town council", "the council and its mayor", ("defends them", "blames or mocks them")),
        ),
    )


def _topic(name: str, title: str, target: str, sides: tuple[str, str]) -> Topic:
    words = (name, title.rsplit(maxsplit=1)[-1].lower())
    return Topic(name, title, f"All that is said of {target}.", (title,), (), words, (), target, *sides)


def tables(n: int = 54, *, pages: int = 5, seed: int = 0, hostile: bool = False, draws: int = 200) -> Tables:
    """`n` comments on `pages` pages by about half as many readers, tagged; the same for the same arguments."""
    rng = np.random.default_rng(seed)
    captured = [i for i in range(pages) if STATES[i % 5] == "captured"] or [0]
    rows = [_comment(rng, i, int(rng.choice(captured)), hostile) for i in range(n)]
    comments = _frame("comments", sorted(rows, key=lambda row: str(row["page_id"])))
    comments["position"] = (comments.groupby("page_id").cumcount() + 1).astype("Int64")
    comments["reply_to"] = _replies(rng, comments)
    comments["reply_basis"] = comments["reply_to"].where(comments["reply_to"].isna(), "nesting")
    stances = _frame("stances", [each for row in comments.to_dict("records") for each in _stances(rng, row)])
    articles = _frame("articles", [_article(i, comments) for i in range(pages)])
    return Tables(articles, comments, stances, shares(articles, comments, stances, draws=draws))


def run(tables: Tables) -> dict[str, Any]:
    """What run.json says of a run that made the tables."""
    return {
        "discourse": "0.1.0",
        "python": "3.11",
        "codebook": {"title": "The bridge toll", "version": "1", "sha256": "ab" * 32},
        "model": {"name": "stance-small", "sha256": "cd" * 32},
        "settings": {"seed": 0, "real_names": False},
        "inputs": [{"source": s, "page_id": p, "sha256": "ef" * 32} for p, s in _sources(tables)],
        "counts": {"pages": len(tables.articles), "comments": len(tables.comments)},
        "set_aside": [{"source": "pages/<odd>.bin", "reason": "not a page", "remedy": "leave it out"}],
        "started": "2031-05-09T08:00:00+00:00",
    }


def _sources(tables: Tables) -> list[tuple[str, str]]:
    return list(zip(tables.articles["page_id"], tables.articles["source"], strict=True))


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS[name]))
    return frame.astype({column: DTYPES[kind] for column, kind in COLUMNS[name].items()})


def _comment(rng: np.random.Generator, i: int, page: int, hostile: bool) -> dict[str, Any]:
    lean = str(rng.choice(["against", "favor", "neutral"], p=[0.5, 0.2, 0.3]))
    own = str(rng.choice(SAYINGS[lean]))
    if hostile and i % 7 == 0:
        own = HOSTILE[(i // 7) % len(HOSTILE)]
    text = f"reader_07 said:\nWe never voted for any barrier.\n{own}" if i % 9 == 4 else own
    tone = {"against": [0.7, 0.2, 0.1], "favor": [0.15, 0.35, 0.5], "neutral": [0.1, 0.8, 0.1]}[lean]
    hour = int(rng.normal(15, 4)) % 24
    reader = int(min(rng.zipf(1.6), 60) * 7 + rng.integers(0, max(1, 60)))
    return {
        "page_id": f"p{page}",
        "source": f"pages/{page}.html",
        "outlet": OUTLETS[page % 5],
        "comment_id": f"c{i + 1}",
        "author": None if i % 11 == 5 else f"reader_{reader % 90:02d}",
        "posted_at": f"2031-05-{rng.integers(1, 9):02d}T{hour:02d}:{rng.integers(0, 60):02d}:00" if page % 3 else None,
        "kind": "pingback" if i == n_pingback else "comment",
        "language": "en",
        "text": text,
        "own_text": own,
        "sentiment": ["negative", "neutral", "positive"][int(np.argmax(tone))],
        "p_negative": tone[0],
        "p_neutral": tone[1],
        "p_positive": tone[2],
        "valence": tone[2] - tone[0],
        "vader_compound": tone[2] - tone[0],
        "words": json.dumps([["robbery", -0.8]] if "robbery" in own else []),
    }


n_pingback = 20


def _replies(rng: np.random.Generator, comments: pd.DataFrame) -> list[str | None]:
    earlier: dict[str, list[str]] = {}
    found: list[str | None] = []
    for page, name in zip(comments["page_id"], comments["comment_id"], strict=True):
        before = earlier.setdefault(page, [])
        found.append(str(rng.choice(before[-8:])) if before and rng.random() < 0.35 else None)
        before.append(name)
    return found


def _stances(rng: np.random.Generator, row: dict[Any, Any]) -> list[dict[str, Any]]:
    lean = next((name for name, texts in SAYINGS.items() if row["own_text"] in texts), "neutral")
    found = []
    for topic, chance in (("toll", 0.8), ("ferry", 0.25), ("council", 0.4)):
        p = rng.dirichlet([1, 1, 1]) * 0.4 + 0.6 * np.array([lean == name for name in ("favor", "against", "neutral")])
        applies = bool(rng.random() < chance)
        found.append(
            {
                "page_id": row["page_id"],
                "comment_id": row["comment_id"],
                "topic": topic,
                "p_topic": float(rng.uniform(0.6, 0.95) if applies else rng.uniform(0.02, 0.4)),
                "applies": applies,
                "target": topic,
                "stance": ["favor", "against", "neutral"][int(np.argmax(p))] if applies else None,
                **dict(zip(("p_favor", "p_against", "p_neutral"), map(float, p), strict=True)),
                "words": json.dumps([[topic, 0.9], ["bridge", 0.4]]),
            }
        )
    return found


def _article(i: int, comments: pd.DataFrame) -> dict[str, Any]:
    own = comments[comments["page_id"] == f"p{i}"]
    times = own["posted_at"].dropna()
    return {
        "page_id": f"p{i}",
        "source": f"pages/{i}.html",
        "outlet": OUTLETS[i % 5],
        "url": f"https://news.example/{i}",
        "title": f"Harrow bridge toll, part {i + 1}: who pays & who <decides>",
        "published": "2031-05-01",
        "language": "en",
        "thread_state": STATES[i % 5],
        "layout": "nested",
        "declared": len(own) if len(own) else None,
        "found": len(own),
        "authors": own["author"].nunique(),
        "first_comment": times.min() if len(times) else None,
        "last_comment": times.max() if len(times) else None,
        "left_over": 0,
    }
