"""Events of the security log, one row each. Rows are only added; see triggers.py."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class SecurityEvent(models.Model):
    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        SIGNED_OUT = "signed_out", "Signed out"
        SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
        LOCKED = "locked", "Too many attempts"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        FACTOR_ADDED = "factor_added", "Second factor added"
        FACTOR_REMOVED = "factor_removed", "Second factor removed"
        FACTOR_USED = "factor_used", "Second factor used"
        FACTOR_FAILED = "factor_failed", "Second factor failed"
        RECOVERY_CODES_MADE = "codes_made", "Recovery codes created"
        RECOVERY_CODE_USED = "code_used", "Recovery code used"
        ACCOUNT_CHANGED = "account_changed", "Account changed"
        ROLE_CHANGED = "role_changed", "Role changed"
        INVITED = "invited", "Invited"
        INVITATION_ACCEPTED = "accepted", "Invitation accepted"
        INVITATION_ENDED = "invitation_ended", "Invitation canceled"
        EXPORTED = "exported", "Data exported"
        IMPORTED = "imported", "Data imported"
        REFUSED = "refused", "Refused"
        STEP_REFUSED = "step_refused", "Step of the workflow refused"
        PRUNED = "pruned", "Old events deleted"

    recorded_at = models.DateTimeField("when", db_default=Now(), editable=False)
    kind = models.CharField("what", max_length=20, choices=Kind, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="who",
        help_text="Empty for a visitor who is not signed in and for the operator at the command line.",
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="whose account",
    )
    client_address = models.GenericIPAddressField("from", null=True, editable=False, help_text="Empty if unknown.")
    detail = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = "security event"
        indexes = [
            models.Index(fields=["kind", "-id"], name="security_log_kind"),
            models.Index(fields=["person", "-id"], name="security_log_person"),
            models.Index(fields=["subject", "-id"], name="security_log_subject"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject or self.person or 'nobody signed in'}"
