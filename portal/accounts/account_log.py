"""Receivers that write what Django and allauth report about accounts to the security log, whichever page, command or
shell causes it. User.save() logs changes of a user's own columns."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import m2m_changed, post_delete

from portal.accounts.failed_attempts import QUIET_SECONDS
from portal.accounts.models import User
from portal.security_log.event_log import log_event, note_event
from portal.security_log.models import SecurityEvent

Kind = SecurityEvent.Kind


def log_sign_in(sender, request, user, **kwargs) -> None:
    methods = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
    log_event(Kind.SIGNED_IN, person=user, subject=user, detail=", ".join(dict.fromkeys(methods)))


def log_sign_out(sender, request, user, **kwargs) -> None:
    if user is not None:
        log_event(Kind.SIGNED_OUT, person=user, subject=user)


def note_failed_sign_in(sender, credentials, **kwargs) -> None:
    """Logs nothing that was typed, because people type passwords into the wrong field."""
    user = User.objects.filter(email__iexact=credentials.get("email") or "").first()
    if user:
        note_event(Kind.SIGN_IN_FAILED, subject=user, detail="wrong password, or a closed account")
    elif cache.add("security-log-no-account", 1, timeout=QUIET_SECONDS):
        note_event(Kind.SIGN_IN_FAILED, detail="no such account; more within a minute are not listed")


def log_added_factor(sender, user, authenticator, **kwargs) -> None:
    is_codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    kind = Kind.RECOVERY_CODES_MADE if is_codes else Kind.FACTOR_ADDED
    log_event(kind, person=user, subject=user, detail=authenticator.get_type_display())


def log_new_codes(sender, user, authenticator, **kwargs) -> None:
    log_event(Kind.RECOVERY_CODES_MADE, person=user, subject=user, detail="replacing the earlier ones")


def log_used_factor(sender, user, authenticator, **kwargs) -> None:
    is_code = authenticator.type == Authenticator.Type.RECOVERY_CODES
    kind = Kind.RECOVERY_CODE_USED if is_code else Kind.FACTOR_USED
    log_event(kind, person=user, subject=user, detail=authenticator.get_type_display())


def note_failed_factor(sender, user, authenticator, **kwargs) -> None:
    note_event(Kind.FACTOR_FAILED, subject=user, detail=authenticator.get_type_display())


def log_removed_factor(sender, instance, **kwargs) -> None:
    """Logs every deletion: by the owner, by an administrator or at the command line."""
    log_event(Kind.FACTOR_REMOVED, subject=instance.user, detail=instance.get_type_display())


def log_groups_or_permissions(sender, instance, action, reverse, model, pk_set, **kwargs) -> None:
    """Logs changes of a user's groups and single permissions and of a group's permissions, from either side."""
    if action not in ("post_add", "post_remove", "pre_clear") or not is_log_installed():
        return
    verb = {"post_add": "added", "post_remove": "removed", "pre_clear": "all removed"}[action]
    rows = list(model.objects.filter(pk__in=pk_set)) if pk_set is not None else []
    if reverse and action == "pre_clear":
        log_event(Kind.ROLE_CHANGED, detail=f"{instance}: removed from everybody and every group")
    elif reverse:
        for row in rows:
            write_role_change(row, f"{instance} {verb}")
    elif rows or action == "pre_clear":
        names = f"{len(rows)} permissions" if len(rows) > 5 else ", ".join(str(row) for row in rows)
        write_role_change(instance, f"{names} {verb}".strip())


def write_role_change(row, detail: str) -> None:
    is_user = isinstance(row, User)
    log_event(Kind.ROLE_CHANGED, subject=row if is_user else None, detail=detail if is_user else f"{row}: {detail}")


def is_log_installed() -> bool:
    """Returns False until the migrations have created the log. A partial migrate run sets permissions before that."""
    return SecurityEvent._meta.db_table in connection.introspection.table_names()


def connect_account_signals() -> None:
    receivers = [
        (user_logged_in, log_sign_in, None),
        (user_logged_out, log_sign_out, None),
        (user_login_failed, note_failed_sign_in, None),
        (factor.authenticator_added, log_added_factor, None),
        (factor.authenticator_reset, log_new_codes, None),
        (factor.authenticator_used, log_used_factor, None),
        (factor.authentication_failed, note_failed_factor, None),
        (post_delete, log_removed_factor, Authenticator),
        (m2m_changed, log_groups_or_permissions, User.groups.through),
        (m2m_changed, log_groups_or_permissions, User.user_permissions.through),
        (m2m_changed, log_groups_or_permissions, Group.permissions.through),
    ]
    for signal, receiver, sender in receivers:
        signal.connect(receiver, sender=sender, dispatch_uid=f"account-log-{receiver.__name__}-{sender}")
