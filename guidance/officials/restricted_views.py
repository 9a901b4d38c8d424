"""Memos as officials read them, with their attachments. Texts for officials only have no page anywhere else."""

from http import HTTPStatus

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.models import is_addressed_to
from guidance.models.acknowledgement import VIEW_PERMISSION
from guidance.officials.access import require_login
from guidance.officials.queries import get_held_posts
from portal.lib.dates import get_local_date
from portal.lib.pagination import fetch_numbered_page
from portal.lib.query_params import get_edition_number, get_now
from portal.public.attachment_views import build_attachment_response, build_gone_response, filter_by_name
from portal.records.models import Edition, Readers
from portal.register.hash_chain import format_timestamp

NO_TEXT = "There is no such text, or it is not addressed to a post that you hold today."


def get_readable_editions(user, at):
    """Returns the published versions of memos that are addressed to a post that the user holds today. Staff with the
    permission to view acknowledgements get all."""
    rows = Edition.objects.published(at).filter(record__kind="memo")
    if user.is_active and user.is_staff and user.has_perm(VIEW_PERMISSION):
        return rows
    return rows.filter(is_addressed_to(get_held_posts(user, get_local_date(at)).order_by().values("audience")))


def get_edition_or_404(request, key: str, number: int) -> Edition:
    """Returns the edition with its standing. Raises the same Http404 for a text that does not exist and for one that
    the user may not read."""
    at = get_now(request)
    rows = (
        get_readable_editions(request.user, at)
        .filter(record__key=key, number=number)
        .with_standing(get_local_date(at), at)
    )
    edition = rows.select_related("record__issuer", "publication").first()
    if edition is None:
        raise Http404(NO_TEXT)
    return edition


@require_login
@require_safe
def text_list(request):
    """Lists the texts for officials only that apply to the user's posts, newest first."""
    at = get_now(request)
    page = get_edition_number(request, "page") or 1
    applying = Edition.objects.applying_to_officials(get_local_date(at), at).filter(record__readers=Readers.OFFICIALS)
    rows = get_readable_editions(request.user, at).filter(pk__in=applying.values("pk")).select_related("record__issuer")
    light = rows.defer("body", "provenance").order_by("-published_at", "-pk")
    editions, has_more = fetch_numbered_page(light, page, otherwise="The list of texts has fewer pages.")
    context = {"editions": editions, "page": page, "has_more": has_more}
    return render(request, "guidance/officials/restricted_texts.html", context)


@require_login
@require_safe
def text_detail(request, key, number):
    """Shows one version. If it was published in error, shows only the reason, with status 410."""
    at = get_now(request)
    edition = get_edition_or_404(request, key, number)
    others = (
        get_readable_editions(request.user, at)
        .filter(record=edition.record)
        .order_by("-number")
        .only("number", "record")
    )
    context = {
        "edition": edition,
        "record": edition.record,
        "versions": list(others),
        "is_gone": edition.is_retracted_at(at),
    }
    if context["is_gone"]:
        return render(request, "guidance/officials/restricted_text.html", context, status=HTTPStatus.GONE)
    context |= {"on": get_local_date(at), "document": edition.document, "sealed": list(edition.sealedattachments.all())}
    return render(request, "guidance/officials/restricted_text.html", context)


@require_login
@require_safe
def text_data(request, key, number):
    """Returns the register's entry with the canonical document. The hash in the public register can be computed from
    its facts."""
    edition = get_edition_or_404(request, key, number)
    if edition.is_retracted_at(get_now(request)):
        return build_gone_response(edition)
    entry = edition.publication
    facts = {name: format_timestamp(value) if name.endswith("_at") else value for name, value in entry.facts().items()}
    opened = [{**row.sealed_data(), **row.as_data()} for row in edition.sealedattachments.all()]
    data = {**facts, "hash": entry.hash, "content": entry.content, "sealed": opened}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@require_login
@require_safe
def text_attachment(request, key, number, sha256, file_name=""):
    """Returns an attachment of the version for this user; no cache stores it."""
    edition = get_edition_or_404(request, key, int(number))
    if edition.is_retracted_at(get_now(request)):
        return build_gone_response(edition)
    parts = (edition.sealedattachments, edition.attachments)
    matches = (filter_by_name(rows.filter(sha256=sha256), file_name).first() for rows in parts)
    attachment = next(filter(None, matches), None)
    if attachment is None:
        raise Http404("There is no such attachment.")
    return build_attachment_response(request, attachment, is_public=False)
