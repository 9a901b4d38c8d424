"""Configuration of gunicorn, with or without a proxy: `gunicorn --config deploy/gunicorn.conf.py portal.wsgi`.

Options on the command line, such as `--bind` and `--workers`, override it."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

from portal.lib.log_redaction import RedactTokensFilter

workers = 2
threads = 4
# The longest search that the portal accepts needs almost all of these bytes.
limit_request_line = 8190
control_socket_disable = True

# No client may set the path, the scheme or the user. gunicorn trusts every client of a Unix socket regardless of
# `forwarded_allow_ips`, so the two settings for headers are empty as well. Only Django reads X-Forwarded-Proto and
# X-Forwarded-For, as far as BEHIND_PROXY and TRUSTED_PROXY_COUNT allow.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
header_map = "drop"


def on_starting(server) -> None:
    """Reads the settings once before the workers start, so that an invalid setting stops the start with a message, and
    keeps secret parts of addresses out of the logs."""
    for log in (server.log.access_log, server.log.error_log):
        log.addFilter(RedactTokensFilter())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"gunicorn: {error}")
