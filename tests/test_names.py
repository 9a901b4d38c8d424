"""Rules of naming: see the section Names of CONTRIBUTING.md."""

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
"""Names of modules that have the same role in every app."""
FORBIDDEN = {"services", "utils", "helpers", "common", "signals"}


def parse(file: Path) -> list[ast.stmt]:
    return tree_of(file).body


def find_repeated(names) -> dict[str, int]:
    return {name: number for name, number in Counter(names).items() if number > 1}


def has_two_words(name: str) -> bool:
    return name.startswith("_") or "_" in name.strip("_")


def test_a_module_name_is_unique_unless_it_names_a_role():
    names = [file.stem for file in FILES if file.stem not in ROLES | {"__init__"}]
    assert find_repeated(names) == {}
    assert FORBIDDEN & set(names) == set()


def test_a_class_name_is_unique():
    classes = [node.name for file in FILES for node in parse(file) if isinstance(node, ast.ClassDef)]
    assert find_repeated(classes) == {}


def test_the_name_of_a_public_function_has_a_verb_and_an_object():
    """The rule does not apply to methods, whose names the class completes."""
    functions = [
        f"{name_of(file)}: {node.name}"
        for file in FILES
        for node in parse(file)
        if isinstance(node, Function) and not has_two_words(node.name)
    ]
    assert functions == []


@pytest.mark.parametrize("role, base", [("Middleware", "MIDDLEWARE"), ("Form", "forms."), ("QuerySet", "QuerySet")])
def test_the_name_of_a_class_ends_with_its_role(role, base):
    classes = [node for file in FILES for node in parse(file) if isinstance(node, ast.ClassDef)]
    if base == "MIDDLEWARE":
        names = [path.rpartition(".")[2] for path in settings.MIDDLEWARE if path.startswith("portal.")]
    else:
        bases = [(node.name, {ast.unparse(parent) for parent in node.bases}) for node in classes]
        names = [name for name, parents in bases if parents & {f"models.{base}", *find_bases(base)}]
    assert [name for name in names if not name.endswith((role, f"{role}Mixin"))] == []


def find_bases(base: str) -> list[str]:
    return ["forms.Form", "forms.ModelForm"] if base == "forms." else []


def test_the_rules_find_violations():
    assert find_repeated(["a", "b", "a"]) == {"a": 2}
    assert not has_two_words("told") and has_two_words("get_now") and has_two_words("_told")
