"""Who else has a draft open: noted when its screen is opened, and every half minute while it stays open."""

from datetime import datetime

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path

from portal.desk.drafts import STALE, Presence
from portal.records import days
from portal.records.asked import asked_moment


def note(edition, user, at: datetime) -> None:
    """The user has the draft open. Whoever was away for longer than two minutes has opened it anew."""
    presence, is_new = Presence.objects.get_or_create(
        edition_id=edition.pk, user=user, defaults={"opened_at": at, "seen_at": at}
    )
    if not is_new:
        opened_at = at if presence.seen_at <= at - STALE else presence.opened_at
        Presence.objects.filter(pk=presence.pk).update(opened_at=opened_at, seen_at=at)


def leave(edition, user) -> None:
    Presence.objects.filter(edition_id=edition.pk, user=user).delete()


def others(edition, user, at: datetime) -> list[str]:
    """A sentence for everybody else who has the draft open."""
    rows = Presence.objects.open(at).filter(edition_id=edition.pk).exclude(user=user)
    return [
        f"{row.user} ({row.user.email}) has had this draft open since {row.opened_at.astimezone(days.zone()):%H:%M}."
        for row in rows.select_related("user").order_by("opened_at", "pk")
    ]


class PresenceViews:
    """For the admin of an edition: the address that an open screen calls."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.presence_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        return [path("<path:object_id>/presence/", view, name=name), *super().get_urls()]

    def presence_view(self, request, object_id):
        """POST: notes that the draft is open here, and answers with who else has it open."""
        edition = self.get_object(request, unquote(object_id))
        if request.method != "POST" or edition is None or not self.has_change_permission(request, edition):
            raise PermissionDenied
        at = asked_moment(request)
        note(edition, request.user, at)
        return JsonResponse({"others": others(edition, request.user, at)})
