"""Variables of every template."""

from django.conf import settings


def site_settings(request):
    return {"SITE_NAME": settings.SITE_NAME, "DEMO_MODE": settings.DEMO_MODE}
