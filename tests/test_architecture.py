"""The house's measures: sizes, imports inside functions, where commits stand, junk drawers."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("audit", "registry", "referrals", "outcomes", "casework")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
JUNK = {"utils", "helpers", "common", "core", "misc", "manager"}
COMMITS = {"registry/db/work.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_keeps_to_the_house(path: Path):
    text = path.read_text(encoding="utf-8")
    tree = tree_of(path)
    assert text.count("\n") <= LONGEST_MODULE
    assert path.stem not in JUNK
    if path.stem not in {"__init__", "__main__"} or text.strip():
        assert not text.strip() or ast.get_docstring(tree), "a module says in its first line what it is"
    long = [f.name for f in functions(tree) if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION]
    assert not long
    inner = [
        node.lineno
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
    ]
    assert not inner, "an import inside a function means that an arrow points the wrong way"


def test_only_the_unit_of_work_commits():
    found = {
        name_of(path)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert found <= COMMITS


def test_routes_know_no_sqlalchemy():
    found = [
        name_of(path)
        for path in MODULES
        if path.stem == "routes"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
    ]
    assert not found


def test_no_top_level_package_besides_the_six():
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == {*PACKAGES, "migrations", "tests"}


def test_no_file_names_a_place_outside_the_project():
    words = ("/work" + "/main", "/work" + "/shared", "pypi-" + "more")
    texts = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".toml", ".lock", ".html", ".sh", ".csv"}]
    own = [p for p in texts if not {".venv", ".git", ".puente", ".hypothesis"} & set(p.relative_to(ROOT).parts)]
    found = [name_of(p) for p in own if any(word in p.read_text(encoding="utf-8", errors="replace") for word in words)]
    assert not found
