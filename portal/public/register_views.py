"""The public register: a page to read, and the whole chain as data to verify elsewhere."""

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.lib.pagination import fetch_page
from portal.lib.query_params import get_now, reads_query
from portal.lib.text import parse_number
from portal.records.register_queries import annotate_subjects
from portal.register.hash_chain import format_timestamp
from portal.register.models import RegisterEntry


def get_entry_number(request, name: str) -> int | None:
    """Returns the number in `?name=`, or None if it is missing. Raises Http404 with a message for anything else."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    number = parse_number(text)
    if number is None:
        raise Http404(f"“{text[:40]}” is not the number of a register entry.")
    return number


@reads_query("before")
@require_safe
def register_list(request):
    """Shows the entries, newest first. `?before=` is the number of the last entry on the previous page."""
    at = get_now(request)
    entries = annotate_subjects(RegisterEntry.objects.defer("content"), at)
    if (before := get_entry_number(request, "before")) is not None:
        entries = entries.filter(number__lt=before)
    page, last = fetch_page(entries)
    for entry in page:
        entry.is_sealed = entry.is_sealed_at(at)
    context = {
        "entries": page,
        "next": last.number if last else None,
        "is_later_page": before is not None,
    }
    return render(request, "public/register.html", context)


@reads_query("after")
@require_safe
def register_data(request):
    """Returns the entries as JSON, oldest first as a verifier needs them. `?after=` is the number of the last entry on
    the previous page."""
    at = get_now(request)
    after = get_entry_number(request, "after") or 0
    entries = annotate_subjects(RegisterEntry.objects.filter(number__gt=after), at).order_by("number")
    page, last = fetch_page(entries)
    following = request.build_absolute_uri(f"?after={last.number}") if last else None
    return JsonResponse(
        {"entries": [build_entry_data(entry, at) for entry in page], "next": following},
        json_dumps_params={"ensure_ascii": False},
    )


def build_entry_data(entry: RegisterEntry, at) -> dict:
    """Returns an entry as data, as far as it is public.

    - Not public: only the number and the hashes; the rest appears on the day of publication, if there is one.
    - About a text for officials only: also the moment of recording; the content never appears.
    - About a text published in error: everything but the content, which stays stored. The digest remains."""
    chained = {"number": entry.number, "hash": entry.hash, "previous": entry.previous}
    if entry.is_for_officials:
        return {
            **chained,
            "is_sealed": True,
            "is_for_officials": True,
            "recorded_at": format_timestamp(entry.recorded_at),
        }
    if entry.is_sealed_at(at):
        return {**chained, "is_sealed": True}
    return {
        **chained,
        "is_sealed": False,
        "action": entry.action,
        "public_at": format_timestamp(entry.public_at),
        "recorded_at": format_timestamp(entry.recorded_at),
        "address": entry.address,
        "title": entry.title,
        "content_digest": entry.content_digest,
        "is_retracted": bool(entry.is_retracted),
        "content": None if entry.is_retracted else entry.content,
    }
