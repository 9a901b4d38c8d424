"""The pages of RFC 7089 (Memento): the timegate redirects to the version of a moment, the timemap lists all
versions."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from portal.lib.query_params import get_now
from portal.lib.site_url import is_own_host
from portal.public import memento
from portal.records.models import Edition, Record

NO_RECORD = "Only the permanent address of a record here has versions over time, such as {}/guidance/a-memo/."
NOTHING_PUBLIC = "There is no public text at this address."
BAD_DATETIME = "Write Accept-Datetime as in RFC 1123, in GMT, for example: {}."
ALL_RETRACTED = "Every version of this text was published in error and withdrawn."


def parse_record_address(request, address: str) -> tuple[str, str]:
    """Returns section and key of the record with this permanent address, which is a complete URL or a path. Raises
    Http404 with a message."""
    refusal = Http404(NO_RECORD.format(request.build_absolute_uri("/").rstrip("/")))
    try:
        # Some proxies merge two slashes into one: http:/example.org/ means http://example.org/.
        for scheme in ("http:/", "https:/"):
            if address.lower().startswith(scheme):
                address = f"//{address[len(scheme) :].lstrip('/')}"
        parts = urlsplit(address if address.startswith("//") else f"/{address.lstrip('/')}")
        match = resolve(parts.path if parts.path.endswith("/") else f"{parts.path}/")
    except (ValueError, Resolver404) as error:
        raise refusal from error
    if parts.netloc and not is_own_host(parts.netloc):
        raise Http404(f"This site has only versions of its own addresses, not those of {parts.netloc[:80]}.")
    if match.url_name != "detail":
        raise refusal
    return match.kwargs["section"], match.kwargs["key"]


def get_mementos_or_404(request, address: str) -> tuple[Record, list[Edition]]:
    """Returns the record and the versions to choose from, oldest first. The list is empty if all were published in
    error."""
    editions = memento.get_public_editions(*parse_record_address(request, address), get_now(request))
    if not editions:
        raise Http404(NOTHING_PUBLIC)
    return editions[0].record, memento.select_mementos(editions)


def build_text_response(text: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


@require_safe
def record_timegate(request, address):
    """Redirects to the newest version at the moment in Accept-Datetime, or without that header to the newest
    (§4.1.2)."""
    (record, editions), absolute = get_mementos_or_404(request, address), request.build_absolute_uri
    if editions:
        response = redirect_to_memento(request, editions)
    else:
        response = build_text_response(ALL_RETRACTED, HTTPStatus.GONE)
    patch_vary_headers(response, ["accept-datetime"])
    links = [*memento.build_record_links(record, absolute), *filter(None, [response.headers.get("Link")])]
    response["Link"] = ", ".join(links)
    return response


def redirect_to_memento(request, editions: list[Edition]) -> HttpResponse:
    edition, header = editions[-1], request.headers.get("Accept-Datetime")
    if header is not None:
        try:
            edition = memento.find_nearest_memento(editions, memento.parse_accept_datetime(header.strip()))
        except ValueError:
            example = memento.format_http_date(editions[0].published_at)
            return build_text_response(BAD_DATETIME.format(example), HTTPStatus.BAD_REQUEST)
    response = HttpResponse(status=HTTPStatus.FOUND)
    response["Location"] = request.build_absolute_uri(edition.url())
    response["Link"] = ", ".join(memento.build_neighbor_links(editions, edition, request.build_absolute_uri))
    return response


@require_safe
def record_timemap(request, address):
    """Lists all versions of a record, oldest first, as links (RFC 7089 §5)."""
    record, editions = get_mementos_or_404(request, address)
    if not editions:
        return build_text_response(ALL_RETRACTED, HTTPStatus.GONE)
    lines = memento.build_timemap_lines(editions, record, request.build_absolute_uri)
    response = HttpResponse(",\n".join(lines) + "\n", content_type="application/link-format")
    # One record has any number of other spellings: with a port, with capital letters, with an encoded query.
    path = record.get_absolute_url()
    spellings = (request.build_absolute_uri(path), path.removeprefix("/"))
    response.may_be_stored = address in spellings  # type: ignore[attr-defined]
    return response
