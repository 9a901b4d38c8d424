"""Variables that every template can use."""

from django.conf import settings

from portal.lib.site_url import get_site_url


def site_settings(request):
    return {"SITE_NAME": settings.SITE_NAME, "SITE_URL": get_site_url(), "DEMO_MODE": settings.DEMO_MODE}


def desk_access(request):
    """Whether the page shows staff the way to the desk. Without the cookie of a session it is not asked who reads, so
    that a cached page is the same for everybody."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    user = getattr(request, "user", None) if has_session else None
    return {"may_open_desk": user is not None and user.is_staff and user.has_perm("records.view_edition")}
