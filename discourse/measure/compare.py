"""Groups of comments set side by side: outlets, articles, periods or topics, with readers as the units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from discourse.measure.cells import Cell, indicators, positions, topics_of
from discourse.measure.corrected import LEAST_CODED
from discourse.measure.counting import counted, per_reader
from discourse.measure.differences import Adjustment, Side, adjusted, correlations, differences
from discourse.measure.intervals import Counts, Floats, effective_readers, percentiles, resample
from discourse.measure.ratios import Ratios, Resampling, ratios
from discourse.records import ENOUGH_READERS, Comparison, Tables

By = Literal["outlet", "article", "period", "topic"]
Keys = tuple[str, str]
LEAST_COMMENTS = 5  # of a group that is tested against others


@dataclass(frozen=True)
class Settings:
    """How to compare: p values adjusted by Holm's method or Benjamini and Hochberg's; draws, seed and level."""

    adjust: Adjustment = "holm"
    draws: int = 1000
    seed: int = 0
    level: float = 0.95


def compare(
    tables: Tables,
    by: By,
    corrected: pd.DataFrame | None = None,
    settings: Settings | None = None,
    *,
    test: bool = False,
) -> Comparison:
    """Differences of shares between every two groups, and how far a topic's stances go with the groups.

    `corrected` is the result of `corrected.corrected`: where it holds both groups' shares (outlets or articles), these
    are compared, and p values are given. For raw shares they are only given where `test` says that the tags are to be
    taken for true, and never for a group of fewer than five comments, which would only blunt the tests of the others.
    Fewer than 20 readers in a group is said in `note`. Periods are months of `posted_at`.

    >>> from discourse.measure.shares import shares
    >>> pages = pd.DataFrame({"page_id": ["p", "q"], "outlet": ["The Paper", "The Sheet"]})
    >>> said = pd.DataFrame({"page_id": ["p", "q"], "comment_id": "1", "author": ["Ann", "Bo"], "kind": "comment",
    ...     "duplicate_of": None, "sentiment": ["negative", "neutral"]})
    >>> tags = pd.DataFrame(columns=["page_id", "comment_id", "topic", "applies", "stance"])
    >>> found = compare(Tables(pages, said, tags, shares(pages, said, tags)), "outlet")
    >>> found.differences[["category", "difference", "note"]].values.tolist()[0]
    ['negative', 1.0, 'fewer than 20 readers in The Paper, The Sheet']
    """
    settings = settings or Settings()
    frame = counted(tables.comments)
    topics = topics_of(tables.stances)
    cells, counts = indicators(frame, tables.stances, topics)
    rng = np.random.default_rng(settings.seed)
    how = Resampling(settings.draws, rng, settings.level)
    readers = frame["reader"].to_numpy(dtype=np.int64)
    layout = _by_topic(cells, counts) if by == "topic" else _by_group(group_of(tables, frame, by), cells, counts)
    table = per_reader(readers, layout.counts)
    found = ratios(table, layout.part, layout.whole, how)
    rows = _differences(layout, found, settings)
    rows["p"] = rows["p"] if test else np.nan
    if corrected is not None and by in {"outlet", "article"}:
        rows = _corrected(rows, corrected, "page_id" if by == "article" else "outlet", settings.level)
    rows.loc[rows[["n_first", "n_second"]].min(axis=1) < LEAST_COMMENTS, "p"] = np.nan
    rows["p_adjusted"] = adjusted(rows["p"].to_numpy(dtype=float), settings.adjust)
    associations = _associations(layout, table, how) if len(table) else pd.DataFrame(columns=_ASSOCIATIONS)
    associations["p"] = associations["p"] if test else np.nan
    associations["p_adjusted"] = adjusted(associations["p"].to_numpy(dtype=float), settings.adjust)
    family = _family(int(rows["p"].notna().sum()), by, settings, coded=corrected is not None)
    return Comparison(rows[_DIFFERENCES], associations[_ASSOCIATIONS], family)


def _family(tested: int, by: By, settings: Settings, *, coded: bool) -> str:
    """Which tests were adjusted together, and how; or why there are none."""
    if tested:
        method = {"holm": "Holm", "bh": "Benjamini-Hochberg"}[settings.adjust]
        return (
            f"{tested} differences between groups by {by}, adjusted together by {method}; associations likewise apart"
        )
    if not coded:
        return "none; no hand codes back the shares"
    if by in {"outlet", "article"}:
        return f"none; of no two groups {LEAST_CODED} comments or more were coded by hand"
    return f"none; shares by {by} are not corrected by hand codes"


_DIFFERENCES = ["topic", "category", "first", "second", "n_first", "n_second", "readers_first", "readers_second"]
_DIFFERENCES += ["share_first", "share_second", "difference", "low", "high", "p", "p_adjusted", "corrected", "note"]
_ASSOCIATIONS = ["topic", "groups", "n_comments", "v", "low", "high", "p", "p_adjusted"]


@dataclass(frozen=True)
class _Layout:
    """Cells of every group side by side: `keys` (topic, category) and `groups` name each, `counts` are per comment."""

    groups: list[str]
    keys: list[Keys]
    part: list[int]
    whole: list[int]
    counts: Counts


def group_of(tables: Tables, frame: pd.DataFrame, by: By) -> pd.Series[str]:
    """The group of each comment of `frame` (see `counting.counted`): its outlet, page or month; null where unknown.

    >>> pages, said = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]}), pd.DataFrame({"page_id": ["p"]})
    >>> group_of(Tables(pages, said, said, said), said, "outlet").tolist()
    ['The Paper']
    """
    if by == "period":
        return frame["posted_at"].astype("string").str.extract(r"^(\d{4}-\d\d)", expand=False)
    if by == "article":
        return frame["page_id"]
    return frame["page_id"].map(dict(zip(tables.articles["page_id"], tables.articles["outlet"], strict=True)))


def _by_group(group: pd.Series[str], cells: Sequence[Cell], counts: Counts) -> _Layout:
    """The columns of each group in turn: a comment counts in its own group's columns alone."""
    blocks, names, keys, part, whole = [np.zeros((len(counts), 0), dtype=np.int64)], [], [], [], []
    for i, (name, rows) in enumerate(sorted(positions(group).items())):
        block = np.zeros_like(counts)
        block[rows] = counts[rows]
        blocks.append(block)
        for cell in cells:
            names.append(name)
            keys.append((cell.topic, cell.category))
            part.append(cell.part + i * counts.shape[1])
            whole.append(cell.whole + i * counts.shape[1])
    return _Layout(names, keys, part, whole, np.hstack(blocks))


