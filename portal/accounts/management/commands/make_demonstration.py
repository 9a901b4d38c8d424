"""Creates the accounts of the demonstration and prints how to sign in, or closes them."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portal.accounts.audiences import POLICE_CHIEFS, SCHOOL_SUPERINTENDENTS
from portal.accounts.models import Agency, Holding, Post, User

STAFF = {"editor@example.org": "editor", "reviewer@example.org": "reviewer"}
OFFICIALS = {
    "chief@example.org": ("Demonstration Police Department", "police_department", POLICE_CHIEFS),
    "superintendent@example.org": ("Demonstration Public Schools", "school_district", SCHOOL_SUPERINTENDENTS),
}
HELP = """
  Password  {password}   for all of these accounts, until you run this command again:
            {emails}
  Sign in   {site}/accounts/login/
            These accounts need no second factor, because this is a demonstration. Every other account
            needs one. To try it, choose “Second factor” on {site}/accounts/
            (for a passkey, the address must contain the name localhost).
"""


class Command(BaseCommand):
    help = "Create accounts for an editor, a reviewer, a chief and a superintendent, in a demonstration only."

    def add_arguments(self, parser):
        parser.add_argument("--site", default=settings.SITE_URL, help="the address of the site to print")
        parser.add_argument("--close", action="store_true", help="close the accounts, so that nobody can sign in")

    def handle(self, *args, site, close, **options):
        if close:
            accounts = list(User.objects.filter(is_demonstration=True, is_active=True))
            for user in accounts:
                user.is_active = False
                user.save()
            self.stdout.write(f"{len(accounts)} accounts of the demonstration are closed.")
            return
        if not settings.DEMO_MODE:
            raise CommandError("This is not a demonstration. Set DEMO_MODE=1 if the database is for one.")
        password = secrets.token_urlsafe(9)
        emails = self.save_accounts(password)
        self.stdout.write(HELP.format(password=password, emails="\n            ".join(emails), site=site))

    @transaction.atomic
    def save_accounts(self, password: str) -> list[str]:
        """Gives each account the password and returns their addresses. Skips accounts of real people."""
        emails = []
        for email in (*STAFF, *OFFICIALS):
            user = User.objects.filter(email__iexact=email).first() or User(email=email, is_demonstration=True)
            if not user.is_demonstration:
                self.stderr.write(f"{email} is not an account of the demonstration and stays unchanged.")
                continue
            user.is_active, user.is_staff = True, email in STAFF
            user.set_password(password)
            user.save()
            user.verify_email()
            if email in STAFF:
                user.groups.set([Group.objects.get(name=STAFF[email])])
            else:
                self.give_post(user, *OFFICIALS[email])
            emails.append(email)
        return emails

    def give_post(self, user: User, name: str, kind: str, audience: str) -> None:
        agency, _ = Agency.objects.get_or_create(name=name, defaults={"kind": kind, "town": "Demonstration"})
        post, _ = Post.objects.get_or_create(agency=agency, audience=audience)
        if not post.holdings.principal().exists():
            Holding.objects.create(post=post, person=user, held_from=timezone.localdate())
