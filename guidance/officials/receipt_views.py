"""Receipts: what an acknowledgement attests, for anyone who has the address, and how to verify it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guidance.models import Acknowledgement
from guidance.officials.access import require_login
from guidance.officials.next_step import find_next_step
from guidance.officials.pdf_response import render_pdf_response
from portal.lib.pagination import fetch_numbered_page
from portal.lib.query_params import get_edition_number, get_now
from portal.pdf import pdf_renderer

UNKNOWN_RECEIPT = "This portal has not issued a receipt with this digest."


class ReceiptDigestForm(forms.Form):
    digest = forms.CharField(
        label="Digest of the receipt",
        widget=forms.TextInput(
            attrs={"minlength": 64, "maxlength": 64, "pattern": "[0-9a-fA-F]{64}", "autocomplete": "off"}
            | {"spellcheck": "false"}
        ),
    )

    def clean_digest(self):
        digest = self.cleaned_data["digest"].lower()
        if not Acknowledgement.objects.filter(digest=digest).exists():
            raise forms.ValidationError(UNKNOWN_RECEIPT)
        return digest


def get_acknowledgement_or_404(digest: str) -> Acknowledgement:
    rows = Acknowledgement.objects.select_related("edition__record", "edition__publication")
    return get_object_or_404(rows, digest=digest)


@never_cache
@require_safe
def receipt_detail(request, digest):
    """Shows the receipt, and to a person who holds the post what to do next."""
    acknowledgement, at = get_acknowledgement_or_404(digest), get_now(request)
    context = build_receipt_context(acknowledgement, at) | {
        "has_pdf": pdf_renderer.is_weasyprint_installed(),
        "next_step": find_next_step(acknowledgement, request.user, at),
    }
    return render(request, "guidance/receipt.html", context)


def build_receipt_context(acknowledgement: Acknowledgement, at) -> dict:
    """Returns the context of the receipt's page. With `is_gone`, the text was published in error; the page then shows
    only its digests."""
    edition = acknowledgement.edition
    is_gone = edition.is_retracted_at(at)
    return {
        "acknowledgement": acknowledgement,
        "receipt": acknowledgement.receipt,
        "edition": edition,
        "is_gone": is_gone,
    }


@never_cache
@require_safe
def receipt_pdf(request, digest):
    """Returns the receipt as a PDF, to keep on paper. Only the data of `receipt_data` can be verified."""
    acknowledgement = get_acknowledgement_or_404(digest)
    context = build_receipt_context(acknowledgement, get_now(request))
    return render_pdf_response(
        "guidance/receipt_pdf.html", context, acknowledgement.get_absolute_url(), digest, f"receipt-{digest[:12]}"
    )


@never_cache
@require_safe
def receipt_data(request, digest):
    """Returns the exact bytes whose SHA-256 is the digest."""
    return HttpResponse(get_acknowledgement_or_404(digest).content.encode(), content_type="application/json")


@never_cache
@require_safe
def receipt_lookup(request):
    """Explains how to verify a receipt, and redirects from a digest to its receipt."""
    form = ReceiptDigestForm(request.GET if "digest" in request.GET else None)
    if form.is_valid():
        return redirect("receipt", digest=form.cleaned_data["digest"])
    return render(request, "guidance/check_receipt.html", {"form": form})


@require_login
@require_safe
def own_receipts(request):
    """Lists the receipts of the user's own acknowledgements, newest first, also for posts that they no longer hold."""
    page = get_edition_number(request, "page") or 1
    own = Acknowledgement.objects.filter(person=request.user).select_related("post__agency", "edition__record")
    light = own.defer("content", "edition__body", "edition__provenance")
    rows, has_more = fetch_numbered_page(light, page, otherwise="The list of receipts has fewer pages.")
    context = {"acknowledgements": rows, "page": page, "has_more": has_more}
    return render(request, "guidance/officials/receipts.html", context)
