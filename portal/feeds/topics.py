"""Topics of feeds and calendars: name, page and editions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.urls import reverse

from announcements.models import NoticeItem, Service
from guidance.models import Addressee, Recommendation
from portal.accounts.audiences import get_audience, get_audience_values
from portal.lib import dates
from portal.lib.query_params import get_date
from portal.records.document_keys import list_search_filters
from portal.records.kinds import get_kind, get_section_kind_values
from portal.records.models import Edition, Issuer
from portal.records.querysets import EditionQuerySet
from portal.search.engine import SearchQuery, list_matching_record_ids


@dataclass(frozen=True)
class Topic:
    """`editions` are those whose entries are told, public or not; None stands for all. Where they are a good part of
    everything (`is_common`), the newest are found soonest by walking along the register. `question` is the part of
    the address that the feed depends on; the answer to one can change without a new entry (`is_search`)."""

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


def get_issuer_topic(key: str, at: datetime) -> Topic:
    """Raises Http404 where nothing of the issuer is public, as if there were none."""
    editions = Edition.objects.filter(record__issuer__key=key)
    spoke = Edition.objects.public(at).not_retracted(at).filter(record__issuer=OuterRef("pk"))
    found = Issuer.objects.filter(Exists(spoke), key=key).first()
    if found is None:
        raise Http404(f"Nothing is published here by an issuer called “{key}”.")
    return Topic(found.name, f"{reverse('announcements:list')}?issuer={key}", editions, is_common=True)


def get_service_topic(key: str, at: datetime) -> Topic:
    """Raises Http404 where no public notice names the service, as if there were none."""
    items = NoticeItem.objects.filter(service__key=key)
    named = NoticeItem.objects.filter(service=OuterRef("pk"), edition__in=Edition.objects.public(at).not_retracted(at))
    found = Service.objects.filter(Exists(named), key=key).first()
    if found is None:
        raise Http404(f"No notice is published here about a service called “{key}”.")
    return Topic(
        f"{found.name}, {found.place}", reverse("home"), Edition.objects.filter(pk__in=items.values("edition"))
    )


def get_audience_topic(key: str, at: datetime) -> Topic:
    if key not in get_audience_values():
        raise Http404(f"No guidance is addressed to an audience called “{key}”.")
    addressed = Exists(Addressee.objects.filter(edition=OuterRef("pk"), audience=key))
    to_act = Exists(Recommendation.objects.filter(edition=OuterRef("pk"), audience=key))
    editions = Edition.objects.filter(Q(addressed) | Q(to_act))
    title = f"Guidance for {get_audience(key).label.lower()}"
    return Topic(title, f"{reverse('guidance:list')}?audience={key}", editions, is_common=True)


def get_record_topic(key: str, at: datetime) -> Topic:
    """Raises Http404 where nothing of the record is public, as if there were none."""
    shown = (
        Edition.objects.filter(record__key=key).showing(dates.get_local_date(at), at).select_related("record").first()
    )
    if shown is None:
        raise Http404("There is no public text at this address.")
    title = get_kind(shown.record.kind).label if shown.is_retracted else shown.title
    label = "" if shown.record.is_official else "Third-party text: "
    return Topic(f"{label}{title}", shown.record.url(), Edition.objects.filter(record=shown.record_id))


def get_search_topic(request, at: datetime) -> Topic:
    """The records in which the question of the search page has an answer, or had one in an earlier version, with all
    their entries: who follows a word is told when it is taken out. Raises Http404 where a day cannot be."""
    question = SearchQuery(
        text=request.GET.get("q", "").strip(),
        narrowed={one.name: request.GET.get(one.name, "").strip() for one in list_search_filters()},
        is_official=request.GET.get("official") == "1",
        is_old=True,
        first=get_date(request, "from"),
        last=get_date(request, "to"),
        on=get_date(request, "on"),
    )
    records = list_matching_record_ids(question, at=at)
    asked = request.GET.urlencode()
    page = reverse("search") + (f"?{asked}" if asked else "")
    editions = Edition.objects.filter(record__in=records)
    return Topic(f"Search for “{question.text[:100]}”", page, editions, is_search=True, question=asked)
