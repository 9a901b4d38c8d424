"""The version of all public content, in one row."""

from django.db import models


class PublicState(models.Model):
    """A random stamp that the database's own triggers renew, in the transaction that changes anything public. So no
    writer can forget it, and one that was seen before never comes back, not even after a restore."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    stamp = models.CharField(max_length=40)

    def __str__(self):
        return self.stamp
