"""A model field that computes a digest."""

from django.db import models

from portal.register import hash_chain


class DigestField(models.CharField):
    """SHA-256 of other text fields of the row, joined by U+001F. Every save and bulk_create computes it again."""

    def __init__(self, *, of: tuple[str, ...] = (), **kwargs):
        self.of = of
        super().__init__(**{**kwargs, "max_length": 64, "editable": False})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length")
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance, add):
        value = hash_chain.hash_text("\x1f".join(getattr(instance, name) for name in self.of))
        setattr(instance, self.attname, value)
        return value
