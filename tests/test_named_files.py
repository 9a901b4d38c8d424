"""Every file that a docstring, a comment or a document names exists."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source_files import PYTHON_FILES, ROOT, TEMPLATES, TEST_FILES, name_of, read

ROOMS = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"var"}
MODULE_NAMES = {file.name for file in (*PYTHON_FILES, *TEST_FILES)} | {"manage.py", "gunicorn.conf.py"}
NAMED_PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)+/?)`|(?<![\w/.<-])((?:[\w-]+/)*[\w.-]+\.py)\b")
"""A path between backticks, or the name of a Python file anywhere, with or without its folders."""
TEMPLATE_COMMENT = re.compile(r"{#.*?#}")


def find_missing_paths(text: str) -> list[str]:
    """Paths from the root that lead nowhere, and names of Python files that no folder has. What begins with no folder
    of the root, such as an address or a media type, is not meant."""
    paths = [path or name for path, name in NAMED_PATH.findall(text)]
    return [path for path in paths if not is_there(path)]


def is_there(path: str) -> bool:
    first, slash, _ = path.partition("/")
    if not slash:
        return path in MODULE_NAMES
    return first not in ROOMS or (ROOT / path).exists()


def iter_notes(file: Path) -> Iterator[str]:
    """Comments, and strings that are statements: docstrings of modules, classes, functions, and of names above them."""
    with file.open("rb") as source:
        yield from (token.string for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT)
    for node in ast.walk(ast.parse(read(file))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def test_docstrings_and_comments_name_files_that_exist():
    files = (*PYTHON_FILES, *TEST_FILES)
    found = {name_of(file): [path for note in iter_notes(file) for path in find_missing_paths(note)] for file in files}
    comments = {name_of(file): " ".join(TEMPLATE_COMMENT.findall(read(file))) for file in TEMPLATES}
    found |= {name: find_missing_paths(text) for name, text in comments.items()}
    assert {name: paths for name, paths in found.items() if paths} == {}


def test_documents_name_files_that_exist():
    """Documents also name modules that must not exist, without a folder."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("[adgpst]*/**/*.md"), ROOT / "Makefile", ROOT / ".ci" / "run"]
    found = {name_of(file): [path for path in find_missing_paths(read(file)) if "/" in path] for file in files}
    assert {name: paths for name, paths in found.items() if paths} == {}


@pytest.mark.parametrize(
    "text, missing",
    [
        ("See `portal/urls.py`.", []),
        (
            "See `portal/no_such_file.py` and ``tests/no_such_folder/``.",
            ["portal/no_such_file.py", "tests/no_such_folder/"],
        ),
        ("`text/plain`, `/guidance/a/`, `a/b`", []),
        ("see urls.py and no_such_file.py", ["no_such_file.py"]),
        ("python tests/no_such_file.py", ["tests/no_such_file.py"]),
    ],
)
def test_what_counts_as_missing(text, missing):
    assert find_missing_paths(text) == missing
