"""Acknowledgements: an official states, for a post, that recommendations were received and read. Rows are only
added."""

import json
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.functional import cached_property

from portal.register.hash_chain import dump_canonical_json, format_timestamp, hash_text

RECEIPT_SCHEMA = 1
VIEW_PERMISSION = "guidance.view_acknowledgement"


def build_receipt(post, edition, points, *, method: str, at: datetime) -> dict:
    """Returns what an acknowledgement attests, as plain data: the digests of the text, and the post but not the
    person. `serial` is random, so that nobody can guess the address of a receipt. A receipt may be shown to anyone,
    so a memo for officials only appears by its digests, without its keys."""
    is_public = edition.record.is_for_everybody
    record = {"record": edition.record.key, "edition": edition.number} if is_public else {"readers": "officials"}
    names = ("key", "number", "text_hash") if is_public else ("number", "text_hash")
    return {
        "schema": RECEIPT_SCHEMA,
        "serial": secrets.token_hex(16),
        "acknowledged_at": format_timestamp(at),
        "method": method,
        "post": {
            "title": post.title,
            "agency": post.agency.name,
            "kind": post.agency.kind,
            "town": post.agency.town,
        },
        "memo": {
            **record,
            "digest": edition.publication.content_digest,
        },
        "points": [{name: point[name] for name in names} for point in points],
    }


class AcknowledgementQuerySet(models.QuerySet):
    @transaction.atomic
    def enter(self, post, edition, points: list[dict], *, by, at: datetime, method: str) -> "Acknowledgement":
        """Saves that `by` acknowledged, for the post, these points of the edition's document."""
        content = dump_canonical_json(build_receipt(post, edition, points, method=method, at=at))
        acknowledgement = self.create(
            post=post, person=by, edition=edition, method=method, at=at, content=content, digest=hash_text(content)
        )
        AcknowledgedPoint.objects.bulk_create(
            AcknowledgedPoint(acknowledgement=acknowledgement, key=point["key"], text_hash=point["text_hash"])
            for point in points
        )
        return acknowledgement

    def visible_to(self, user, posts):
        """Returns all to staff with the permission to view acknowledgements; to other users their own and those of
        `posts`, the posts that they hold; none to a user who is not active."""
        if user.is_active and user.is_staff and user.has_perm(VIEW_PERMISSION):
            return self.all()
        return self.filter(Q(person=user.pk) | Q(post__in=posts)) if user.is_active else self.none()


class Acknowledgement(models.Model):
    """One acknowledgement. It belongs to the post, so a successor sees it. The person is stored, but the receipt does
    not name them."""

    class Method(models.TextChoices):
        WEB = "web", "On this site, signed in"

    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acknowledgements")
    edition = models.ForeignKey("records.Edition", models.PROTECT, related_name="acknowledgements")
    method = models.CharField(max_length=10, choices=Method)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    content = models.TextField(help_text="The receipt in canonical JSON.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the receipt.")

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["post", "edition"], name="guidance_acknowledged_by_post")]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=["web"]), name="%(app_label)s_%(class)s_method"),
        ]

    def __str__(self):
        return f"{self.post}, {self.edition_id}, {self.at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("receipt", args=[self.digest])

    @cached_property
    def receipt(self) -> dict:
        return json.loads(self.content)


class AcknowledgedPoint(models.Model):
    """One point of an acknowledgement, bound to the point's words by their hash."""

    acknowledgement = models.ForeignKey(Acknowledgement, models.PROTECT, related_name="points")
    key = models.CharField(max_length=80)
    text_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["acknowledgement", "id"]
        constraints = [
            models.UniqueConstraint(fields=["acknowledgement", "key"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return self.key
