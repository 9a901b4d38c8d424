"""The version of all public content, in one row."""

from django.db import models


class PublicState(models.Model):
    """A random stamp that triggers of the database renew in every transaction that changes public content. No writer
    can forget it, and an earlier stamp never returns, not even after a restore."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    stamp = models.CharField(max_length=40)

    def __str__(self):
        return self.stamp
