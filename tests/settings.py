"""The settings for `pytest`: those of the portal, with values for tests where the environment has none. Nothing is read
from .env and nothing is written below the repository."""

import atexit
import os
import secrets
import shutil
import tempfile

if "DATA_DIR" not in os.environ:
    # The processes of pytest-xdist get the folder of the first one, which removes it at the end.
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
if "SECRET_KEY" not in os.environ and "SECRET_KEY_FILE" not in os.environ:
    os.environ |= {"SECRET_KEY": secrets.token_urlsafe(64), "ENV_FILE": ""}
    os.environ.setdefault("DEBUG", "1")

from portal.settings import *  # noqa: E402, F403
