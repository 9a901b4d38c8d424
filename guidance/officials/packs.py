"""A pack to take along: everything in force for a post on one page and in one PDF, with digests and the day."""

from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guidance.duties import State
from guidance.models import Response
from guidance.officials.asked import asked_post, for_officials
from guidance.officials.printed import as_pdf
from guidance.officials.queries import memos
from portal.accounts.models import Post
from portal.records.asked import asked_moment
from portal.records.days import day_of
from portal.records.models import Edition
from portal.records.printing import making
from portal.register.chain import canonical_json, digest


@dataclass(frozen=True)
class Packed:
    """`points` to the post, each with its state and the newest decision about it; `others` are the numbers of the
    recommendations to others, which are left out."""

    edition: Edition
    document: dict
    points: list[tuple[dict, State, Response | None]]
    others: list[int]


def packed(post: Post, at: datetime) -> list[Packed]:
    """The memos that apply to the post, the newest versions first. A fixed number of queries."""
    found = sorted(memos([post], day_of(at), at), key=lambda memo: -memo.edition)
    rows = Edition.objects.select_related("record__issuer", "publication")
    editions = rows.in_bulk([memo.edition for memo in found])
    decided = Response.objects.filter(post=post, edition__record__in=[memo.record for memo in found]).order_by("pk")
    newest = {(row.edition.record_id, row.point_key): row for row in decided.select_related("edition")}
    return [
        Packed(
            editions[memo.edition],
            document,
            [
                (point, memo.states[point["key"]], newest.get((memo.record, point["key"])))
                for point in document["points"]
                if point["key"] in memo.states
            ],
            [point["number"] for point in document["points"] if point["key"] not in memo.states],
        )
        for memo in found
        for document in [editions[memo.edition].document]
    ]


def pack_of(request, pk: int) -> dict:
    at = asked_moment(request)
    post, _ = asked_post(request, pk, day_of(at))
    return {"post": post, "at": at, "packed": packed(post, at)}


@for_officials
@require_safe
def pack(request, post):
    more = {"has_pdf": making.is_installed(), "site": request.build_absolute_uri("/").removesuffix("/")}
    return render(request, "guidance/official/pack.html", pack_of(request, post) | more)


@for_officials
@require_safe
def pack_pdf(request, post):
    context = pack_of(request, post)
    on = day_of(context["at"]).isoformat()
    # What it is made of names the file: the same texts on the same day are the same pack.
    named = digest(canonical_json([post, on, *(one.edition.publication.content_digest for one in context["packed"])]))
    address = reverse("official-pack", args=[post])
    return as_pdf("guidance/printed_pack.html", context, address, named, f"guidance-in-force-{on}")
