"""Admin pages of an import. Nothing is stored before drafts are made; then everything is stored or nothing."""

from collections.abc import Sequence
from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.importer.drafts.draft_editions import create_drafts, find_source_document
from portal.importer.form_schema import MOST_ROWS, PARTS, point_part
from portal.importer.forms import SourceForm
from portal.importer.highlights import list_highlights, split_at_highlights
from portal.importer.parser import ParsedDocument, list_document_kinds
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.point_pairing import Pairing
from portal.importer.review_form import DocumentForm
from portal.importer.signed_payload import SignedPayload, pack_payload, unpack_payload
from portal.importer.upload_parser import parse_upload
from portal.lib.query_params import get_now
from portal.lib.text import parse_number
from portal.records.admin_urls import get_edition_admin_url
from portal.records.models import Edition
from portal.sources.models import SourceDocument
from portal.sources.source_steps import get_available_actions

PERMISSIONS = ("records.add_record", "records.add_edition", "sources.view_sourcedocument")
LOST = "Your browser returned a different text. Import it again."


def can_import_sources(user) -> bool:
    return user.has_perms(PERMISSIONS)


def import_page(request):
    """GET shows the empty form. POST shows what was read from the text, or why it is refused; a POST with `packed`
    comes from the review page."""
    if not can_import_sources(request.user):
        raise PermissionDenied
    if request.method == "POST" and "packed" in request.POST:
        try:
            return check_review(request)
        except UnreadableFileError as error:
            return render_retry(request, str(error))
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        packed = pack_payload(form.cleaned_data["name"], form.decoded, request.user)
        carried = SignedPayload(form.cleaned_data["name"], form.decoded.text, form.decoded.targets)
        return render_review(request, packed, carried, build_forms(carried, form.documents))
    return render_import_page(request, "importer/import_form.html", {"title": "Import a text", "form": form})


def check_review(request):
    """Reads documents again if their kind was changed, or makes the drafts if every form is valid."""
    packed = request.POST["packed"]
    carried = unpack_payload(packed, request.user)
    if carried is None:
        return lost_payload_response(request)
    kinds = [kind if kind in list_document_kinds() else "" for kind in request.POST.getlist("read_as")]
    documents = parse_upload(carried.text, carried.targets, kinds)
    if "add" in request.POST:
        return render_review(request, packed, carried, build_forms(carried, documents, add_form_row(request.POST)))
    forms = build_forms(carried, documents, request.POST)
    is_valid = not [form for form in forms if not form.is_valid()]
    if any(form.is_of_another_kind for form in forms):
        return reread_documents(request, packed, carried, forms)
    problems = [] if is_valid else ["Nothing is stored yet. Correct the errors below."]
    if any(form.is_unpaired for form in forms):
        data, sentences = repair_pairing(carried, forms, request.POST)
        return render_review(request, packed, carried, build_forms(carried, documents, data), problems + sentences)
    if is_valid and find_source_document(carried.text):
        problems = [
            f"This text is already stored as source document “{find_source_document(carried.text).key}”."
            " Nothing was stored now."
        ]
    if not problems:
        try:
            return create_drafts_response(request, carried, forms)
        except DatabaseError as error:
            problems = [f"The database refused the values, and nothing was stored: {error}"]
    return render_review(request, packed, carried, forms, problems)


def lost_payload_response(request):
    form = SourceForm({})
    form.errors.clear()
    form.add_error(None, LOST)
    return render_import_page(request, "importer/import_form.html", {"title": "Import a text", "form": form})


def render_retry(request, sentence: str):
    """Keeps what was submitted, if the text could be parsed before but cannot be now, because the server is busy."""
    posted = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    context = {"title": "Import a text", "refusals": [sentence], "posted": posted}
    response = render_import_page(request, "importer/retry.html", context)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response


def add_form_row(posted):
    """Returns the submitted data, with one more row of the part that the button names."""
    data = posted.copy()
    place, _, part = posted["add"].partition(".")
    name = f"d{place}-{part}.rows"
    if part in PARTS and (number := parse_number(data.get(name, ""))) is not None:
        data[name] = str(min(number + 1, MOST_ROWS))
    return data


