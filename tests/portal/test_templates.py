"""Every template can be compiled, also one that no test renders."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("folder", sorted({name.partition("/")[0] for name in NAMES}))
def test_every_template_can_be_compiled(folder):
    names = [name for name in NAMES if name.partition("/")[0] == folder]
    assert [name for name in names if not get_template(name)] == []
