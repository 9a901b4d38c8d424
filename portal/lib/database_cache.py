"""The shared cache in the database. Unlike Django's, it does not keep silent when the database cannot be written: what
counts attempts would take that for a limit that is reached."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError

ATTEMPTS = 3
"""Another process may add or delete the same key at the same moment."""


class StrictDatabaseCache(DatabaseCache):
    """Raises OperationalError if a value cannot be stored."""

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        made_key = self.make_and_validate_key(key, version=version)
        if not any(self._base_set("set", made_key, value, timeout) for _ in range(ATTEMPTS)):
            raise OperationalError("The cache cannot be written.")

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        for _ in range(ATTEMPTS):
            if super().add(key, value, timeout, version):
                return True
            if self.has_key(key, version=version):
                return False
        raise OperationalError("The cache cannot be written.")
