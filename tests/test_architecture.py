"""Conventions of the code, checked in the source files."""

import ast
import re
from functools import cache

import pytest
from django.contrib import admin

from announcements import kinds as announcements_kinds
from guidance import kinds as guidance_kinds
from portal.accounts.audiences import get_audience_values
from portal.admin_site import PortalAdminSite
from portal.records.kinds import get_kind_values
from portal.records.workflow import ACTIONS
from tests.source_files import (
    HTML_TEMPLATES,
    PACKAGES,
    PYTHON_FILES,
    ROOT,
    TEST_FILES,
    list_functions,
    name_of,
    read,
    tree_of,
)

ADMIN_PAGES = {
    "accounts/agencies", "admin", "admin/sources", "editorial", "editorial/dashboard", "guidance/inquiries",
    "guidance/reports", "importer", "site_preview", "sources/conflicts",
}  # fmt: skip
"""Folders of templates that extend those of the admin, and so have its blocks."""
PAGES = [file for file in HTML_TEMPLATES if file.parent.relative_to(ROOT / "templates").as_posix() not in ADMIN_PAGES]

LAYERS = (
    {"portal.lib"},
    {"portal.attachments", "portal.register"},
    {"portal.outbox", "portal.security_log"},
    {"portal.records", "portal.accounts", "portal.sent_forms"},
    {"portal.pdf", "portal.sources", "portal.response_cache"},
    {"portal.public"},
    {"portal.search", "portal.importer"},
    {"portal.editorial"},
    {"announcements", "guidance"},
    {"portal", "portal.editorial.dashboard"},
)
"""Layers from the bottom up. A part may import itself and the layers below it, but no other part of its own layer.
Files that belong to no other part belong to "portal", the top: pages of the whole site, feeds, the API, exports."""
TOP = LAYERS[-1]

ASK_THE_CLOCK = {"query_params.py", "sitemaps.py"}
"""Files that may read the clock. Views get their moment from get_now(request). Commands may read the clock as well."""

BLOCKS = {"title", "head", "breadcrumbs", "content", "column", "aside", "scripts"}
DRAWERS = {"services.py", "utils.py", "helpers.py", "common.py", "signals.py"}


def part_of(module: str) -> str:
    """Returns the part of a module, which is the longest name that matches."""
    parts = [part for layer in LAYERS for part in layer if f"{module}.".startswith(f"{part}.")]
    return max(parts, key=len)


def may_import(part: str, other: str) -> bool:
    height = {name: level for level, layer in enumerate(LAYERS) for name in layer}
    return part == other or {part, other} <= TOP or height[other] < height[part]


