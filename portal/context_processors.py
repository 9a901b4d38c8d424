"""Variables that every template can use."""

from django.conf import settings

from portal.lib.site_url import get_site_url


def site_settings(request):
    return {"SITE_NAME": settings.SITE_NAME, "SITE_URL": get_site_url(), "DEMO_MODE": settings.DEMO_MODE}
