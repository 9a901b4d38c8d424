"""Every regular expression of the product, and how it is used: from anywhere in a text, or only from its beginning."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from tests.source_files import MODULES, ROOT, tree_of

ANCHORED = {"match", "fullmatch"}
METHODS = ANCHORED | {"search", "finditer", "findall", "sub", "subn", "split"}


@dataclass(frozen=True)
class PatternUse:
    name: str
    pattern: re.Pattern
    methods: frozenset[str]

    def run(self, text) -> None:
        """As the product does, in the most expensive way."""
        if self.methods <= ANCHORED:
            for method in self.methods:
                getattr(self.pattern, method)(text)
        else:
            for _ in self.pattern.finditer(text):
                pass


def list_pattern_uses() -> list[PatternUse]:
    """Patterns whose use does not show in the code count as used in every way."""
    trees = {path: tree_of(path) for path in MODULES if path.name != "wsgi.py"}
    methods = collect_methods(trees.values())
    found: dict[re.Pattern, tuple[list[str], set[str]]] = {}
    for path, tree in trees.items():
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for name, pattern in list_constants(module):
            names, used = found.setdefault(pattern, ([], set()))
            names.append(f"{module.__name__}.{name}")
            used |= methods[name]
        for call in list_calls(tree, {"re"}):
            if pattern := compile_literal(call):
                names, used = found.setdefault(pattern, ([], set()))
                names.append(f"{module.__name__}:{call.lineno}")
                used.add(call.func.attr)
    return [PatternUse(names[0], pattern, frozenset(used or METHODS)) for pattern, (names, used) in found.items()]


def list_constants(module: ModuleType) -> Iterator[tuple[str, re.Pattern]]:
    """Patterns that a module holds, in lists and dictionaries too."""
    for name, value in vars(module).items():
        values = list(value.values()) if isinstance(value, dict) else value
        for one in values if isinstance(values, list | tuple) else [values]:
            for inner in one if isinstance(one, tuple) else [one]:
                if isinstance(inner, re.Pattern):
                    yield name, inner


def list_calls(tree: ast.AST, owners: set[str] | None = None) -> Iterator[ast.Call]:
    """Calls of a method of patterns; of `re` itself where it is the owner."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if not owners or name in owners:
                yield node


def collect_methods(trees) -> defaultdict[str, frozenset[str]]:
    """The methods by the name of the pattern, other names in an import included."""
    methods: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for tree in trees:
        aliases = {
            name.asname: name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for name in node.names
            if name.asname
        }
        for call in list_calls(tree):
            owner = call.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            methods[aliases.get(name, name)] |= {call.func.attr}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "find_match_end":
                methods[getattr(node.args[0], "id", "")] |= {"match"}
    return methods


def compile_literal(call: ast.Call) -> re.Pattern | None:
    """The pattern of re.search("…", words, re.IGNORECASE); None where it is put together from parts."""
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return None
    named = {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute) and node.attr.isupper()}
    flags = sum(getattr(re, name) for name in named if isinstance(getattr(re, name, None), re.RegexFlag))
    return re.compile(call.args[0].value, flags)
