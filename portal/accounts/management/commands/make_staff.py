"""Makes, or makes anew, an account for the editorial desk and prints its password once. Made anew it has no second
factor any more: so the operator lets somebody in again who has lost it."""

import secrets

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from portal.accounts.models import User
from portal.accounts.roles import ROLES


class Command(BaseCommand):
    help = "Make a staff account with a role, print its new password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--role", choices=list(ROLES), default="editor")

    def handle(self, *args, email, role, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an e-mail address.") from error
        password = secrets.token_urlsafe(15)
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email)
        user.is_staff, user.is_active, user.is_demonstration = True, True, False
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=role)])
        user.verify_email()
        user.authenticator_set.all().delete()
        self.stdout.write("At the first sign-in a second factor is set up.")
        self.stdout.write(f"{user.email} is {role}. Password, shown only now: {password}")
