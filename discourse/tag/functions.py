"""The three functions of the contract, for use from Python: texts in, one row of a DataFrame for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse import codebook as codebooks
from discourse.tag import vader
from discourse.tag.judge import p_topic, stance_of_compound, tone_of_compound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discourse.codebook import Codebook


def stance(
    texts: Sequence[str], targets: str | Sequence[str], parents: Sequence[str | None] | None = None
) -> pd.DataFrame:
    """How likely each text is `favor`, `against` or `neutral` toward its target, which may be any words.

    `targets` is one for all or one per text; `parents` gives what each text answers, or None. A row a text.
    """
    found = np.array([vader.scores(text).compound for text in texts], dtype=float)
    return pd.DataFrame(stance_of_compound(found), columns=["favor", "against", "neutral"])


def sentiment(texts: Sequence[str]) -> pd.DataFrame:
    """The tone of each text: chances of `negative`, `neutral`, `positive`; `valence` and `vader_compound` in -1...1."""
    found = np.array([vader.scores(text).compound for text in texts], dtype=float)
    frame = pd.DataFrame(tone_of_compound(found), columns=["negative", "neutral", "positive"])
    return frame.assign(valence=found, vader_compound=found)


def topics(texts: Sequence[str], codebook: Codebook | None = None) -> pd.DataFrame:
    """How likely each topic of the codebook (by default the package's own) applies to each text: a column a topic."""
    topics = (codebook or codebooks.default()).topics
    return pd.DataFrame({topic.id: [p_topic(text, topic) for text in texts] for topic in topics})
