"""CONTRIBUTING.md and docs/architecture.md: every path, class and function that they name exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_architecture import LAYERS

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = ("CONTRIBUTING.md", "docs/architecture.md")
PRODUCT = ("portal", "announcements", "guidance")
CODE = (*PRODUCT, "tests", "deploy")
REFUSED_FILES = {"services.py", "utils.py", "helpers.py", "common.py", "signals.py"}
PATH = re.compile(r"[\w.-]+(/[\w.-]+)*(/|\.(py|md|html|txt|toml|css|js|conf))")
NAME = re.compile(r"([A-Za-z]\w*\.)*([A-Za-z]\w*)(\(.*\))?")


def split_blocks(text: str) -> list[str]:
    """Headings, rows of tables, items of lists and paragraphs, without blocks of commands and targets of links."""
    text = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.split(r"\n(?=\n|\||#| *\d+\. | *- )", re.sub(r"\]\([^)]*\)", "]", text))


def find_missing_paths(text: str) -> list[str]:
    """A path begins at the root of the repository, or in a folder that its block or heading names before it."""
    missing, heading = [], []
    for block in split_blocks(text):
        folders = [ROOT, *heading]
        for word in re.findall(r"`([^`\s]+)`", block):
            if not PATH.fullmatch(word) or word in REFUSED_FILES:
                continue
            place = next((folder / word for folder in reversed(folders) if (folder / word).exists()), None)
            if place is None and word in list_role_files():
                continue
            if place is None:
                missing.append(word)
            else:
                folders.append(place if place.is_dir() else place.parent)
        if block.lstrip().startswith("#"):
            heading = folders[1:]
    return missing


@cache
def list_role_files() -> set[str]:
    """Names of files, such as triggers.py, that more than one folder of the product has."""
    names = [file.name for folder in PRODUCT for file in (ROOT / folder).rglob("*.py")]
    return {name for name in names if names.count(name) > 1}


def is_code_name(name: str, is_called: bool) -> bool:
    """Whether it is written as a class, a function, a constant or a column, and not as a plain word."""
    return is_called or bool(re.search(r"[a-z]_[a-z]|[A-Z]_[A-Z]|[A-Z]\w*[a-z]", name)) and not name.endswith("_")


def find_missing_names(text: str) -> list[str]:
    matches = [
        match for word in re.findall(r"`([^`\n]+)`", "\n".join(split_blocks(text))) if (match := NAME.fullmatch(word))
    ]
    names = [match[2] for match in matches if is_code_name(match[2], bool(match[3]))]
    return [name for name in names if name not in list_code_names()]


@cache
def list_code_names() -> set[str]:
    """Modules, classes, functions, arguments, and whatever is assigned, imported or passed by name in the code."""
    files = [file for folder in CODE for file in (ROOT / folder).rglob("*.py")]
    names = {file.stem for file in files}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.alias):
                names.add(node.name.rpartition(".")[2])
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.id if isinstance(node, ast.Name) else node.attr)
            elif isinstance(node, ast.arg | ast.keyword) and node.arg:
                names.add(node.arg)
    return names


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_in_documents_exist(document):
    assert find_missing_paths((ROOT / document).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_names_in_documents_exist(document):
    assert find_missing_names((ROOT / document).read_text(encoding="utf-8")) == []


def test_the_drawing_of_the_rooms_is_that_of_the_layers():
    """The line of the entrances names folders that LAYERS calls "portal"."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    drawing = text.partition("## Direction of imports")[2].split("```")[1]
    lines = [line.strip() for line in drawing.splitlines() if line.strip(" │▼")]
    assert [set(line.split(", ")) for line in lines[1:]] == [
        {part.removeprefix("portal.") for part in layer} for layer in reversed(LAYERS[:-1])
    ]
    entrances = [word for word in lines[0].split(", ") if word != "portal/*.py"]
    assert [word for word in entrances if not (ROOT / "portal" / word).is_dir()] == []


def test_what_is_missing_is_found():
    assert (
        find_missing_paths("### Records (`portal/records/`)\n\n| `kinds.py` | `models/edition.py`, `record.py` |") == []
    )
    assert find_missing_paths("### Records (`portal/records/`)\n\n| `kind.py` |\n\n`portal/nowhere/`") == [
        "kind.py",
        "portal/nowhere/",
    ]
    assert find_missing_names("`KindSpec`, `edition.perform(…)`, `obstacles()`, `added_keys`, `make lint`, `is_`") == []
    assert find_missing_names("`NoSuchClass`, `find_nothing()`, `no_column`") == [
        "NoSuchClass",
        "find_nothing",
        "no_column",
    ]
