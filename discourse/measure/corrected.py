"""Shares corrected for classifier error by hand codes: prediction-powered, and beside it from the codes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from discourse.measure.cells import KEYS, Cell, groups, indicators, positions_of, topics_of
from discourse.measure.counting import counted
from discourse.measure.intervals import Counts, Floats
from discourse.measure.shares import NOTHING, UNVALIDATED
from discourse.measure.truth import cells_of, coded_tables, probabilities, settled
from discourse.measure.twophase import Coded, Estimate, Population, estimate
from discourse.records import Tables, was_tagged

LEAST_CODED = 10
_COLUMNS = ["level", "page_id", "outlet", "topic", "category", "n_coded"]
_ESTIMATES = [
    "corrected_share",
    "corrected_low",
    "corrected_high",
    "coded_share",
    "coded_low",
    "coded_high",
    "tuning",
    "size",
    "degrees",
]


def corrected(
    tables: Tables,
    codes: pd.DataFrame,
    sample: pd.DataFrame | None = None,
    *,
    strata: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Every share of `tables.shares` that hand codes reach, corrected for the model's errors.

    `codes` has a row a value (page_id, comment_id, coder, variable, value; "none" for a topic that does not apply);
    several coders' values are settled by majority. `sample` gives each coded comment's `probability` of having been
    drawn (page_id, comment_id, probability), and codes of other comments are left out; without it every comment is
    taken to have been as likely as any other. `strata` names the stratum that each comment of the population was drawn
    from (page_id, comment_id, stratum: `sample.strata_of`); without it the codes' own interval makes no use of them,
    and is too wide for a stratified sample.

    A row a level, topic and category as in `shares`, with `n_coded` (the group's comments coded on that variable), the
    prediction-powered estimate (`corrected_*`), the one from the codes alone (`coded_*`), and of the first its
    `tuning`, effective `size` and `degrees` of freedom (`twophase`). Post-strata are the model's own labels. Groups of
    which fewer than 10 comments were coded on a variable have no row for it.

    >>> from discourse.measure.shares import shares
    >>> ids = [str(i) for i in range(40)]
    >>> pages = pd.DataFrame({"page_id": ["p"], "outlet": ["The Paper"]})
    >>> said = pd.DataFrame({"page_id": "p", "comment_id": ids, "author": ids, "kind": "comment", "duplicate_of": None,
    ...     "sentiment": ["negative"] * 30 + ["neutral"] * 10})
    >>> tags = pd.DataFrame(columns=["page_id", "comment_id", "topic", "applies", "stance"])
    >>> codes = pd.DataFrame({"page_id": "p", "comment_id": ids[::2], "coder": "a", "variable": "sentiment",
    ...     "value": ["negative"] * 10 + ["neutral"] * 10})
    >>> found = corrected(Tables(pages, said, tags, shares(pages, said, tags)), codes)
    >>> found.query("level == 'all' and category == 'negative'")[["n_coded", "corrected_share"]].values.tolist()
    [[20.0, 0.5]]
    """
    frame = counted(tables.comments)
    frame = frame[was_tagged(frame)].reset_index(drop=True)  # those that could be drawn, as in `sample`
    work = _Work.of(frame, tables.stances, codes, sample, strata)
    rows = []
    for group in groups(tables.articles, frame):
        place = {"level": group.level, "page_id": group.page_id, "outlet": group.outlet}
        for cell, n, powered, alone in work.estimates(group.rows, level):
            rows.append(
                {
                    **place,
                    "topic": cell.topic,
                    "category": cell.category,
                    "n_coded": n,
                    "corrected_share": powered.share,
                    "corrected_low": powered.low,
                    "corrected_high": powered.high,
                    "coded_share": alone.share,
                    "coded_low": alone.low,
                    "coded_high": alone.high,
                    "tuning": powered.tuning,
                    "size": powered.size,
                    "degrees": powered.degrees,
                }
            )
    return pd.DataFrame(rows, columns=[*_COLUMNS, *_ESTIMATES])


