"""The shared cache tells a key that is taken from a database that cannot be written."""

import pytest
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError

pytestmark = pytest.mark.django_db


def test_a_key_is_added_once():
    assert cache.add("key", 1) and not cache.add("key", 2)
    cache.set("key", 3)
    assert cache.get("key") == 3


def test_a_value_that_cannot_be_stored_is_an_error(monkeypatch):
    monkeypatch.setattr(DatabaseCache, "_base_set", lambda *args, **kwargs: False)
    for store in (cache.add, cache.set):
        with pytest.raises(OperationalError, match="cannot be written"):
            store("key", 1)