def imported(tree: ast.AST) -> set[str]:
    """Returns imported modules of the product; for `from package import name` also package.name, which may be a
    module."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in names if name.split(".")[0] in {*PACKAGES, "tests"}}


def breaches(module: str, tree: ast.AST) -> list[str]:
    """Returns imports against the direction, and imports of tests. The package portal itself does not count, only its
    parts: `from portal import publication`."""
    mine = part_of(module)
    return [
        name
        for name in imported(tree)
        if name != "portal" and (name.split(".")[0] == "tests" or not may_import(mine, part_of(name)))
    ]


def test_source_files_and_templates_are_found():
    assert len(PYTHON_FILES) > 80 and len(PAGES) > 20


def test_imports_have_one_direction():
    found = {name_of(file): breaches(name_of(file)[:-3].replace("/", "."), tree_of(file)) for file in PYTHON_FILES}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_an_import_of_a_test_is_seen():
    assert breaches("portal.views", ast.parse("from tests.factories import publish"))


@pytest.mark.parametrize(
    "module, line",
    [
        ("announcements.services_board", "import guidance.models"),
        ("guidance.models", "from announcements import models"),
        ("guidance.views", "from portal.views import home"),
        ("guidance.views", "from portal import urls"),
        ("portal.pdf.storage", "from portal.public import views"),
        ("portal.records.models.edition", "from portal.accounts import models"),
        ("portal.register.models", "from portal.records import workflow"),
        ("portal.sources.models", "from announcements.models import Service"),
    ],
)
def test_an_import_against_the_direction_is_found(module, line):
    assert breaches(module, ast.parse(line))
    assert not breaches("portal.views", ast.parse(line))


CORE = [
    file
    for room in ("records", "public", "sources", "search", "editorial", "pdf", "importer/drafts")
    for file in sorted((ROOT / "portal" / room).rglob("*.py"))
    if not {"migrations", "dashboard"} & set(file.parts)
]
"""Files that must not name a kind, an audience or a field of the apps above them: see portal.records.kinds. The
dashboard belongs to the top layer."""


def words_of_apps() -> set[str]:
    """Returns the kinds, audiences, parts and keys that announcements and guidance register."""
    keys = {key.name for module in (announcements_kinds, guidance_kinds) for key in module.KEYS}
    return {*get_kind_values(), *get_audience_values(), *keys}


def named_words(tree: ast.AST, words: set[str]) -> list[tuple[str, int]]:
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [(node.value, node.lineno) for node in texts if node.value in words]


def test_the_core_names_no_kind_and_no_field_of_an_app():
    words = words_of_apps()
    assert {"memo", "service", "audience", "police_chiefs", "release"} <= words and len(CORE) > 80
    assert {name_of(file): named for file in CORE if (named := named_words(tree_of(file), words))} == {}
    assert named_words(ast.parse('record.kind == "memo"'), words) == [("memo", 1)]


def imports_inside(tree: ast.AST) -> list[tuple[str, int]]:
    """Returns the functions that contain an import, with its line."""
    nodes = [(function.name, node) for function in list_functions(tree) for node in ast.walk(function)]
    return [(name, node.lineno) for name, node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def test_no_function_contains_an_import():
    """The exception is ready() of an app, which Django calls when models can be imported."""
    found = [(name_of(file), *place) for file in PYTHON_FILES for place in imports_inside(tree_of(file))]
    assert [place for place in found if not (place[0].endswith("/apps.py") and place[1] == "ready")] == []
    assert imports_inside(ast.parse("def f():\n    import os")) == [("f", 2)]


def marks_html_safe(text: str) -> bool:
    return bool(re.search(r"\b(mark_safe|SafeString|SafeText|safestring|__html__|html_safe)\b", text))


def test_only_one_module_marks_html_as_safe():
    assert {name_of(file) for file in PYTHON_FILES if marks_html_safe(read(file))} == {"portal/lib/html.py"}


def test_templates_escape_everything():
    unescaped = re.compile(r"\|\s*(safe|safeseq)\b|\bautoescape\b")
    assert [name_of(file) for file in HTML_TEMPLATES if unescaped.search(read(file))] == []


def clock_calls(tree: ast.AST) -> list[int]:
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {"now", "today", "utcnow", "localdate", "localtime", "time_ns"}
    return [func.lineno for func in calls if isinstance(func, ast.Attribute) and func.attr in names]


def test_only_views_and_commands_read_the_clock():
    below = [file for file in PYTHON_FILES if file.name not in ASK_THE_CLOCK and file.parent.name != "commands"]
    assert {name_of(file): lines for file in below if (lines := clock_calls(tree_of(file)))} == {}
    assert clock_calls(ast.parse("timezone.now(), date.today()")) == [1, 1]


def test_no_file_has_a_name_without_a_subject():
    assert [name_of(file) for file in PYTHON_FILES if file.name in DRAWERS] == []


def changes_of_admin_site(tree: ast.AST) -> list[int]:
    """Returns the lines that assign to `admin.site`, change it or its class, or create another site."""
    targets: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.Delete):
            targets += node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets.append(node.target)
        elif isinstance(node, ast.Call) and re.search(r"\b(setattr|delattr|patch\.object)$", ast.unparse(node.func)):
            targets += node.args[:1]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("AdminSite"):
            targets.append(node.func)
    is_site = re.compile(r"\b(admin|sites)\.site\b|^site\.|\b(Portal)?AdminSite\b")
    return [target.lineno for target in targets if is_site.search(ast.unparse(target))]


def test_there_is_one_admin_site_and_no_code_changes_it():
    """Portal's configuration names its class, and the class overrides what differs from Django's."""
    assert {name_of(file): lines for file in PYTHON_FILES if (lines := changes_of_admin_site(tree_of(file)))} == {}
    bases = [
        (name_of(file), node.name)
        for file in PYTHON_FILES
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("AdminSite") for base in node.bases)
    ]
    assert bases == [("portal/admin_site.py", "PortalAdminSite")] and isinstance(admin.site, PortalAdminSite)


@pytest.mark.parametrize(
    "line",
    [
        "admin.site = other",
        "admin.site.index = other",
        "admin.site.__class__ = Other",
        "site.login: object = other",
        "admin.site._registry[Model] = screen",
        "del admin.site.urls",
        "setattr(admin.site, 'login', other)",
        "AdminSite.login = other",
        "desk = AdminSite(name='desk')",
    ],
)
def test_a_change_of_the_admin_site_is_seen(line):
    assert changes_of_admin_site(ast.parse(line)) == [1]
    assert changes_of_admin_site(ast.parse("staff = admin.site.admin_view")) == []


# Templates


def test_pages_use_only_the_agreed_blocks():
    found = {name_of(file): set(re.findall(r"{%\s*block\s+(\w+)", read(file))) - BLOCKS for file in PAGES}
    assert {name: blocks for name, blocks in found.items() if blocks} == {}


TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
# JSON-LD is data: browsers do not run it, so the policy does not block it.
INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\ssrc=| type=\"application/ld\+json\">)|<[^>]*\s(?:style|on[a-z]+)\s*=|javascript:",
    re.IGNORECASE,
)


def inline(text: str) -> list[str]:
    """Returns styles, scripts and handlers in the HTML of a template, all of which the policy would block."""
    return INLINE.findall(TAG.sub("", text))


def test_templates_have_no_inline_style_script_or_handler():
    found = {name_of(file): inline(read(file)) for file in HTML_TEMPLATES}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "text, is_inline",
    [
        ('<p style="color: red">', True),
        ("<style>", True),
        ("<script>alert(1)</script>", True),
        ('<script type="application/ld+json">{{ structured|script_data }}</script>', False),
        ('<script type="application/ld+json" onload="go()">', True),
        ('<script type="module">', True),
        ("<button type=button\n onclick='go()'>", True),
        ('<a href="javascript:go()">', True),
        ('<script src="/static/js/a.js" defer></script>', False),
        ('<option{% if one == "a" and on == two %} selected{% endif %}>', False),
        ('<link rel="stylesheet" href="a.css"><p>on = off</p>', False),
    ],
)
def test_inline_code_is_recognized(text, is_inline):
    assert bool(inline(text)) == is_inline


@cache
def words_of_refusal_tests() -> set[str]:
    """Returns every text literal in test functions that expect a refusal, including their parameters."""
    words = set()
    for file in TEST_FILES:
        for node in list_functions(tree_of(file)):
            if node.name.startswith("test_") and "refused(" in ast.unparse(node):
                words |= {literal.value for literal in ast.walk(node) if isinstance(literal, ast.Constant)}
    return words


@pytest.mark.parametrize("action", ACTIONS)
def test_every_step_has_a_test_of_its_refusal(action):
    assert action in words_of_refusal_tests()
