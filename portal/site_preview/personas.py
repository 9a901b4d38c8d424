"""Who reads in a preview: nobody, or an official who exists for the length of one request."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from portal.accounts.audiences import get_audience, get_audience_values
from portal.accounts.models import Agency, Holding, Post, User
from portal.site_preview.options import add_article

KEY = 2**62
"""Primary key of everything made for one request: the same each time, so that links lead on, and nobody else's."""


def build_official(audience: str, on: date) -> User:
    """Somebody who holds a post of that audience on the day and has acknowledged nothing yet. Makes rows: call it in
    a transaction that is rolled back."""
    about = get_audience(audience)
    name = add_article(about.agency_label.lower())
    agency = Agency.objects.create(pk=KEY, name=f"{name} (preview)", kind=about.agency_kind, town="(any town)")
    post = Post.objects.create(pk=KEY, agency=agency, audience=audience)
    person = User.objects.create(pk=KEY, email="preview@portal.invalid", name="(preview)")
    Holding.objects.create(pk=KEY, post=post, person=person, held_from=on)
    return person


def build_reader(reader: str, on: date):
    """In place of the member of staff, so that a preview shows what such a reader may see and nothing more."""
    return build_official(reader, on) if reader in get_audience_values() else AnonymousUser()
