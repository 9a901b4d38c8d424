"""The addresses and forms of the pages of the workflow steps."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from portal.records.models import Edition
from tests.editorial.edition_forms import ADMINS

JUNE = timezone.now() - timedelta(days=30)


def address(edition: Edition, name: str) -> str:
    admin = f"admin:{ADMINS[edition.record.kind]}"
    return (
        reverse(f"{admin}_note", args=[edition.pk])
        if name == "note"
        else reverse(f"{admin}_step", args=[edition.pk, name])
    )


def form_of(client, edition: Edition, name: str) -> dict:
    return {"seen": client.get(address(edition, name)).context["form"].initial["seen"]}


def reasons(response) -> list[str]:
    return response.context["reasons"]
