"""Links that show a draft to a person without an account."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import models, transaction

from portal.editorial.draft_state import DraftOrigin, DraftSnapshot, Presence, ReviewedDocument
from portal.records.models import Edition, Readers

__all__ = ["DraftLink", "DraftOrigin", "DraftSnapshot", "LinkOpening", "LinkReply", "Presence", "ReviewedDocument"]

OPENING_INTERVAL = timedelta(hours=1)
"""Within this time, further openings of the same text through the same link are not logged."""
MAX_OPENINGS = 500
"""Maximum number of logged openings of a link. After that, only the first opening of each text is logged."""
SIGNER = signing.Signer(salt="desk.draft-link")


class DraftLinkQuerySet(models.QuerySet):
    def open(self, at: datetime):
        """Links that still show their draft at the moment."""
        return self.filter(expires_at__gt=at, ended_at__isnull=True)

    def for_token(self, token: str):
        """The link with the signed token. Empty if the signature is wrong or the text is for officials only."""
        try:
            return self.filter(pk=int(SIGNER.unsign(token)), edition__record__readers=Readers.EVERYBODY)
        except (signing.BadSignature, ValueError):
            return self.none()


class DraftLink(models.Model):
    """Shows one edition before its publication to one person who has no account. Its token is the signed primary
    key. It expires, or staff end it earlier. Openings and replies are logged."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="draft_links")
    for_whom = models.CharField(
        "for whom", max_length=200, help_text="Name and office. Shown to this person and in the log."
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="%(app_label)s_%(class)s_span"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="%(app_label)s_%(class)s_ended_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Link for {self.for_whom} to {self.edition_id}"

    @property
    def token(self) -> str:
        return SIGNER.sign(self.pk)

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at

    @transaction.atomic
    def log_opening(self, content_digest: str, *, at: datetime) -> None:
        """Logs that the link showed this text. Limits the number of rows, however often the link is opened."""
        openings = self.openings.filter(content_digest=content_digest)
        if openings.filter(at__gt=at - OPENING_INTERVAL).exists():
            return
        if not openings.exists() or self.openings.count() < MAX_OPENINGS:
            self.openings.create(at=at, content_digest=content_digest)


class LinkOpening(models.Model):
    """An opening of a link, with the digest of the text that it showed. At most one an hour. Append-only."""

    link = models.ForeignKey(DraftLink, models.CASCADE, related_name="openings")
    at = models.DateTimeField()
    content_digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["link", "id"]

    def __str__(self):
        return f"{self.link_id} opened at {self.at:%Y-%m-%d %H:%M}"


class LinkReply(models.Model):
    """A comment on exactly the text with this digest, or an approval of it. Append-only."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "Comment"
        APPROVAL = "approval", "Approval"

    link = models.ForeignKey(DraftLink, models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField("your name and office", max_length=200)
    text = models.TextField("remark", blank=True, max_length=5000)
    at = models.DateTimeField()
    content_digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical JSON of the text.")

    class Meta:
        ordering = ["link", "id"]
        verbose_name_plural = "link replies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="approval") | models.Q(kind="comment") & ~models.Q(text=""),
                name="%(app_label)s_%(class)s_comment_has_text",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} by {self.name}"
