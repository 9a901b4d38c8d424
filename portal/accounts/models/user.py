"""Accounts, which sign in by email address."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower

from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent

LOGGED_COLUMNS = ("email", "password", "is_active", "is_staff", "is_superuser", "is_demonstration")


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        """Finds the account whatever the case of the address. No two addresses differ only by capital letters."""
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **facts):
        if not email:
            raise ValueError("An account needs an email address.")
        user = self.model(email=self.normalize_email(email), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **facts):
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **facts})


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=150, blank=True, help_text="Shown to other staff, never to the public.")
    is_active = models.BooleanField(
        default=True, help_text="Clear this instead of deleting the account, which the log of steps names."
    )
    is_staff = models.BooleanField("may enter the editorial desk", default=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="%(app_label)s_%(class)s_email",
                violation_error_message="An account with this email address already exists.",
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @transaction.atomic
    def save(self, **kwargs):
        """Writes changes of access to the security log, whichever page or command causes them."""
        columns = kwargs.get("update_fields") or LOGGED_COLUMNS
        # After a change of the hashing method, Django saves the password again at sign-in. That is no change to log.
        names = [name for name in LOGGED_COLUMNS if name in columns and list(columns) != ["password"]]
        before = User.objects.filter(pk=self.pk).values(*names).first() if self.pk and names else None
        super().save(**kwargs)
        if names and before is None:
            log_event(SecurityEvent.Kind.ACCOUNT_CHANGED, subject=self, detail="account made")
        elif names:
            self.log_changes({name: value for name, value in before.items() if value != getattr(self, name)})

    def log_changes(self, before: dict) -> None:
        if before.pop("password", None) is not None:
            log_event(SecurityEvent.Kind.PASSWORD_CHANGED, subject=self)
        if before:
            detail = "; ".join(f"{name}: {value} → {getattr(self, name)}" for name, value in before.items())
            log_event(SecurityEvent.Kind.ACCOUNT_CHANGED, subject=self, detail=detail)

    @property
    def may_sign_in(self) -> bool:
        """False for closed accounts, and for those of the demonstration outside it, whose passwords are printed."""
        return self.is_active and (settings.DEMO_MODE or settings.DEBUG or not self.is_demonstration)

    @property
    def is_excused_from_second_factor(self) -> bool:
        return self.is_demonstration and self.may_sign_in

    def end_sessions(self) -> None:
        for session in self.usersession_set.all():
            session.end()

    def verify_email(self) -> None:
        """Marks the email address as verified, after a confirmed link or when an operator vouches for it."""
        self.emailaddress_set.exclude(email__iexact=self.email).delete()
        address, _ = self.emailaddress_set.get_or_create(email=self.email.lower())
        address.verified = address.primary = True
        address.save()

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)
