"""Serves attachments to people who may read an edition that has them, in a way that browsers never execute."""

from http import HTTPStatus

from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from portal.lib.query_params import get_now
from portal.records.models import Attachment, Edition
from portal.records.models.parts import HeldFile

SANDBOX_POLICY = "default-src 'none'; sandbox"


@require_safe
def attachment_download(request, sha256):
    """The bytes with that SHA-256, as a download. 404 for anyone who may read no edition that has them, 410 where all
    such editions were published in error."""
    at = get_now(request)
    readable = Edition.objects.visible_to(request.user, at)
    held = Attachment.objects.filter(sha256=sha256, edition__in=readable).order_by("-edition__published_at", "-pk")
    held = held.select_related("edition__record")
    found = next((one for one in held if not one.edition.is_retracted_at(at)), None)
    if found is None and held:
        return build_gone_response(held[0].edition)
    if found is None:
        raise Http404("There is no such attachment.")
    return build_file_response(request, found, is_public=found.edition.is_public(at))


def build_gone_response(edition):
    reason = f"The version with this attachment was published in error and withdrawn: {edition.withdrawal_reason}"
    return HttpResponse(reason, status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8")


def build_file_response(request, found: HeldFile, *, is_public: bool):
    """What answers with a file: its own media type, never guessed, never shown inside a page, never run."""
    try:
        file = found.file.open("rb")
    except FileNotFoundError as fault:
        raise Http404("The file of this attachment is missing. Tell the office that issued it.") from fault
    etag = f'"{found.sha256}"'
    answer = get_conditional_response(request, etag=etag) or FileResponse(
        file, as_attachment=True, filename=found.file_name, content_type=found.media_type
    )
    answer.headers["Content-Security-Policy"] = SANDBOX_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["ETag"] = etag
    # Asked again each time, because a text can turn out to have been published in error.
    answer.headers["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    return answer
