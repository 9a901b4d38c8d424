"""How gunicorn serves the portal: `gunicorn --config deploy/gunicorn.conf.py portal.wsgi`, with or without a proxy.

Options on the command line win, such as `--bind` and `--workers`."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

workers = 2
threads = 4
# The longest search that the portal accepts needs almost all of it.
limit_request_line = 8190
control_socket_disable = True

# No client may set the path, the scheme or the user, wherever it connects from. gunicorn trusts every client of a Unix
# socket, whatever `forwarded_allow_ips` says, so the two lists of headers are empty as well. Django only reads
# X-Forwarded-Proto and X-Forwarded-For, as far as BEHIND_PROXY and TRUSTED_PROXY_COUNT allow it.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
header_map = "drop"


def on_starting(server) -> None:
    """Reads the settings once before any worker does: a wrong one ends the start with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"gunicorn: {error}")
