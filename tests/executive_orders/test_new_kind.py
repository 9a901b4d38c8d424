"""A new kind of record and a new audience need no change outside their own app."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

WALK = Path(__file__).with_name("walk_new_kind.py")


@pytest.mark.slow
def test_an_invented_kind_and_audience_work_everywhere(tmp_path):
    words = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--ds=tests.executive_orders.settings", str(WALK)]
    env = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "DEBUG": "1", "ENV_FILE": ""}
    env = {name: value for name, value in env.items() if not name.startswith(("PYTEST_", "DJANGO_SETTINGS"))}
    done = subprocess.run(words, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
