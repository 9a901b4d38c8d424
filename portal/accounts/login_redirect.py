"""Where somebody is led who signs in and did not come for a page."""

from datetime import date

from django.urls import reverse

from portal.accounts.models import Post, User


def get_start_page(person: User, on: date) -> str:
    """The address of one's work: staff to the editorial desk, who holds a post on the day to the officials' desk,
    everybody else to the account."""
    if person.is_staff:
        return reverse("admin:index")
    return reverse("official" if Post.objects.held_by(person, on).exists() else "account-home")
