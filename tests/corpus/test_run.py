"""A run keeps what is done, makes what is new or stale, and its tables depend on neither order nor history."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from discourse import pipeline, studied
from discourse.codebook import parse as parse_codebook
from discourse.codebook import template
from discourse.corpus import lock, parts, store
from discourse.corpus.plan import command_of, plan_of
from discourse.corpus.run import report_again, run
from discourse.corpus.store import Store
from discourse.errors import InputError, OutputError, UsageError
from discourse.read.paths import files
from discourse.records import COLUMNS, SetAside, Study, Validation
from discourse.render.files import write_bytes
from tests.corpus.conftest import TABLES, TINY, Planned, hashes


def test_the_tables_are_those_of_the_plain_way(planned: Planned, corpus: Path) -> None:
    plan = planned()
    outcome = run(plan)
    assert outcome.made > 3
    plain = pipeline.analyze(corpus, settings=plan.settings)
    for name in COLUMNS:
        mine, theirs = (pd.read_parquet(plan.out / f"{name}.parquet"), getattr(plain, name).reset_index(drop=True))
        if name == "shares":  # outlets stand in the order of their names in both
            assert len(mine) == len(theirs)
        pd.testing.assert_frame_equal(mine.astype(theirs.dtypes.to_dict()), theirs, check_dtype=False)
    assert outcome.run["counts"] == plain.run["counts"]
    assert outcome.run["inputs"] == plain.run["inputs"]


def test_processes_make_the_same_bytes(planned: Planned) -> None:
    run(planned("one"))
    outcome = run(planned("two", jobs=2))
    assert hashes(planned("one").out) == hashes(planned("two").out)
    assert outcome.kept == 0


def test_a_second_run_keeps_every_part_and_changes_no_table(planned: Planned) -> None:
    first = run(planned())
    before = hashes(planned().out)
    second = run(planned())
    assert (second.made, second.kept) == (0, first.made)
    assert hashes(planned().out) == before


def test_a_page_that_comes_in_or_goes_costs_its_own_partition(planned: Planned, corpus: Path, tmp_path: Path) -> None:
    pages = shutil.copytree(corpus, tmp_path / "pages")
    plan = planned(paths=(str(pages),))
    first = run(plan)
    (pages / "000007.html").rename(tmp_path / "gone.html")
    without = run(plan)
    assert without.made <= 2 < first.made
    assert without.run["counts"]["pages"] == first.run["counts"]["pages"] - 1
    (tmp_path / "gone.html").rename(pages / "000007.html")
    assert run(plan).made <= 2


def test_another_seed_makes_no_part_anew_and_another_codebook_makes_all(planned: Planned) -> None:
    first = run(planned())
    seeded = run(planned(seed=5))
    assert (seeded.made, seeded.run["settings"]["seed"]) == (0, 5)
    assert run(planned(codebook=parse_codebook(template()))).made == first.made
    assert run(planned(real_names=True)).kept == 0


def test_real_names_leave_the_folder_with_the_run_that_showed_them(planned: Planned) -> None:
    run(planned(real_names=True))
    run(planned())
    kept = [pd.read_parquet(path) for path in (planned().out / "parts").glob("*/comments.parquet")]
    assert all(frame["author"].dropna().str.startswith("reader_").all() for frame in kept)


def test_a_run_broken_off_is_taken_up_where_it_ended(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    run(planned("whole"))
    made = 0

    def stop_after_three(what: str, done: int, _of: int | None) -> None:
        nonlocal made
        made += what == "tagging comments"
        if made == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(planned(), progress=stop_after_three)
    here = Store(planned().out)
    broken = store.status(here, lock.holder(here.lock))
    assert (broken.finished, broken.running) == (False, None)
    assert broken.done >= 1
    outcome = run(planned())
    assert outcome.kept == broken.done
    assert hashes(planned().out) == hashes(planned("whole").out)
    assert store.status(here, None).finished


def test_what_dead_runs_left_half_done_is_swept_away(planned: Planned) -> None:
    run(planned())
    stray = planned().out / "parts" / ".new-0123-77"
    stray.mkdir()
    run(planned())
    assert not stray.exists()


def test_what_killed_runs_left_of_tables_is_swept_away_and_nothing_else(planned: Planned) -> None:
    first = run(planned())
    out = planned().out
    strays = [out / f".{name}.x1y2z3_8.part" for name in ("comments.csv", "articles.parquet", "report.html")]
    mine = [out / ".comments.csv.swp", out / ".notes.x1y2z3_8.part"]
    for path in (*strays, *mine):
        path.touch()
    assert run(planned()).kept == first.made
    assert not any(path.exists() for path in strays)
    assert all(path.exists() for path in mine)


def test_small_parts_share_a_group_of_rows(planned: Planned) -> None:
    outcome = run(planned())
    assert outcome.made > 4
    assert parquet.read_metadata(planned().out / "comments.parquet").num_row_groups == 1


def test_a_run_says_what_made_the_parts_before_stale(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    run(planned(), say=said.append)
    run(planned(), say=said.append)
    assert not said
    monkeypatch.setattr("discourse.corpus.work.code_hash", lambda: "another")
    run(planned(codebook=parse_codebook(template())), say=said.append)
    assert said == ["since the run before changed: the codebook, the program; its parts are made anew"]


def test_a_report_is_not_written_anew_under_a_run(planned: Planned) -> None:
    plan = planned()
    run(plan)
    with lock.held(Store(plan.out).lock, "noon"), pytest.raises(OutputError, match="another run is at work"):
        report_again(plan.out)
    report_again(plan.out)
    assert not list(store.verify(Store(plan.out)))


def test_two_runs_at_once_the_second_says_so(planned: Planned) -> None:
    plan = planned()
    (plan.out / "parts").mkdir(parents=True)
    with lock.held(Store(plan.out).lock, "noon"), pytest.raises(OutputError, match="another run is at work"):
        run(plan)
    run(plan)


def test_a_report_written_again_says_again_what_hand_codes_said(
    planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned()
    run(plan)
    validity = Validation(*(pd.DataFrame({"n": [k]}) for k in range(4)))
    for name, content in studied.files(Study(validation=validity)).items():
        write_bytes(plan.out / name, content)
    record = json.loads((plan.out / "run.json").read_text(encoding="utf-8"))
    write_bytes(plan.out / "run.json", json.dumps(record | {"validation": {}}).encode())
    monkeypatch.setattr("discourse.pipeline.Result.report", lambda self, _threads=None: str(self.study.validation))
    assert "confusion" in report_again(plan.out).read_text(encoding="utf-8")


def test_a_lock_that_a_dead_process_left_holds_nobody_up(planned: Planned) -> None:
    plan = planned()
    path = Store(plan.out).lock
    path.parent.mkdir(parents=True)
    code = "import os\nfrom pathlib import Path\nfrom discourse.corpus.lock import held\n"
    code += f"with held(Path({str(path)!r}), 'then'): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert path.exists()
    assert lock.holder(path) is None
    run(plan)


def test_inputs_set_aside_are_told_once_and_recorded(planned: Planned, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    shutil.copy(corpus / "000001.html", tmp_path / "again.html")
    told: list[SetAside] = []
    plan = planned(paths=(str(corpus), str(tmp_path / "empty.txt"), str(tmp_path / "again.html")))
    outcome = run(plan, told=told.append)
    assert [Path(each.source).name for each in told] == ["empty.txt", "again.html"]
    assert tuple(told) == outcome.set_aside
    assert [each["reason"] for each in outcome.run["set_aside"]] == [each.reason for each in told]


def test_nothing_to_read_is_an_error_and_leaves_no_table(planned: Planned, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        run(planned(paths=(str(tmp_path / "missing.html"),)))
    assert not any((planned().out / name).exists() for name in TABLES)


def test_a_plan_is_remembered_without_its_secret(planned: Planned, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("s" * 64)
    plan = replace(planned(), key_file=str(key))
    command = command_of(plan)
    assert "s" * 64 not in str(command)
    assert "k" * 64 not in str(command)
    again = plan_of(command, plan.out)
    assert again.settings == replace(plan.settings, key=b"s" * 64)
    assert (again.paths, again.partition) == (plan.paths, plan.partition)


def test_results_that_stand_among_the_pages_are_not_read_as_comments(planned: Planned, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "ferry.txt").write_text("The ferry\n\n1 comment\n\nAnn says:\n\nAt last.\n", encoding="utf-8")
    plan = planned("pages/out", paths=(str(pages),))
    first, second = run(plan), run(plan)
    assert first.set_aside == second.set_aside == ()
    assert second.run["counts"] == first.run["counts"]
    assert second.run["counts"]["comments"] == 1
    assert [str(found[1]) for found in files(pages) if isinstance(found, tuple)] == [str(pages / "ferry.txt")]


def test_the_pages_own_folder_is_refused_for_results(planned: Planned, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry\n\n1 comment\n\nAnn says:\n\nAt last.\n", encoding="utf-8")
    with pytest.raises(UsageError, match="among the pages"):
        run(planned("", paths=(str(tmp_path),)))
    assert [path.name for path in tmp_path.iterdir()] == ["ferry.txt"]


@pytest.mark.drawn
def test_a_large_corpus_is_shown_in_part_and_says_so(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(planned("whole"))
    monkeypatch.setattr("discourse.corpus.view.MOST_PAGES", 5)
    outcome = run(planned())
    assert len(outcome.tables.articles) == 5
    assert outcome.tables.overview() == whole.tables.overview()
    assert set(outcome.tables.comments["page_id"]) <= set(outcome.tables.articles["page_id"])
    report = outcome.report.read_text(encoding="utf-8")
    assert "Listed here are 5 of 20 pages" in report
    assert "How threads ran is told of 5 of 20 pages" in report
    assert "How threads ran is told of" not in whole.report.read_text(encoding="utf-8")
    assert hashes(planned().out) == hashes(planned("whole").out)
    every = outcome.tables.shares.query("level == 'all'").reset_index(drop=True)
    pd.testing.assert_frame_equal(every, whole.tables.shares.query("level == 'all'").reset_index(drop=True))


def test_the_program_itself_is_part_of_the_recipe(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(planned())
    monkeypatch.setattr("discourse.corpus.work.code_hash", lambda: "another")
    assert run(planned()).made == first.made
    assert all(
        parts.receipt(planned().out / "parts", path.name) for path in (planned().out / "parts").glob("[0-9a-f]*")
    )
    assert TINY.is_dir()


def test_progress_is_that_of_the_whole_corpus(planned: Planned) -> None:
    told: list[tuple[int, int | None]] = []

    def progress(what: str, done: int, of: int | None) -> None:
        if what == "tagging comments":
            told.append((done, of))

    run(planned(), progress=progress)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (120, 120)
    assert all(of is not None and 40 <= of <= 400 for _, of in told)
    again = len(told)
    run(planned(), progress=progress)
    assert told[-1] == (120, 120)
    assert len(told) < 2 * again  # parts that are kept count as done


def test_how_much_an_archive_holds_is_not_known_before(planned: Planned, corpus: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "pages"), "zip", corpus)
    told = set()
    run(planned(paths=(archive,)), progress=lambda _what, _done, of: told.add(of))
    assert told == {None}
