"""The pages of RFC 7089 (Memento): the timegate leads to the version of a moment, the timemap lists them all."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from portal.lib.query_params import get_now
from portal.public import memento
from portal.records.models import Edition, Record

NO_RECORD = "Only the lasting address of a record here has versions over time, such as {}/guidance/a-memo/."
NOTHING_PUBLIC = "There is no public text at this address."
BAD_DATETIME = "Accept-Datetime is written like this: {}. That is RFC 1123, in GMT."
ALL_RETRACTED = "Every version of this text was published in error and withdrawn."


def resolve_record(request, address: str) -> Record:
    """The record whose lasting address this is, complete or as a path. Raises Http404 with a sentence."""
    refusal = Http404(NO_RECORD.format(request.build_absolute_uri("/").rstrip("/")))
    try:
        # Where a proxy has made one slash of two, http:/example.org/ still means http://example.org/.
        for scheme in ("http:/", "https:/"):
            if address.lower().startswith(scheme):
                address = f"//{address[len(scheme) :].lstrip('/')}"
        parts = urlsplit(address if address.startswith("//") else f"/{address.lstrip('/')}")
        match = resolve(parts.path if parts.path.endswith("/") else f"{parts.path}/")
    except (ValueError, Resolver404) as unreadable:
        raise refusal from unreadable
    if parts.netloc and parts.netloc.lower() != request.get_host().lower():
        raise Http404(f"This site knows only the versions of its own addresses, not those of {parts.netloc[:80]}.")
    if match.url_name != "detail":
        raise refusal
    record = Record.objects.filter(key=match.kwargs["key"]).first()
    if record is None or record.section != match.kwargs["section"]:
        raise Http404(NOTHING_PUBLIC)
    return record


def get_mementos(record: Record, at) -> list[Edition]:
    """The versions to choose from, oldest first; none are left of one whose texts were all published in error."""
    editions = memento.get_record_mementos(record, at)
    if not editions and not record.editions.public(at).exists():
        raise Http404(NOTHING_PUBLIC)
    return editions


def build_text_response(text: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


@require_safe
def record_timegate(request, address):
    """To the version that was the newest at the moment in Accept-Datetime, without it to the newest (§4.1.2)."""
    record, absolute = resolve_record(request, address), request.build_absolute_uri
    if editions := get_mementos(record, get_now(request)):
        response = redirect_to_memento(request, editions)
    else:
        response = build_text_response(ALL_RETRACTED, HTTPStatus.GONE)
    patch_vary_headers(response, ["accept-datetime"])
    links = [*memento.build_record_links(record, absolute), *filter(None, [response.headers.get("Link")])]
    response["Link"] = ", ".join(links)
    return response


def redirect_to_memento(request, editions: list[Edition]) -> HttpResponse:
    edition, asked = editions[-1], request.headers.get("Accept-Datetime")
    if asked is not None:
        try:
            edition = memento.find_nearest_memento(editions, memento.parse_accept_datetime(asked.strip()))
        except ValueError:
            example = memento.format_http_date(editions[0].published_at)
            return build_text_response(BAD_DATETIME.format(example), HTTPStatus.BAD_REQUEST)
    response = HttpResponse(status=HTTPStatus.FOUND)
    response["Location"] = request.build_absolute_uri(edition.url())
    response["Link"] = ", ".join(memento.build_neighbor_links(editions, edition, request.build_absolute_uri))
    return response


@require_safe
def record_timemap(request, address):
    """All versions of a record, oldest first, as links (RFC 7089 §5)."""
    record = resolve_record(request, address)
    editions = get_mementos(record, get_now(request))
    if not editions:
        return build_text_response(ALL_RETRACTED, HTTPStatus.GONE)
    lines = memento.build_timemap_lines(editions, record, request.build_absolute_uri)
    return HttpResponse(",\n".join(lines) + "\n", content_type="application/link-format")
