"""The files that tests of conventions read, and how they read them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("portal", "announcements", "guidance")
PYTHON_FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
"""All of production, migrations included."""
MODULES = [file for file in PYTHON_FILES if "migrations" not in file.parts]
TEST_FILES = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
"""Pages, letters and feeds."""
HTML_TEMPLATES = [file for file in TEMPLATES if file.suffix == ".html"]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(file: Path) -> str:
    """The path from the root, with slashes."""
    return file.relative_to(ROOT).as_posix()


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def tree_of(file: Path) -> ast.Module:
    return ast.parse(read(file), name_of(file))


def list_functions(tree: ast.AST) -> list[Function]:
    """Functions and methods at any depth."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]
