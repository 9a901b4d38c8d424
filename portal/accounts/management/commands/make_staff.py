"""Creates an account for the editorial desk, or resets one, and prints its password once. A reset removes the second
factor, so that an operator can help people who lost theirs."""

import secrets

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from portal.accounts.models import User
from portal.accounts.roles import build_roles


class Command(BaseCommand):
    help = "Create or reset a staff account with a role and print its new password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument(
            "--role",
            choices=list(build_roles()),
            help="Default: editor for new accounts; existing accounts keep their role.",
        )

    def handle(self, *args, email, role, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an email address.") from error
        if len(email) > User._meta.get_field("email").max_length:
            raise CommandError("The email address is too long.")
        password = secrets.token_urlsafe(15)
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email)
        user.is_staff, user.is_active, user.is_demonstration = True, True, False
        user.set_password(password)
        user.save()
        if role or not user.groups.exists():
            user.groups.set([Group.objects.get(name=role or "editor")])
        roles = ", ".join(user.groups.order_by("name").values_list("name", flat=True))
        user.verify_email()
        user.authenticator_set.all().delete()
        self.stdout.write("The first sign-in sets up a second factor.")
        self.stdout.write(f"{user.email} has the role {roles}. Password, shown only now: {password}")
