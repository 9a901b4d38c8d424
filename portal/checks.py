"""System check: whether the address of the site is known."""

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
            f"Links in letters and feeds name {settings.SITE_URL}, which was guessed from ALLOWED_HOSTS.",
            hint="Set SITE_URL, such as https://guidance.example.org.",
            id="portal.W001",
        )
    ]