def _by_topic(cells: Sequence[Cell], counts: Counts) -> _Layout:
    """Topics as groups of one and the same variable, the stance: a comment on two topics counts in both."""
    stances = [cell for cell in cells if cell.topic not in {"sentiment", "topic"}]
    return _Layout(
        [cell.topic for cell in stances],
        [("stance", cell.category) for cell in stances],
        [cell.part for cell in stances],
        [cell.whole for cell in stances],
        counts,
    )


def _differences(layout: _Layout, found: Ratios, settings: Settings) -> pd.DataFrame:
    """Every two groups' differences in every cell that both have comments in."""
    by_key: dict[Keys, list[int]] = {}
    for i, key in enumerate(layout.keys):
        if np.isfinite(found.share[i]):
            by_key.setdefault(key, []).append(i)
    pairs = [(a, b) for cells in by_key.values() for a, b in combinations(cells, 2)]
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    sides = [Side(found.share[at], found.size[at], found.degrees[at]) for at in (first, second)]
    gaps = differences(sides[0], sides[1], correlations(found.drawn, first, second), settings.level)
    n = layout.counts.sum(axis=0)[layout.whole]
    names = np.array(layout.groups, dtype=object)
    return pd.DataFrame(
        {
            "topic": [layout.keys[i][0] for i in first],
            "category": [layout.keys[i][1] for i in first],
            "first": names[first],
            "second": names[second],
            "n_first": n[first],
            "n_second": n[second],
            "readers_first": found.readers[first],
            "readers_second": found.readers[second],
            "share_first": found.share[first],
            "share_second": found.share[second],
            "difference": gaps.difference,
            "low": gaps.low,
            "high": gaps.high,
            "p": gaps.p,
            "corrected": False,
            "note": [_note(layout, found, pair) for pair in pairs],
        }
    )


def _note(layout: _Layout, found: Ratios, pair: tuple[int, int]) -> str:
    few = [layout.groups[i] for i in pair if found.readers[i] < ENOUGH_READERS]
    return f"fewer than {ENOUGH_READERS} readers in {', '.join(few)}" if few else ""


def _corrected(rows: pd.DataFrame, corrected: pd.DataFrame, column: str, level: float) -> pd.DataFrame:
    """The rows with corrected shares compared wherever both groups have one."""
    own = corrected[corrected["level"] == ("page" if column == "page_id" else "outlet")]
    names = ["corrected_share", "size", "degrees"]
    known = own.set_index([column, "topic", "category"])[names]
    values = [
        known.reindex(pd.MultiIndex.from_frame(rows[[side, "topic", "category"]])).to_numpy(dtype=float)
        for side in ("first", "second")
    ]
    at = np.isfinite(values[0][:, 0]) & np.isfinite(values[1][:, 0])
    sides = [Side(*each[at].T) for each in values]
    gaps = differences(sides[0], sides[1], np.zeros(int(at.sum())), level)
    rows = rows.astype({"p": float})
    rows.loc[at, "share_first"], rows.loc[at, "share_second"] = sides[0].share, sides[1].share
    rows.loc[at, "difference"], rows.loc[at, "low"], rows.loc[at, "high"] = gaps.difference, gaps.low, gaps.high
    rows.loc[at, "p"], rows.loc[at, "corrected"] = gaps.p, True
    return rows


