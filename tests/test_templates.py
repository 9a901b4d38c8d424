"""Rules for templates besides those of djangofmt."""

from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR, "templates")
LONGEST = 120


def test_no_line_of_a_template_is_too_long():
    long = [
        f"{file.relative_to(FOLDER)}:{number}"
        for file in FOLDER.rglob("*.*")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert long == []
