"""System check: letters leave this machine."""

from django.conf import settings
from django.core.checks import Warning as Caution
from django.core.checks import register


@register(deploy=True)
def check_email_backend(app_configs=None, **kwargs):
    if not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return [
        Caution(
            "Letters are written to the terminal and reach nobody.",
            hint="Set EMAIL_URL, such as smtp://user:password@mail.example.org:587.",
            id="outbox.W001",
        )
    ]
