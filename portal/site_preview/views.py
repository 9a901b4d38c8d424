"""Pages that start and leave a preview of the whole site."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal.lib import dates
from portal.lib.query_params import get_edition_number, get_now
from portal.records.models import Edition
from portal.site_preview.forms import PreviewOptionsForm
from portal.site_preview.options import KEY, RESIDENT, load_options


def site_preview(request):
    """Asks for the reader, the day and the drafts. ?edition= selects a draft and starts the preview at its record."""
    if not request.user.has_perm("records.view_edition"):
        raise PermissionDenied
    form = PreviewOptionsForm(request.POST or None, initial=get_initial_options(request))
    if request.method == "POST" and form.is_valid():
        options = form.build_options()
        options.save(request.session)
        return redirect(get_preview_start(request, options))
    context = admin.site.each_context(request) | {
        "title": "Preview the site",
        "form": form,
        "is_previewing": load_options(request.session) is not None,
    }
    return render(request, "site_preview/site_preview.html", context)


def get_initial_options(request) -> dict:
    today = dates.get_local_date(get_now(request))
    if options := load_options(request.session):
        return {
            "on": max(options.on, today),
            "reader": options.reader,
            "editions": get_chosen_editions(request) or options.editions,
        }
    return {"on": today, "reader": RESIDENT, "editions": get_chosen_editions(request)}


def get_chosen_editions(request) -> list[int]:
    number = get_edition_number(request, "edition")
    return [number] if number else []


def get_preview_start(request, options) -> str:
    """Returns the record for a resident's preview of one draft, otherwise the page where such a reader starts."""
    edition = Edition.objects.open().select_related("record").filter(pk__in=get_chosen_editions(request)).first()
    if edition and edition.pk in options.editions and options.reader == RESIDENT:
        return edition.record.get_absolute_url()
    return options.start()


@require_POST
def leave_site_preview(request):
    request.session.pop(KEY, None)
    return redirect("site-preview")
