"""The rules of the house hold: imports run one way, and nothing below the commands prints or reads its surroundings."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "discourse"
STAGES = ("read", "parse", "tag", "measure", "render")
LEAVES = {"records", "codebook", "errors", "language"}
MODULES = sorted(HOUSE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The modules of this package that a file imports, without the package's name: `parse.times`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "discourse":
            found |= {f"discourse.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name.removeprefix("discourse.") for name in found if name.startswith("discourse.")}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_itself_and_the_leaves(stage: str) -> None:
    for path in sorted((HOUSE / stage).rglob("*.py")):
        rooms = {name.split(".")[0] for name in imported(path)}
        assert rooms <= LEAVES | {stage}, f"{path.relative_to(HOUSE)} imports {sorted(rooms - LEAVES - {stage})}"


def test_the_leaves_import_no_stage() -> None:
    for leaf in LEAVES:
        assert {name.split(".")[0] for name in imported(HOUSE / f"{leaf}.py")} <= LEAVES, leaf


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_only_the_commands_and_the_pipeline_print_or_read_the_environment_or_the_clock(path: Path) -> None:
    if path.name in {"cli.py", "pipeline.py", "coding_server.py"}:
        pytest.skip("these may")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            spelled = f"{node.value.id}.{node.attr}"
            assert spelled not in {
                "os.environ",
                "os.getenv",
                "time.time",
                "datetime.now",
                "datetime.today",
                "date.today",
            }, f"line {node.lineno}: {spelled}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_pickle_no_star_import_no_bare_except(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert all(alias.name != "*" for alias in node.names), f"line {node.lineno}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            assert not {"pickle", "joblib", "dill"} & {name.split(".")[0] for name in names}, f"line {node.lineno}"
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), "bare except"
