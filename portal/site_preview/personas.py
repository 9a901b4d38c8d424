"""The reader in a preview: a visitor, or an official who exists only during one request."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from portal.accounts.audiences import get_audience, get_audience_values
from portal.accounts.models import Agency, Holding, Post, User
from portal.site_preview.options import add_article

KEY = 2**62
"""Primary key of all rows made for a request. It never changes, so that links work, and no real row has it."""


def build_official(audience: str, on: date) -> User:
    """Creates an official who holds a post of the audience on the day and has acknowledged nothing yet. Call it in a
    transaction that is rolled back."""
    facts = get_audience(audience)
    name = add_article(facts.agency_label.lower())
    agency = Agency.objects.create(pk=KEY, name=f"{name} (preview)", kind=facts.agency_kind, town="(any town)")
    post = Post.objects.create(pk=KEY, agency=agency, audience=audience)
    person = User.objects.create(pk=KEY, email="preview@portal.invalid", name="(preview)")
    Holding.objects.create(pk=KEY, post=post, person=person, held_from=on)
    return person


def build_reader(reader: str, on: date):
    """Returns the user who replaces the member of staff, so that a preview shows only what such a reader may see."""
    return build_official(reader, on) if reader in get_audience_values() else AnonymousUser()
