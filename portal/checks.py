"""System check: the address of the site is configured, or ALLOWED_HOSTS names it exactly."""

from django.conf import settings
from django.core.checks import Warning as Caution
from django.core.checks import register


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