def repair_pairing(carried: SignedPayload, forms: Sequence[DocumentForm], posted):
    """Returns the submitted data, with the points of the chosen record beside those of the document, and sentences
    about it."""
    data, sentences = posted.copy(), []
    for form in forms:
        record = form.next_record()
        pairing = Pairing.of(carried.text, form.document, record) if form.is_unpaired else None
        if pairing is None:
            continue
        part = point_part(form.document)
        data[form.add_prefix("paired_with")] = record.key
        for number in range(form.counts[part]):
            data[form.add_prefix(f"{part}[{number}].same_as")] = pairing.key_at(number)
        sentences.append(
            f"Nothing is stored yet. The points of document {form.place + 1} are now beside those of “{record.key}”: "
            "check that they belong together, then make the drafts."
        )
    return data, sentences


def reread_documents(request, packed: str, carried: SignedPayload, forms: Sequence[DocumentForm]):
    """Reads documents of a changed kind again. Single lines that staff corrected are kept."""
    kinds = [form.cleaned_data.get("kind", form.document.kind) for form in forms]
    documents = parse_upload(carried.text, carried.targets, kinds)
    renewed, sentences = [], []
    for form, document in zip(forms, documents, strict=True):
        if not form.is_of_another_kind:
            renewed.append(form)
            continue
        new_form = DocumentForm(carried.text, document, form.place)
        for name in set(form.changed_data) & set(new_form.fields) - {"kind", "becomes", "record", "paired_with"}:
            if "[" not in name and "." not in name:
                new_form.initial[name] = form[name].value()
        renewed.append(new_form)
        sentences.append(
            f"Document {form.place + 1} was read again as {document.kind.replace('_', ' ')}. Check it again."
        )
    return render_review(request, packed, carried, renewed, sentences)


def build_forms(carried: SignedPayload, documents: list[ParsedDocument], data=None) -> list[DocumentForm]:
    return [DocumentForm(carried.text, document, place, data) for place, document in enumerate(documents)]


def render_review(
    request, packed: str, carried: SignedPayload, forms: Sequence[DocumentForm], sentences: Sequence[str] = ()
):
    highlights = list_highlights([form.document for form in forms])
    context = {
        "title": f"Import: {carried.name}",
        "packed": packed,
        "forms": forms,
        "pieces": list(split_at_highlights(carried.text, highlights)),
        "numbers": {mark.anchor: mark.number for mark in highlights},
        "sentences": sentences,
    }
    return render_import_page(request, "importer/review.html", context)


def create_drafts_response(request, carried: SignedPayload, forms: Sequence[DocumentForm]):
    documents = [form.corrections.document_made() for form in forms]
    with transaction.atomic():
        result = create_drafts(
            carried.text, carried.name, documents, by=request.user, choices=[form.choice() for form in forms]
        )
    for sentence in result.said:
        messages.info(request, sentence)
    return HttpResponseRedirect(reverse("admin:sources_sourcedocument_drafts", args=[result.source.pk]))


def import_result(request, pk: int):
    """Shows who can read a source document and what was made of it: every edition that cites it, with a link to
    each."""
    if not request.user.has_perm("sources.view_sourcedocument"):
        raise PermissionDenied
    at = get_now(request)
    source = get_object_or_404(SourceDocument.objects.with_state(at).defer("text"), pk=pk)
    rows = Edition.objects.filter(citations__source=source).distinct().select_related("record").defer("body")
    editions = [(row, get_edition_admin_url(row)) for row in rows.order_by("record__key", "number")]
    context = {
        "title": source.title,
        "source": source,
        "editions": editions,
        "decision": source.steps.decisions(at).first(),
        "proposal": source.get_proposal(),
        "steps": get_available_actions(source, request.user, at),
        "may_delete": request.user.has_perm("sources.delete_sourcedocument") and source.is_deletable(),
        "may_import": can_import_sources(request.user),
    }
    return render_import_page(request, "importer/drafts.html", context)


def render_import_page(request, template: str, context: dict):
    context = {**admin.site.each_context(request), "opts": SourceDocument._meta, **context}
    return render(request, template, context)