def _associations(layout: _Layout, table: Counts, how: Resampling) -> pd.DataFrame:
    """Cramér's V of groups and categories, topic by topic, readers resampled; its p value by Rao and Scott's test."""
    by_topic: dict[str, list[int]] = {}
    for i, (topic, _) in enumerate(layout.keys):
        if topic != "topic":
            by_topic.setdefault(topic, []).append(i)
    totals = np.vstack([table.sum(axis=0), resample(table, how.draws, how.rng)])
    rows = []
    for topic, cells in by_topic.items():
        names = list(dict.fromkeys(layout.groups[i] for i in cells))
        drawn = totals[:, [layout.part[i] for i in cells]].reshape(len(totals), len(names), -1)
        drawn = drawn[:, drawn[0].sum(axis=1) > 0][:, :, drawn[0].sum(axis=0) > 0]
        if min(drawn.shape[1:]) < 2:
            continue
        v = cramers_v(drawn)
        low, high = percentiles(v[1:], how.level)
        rows.append(
            {
                "topic": topic,
                "groups": drawn.shape[1],
                "n_comments": int(drawn[0].sum()),
                "v": float(v[0]),
                "low": low,
                "high": high,
                "p": rao_scott(drawn[0], drawn[1:], _effective(table, layout, cells)),
            }
        )
    return pd.DataFrame(rows, columns=_ASSOCIATIONS[:-1])


def _effective(table: Counts, layout: _Layout, cells: Sequence[int]) -> float:
    """The effective number of readers who write on any of the cells."""
    wholes = sorted({layout.whole[i] for i in cells})
    return float(effective_readers(table[:, wholes].sum(axis=1, keepdims=True))[0])


def cramers_v(tables: Floats) -> Floats:
    """Cramér's V of contingency tables (… x groups x categories), without its upward bias.

    Source: Bergsma (2013), Journal of the Korean Statistical Society 42:323-328.

    >>> cramers_v(np.array([[50, 0], [0, 50]])).round(2).tolist(), cramers_v(np.array([[30, 20], [30, 20]])).tolist()
    (1.0, 0.0)
    """
    n = np.maximum(tables.sum(axis=(-2, -1)), 2)
    squared = _chi_square(tables) / n
    rows, columns = tables.shape[-2:]
    lifted = np.maximum(squared - (rows - 1) * (columns - 1) / (n - 1), 0)
    least = np.minimum(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return np.asarray(np.sqrt(np.where(least > 0, lifted / np.where(least > 0, least, 1), np.nan)))


def _chi_square(tables: Floats) -> Floats:
    n = tables.sum(axis=(-2, -1), keepdims=True)
    expected = tables.sum(axis=-1, keepdims=True) * tables.sum(axis=-2, keepdims=True) / np.where(n > 0, n, 1)
    gaps = (tables - expected) ** 2 / np.where(expected > 0, expected, 1)
    return np.asarray(gaps.sum(axis=(-2, -1)))


def rao_scott(table: Floats, drawn: Floats, readers: float = np.inf) -> float:
    """P value of independence of groups and categories when readers write several comments each.

    `drawn` holds the table of each draw of readers, whose spread gives the design effects of all contrasts; `readers`
    is their effective number. Second-order (Satterthwaite) correction with an F distribution, as R's
    `survey::svychisq(statistic = "F")` has it. Sources: Rao and Scott (1984), Annals of Statistics 12:46-60; Thomas and
    Rao (1987), JASA 82:630-636.

    >>> rng = np.random.default_rng(0)
    >>> drawn = rng.multinomial(100, [0.3, 0.2, 0.3, 0.2], 4000).reshape(-1, 2, 2)
    >>> rao_scott(np.array([[30.0, 20], [30, 20]]), drawn)
    1.0
    """
    p = table / table.sum()
    shares = drawn / np.maximum(drawn.sum(axis=(1, 2), keepdims=True), 1)
    margins = shares.sum(axis=2, keepdims=True) * shares.sum(axis=1, keepdims=True)
    # The last row and column of the contrasts follow from the others.
    contrasts = (shares - margins)[:, :-1, :-1].reshape(len(shares), -1)
    spread = np.atleast_2d(np.cov(contrasts, rowvar=False)) * table.sum()
    # How a contrast moves with each cell: through the cell itself, and through the margins of its row and column.
    rows, columns = (np.eye(size)[:-1] for size in p.shape)
    moves = np.einsum("ik,jl->ijkl", rows, columns)
    moves -= np.einsum("ik,j,l->ijkl", rows, p.sum(axis=0)[:-1], np.ones(p.shape[1]))
    moves -= np.einsum("i,k,jl->ijkl", p.sum(axis=1)[:-1], np.ones(p.shape[0]), columns)
    moves = moves.reshape(contrasts.shape[1], p.size)
    single = moves @ (np.diag(p.ravel()) - np.outer(p, p)) @ moves.T
    if np.linalg.matrix_rank(single) < len(single):  # too few comments to tell chance from anything
        return np.nan
    effects = np.linalg.solve(single, spread)
    trace = max(float(np.trace(effects)), 1e-9)
    degrees = trace**2 / max(float(np.trace(effects @ effects)), 1e-18)
    statistic = float(_chi_square(table)) / trace
    if np.isinf(readers):
        return float(stats.chi2.sf(statistic * degrees, degrees))
    return float(stats.f.sf(statistic, degrees, degrees * max(readers - 1, 1)))
