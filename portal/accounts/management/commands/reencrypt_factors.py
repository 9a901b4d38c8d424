"""Encrypts the secrets of all second factors with the key of the current SECRET_KEY; see docs/operating.md."""

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from portal.accounts.factor_encryption import convert_secrets, rotate_secret


class Command(BaseCommand):
    help = "Encrypt the secrets of all second factors with the key of the current SECRET_KEY."

    def handle(self, **options):
        unreadable = []
        pks = list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))
        for pk in pks:
            if problem := self.reencrypt(pk):
                unreadable.append(problem)
        self.stdout.write(f"Encrypted with the key of SECRET_KEY: {len(pks) - len(unreadable)} of {len(pks)} factors.")
        if unreadable:
            raise CommandError(
                f"No present key decrypts the factors of {', '.join(sorted(set(unreadable)))}. Add the SECRET_KEY of "
                "that time to SECRET_KEY_FALLBACKS and run this command again, or reset the factors of these accounts."
            )

    @transaction.atomic
    def reencrypt(self, pk: int) -> str:
        """Returns the email address of the account if its factor cannot be decrypted, otherwise an empty string."""
        factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if factor is None:  # removed in the meantime
            return ""
        try:
            factor.data = convert_secrets(factor.data, rotate_secret)
        except InvalidToken:
            return factor.user.email
        factor.save(update_fields=["data"])
        return ""
