"""How long others may go on with an answer."""

from django.conf import settings


class AskedAgain:
    """Whoever keeps an answer asks each time whether it still holds (RFC 9111, section 5.2.2.4), for a text can turn
    out to have been published in error. Told nothing, caches guess how long to hand it out unasked (section 4.2.2).
    Answers that say something of their own go on saying it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES
        response.headers.setdefault("Cache-Control", "private, no-cache" if is_personal else "no-cache")
        return response
