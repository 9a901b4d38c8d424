"""The documents: every command in a block of shell commands works, and every link has a target."""

import re
import shlex
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
DOCUMENTS += sorted((ROOT / "docs").rglob("*.md")) + sorted(ROOT.glob("[apgt]*/**/README.md"))
MANAGE = ".venv/bin/python manage.py "
RUN_ELSEWHERE = {
    "make": "a test checks only that the target exists; CI runs the targets, or they start a server",
    "python3": "make creates the environment in the same way",
    "pip": "make installs the same files in the same way",
    "pytest": "runs this test",
    "makemigrations": "tests/portal/test_migrations.py",
    "export_site": "tests/static_site",
    "make_pdfs": "tests/pdf",
}
"""Commands that take long or change the checkout, with the place that runs them."""


def list_commands() -> list[str]:
    """Returns every line of the blocks marked `sh`, once."""
    blocks = [
        block
        for document in DOCUMENTS
        for block in re.findall(
            r"^ *```sh\n(.*?)^ *```", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
    ]
    return list(dict.fromkeys(line.strip() for block in blocks for line in block.splitlines() if line.strip()))


COMMANDS = list_commands()


def test_commands_are_found_in_the_documents():
    assert len(COMMANDS) > 25 and any(line.startswith("make ") for line in COMMANDS)


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("make")])
def test_a_target_of_make_exists(command):
    words = ["make", "--dry-run", *shlex.split(command)[1:]]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=60)


def test_commands_of_manage_py_work(seeded, own_files, tmp_path):
    """Runs the commands one after the other, in the order of the documents."""
    for command in COMMANDS:
        if not command.startswith(MANAGE) or command.split()[2] in RUN_ELSEWHERE:
            continue
        line, _, file = command.removeprefix(MANAGE).partition(">")
        words = [word.replace("var/", f"{tmp_path}/") for word in shlex.split(line)]
        output = StringIO()
        call_command(*words, stdout=output, stderr=StringIO())
        if file:
            Path(file.strip().replace("var/", f"{tmp_path}/")).write_text(output.getvalue(), encoding="utf-8")


def test_every_other_command_is_run_elsewhere():
    others = [line for line in COMMANDS if not line.startswith((MANAGE, "make "))]
    assert [line for line in others if not any(name in line for name in RUN_ELSEWHERE)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_links_between_documents_have_targets(document):
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text)
    files = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in files if not (document.parent / target).exists()] == []


def test_the_readme_is_short():
    assert (ROOT / "README.md").stat().st_size <= 10_000
