"""Storage of messages for the next page, in a cookie whose name is a setting."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookieStorage(CookieStorage):
    """Takes the name of the cookie from the settings. With `__Host-` in the name, other hosts of the domain cannot set
    the cookie."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """Stores messages in the cookie, or in the session if they are too long for it."""

    storage_classes = (NamedCookieStorage, SessionStorage)
