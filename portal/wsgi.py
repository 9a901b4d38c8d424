"""The address gunicorn calls. It does not come up where accounts of the demonstration could be mistaken for others."""

import os

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

for found in checks.run_checks(tags=["demonstration"], include_deployment_checks=True, databases=["default"]):
    raise ImproperlyConfigured(f"{found.msg} {found.hint}")
