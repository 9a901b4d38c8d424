"""Lists the regular expressions of the product, and whether each is matched anywhere in a text or only at its start."""

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
        """Runs the pattern as the product does, in the most expensive way."""
        if self.methods <= ANCHORED:
            for method in self.methods:
                getattr(self.pattern, method)(text)
        else:
            for _ in self.pattern.finditer(text):
                pass


def list_pattern_uses() -> list[PatternUse]:
    """Returns the use of every pattern. If the code does not show the methods, all of them are assumed."""
    trees = {path: tree_of(path) for path in MODULES if path.name != "wsgi.py"}
    methods = collect_methods(trees.values())
    uses: dict[re.Pattern, tuple[list[str], set[str]]] = {}
    for path, tree in trees.items():
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for name, pattern in list_constants(module):
            names, used = uses.setdefault(pattern, ([], set()))
            names.append(f"{module.__name__}.{name}")
            used |= methods[name]
        for call in list_calls(tree, {"re"}):
            if pattern := compile_literal(call):
                names, used = uses.setdefault(pattern, ([], set()))
                names.append(f"{module.__name__}:{call.lineno}")
                used.add(call.func.attr)
    return [PatternUse(names[0], pattern, frozenset(used or METHODS)) for pattern, (names, used) in uses.items()]


def list_constants(module: ModuleType) -> Iterator[tuple[str, re.Pattern]]:
    """Yields the patterns in the global variables of a module, including those in lists and dictionaries."""
    for name, value in vars(module).items():
        values = list(value.values()) if isinstance(value, dict) else value
        for member in values if isinstance(values, list | tuple) else [values]:
            for inner in member if isinstance(member, tuple) else [member]:
                if isinstance(inner, re.Pattern):
                    yield name, inner


def list_calls(tree: ast.AST, owners: set[str] | None = None) -> Iterator[ast.Call]:
    """Yields the calls of a method of patterns. With `owners`, only calls on objects of these names, such as `re`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if not owners or name in owners:
                yield node


def collect_methods(trees) -> defaultdict[str, frozenset[str]]:
    """Returns the methods that are called for each name of a pattern. Aliases of imports count as the name."""
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
    """Returns the pattern of a call such as re.search("…", words, re.IGNORECASE), or None if it is not a literal."""
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return None
    named = {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute) and node.attr.isupper()}
    flags = sum(getattr(re, name) for name in named if isinstance(getattr(re, name, None), re.RegexFlag))
    return re.compile(call.args[0].value, flags)
