"""Makes the accounts of the demonstration and prints how to sign in; or closes them."""

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
  Password  {password}   for all of these, until this is run again:
            {emails}
  Sign in   {site}/accounts/login/
            These accounts need no second factor, because this is a demonstration; every other account
            needs one. To try it: Second factor, on {site}/accounts/
            (passkeys need the name localhost in the address).
"""


class Command(BaseCommand):
    help = "Make accounts for an editor, a reviewer, a chief and a superintendent; only in a demonstration."

    def add_arguments(self, parser):
        parser.add_argument("--site", default=settings.SITE_URL, help="what is printed as the site's address")
        parser.add_argument("--close", action="store_true", help="close them instead, so that nobody can sign in")

    def handle(self, *args, site, close, **options):
        if close:
            accounts = list(User.objects.filter(is_demonstration=True, is_active=True))
            for user in accounts:
                user.is_active = False
                user.save()
            self.stdout.write(f"{len(accounts)} accounts of the demonstration are closed.")
            return
        if not settings.DEMO_MODE:
            raise CommandError("This is no demonstration: set DEMO_MODE=1 for a database that is one.")
        password = secrets.token_urlsafe(9)
        made = self.made(password)
        self.stdout.write(HELP.format(password=password, emails="\n            ".join(made), site=site))

    @transaction.atomic
    def made(self, password: str) -> list[str]:
        """The addresses of the accounts that now have the password. What is somebody's own account stays as it is."""
        made = []
        for email in (*STAFF, *OFFICIALS):
            user = User.objects.filter(email__iexact=email).first() or User(email=email, is_demonstration=True)
            if not user.is_demonstration:
                self.stderr.write(f"{email} is an account of its own and stays as it is.")
                continue
            user.is_active, user.is_staff = True, email in STAFF
            user.set_password(password)
            user.save()
            user.verify_email()
            if email in STAFF:
                user.groups.set([Group.objects.get(name=STAFF[email])])
            else:
                self.give_post(user, *OFFICIALS[email])
            made.append(email)
        return made

    def give_post(self, user: User, name: str, kind: str, audience: str) -> None:
        agency, _ = Agency.objects.get_or_create(name=name, defaults={"kind": kind, "town": "Demonstration"})
        post, _ = Post.objects.get_or_create(agency=agency, audience=audience)
        if not post.holdings.principal().exists():
            Holding.objects.create(post=post, person=user, held_from=timezone.localdate())
