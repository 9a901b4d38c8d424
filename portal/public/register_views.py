"""The public register: a page to read, and the whole chain as data to verify elsewhere."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.lib.query_params import get_now
from portal.records.register_queries import annotate_subjects
from portal.register.hash_chain import format_timestamp
from portal.register.models import RegisterEntry


def get_entry_number(request, name: str) -> int | None:
    """The number in ?name=; None where it is missing. Raises Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    if not (word.isascii() and word.isdigit() and len(word) <= 18):
        raise Http404(f"“{word[:40]}” is not the number of a register entry.")
    return int(word)


@require_safe
def register_list(request):
    """Newest first; ?before= is the number of the last entry of the page before."""
    at = get_now(request)
    entries = annotate_subjects(RegisterEntry.objects.defer("content"), at)
    if (before := get_entry_number(request, "before")) is not None:
        entries = entries.filter(number__lt=before)
    rows = list(entries[: settings.PAGE_SIZE + 1])
    for entry in rows:
        entry.is_sealed = entry.public_at > at
    context = {
        "entries": rows[: settings.PAGE_SIZE],
        "next": rows[settings.PAGE_SIZE - 1].number if len(rows) > settings.PAGE_SIZE else None,
        "is_later_page": before is not None,
    }
    return render(request, "public/register.html", context)


@require_safe
def register_data(request):
    """Oldest first, as a verifier reads; ?after= is the number of the last entry of the page before."""
    at = get_now(request)
    after = get_entry_number(request, "after") or 0
    entries = annotate_subjects(RegisterEntry.objects.filter(number__gt=after), at).order_by("number")
    rows = list(entries[: settings.PAGE_SIZE + 1])
    page = rows[: settings.PAGE_SIZE]
    following = request.build_absolute_uri(f"?after={page[-1].number}") if len(rows) > len(page) else None
    return JsonResponse(
        {"entries": [build_entry_data(entry, at) for entry in page], "next": following},
        json_dumps_params={"ensure_ascii": False},
    )


def build_entry_data(entry: RegisterEntry, at) -> dict:
    """Of an entry that is not public yet only its links in the chain; its words come on their day. Of one about a
    text for officials only also when it was recorded; its words never come. The words of one that was published in
    error are kept and no longer shown; their digest stays."""
    chained = {"number": entry.number, "hash": entry.hash, "previous": entry.previous}
    if entry.is_for_officials:
        return {
            **chained,
            "is_sealed": True,
            "is_for_officials": True,
            "recorded_at": format_timestamp(entry.recorded_at),
        }
    if entry.public_at > at:
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
