"""The words that part two groups of comments."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy import stats

from discourse.measure.intervals import Floats

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST = 40
PRIOR = 500.0  # weight of the prior, in words
LEAST_READERS = 3
LEAST_PUBLISHED = 10  # readers who use a word that is shown where readers' own words are left out


def words_apart(
    text: pd.Series[str], group: pd.Series[str], reader: pd.Series[int], *, prior: float = PRIOR
) -> pd.DataFrame:
    """Weighted log-odds of each word between two groups, with an informative Dirichlet prior made of both.

    Three columns of equal length: the texts, the group of each (two groups), and its reader's number. A reader's word
    counts once per group, however often it is repeated, so that no single hand makes a word. Words of fewer than 3
    readers are left out. The result, most telling first: word, first, second (readers who use it), log_odds (positive:
    the first group's, in the order of the alphabet), z, p (two-sided, not adjusted).

    Source: Monroe, Colaresi and Quinn (2008), Political Analysis 16:372-403, equations 16, 19, 20 and 22.
    Raises `ValueError` where there are not two groups.

    >>> said = pd.Series(["toll toll robbery", "robbery", "a robbery", "fair toll", "fair", "so fair", "toll"])
    >>> side = pd.Series(["a", "a", "a", "b", "b", "b", "b"])
    >>> found = words_apart(said, side, pd.Series(range(7)), prior=10)
    >>> found[["word", "first", "second"]].values.tolist()
    [['robbery', 3, 0], ['fair', 0, 3], ['toll', 1, 2]]
    """
    groups = sorted(group.dropna().unique())
    if len(groups) != 2:
        raise ValueError(f"two groups are needed, not {len(groups)}")
    frame = pd.DataFrame({"word": text.fillna("").map(words), "group": group.to_numpy(), "reader": reader.to_numpy()})
    uses = frame.dropna(subset=["group"]).explode("word").dropna(subset=["word"]).drop_duplicates()
    counts = uses.groupby(["word", "group"]).size().unstack(fill_value=0).reindex(columns=groups, fill_value=0)
    counts = counts[counts.sum(axis=1) >= LEAST_READERS]
    first, second = (counts[name].to_numpy(dtype=float) for name in groups)
    odds, z = log_odds(first, second, prior)
    found = pd.DataFrame({"word": counts.index, "first": first.astype(int), "second": second.astype(int)})
    found = found.assign(log_odds=odds, z=z, p=2 * stats.norm.sf(np.abs(z)))
    order = np.lexsort((found["word"].to_numpy(dtype=str), -np.abs(z)))
    return found.iloc[order].reset_index(drop=True)


def published(found: pd.DataFrame) -> pd.DataFrame:
    """The rows of `words_apart` that may be shown where readers' words are left out: words that 10 readers or more use.

    A word that so many use is nobody's own; one of a few may be a name, or give a comment away.

    >>> published(pd.DataFrame({"word": ["toll", "Ida"], "first": [8, 2], "second": [4, 1]}))["word"].tolist()
    ['toll']
    """
    return found[found["first"] + found["second"] >= LEAST_PUBLISHED].reset_index(drop=True)


def words(text: str) -> list[str]:
    """The words of a text, in small letters, each once, in their order.

    >>> words("Don't pay; DON’T pay 40 crowns!")
    ["don't", 'pay', 'crowns']
    """
    found = (word.replace("’", "'").casefold() for word in _WORD.findall(text))
    return list(dict.fromkeys(word for word in found if len(word) <= _LONGEST))


def log_odds(first: Floats, second: Floats, prior: float) -> tuple[Floats, Floats]:
    """Weighted log-odds ratio of each word and its z, by the counts in both groups and a prior of `prior` words.

    >>> odds, z = log_odds(np.array([30.0, 70]), np.array([10.0, 90]), 20)
    >>> odds.round(3).tolist()
    [1.096, -1.096]
    """
    both = first + second
    share = prior * both / max(both.sum(), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = [np.log((n + share) / (n.sum() + prior - n - share)) for n in (first, second)]
        odds = sides[0] - sides[1]
        variance = 1 / (first + share) + 1 / (second + share)
        return odds, odds / np.sqrt(variance)
