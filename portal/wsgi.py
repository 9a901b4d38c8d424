"""WSGI application for gunicorn. It refuses to start where accounts of the demonstration could pass for real ones."""

import os

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

for problem in checks.run_checks(tags=["demonstration"], include_deployment_checks=True, databases=["default"]):
    raise ImproperlyConfigured(f"{problem.msg} {problem.hint}")
