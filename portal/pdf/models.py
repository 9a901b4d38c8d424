"""The digest of each stored PDF, with which `verify_register` finds a changed file."""

from django.db import models


class StoredPdf(models.Model):
    """`text_digest` is that of the canonical document, after which the file is named; `sha256` is that of the file."""

    text_digest = models.CharField(max_length=64, primary_key=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "stored PDF"

    def __str__(self):
        return self.text_digest
