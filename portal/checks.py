"""System checks: the address of the site is configured, or ALLOWED_HOSTS names it exactly; and `migrate` can continue
from the state of the database."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@register(deploy=True)
def check_site_url(app_configs=None, **kwargs):
    first = next(iter(settings.ALLOWED_HOSTS), "")
    if settings.IS_SITE_URL_SET or first.lstrip(".") == first and "*" not in first:
        return []
    return [
        Caution(
            f"Links in letters and feeds begin with {settings.SITE_URL}, which is a guess from ALLOWED_HOSTS.",
            hint="Set SITE_URL, such as https://guidance.example.org.",
            id="portal.W001",
        )
    ]


@register(Tags.database)
def check_replaced_migrations(databases=None, **kwargs):
    """Django would stop with a traceback where only some of the migrations that one replaces were applied."""
    if not databases:
        return []
    migrations = MigrationLoader(None).disk_migrations.values()
    applied = {alias: set(MigrationRecorder(connections[alias]).applied_migrations()) for alias in databases}
    return [
        Error(
            f"The database was left between two earlier versions: it has only some of the migrations that {migration} "
            "replaces.",
            hint="Run `manage.py migrate` of the version that last used this database, then upgrade again.",
            id="portal.E001",
        )
        for alias in databases
        for migration in migrations
        if is_half_applied(migration, applied[alias])
    ]


def is_half_applied(migration: Migration, applied: set[tuple[str, str]]) -> bool:
    replaced = set(migration.replaces)
    keys = {(migration.app_label, migration.name), *replaced}
    return bool(replaced) and not replaced <= applied and not keys.isdisjoint(applied)
