"""Receipts: what an acknowledgement attests, for anyone who was given its address, and how to check it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guidance.models import Acknowledgement
from guidance.officials.access import require_login
from guidance.officials.pdf_response import render_pdf_response
from portal.lib.pagination import fetch_numbered_page
from portal.lib.query_params import get_edition_number, get_now
from portal.pdf import pdf_renderer

UNKNOWN_RECEIPT = "This portal issued no receipt with this digest."


def get_acknowledgement_or_404(digest: str) -> Acknowledgement:
    rows = Acknowledgement.objects.select_related("edition__record", "edition__publication")
    return get_object_or_404(rows, digest=digest)


@never_cache
@require_safe
def receipt_detail(request, digest):
    """The receipt as a page."""
    context = build_receipt_context(get_acknowledgement_or_404(digest), get_now(request)) | {
        "has_pdf": pdf_renderer.is_weasyprint_installed()
    }
    return render(request, "guidance/receipt.html", context)


def build_receipt_context(found: Acknowledgement, at) -> dict:
    """It names the text by its digests, so nothing is told that was published in error."""
    is_gone = found.edition.is_retracted_at(at)
    return {"acknowledgement": found, "receipt": found.receipt, "edition": found.edition, "is_gone": is_gone}


@never_cache
@require_safe
def receipt_pdf(request, digest):
    """The same as a PDF, for who keeps papers. What verifies is the data."""
    found = get_acknowledgement_or_404(digest)
    context = build_receipt_context(found, get_now(request))
    return render_pdf_response(
        "guidance/receipt_pdf.html", context, found.get_absolute_url(), digest, f"receipt-{digest[:12]}"
    )


@never_cache
@require_safe
def receipt_data(request, digest):
    """Exactly the bytes that the digest is taken over."""
    return HttpResponse(get_acknowledgement_or_404(digest).content.encode(), content_type="application/json")


@never_cache
@require_safe
def receipt_lookup(request):
    """How a receipt is verified, and the way from a digest to its receipt."""
    asked = request.GET.get("digest", "").strip().lower()
    if asked and Acknowledgement.objects.filter(digest=asked[:64]).exists() and len(asked) == 64:
        return redirect("receipt", digest=asked)
    return render(
        request, "guidance/check_receipt.html", {"asked": asked[:80], "reason": UNKNOWN_RECEIPT if asked else ""}
    )


@require_login
@require_safe
def own_receipts(request):
    """Those of the reader's own acknowledgements, newest first, also for posts held no longer."""
    page = get_edition_number(request, "page") or 1
    own = Acknowledgement.objects.filter(person=request.user).select_related("post__agency", "edition__record")
    light = own.defer("content", "edition__body", "edition__provenance")
    rows, has_more = fetch_numbered_page(light, page, otherwise="There are not that many receipts.")
    context = {"acknowledgements": rows, "page": page, "has_more": has_more}
    return render(request, "guidance/officials/receipts.html", context)
