"""Topics of feeds and calendars: title, page and editions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from announcements.models import NoticeItem, Service
from guidance.models import Addressee, Recommendation
from portal.accounts.audiences import get_audience, get_audience_values
from portal.lib import dates
from portal.lib.query_params import get_date
from portal.public.page_queries import select_shown_edition
from portal.records.document_keys import list_search_filters
from portal.records.kinds import get_kind, get_section_kind_values
from portal.records.models import Edition, Issuer
from portal.records.querysets import EditionQuerySet
from portal.search.engine import SearchQuery, list_matching_record_ids


@dataclass(frozen=True)
class Topic:
    """The subject of a feed or calendar.

    `editions` are those whose entries belong to it, public or not; None means all. If they are a large part of all
    editions (`is_common`), reading the register from its end finds the newest fastest. `question` is the query string
    that the feed depends on; the result of a search (`is_search`) can change without a new entry."""

    title: str
    page: str
    editions: EditionQuerySet | None = None
    is_common: bool = False
    is_search: bool = False
    question: str = ""


def get_everything_topic(at: datetime) -> Topic:
    return Topic("Announcements and guidance", reverse("home"))


def get_section_topic(section: str) -> Topic:
    editions = Edition.objects.filter(record__kind__in=get_section_kind_values(section))
    return Topic(section.capitalize(), reverse(f"{section}:list"), editions, is_common=True)


def get_announcements_topic(at: datetime) -> Topic:
    return get_section_topic("announcements")


def get_guidance_topic(at: datetime) -> Topic:
    return get_section_topic("guidance")


def list_public_issuers(at: datetime) -> QuerySet[Issuer]:
    published = Edition.objects.public(at).not_retracted(at).filter(record__issuer=OuterRef("pk"))
    return Issuer.objects.filter(Exists(published)).order_by("name", "key")


def list_public_services(at: datetime) -> QuerySet[Service]:
    named = NoticeItem.objects.filter(service=OuterRef("pk"), edition__in=Edition.objects.public(at).not_retracted(at))
    return Service.objects.filter(Exists(named)).order_by("name", "place", "key")


def get_issuer_topic(key: str, at: datetime) -> Topic:
    """Raises Http404 if nothing of the issuer is public, as if the issuer did not exist."""
    editions = Edition.objects.filter(record__issuer__key=key)
    issuer = list_public_issuers(at).filter(key=key).first()
    if issuer is None:
        raise Http404(f"No issuer with the key “{key}” has published anything here.")
    return Topic(issuer.name, f"{reverse('announcements:list')}?issuer={key}", editions, is_common=True)


def get_service_topic(key: str, at: datetime) -> Topic:
    """Raises Http404 if no public notice names the service, as if the service did not exist."""
    items = NoticeItem.objects.filter(service__key=key)
    service = list_public_services(at).filter(key=key).first()
    if service is None:
        raise Http404(f"No notice here is about a service with the key “{key}”.")
    return Topic(
        f"{service.name}, {service.place}", reverse("home"), Edition.objects.filter(pk__in=items.values("edition"))
    )


def get_audience_topic(key: str, at: datetime) -> Topic:
    if key not in get_audience_values():
        raise Http404(f"No guidance is addressed to an audience with the key “{key}”.")
    addressed = Exists(Addressee.objects.filter(edition=OuterRef("pk"), audience=key))
    to_act = Exists(Recommendation.objects.filter(edition=OuterRef("pk"), audience=key))
    editions = Edition.objects.filter(Q(addressed) | Q(to_act))
    title = f"Guidance for {get_audience(key).label.lower()}"
    return Topic(title, f"{reverse('guidance:list')}?audience={key}", editions, is_common=True)


def get_record_topic(key: str, at: datetime) -> Topic:
    """Raises Http404 if nothing of the record is public, as if the record did not exist."""
    editions = select_shown_edition("", key=key, on=dates.get_local_date(at), known=at)
    if not editions:
        raise Http404("There is no public text at this address.")
    edition = editions[0]
    title = get_kind(edition.record.kind).label if edition.is_retracted else edition.title
    label = "" if edition.record.is_official else "Third-party text: "
    return Topic(f"{label}{title}", edition.record.url(), Edition.objects.filter(record=edition.record_id))


def get_search_topic(request, at: datetime) -> Topic:
    """Returns the topic of a search: all entries of the records that match, or matched in an earlier version. So
    followers of a word also see when a text drops it. Raises Http404 for an invalid day."""
    question = SearchQuery(
        text=request.GET.get("q", "").strip(),
        narrowed={
            search_filter.name: request.GET.get(search_filter.name, "").strip()
            for search_filter in list_search_filters()
        },
        is_official=request.GET.get("official") == "1",
        is_old=True,
        first=get_date(request, "from"),
        last=get_date(request, "to"),
        on=get_date(request, "on"),
    )
    records = list_matching_record_ids(question, at=at)
    query_string = request.GET.urlencode()
    page = reverse("search") + (f"?{query_string}" if query_string else "")
    editions = Edition.objects.filter(record__in=records)
    return Topic(f"Search for “{question.text[:100]}”", page, editions, is_search=True, question=query_string)
