"""System check: no account of the demonstration outside it. `check --deploy --database default` asks it, and
portal.wsgi before the first request."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from portal.accounts.models import User

TAG = "demonstration"


@register(Tags.database, TAG, deploy=True)
def check_demonstration_accounts(databases=None, **kwargs):
    if not databases or settings.DEMO_MODE or settings.DEBUG:
        return []
    try:
        found = list(User.objects.filter(is_demonstration=True, is_active=True).values_list("email", flat=True))
    except DatabaseError:  # not migrated yet, so there are none
        return []
    if not found:
        return []
    return [
        Error(
            f"The database has accounts of the demonstration, which need no second factor: {', '.join(found)}.",
            hint="Close them with `manage.py make_demonstration --close`, or begin with an empty database.",
            id="accounts.E001",
        )
    ]
