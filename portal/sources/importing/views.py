"""The desk's pages of an import. Nothing is stored before drafts are made; then everything or nothing is."""

from collections.abc import Sequence

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse

from portal.records.models import Edition
from portal.sources.drafting.drafts import draft, known
from portal.sources.importing.carried import Carried, pack, unpack
from portal.sources.importing.document_form import DocumentForm
from portal.sources.importing.forms import SourceForm
from portal.sources.importing.marks import marks, pieces
from portal.sources.importing.pairing import Pairing
from portal.sources.importing.shape import MOST_ROWS, PARTS, point_part
from portal.sources.models import SourceDocument
from portal.sources.parsing import Document, parse
from portal.sources.parsing.classify import KINDS

PERMISSIONS = ("records.add_record", "records.add_edition", "sources.view_sourcedocument")
LOST = "The text did not come back from your browser as it was sent. Bring it again."


def may_import(user) -> bool:
    return user.has_perms(PERMISSIONS)


def bring(request):
    """GET: the empty form. POST: what was read of the text, or why it is refused; `packed` is the second page's."""
    if not may_import(request.user):
        raise PermissionDenied
    if request.method == "POST" and "packed" in request.POST:
        return checked(request)
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        packed = pack(form.cleaned_data["name"], form.decoded, request.user)
        carried = Carried(form.cleaned_data["name"], form.decoded.text, form.decoded.targets)
        return review(request, packed, carried, forms_of(carried, form.documents))
    return page(request, "admin/sources/bring.html", {"title": "Import a text", "form": form})


def checked(request):
    """Reads documents anew whose kind somebody changed; makes the drafts when every form holds."""
    packed = request.POST["packed"]
    carried = unpack(packed, request.user)
    if carried is None:
        return lost(request)
    kinds = [kind if kind in KINDS else "" for kind in request.POST.getlist("read_as")]
    documents = parse(carried.text, carried.targets, kinds)
    if "add" in request.POST:
        return review(request, packed, carried, forms_of(carried, documents, with_row(request.POST)))
    forms = forms_of(carried, documents, request.POST)
    is_valid = not [form for form in forms if not form.is_valid()]
    if any(form.is_of_another_kind for form in forms):
        return read_anew(request, packed, carried, forms)
    said = [] if is_valid else ["Nothing is stored yet: something below cannot be as it is."]
    if any(form.is_unpaired for form in forms):
        data, sentences = paired_anew(carried, forms, request.POST)
        return review(request, packed, carried, forms_of(carried, documents, data), said + sentences)
    if is_valid and known(carried.text):
        said = [f"Meanwhile this text was kept as source document “{known(carried.text).key}”. Nothing was stored."]
    if not said:
        try:
            return made(request, carried, forms)
        except DatabaseError as error:
            said = [f"The database refused what was read, and nothing was stored: {error}"]
    return review(request, packed, carried, forms, said)


def lost(request):
    form = SourceForm({})
    form.errors.clear()
    form.add_error(None, LOST)
    return page(request, "admin/sources/bring.html", {"title": "Import a text", "form": form})


def with_row(posted):
    """What was sent, with one more row of the part that its button names."""
    data = posted.copy()
    place, _, part = posted["add"].partition(".")
    name = f"d{place}-{part}.rows"
    if part in PARTS and data.get(name, "").isdecimal():
        data[name] = str(min(int(data[name][:6]) + 1, MOST_ROWS))
    return data


def paired_anew(carried: Carried, forms: Sequence[DocumentForm], posted):
    """What was sent, with the points of the chosen record beside those of the document; and what to say of it."""
    data, said = posted.copy(), []
    for form in forms:
        record = form.next_record()
        pairing = Pairing.of(carried.text, form.document, record) if form.is_unpaired else None
        if pairing is None:
            continue
        part = point_part(form.document)
        data[form.add_prefix("paired_with")] = record.key
        for number in range(form.counts[part]):
            data[form.add_prefix(f"{part}[{number}].same_as")] = pairing.key_at(number)
        said.append(
            f"Nothing is stored yet. The points of document {form.place + 1} now stand beside those of “{record.key}”: "
            "see that they belong together, then make the drafts."
        )
    return data, said


def read_anew(request, packed: str, carried: Carried, forms: Sequence[DocumentForm]):
    """Lines that somebody corrected by hand stay; everything else of a document of another kind is read again."""
    kinds = [form.cleaned_data.get("kind", form.document.kind) for form in forms]
    documents = parse(carried.text, carried.targets, kinds)
    renewed, said = [], []
    for form, one in zip(forms, documents, strict=True):
        if not form.is_of_another_kind:
            renewed.append(form)
            continue
        anew = DocumentForm(carried.text, one, form.place)
        for name in set(form.changed_data) & set(anew.fields) - {"kind", "becomes", "record", "paired_with"}:
            if "[" not in name and "." not in name:
                anew.initial[name] = form[name].value()
        renewed.append(anew)
        said.append(f"Document {form.place + 1} was read again as {one.kind.replace('_', ' ')}. Look at it once more.")
    return review(request, packed, carried, renewed, said)


def forms_of(carried: Carried, documents: list[Document], data=None) -> list[DocumentForm]:
    return [DocumentForm(carried.text, one, place, data) for place, one in enumerate(documents)]


def review(request, packed: str, carried: Carried, forms: Sequence[DocumentForm], said: Sequence[str] = ()):
    found = marks([form.document for form in forms])
    context = {
        "title": f"Import: {carried.name}",
        "packed": packed,
        "forms": forms,
        "pieces": list(pieces(carried.text, found)),
        "numbers": {mark.anchor: mark.number for mark in found},
        "said": said,
    }
    return page(request, "admin/sources/review.html", context)


def made(request, carried: Carried, forms: Sequence[DocumentForm]):
    documents = [form.corrections.document_made() for form in forms]
    with transaction.atomic():
        done = draft(carried.text, carried.name, documents, by=request.user, choices=[form.choice() for form in forms])
    for sentence in done.said:
        messages.info(request, sentence)
    return HttpResponseRedirect(reverse("admin:sources_sourcedocument_drafts", args=[done.source.pk]))


def drafts(request, pk: int):
    """What was made of a source document: every edition that cites it, with the way to each."""
    if not request.user.has_perm("sources.view_sourcedocument"):
        raise PermissionDenied
    source = get_object_or_404(SourceDocument.objects.defer("text"), pk=pk)
    rows = Edition.objects.filter(citations__source=source).distinct().select_related("record").defer("body")
    editions = [(row, desk_url(row)) for row in rows.order_by("record__key", "number")]
    context = {"title": source.title, "source": source, "editions": editions, "may_import": may_import(request.user)}
    return page(request, "admin/sources/drafts.html", context)


def desk_url(edition: Edition) -> str:
    """The desk's page of an edition, on the screen that its kind has there."""
    for model in apps.get_models():
        if model._meta.proxy and issubclass(model, Edition) and admin.site.is_registered(model):
            if model._default_manager.filter(pk=edition.pk).exists():
                try:
                    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[edition.pk])
                except NoReverseMatch:
                    continue
    return edition.url()


def page(request, template: str, context: dict):
    context = {**admin.site.each_context(request), "opts": SourceDocument._meta, **context}
    return render(request, template, context)
