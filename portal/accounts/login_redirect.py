"""Chooses the page after sign-in when no page was requested."""

from datetime import date

from django.urls import reverse

from portal.accounts.models import Post, User


def get_start_page(person: User, on: date) -> str:
    """Staff go to the editorial desk, holders of a post on that day to the officials' desk, everybody else to their
    account."""
    if person.is_staff:
        return reverse("admin:index")
    return reverse("official" if Post.objects.held_by(person, on).exists() else "account-home")
