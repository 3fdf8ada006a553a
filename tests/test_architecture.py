"""The shape of the code: which room a line stands in, and how long anything may be."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
PACKAGES = ("events", "timeline")
LINES_MAX = 300
FUNCTION_LINES_MAX = 50


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_imports_point_down_the_layers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    counts = {name(path): len(path.read_text().splitlines()) for path in sources(*PACKAGES, "tests", "scripts")}
    assert {path: count for path, count in counts.items() if count > LINES_MAX} == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = {f"{name(path)}:{f.lineno} {f.name}": lines(f) for path in sources(*PACKAGES, "tests", "scripts") for f in functions(path)}
    assert {where: count for where, count in long.items() if count > FUNCTION_LINES_MAX} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [name(path) for path in sources(*PACKAGES, "scripts") if ast.get_docstring(ast.parse(path.read_text())) is None]
    assert silent == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "misc", "common"}
    assert [name(path) for path in sources(*PACKAGES, "scripts") if path.stem in drawers] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_package_imported_is_ours(package: str) -> None:
    """The distribution `Events` ships a top-level `events` too."""
    file = import_module(package).__file__
    assert file is not None
    assert Path(file).resolve().parent == (ROOT / package).resolve()
