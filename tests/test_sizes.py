"""Limits on the lengths of functions, files and lines."""

import ast
import statistics

import pytest

from tests.source_files import MODULES, TEMPLATES, TEST_FILES, Function, list_functions, name_of, read, tree_of

LONGEST_FILE = 300
LONGEST_TEMPLATE_LINE = 120


def count_lines(function: Function) -> int:
    """The lines of the body, from the first statement behind the docstring to the last; blank lines count."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_functions_are_short():
    lengths = sorted(
        (count_lines(function), f"{name_of(file)}: {function.name}")
        for file in MODULES
        for function in list_functions(tree_of(file))
    )
    counts = [length for length, _ in lengths]
    assert statistics.median(counts) <= 6
    assert statistics.quantiles(counts, n=10)[-1] <= 20
    assert lengths[-1][0] <= 45, lengths[-1]


@pytest.mark.parametrize(
    "text, lines",
    [
        ("def f():\n    '''What.\n\n    Why.'''\n    a = 1\n\n    return a", 3),
        ("def f(\n    a,\n    b,\n):\n    return a", 1),
        ("def f():\n    '''Only a docstring.'''", 0),
    ],
)
def test_what_counts_as_a_line(text, lines):
    assert [count_lines(function) for function in list_functions(ast.parse(text))] == [lines]


def test_files_are_short():
    """Migrations are not counted: Django writes them."""
    files = [file for file in (*MODULES, *TEST_FILES) if "migrations" not in file.parts]
    assert [name_of(file) for file in files if len(read(file).splitlines()) > LONGEST_FILE] == []


def test_lines_of_templates_are_short():
    long = [
        f"{name_of(file)}:{number}"
        for file in TEMPLATES
        for number, line in enumerate(read(file).splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]
    assert long == []
