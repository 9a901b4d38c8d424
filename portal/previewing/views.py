"""Where a preview of the whole site is begun and left."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal.previewing.forms import LookForm
from portal.previewing.looks import KEY, RESIDENT, kept_look
from portal.records import days
from portal.records.asked import asked_moment, asked_number
from portal.records.models import Edition


def site_preview(request):
    """Asks as whom, on which day and with which drafts; ?edition= proposes a draft and begins at its record."""
    if not request.user.has_perm("records.view_edition"):
        raise PermissionDenied
    form = LookForm(request.POST or None, initial=proposed(request))
    if request.method == "POST" and form.is_valid():
        look = form.look()
        look.keep(request.session)
        return redirect(begins_at(request, look))
    context = admin.site.each_context(request) | {
        "title": "See the site before readers do",
        "form": form,
        "is_previewing": kept_look(request.session) is not None,
    }
    return render(request, "admin/previewing/site_preview.html", context)


def proposed(request) -> dict:
    today = days.day_of(asked_moment(request))
    if look := kept_look(request.session):
        return {"on": max(look.on, today), "reader": look.reader, "editions": chosen(request) or look.editions}
    return {"on": today, "reader": RESIDENT, "editions": chosen(request)}


def chosen(request) -> list[int]:
    number = asked_number(request, "edition")
    return [number] if number else []


def begins_at(request, look) -> str:
    """A resident's preview of one draft begins at its record, every other where such a reader begins."""
    edition = Edition.objects.open().select_related("record").filter(pk__in=chosen(request)).first()
    if edition and edition.pk in look.editions and look.reader == RESIDENT:
        return edition.record.get_absolute_url()
    return look.start()


@require_POST
def leave_site_preview(request):
    request.session.pop(KEY, None)
    return redirect("site-preview")
