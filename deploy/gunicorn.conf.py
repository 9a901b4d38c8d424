"""How gunicorn serves the portal: `gunicorn --config deploy/gunicorn.conf.py portal.wsgi`, behind a proxy or alone.

Options on the command line win, such as `--bind` and `--workers`."""

workers = 2
threads = 4
# The longest search that the portal accepts needs almost all of it.
limit_request_line = 8190
control_socket_disable = True

# No client may set the path, the scheme or the user, wherever it connects from. gunicorn trusts every client of a Unix
# socket, whatever `forwarded_allow_ips` says, so the two lists of headers are empty as well. Django alone reads
# X-Forwarded-Proto and X-Forwarded-For, as far as BEHIND_PROXY and PROXIES allow it.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
header_map = "drop"
