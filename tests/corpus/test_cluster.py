"""Dask does the same work to the same bytes, whichever workers live."""

from __future__ import annotations

from dataclasses import replace

import pytest

from discourse.corpus.engine import Broken
from discourse.corpus.run import run
from tests.corpus.conftest import Planned, hashes
from tests.corpus.test_engine import Deadly, fatal, square

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # distributed warns of ports and of its own futures at shutdown


def test_a_local_cluster_makes_the_same_bytes_and_says_where_to_look(planned: Planned) -> None:
    said: list[str] = []
    run(planned("one"))
    outcome = run(replace(planned("dask", jobs=2), engine="dask"), say=said.append)
    assert outcome.kept == 0
    assert hashes(planned("one").out) == hashes(planned("dask").out)
    assert "http" in said[0]


def test_what_kills_its_worker_three_times_is_set_aside() -> None:
    from discourse.corpus.cluster import Cluster

    cluster = Cluster("", 2, fatal)
    try:
        assert dict(cluster.map(square, range(8))) == {n: n * n for n in range(8)}
        found = dict(cluster.map(Deadly(2), range(5)))
    finally:
        cluster.close()
    assert isinstance(found[2], Broken)
    assert "3 times" in found[2].reason
    assert sum(isinstance(each, Broken) for each in found.values()) == 1
