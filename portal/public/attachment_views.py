"""Serves attachments to people who may read an edition that contains them. Headers keep browsers from running a
file."""

from http import HTTPStatus

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from portal.attachments.file_names import build_file_name
from portal.lib.file_response import build_file_response
from portal.lib.query_params import get_now
from portal.records.models import Attachment, Edition
from portal.records.models.parts import HeldFile

SANDBOX_POLICY = "default-src 'none'; sandbox"


@require_safe
def attachment_download(request, sha256, file_name=""):
    """Sends the file with that SHA-256 as a download. `file_name` chooses between titles that the same bytes have.
    Answers 404 if the reader may read no edition that contains it, and 410 if all such editions were published in
    error."""
    at = get_now(request)
    editions = Edition.objects.visible_to(request.user, at)
    attachment = find_attachment(sha256, file_name, editions.not_retracted(at))
    if attachment is not None:
        return build_attachment_response(request, attachment, is_public=attachment.edition.is_public(at))
    if attachment := find_attachment(sha256, file_name, editions):
        return build_gone_response(attachment.edition)
    raise Http404("There is no such attachment.")


def find_attachment(sha256: str, name: str, editions) -> Attachment | None:
    """Returns the newest attachment of the editions with these bytes and, if there is a name, with this name."""
    attachments = filter_by_name(Attachment.objects.filter(sha256=sha256, edition__in=editions), name)
    attachments = attachments.select_related("edition__record").defer("edition__body", "edition__provenance")
    return attachments.order_by("-edition__published_at", "-pk").first()


def filter_by_name(attachments: QuerySet, name: str) -> QuerySet:
    """Returns those of several attachments with the same bytes whose file has this name, or all without a name."""
    if not name:
        return attachments
    titles = attachments.values_list("title", "media_type").distinct()
    return attachments.filter(title__in=[title for title, kind in titles if name == build_file_name(title, kind)])


def build_gone_response(edition):
    reason = f"The version with this attachment was published in error and withdrawn: {edition.withdrawal_reason}"
    return HttpResponse(reason, status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8")


def build_attachment_response(request, attachment: HeldFile, *, is_public: bool):
    """Sends a file as a download with its stored media type. Headers forbid browsers to guess the type, to run the file
    or to show it inside a page."""
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file of this attachment is missing. Contact the office that issued the text.") from error
    response = build_file_response(
        request,
        file,
        etag=f'"{attachment.sha256}"',
        file_name=attachment.file_name,
        media_type=attachment.media_type,
        is_download=True,
    )
    response.headers["Content-Security-Policy"] = SANDBOX_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Caches ask again each time, because a text can be withdrawn as published in error.
    response.headers["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    return response
