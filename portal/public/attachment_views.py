"""Serves attachments to people who may read an edition that contains them. Headers keep browsers from running a
file."""

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
    """Sends the file with that SHA-256 as a download. Answers 404 if the reader may read no edition that contains it,
    and 410 if all such editions were published in error."""
    at = get_now(request)
    editions = Edition.objects.visible_to(request.user, at)
    attachments = Attachment.objects.filter(sha256=sha256, edition__in=editions).order_by(
        "-edition__published_at", "-pk"
    )
    attachments = attachments.select_related("edition__record")
    attachment = next((candidate for candidate in attachments if not candidate.edition.is_retracted_at(at)), None)
    if attachment is None and attachments:
        return build_gone_response(attachments[0].edition)
    if attachment is None:
        raise Http404("There is no such attachment.")
    return build_file_response(request, attachment, is_public=attachment.edition.is_public(at))


def build_gone_response(edition):
    reason = f"The version with this attachment was published in error and withdrawn: {edition.withdrawal_reason}"
    return HttpResponse(reason, status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8")


def build_file_response(request, attachment: HeldFile, *, is_public: bool):
    """Sends a file as a download with its stored media type. Headers forbid browsers to guess the type, to run the file
    or to show it inside a page."""
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file of this attachment is missing. Contact the office that issued the text.") from error
    etag = f'"{attachment.sha256}"'
    response = get_conditional_response(request, etag=etag) or FileResponse(
        file, as_attachment=True, filename=attachment.file_name, content_type=attachment.media_type
    )
    response.headers["Content-Security-Policy"] = SANDBOX_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["ETag"] = etag
    # Caches ask again each time, because a text can be withdrawn as published in error.
    response.headers["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    return response
