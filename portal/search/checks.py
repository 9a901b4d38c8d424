"""System check: the database has the search functions of this release (`check --deploy --database default`)."""

from django.core.checks import Error, Tags, register
from django.db import connection

from portal.search.backends import get_backend


@register(Tags.database, deploy=True)
def check_search_functions(databases=None, **kwargs):
    if not databases or connection.vendor != "postgresql":
        return []
    return [
        Error(
            f"The database function {name} is missing, so every search would fail.",
            hint="Run `manage.py migrate`. It creates the functions of this release.",
            id="search.E001",
        )
        for name in get_backend().list_missing_functions()
    ]