def with_corrected(shares: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The table `shares` with its corrected columns filled from `corrected`, and its `method` saying so.

    >>> rows = {"level": ["all"], "page_id": [None], "outlet": [None], "topic": ["tax"], "category": ["favor"]}
    >>> raw = pd.DataFrame({**rows, "share": 0.4, "corrected_share": np.nan, "corrected_low": np.nan,
    ...     "corrected_high": np.nan, "method": "Wilson; unvalidated"})
    >>> fixed = pd.DataFrame({**rows, "n_coded": 50, "corrected_share": 0.3, "corrected_low": 0.2,
    ...     "corrected_high": 0.4})
    >>> with_corrected(raw, fixed)[["corrected_share", "method"]].values.tolist()
    [[0.3, 'Wilson; corrected by 50 hand-coded comments (prediction-powered)']]
    """
    names = ["corrected_share", "corrected_low", "corrected_high"]
    keys = _COLUMNS[:-1]
    plain = shares.drop(columns=names)
    # Null keys (the page of an outlet) would match nothing: compare them as text.
    left, right = (frame[keys].astype("string").fillna("") for frame in (plain, found))
    right = right.assign(**{name: found[name] for name in ["n_coded", *names]})
    merged = left.merge(right, how="left", on=keys)
    known = merged["corrected_share"].notna().to_numpy()
    how = (
        "corrected by "
        + merged["n_coded"].fillna(0).astype(int).astype(str)
        + " hand-coded comments (prediction-powered)"
    )
    # What an earlier correction said goes with its figures.
    raw = plain["method"].str.replace(r"corrected by [^;]*$", UNVALIDATED, regex=True)
    method = raw.where(~known | (raw == NOTHING), raw.str.removesuffix(UNVALIDATED) + how.to_numpy())
    filled = plain.assign(**{name: merged[name].to_numpy() for name in names}, method=method)
    return filled[list(shares.columns)]


@dataclass(frozen=True)
class _Work:
    """The population's tags and the coded comments' codes as indicators, column by column alike."""

    cells: list[Cell]
    reader: Counts
    guessed: Floats  # comments x columns: the model's probabilities where it gives them, else its labels
    labels: Counts  # comments x columns: the model's labels
    positions: Counts  # of the coded comments
    probability: Floats
    said: Counts  # coded x columns
    answered: dict[str, Counts]  # variable: which of the coded have a settled value
    stratum: pd.Series[str]  # that each comment of the population was drawn from

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        stances: pd.DataFrame,
        codes: pd.DataFrame,
        sample: pd.DataFrame | None,
        strata: pd.DataFrame | None,
    ) -> _Work:
        topics = topics_of(stances)
        cells, labels = indicators(frame, stances, topics)
        comments, sides = coded_tables(settled(codes))
        at, chance = positions_of(frame, comments), probabilities(comments, sample)
        known = (at >= 0) & np.isfinite(chance)
        comments = comments[known].reset_index(drop=True)
        _, said = indicators(comments, sides, topics)
        answered = {"sentiment": np.flatnonzero(comments["sentiment"].notna())}
        for topic in topics:
            rows = positions_of(comments, sides[sides["topic"] == topic])
            answered[topic] = np.sort(rows[rows >= 0])
        guessed = _guessed(frame, stances, cells, labels)
        readers = frame["reader"].to_numpy(dtype=np.int64)
        return cls(cells, readers, guessed, labels, at[known], chance[known], said, answered, _strata(frame, strata))

    def estimates(self, rows: Counts, level: float) -> Iterator[tuple[Cell, int, Estimate, Estimate]]:
        """The two estimates of every cell for the group of comments at `rows`, where enough of them were coded."""
        place = np.full(len(self.reader), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        for cell in self.cells:
            answered = self.answered[cell.category if cell.topic == "topic" else cell.topic]
            own = answered[place[self.positions[answered]] >= 0]
            if len(own) < LEAST_CODED:
                continue
            at = place[self.positions[own]]
            part, whole = (self.said[own, column].astype(float) for column in (cell.part, cell.whole))
            if cell.topic == "topic":  # coded for this topic, whatever else was coded
                whole = np.ones(len(own))
            coded = Coded(at, self.probability[own], part, whole)
            guess = [self.guessed[rows, column] for column in (cell.part, cell.whole)]
            label = pd.Series(self.labels[rows, cell.part] + 2 * self.labels[rows, cell.whole]).astype(str)
            strata = Population(self.reader[rows], cells_of(label, at), *guess)
            drawn = Population(self.reader[rows], cells_of(self.stratum.iloc[rows], at), *guess)
            yield cell, len(own), estimate(strata, coded, level), estimate(drawn, coded, level, powered=False)


def _strata(frame: pd.DataFrame, strata: pd.DataFrame | None) -> pd.Series[str]:
    if strata is None:
        return pd.Series("", index=frame.index)
    named = frame[KEYS].merge(strata.drop_duplicates(KEYS), how="left", on=KEYS)["stratum"]
    return named.astype("string").fillna("")


def _guessed(frame: pd.DataFrame, stances: pd.DataFrame, cells: list[Cell], labels: Counts) -> Floats:
    """The labels, softened to probabilities where the tables hold them: they tell more of what codes would say."""
    guessed = labels.astype(float)
    by_topic = {str(topic): rows for topic, rows in stances.groupby("topic", sort=False)}
    for cell in cells:
        if cell.topic in by_topic and {"p_topic", f"p_{cell.category}"} <= set(stances):
            rows = by_topic[cell.topic]
            at = positions_of(frame, rows)
            whole, part = rows["p_topic"].to_numpy(dtype=float), rows[f"p_{cell.category}"].to_numpy(dtype=float)
            known = (at >= 0) & np.isfinite(whole) & np.isfinite(part)
            guessed[at[known], cell.whole] = whole[known]
            guessed[at[known], cell.part] = (whole * part)[known]
        elif cell.topic == "sentiment" and f"p_{cell.category}" in frame:
            values = frame[f"p_{cell.category}"].to_numpy(dtype=float, na_value=np.nan)
            known = np.isfinite(values)
            guessed[known, cell.part] = values[known]
            guessed[known, cell.whole] = 1.0  # coders give each comment a tone, where the model may leave it open
        elif cell.topic == "topic" and cell.category in by_topic and "p_topic" in stances:
            rows = by_topic[cell.category]
            at, values = positions_of(frame, rows), rows["p_topic"].to_numpy(dtype=float)
            known = (at >= 0) & np.isfinite(values)
            guessed[at[known], cell.part] = values[known]
    return guessed
