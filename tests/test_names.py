"""Rules of naming: CONTRIBUTING.md, section Names."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.source_files import MODULES, Function, name_of, tree_of

FILES = [file for file in MODULES if file.parent.name != "commands"]
ROLES = set(
    "models views urls admin forms apps checks middleware managers querysets signals triggers queries emails validators"
    " storage serializers permissions templatetags converters filters access integrity kinds".split()
)
"""Modules that have the same name in every app, because they have the same role there."""
FORBIDDEN = {"services", "utils", "helpers", "common", "signals"}


def parse(file: Path) -> list[ast.stmt]:
    return tree_of(file).body


def find_repeated(names) -> dict[str, int]:
    return {name: number for name, number in Counter(names).items() if number > 1}


def has_two_words(name: str) -> bool:
    return name.startswith("_") or "_" in name.strip("_")


def test_a_module_name_stands_once_unless_it_names_a_role():
    names = [file.stem for file in FILES if file.stem not in ROLES | {"__init__"}]
    assert find_repeated(names) == {}
    assert FORBIDDEN & set(names) == set()


def test_a_class_name_stands_once():
    classes = [node.name for file in FILES for node in parse(file) if isinstance(node, ast.ClassDef)]
    assert find_repeated(classes) == {}


def test_a_public_function_says_what_it_does_to_what():
    """Its name has a verb and an object. Methods are not meant: their class completes them."""
    functions = [
        f"{name_of(file)}: {node.name}"
        for file in FILES
        for node in parse(file)
        if isinstance(node, Function) and not has_two_words(node.name)
    ]
    assert functions == []


@pytest.mark.parametrize("role, base", [("Middleware", "MIDDLEWARE"), ("Form", "forms."), ("QuerySet", "QuerySet")])
def test_a_class_carries_its_role(role, base):
    classes = [node for file in FILES for node in parse(file) if isinstance(node, ast.ClassDef)]
    if base == "MIDDLEWARE":
        names = [path.rpartition(".")[2] for path in settings.MIDDLEWARE if path.startswith("portal.")]
    else:
        bases = [(node.name, [ast.unparse(one) for one in node.bases]) for node in classes]
        names = [
            name for name, parents in bases if any(one in parents for one in [f"models.{base}", *find_bases(base)])
        ]
    assert [name for name in names if not name.endswith((role, f"{role}Mixin"))] == []


def find_bases(base: str) -> list[str]:
    return ["forms.Form", "forms.ModelForm"] if base == "forms." else []


def test_the_rules_see_what_breaks_them():
    assert find_repeated(["a", "b", "a"]) == {"a": 2}
    assert not has_two_words("told") and has_two_words("get_now") and has_two_words("_told")
