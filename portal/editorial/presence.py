"""Records who has a draft open: when its screen is opened, and every half minute while it stays open."""

from datetime import datetime

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path

from portal.editorial.draft_state import STALE, Presence
from portal.lib import dates
from portal.lib.query_params import get_now


def note_presence(edition, user, at: datetime) -> None:
    """Marks the draft as open for the user. After more than two minutes away, it counts as opened again."""
    presence, is_new = Presence.objects.get_or_create(
        edition_id=edition.pk, user=user, defaults={"opened_at": at, "seen_at": at}
    )
    if not is_new:
        opened_at = at if presence.seen_at <= at - STALE else presence.opened_at
        Presence.objects.filter(pk=presence.pk).update(opened_at=opened_at, seen_at=at)


def end_presence(edition, user) -> None:
    Presence.objects.filter(edition_id=edition.pk, user=user).delete()


def describe_other_editors(edition, user, at: datetime) -> list[str]:
    """Returns a sentence about each other person who has the draft open."""
    rows = Presence.objects.open(at).filter(edition_id=edition.pk).exclude(user=user)
    return [
        f"{row.user} ({row.user.email}) has had this draft open since"
        f" {row.opened_at.astimezone(dates.get_time_zone()):%H:%M}."
        for row in rows.select_related("user").order_by("opened_at", "pk")
    ]


def describe_lost_draft(edition) -> str:
    status = edition.get_status_display().lower()
    return f"You can no longer save changes here: the status of this version is now “{status}”."


class PresenceViewsMixin:
    """For the admin of an edition: the address that an open screen calls every half minute."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.presence_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        return [path("<path:object_id>/presence/", view, name=name), *super().get_urls()]

    def presence_view(self, request, object_id):
        """POST records that the user has the draft open, and returns who else has. After a step of somebody else, an
        open screen shows a version that cannot be edited any more: then the answer says so."""
        edition = self.get_object(request, unquote(object_id))
        if request.method != "POST" or edition is None or not self.has_view_permission(request, edition):
            raise PermissionDenied
        if edition.status != edition.Status.DRAFT:
            return JsonResponse({"others": [describe_lost_draft(edition)]})
        if not self.has_change_permission(request, edition):
            raise PermissionDenied
        at = get_now(request)
        note_presence(edition, request.user, at)
        return JsonResponse({"others": describe_other_editors(edition, request.user, at)})
