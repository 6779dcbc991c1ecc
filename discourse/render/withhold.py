"""Tables to publish: all figures, and none of the readers' words."""

from __future__ import annotations

from dataclasses import replace

from discourse.records import Tables


def without_words(tables: Tables) -> Tables:
    """The tables with every text of readers, and the words that led to tags, made null.

    >>> import pandas as pd
    >>> said = pd.DataFrame({"text": ["Hi"], "own_text": ["Hi"], "words": ["[]"], "sentiment": ["neutral"]})
    >>> tables = Tables(pd.DataFrame(), said, pd.DataFrame({"words": ["[]"]}), pd.DataFrame())
    >>> without_words(tables).comments.iloc[0].dropna().to_dict()
    {'sentiment': 'neutral'}
    """
    comments = tables.comments.assign(**dict.fromkeys(("text", "own_text", "words")))
    return replace(tables, comments=comments, stances=tables.stances.assign(words=None))
