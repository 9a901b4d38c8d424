"""A pack to take along: everything in force for a post, on one page and in one PDF, with digests and the date."""

from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guidance.duties import PointState
from guidance.models import Response
from guidance.officials.access import get_post_or_404, require_login
from guidance.officials.pdf_response import render_pdf_response
from guidance.officials.queries import list_memo_statuses
from portal.accounts.models import Post
from portal.lib.dates import get_local_date
from portal.lib.query_params import get_now
from portal.pdf import pdf_renderer
from portal.records.models import Edition
from portal.register.hash_chain import dump_canonical_json, hash_text


@dataclass(frozen=True)
class PackedMemo:
    """A memo in the pack. `points` are the recommendations that apply to the post, each with its state and the newest
    decision about it; `others` are the numbers of the recommendations that are left out."""

    edition: Edition
    document: dict
    points: list[tuple[dict, PointState, Response | None]]
    others: list[int]

    @property
    def is_done(self) -> bool:
        return not any(state.is_open for _, state, _ in self.points)


def list_packed_memos(post: Post, at: datetime) -> list[PackedMemo]:
    """Returns the memos that apply to the post, the newest versions first. The number of queries is fixed."""
    memos = sorted(list_memo_statuses([post], get_local_date(at), at), key=lambda memo: -memo.edition)
    rows = Edition.objects.select_related("record__issuer", "publication")
    editions = rows.in_bulk([memo.edition for memo in memos])
    responses = Response.objects.filter(post=post, edition__record__in=[memo.record for memo in memos]).order_by("pk")
    newest = {(row.edition.record_id, row.point_key): row for row in responses.select_related("edition")}
    return [
        PackedMemo(
            editions[memo.edition],
            document,
            [
                (point, memo.states[point["key"]], newest.get((memo.record, point["key"])))
                for point in document["points"]
                if point["key"] in memo.states
            ],
            [point["number"] for point in document["points"] if point["key"] not in memo.states],
        )
        for memo in memos
        for document in [editions[memo.edition].document]
    ]


def build_pack_context(request, pk: int) -> dict:
    at = get_now(request)
    post, _ = get_post_or_404(request, pk, get_local_date(at))
    packed = list_packed_memos(post, at)
    return {"post": post, "at": at, "packed": packed, "open_count": sum(not memo.is_done for memo in packed)}


@require_login
@require_safe
def pack_page(request, post):
    context = build_pack_context(request, post) | {
        "has_pdf": pdf_renderer.is_weasyprint_installed(),
        "site": request.build_absolute_uri("/").removesuffix("/"),
    }
    return render(request, "guidance/officials/pack.html", context)


@require_login
@require_safe
def pack_pdf(request, post):
    context = build_pack_context(request, post)
    on = get_local_date(context["at"]).isoformat()
    # The identifier is made from the content: the same texts on the same day are the same pack.
    digests = [packed.edition.publication.content_digest for packed in context["packed"]]
    identifier = hash_text(dump_canonical_json([post, on, *digests]))
    address, name = reverse("official-pack", args=[post]), f"guidance-in-force-{on}"
    return render_pdf_response("guidance/officials/pack_pdf.html", context, address, identifier, name)
