"""The content security policy, in the words of Django 6 (`SECURE_CSP`), until that release is the one in use."""

from django.conf import settings

NONE, SELF = "'none'", "'self'"


def header(policy: dict[str, list[str]]) -> str:
    """The value of the header: CSP Level 3, section 2.2."""
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


class ContentSecurityPolicyMiddleware:
    """Puts the policy on every answer that does not carry a stricter one of its own."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.value = header(settings.SECURE_CSP)

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.value)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
