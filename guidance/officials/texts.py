"""Texts as officials read them: those for them alone, which have no page anywhere else, and their attachments."""

from http import HTTPStatus

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.models import is_addressed_to
from guidance.models.acknowledgement import VIEW_PERMISSION
from guidance.officials.asked import for_officials
from guidance.officials.queries import posts_of
from portal.records.asked import asked_moment, asked_number
from portal.records.days import day_of
from portal.records.files.handing import gone, handed_out
from portal.records.models import Edition, Readers
from portal.records.views import is_gone
from portal.register.chain import timestamp

NO_TEXT = "There is no such text, or it is not addressed to a post that you hold today."
ROWS = 20


def readable(user, at):
    """Published versions of memos that are addressed to a post that the user holds today; staff who may view
    acknowledgements read all of them."""
    rows = Edition.objects.published(at).filter(record__kind="memo")
    if user.is_active and user.is_staff and user.has_perm(VIEW_PERMISSION):
        return rows
    return rows.filter(is_addressed_to(posts_of(user, day_of(at)).order_by().values("audience")))


def asked_text(request, key: str, number: int) -> Edition:
    """Raises Http404, the same for what there is not and for what is not the reader's to see."""
    at = asked_moment(request)
    rows = readable(request.user, at).filter(record__key=key, number=number).with_standing(day_of(at), at)
    found = rows.select_related("record__issuer", "publication").first()
    if found is None:
        raise Http404(NO_TEXT)
    return found


@for_officials
@require_safe
def text_list(request):
    """What is in force for the reader's posts and for officials alone, newest first."""
    at = asked_moment(request)
    page = asked_number(request, "page") or 1
    applying = Edition.objects.applying_to_officials(day_of(at), at).filter(record__readers=Readers.OFFICIALS)
    rows = readable(request.user, at).filter(pk__in=applying.values("pk")).select_related("record__issuer")
    rows = list(rows.defer("body", "provenance").order_by("-published_at", "-pk")[(page - 1) * ROWS : page * ROWS + 1])
    if not rows and page > 1:
        raise Http404("There are not that many texts.")
    context = {"editions": rows[:ROWS], "page": page, "has_more": len(rows) > ROWS}
    return render(request, "guidance/official/texts.html", context)


@for_officials
@require_safe
def text(request, key, number):
    """One version, whole. Of one that was published in error the reason alone, with 410."""
    at = asked_moment(request)
    edition = asked_text(request, key, number)
    others = readable(request.user, at).filter(record=edition.record).order_by("-number").only("number", "record")
    context = {"edition": edition, "record": edition.record, "versions": list(others), "is_gone": is_gone(edition, at)}
    if context["is_gone"]:
        return render(request, "guidance/official/text.html", context, status=HTTPStatus.GONE)
    context |= {"document": edition.document, "sealed": list(edition.sealedattachments.all())}
    return render(request, "guidance/official/text.html", context)


@for_officials
@require_safe
def text_data(request, key, number):
    """The register's entry with the canonical document: its facts make the hash that the public register shows."""
    edition = asked_text(request, key, number)
    if is_gone(edition, asked_moment(request)):
        return gone(edition)
    entry = edition.publication
    facts = {name: timestamp(value) if name.endswith("_at") else value for name, value in entry.facts().items()}
    opened = [{**row.sealed_data(), **row.as_data()} for row in edition.sealedattachments.all()]
    data = {**facts, "hash": entry.hash, "content": entry.content, "sealed": opened}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@for_officials
@require_safe
def text_attachment(request, key, number, sha256):
    """A file of the version, for this reader alone and in no cache."""
    edition = asked_text(request, key, int(number))
    if is_gone(edition, asked_moment(request)):
        return gone(edition)
    held = (rows.filter(sha256=sha256).first() for rows in (edition.sealedattachments, edition.attachments))
    found = next((one for one in held if one), None)
    if found is None:
        raise Http404("There is no such attachment.")
    return handed_out(request, found, is_public=False)
