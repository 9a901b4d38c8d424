"""Messages between two pages, in a cookie whose name the settings give."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookieStorage(CookieStorage):
    """Django fixes the name; a name with `__Host-` keeps other hosts of the domain from setting the cookie."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """In the cookie, or in the session where they are too long for it."""

    storage_classes = (NamedCookieStorage, SessionStorage)
