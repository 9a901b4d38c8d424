"""What a feed or a calendar is about: a name for readers, the page they know it by, and the editions concerned."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.urls import reverse

from announcements.models import NoticeItem, Service
from guidance.models import Addressee, Audience, Recommendation
from portal.records import days
from portal.records.asked import asked_day
from portal.records.kinds import Kind, of_section
from portal.records.models import Edition, Issuer
from portal.records.querysets import EditionQuerySet
from portal.search.find import Question, answering

NARROWED = ("kind", "audience", "issuer", "service")
"""Filters of the search page whose values are codes."""


@dataclass(frozen=True)
class Scope:
    """`editions` are those whose entries are told, public or not; None stands for all. Where they are a good part of
    everything (`is_common`), the newest are found soonest by walking along the register. `question` is the part of
    the address that the feed depends on; the answer to one can change without a new entry (`is_search`)."""

    title: str
    page: str
    editions: EditionQuerySet | None = None
    is_common: bool = False
    is_search: bool = False
    question: str = ""


def everything(at: datetime) -> Scope:
    return Scope("Announcements and guidance", reverse("home"))


def of_section_named(section: str) -> Scope:
    editions = Edition.objects.filter(record__kind__in=of_section(section))
    return Scope(section.capitalize(), reverse(f"{section}:list"), editions, is_common=True)


def announcements(at: datetime) -> Scope:
    return of_section_named("announcements")


def guidance(at: datetime) -> Scope:
    return of_section_named("guidance")


def issuer(key: str, at: datetime) -> Scope:
    """Raises Http404 where nothing of the issuer is public, as if there were none."""
    editions = Edition.objects.filter(record__issuer__key=key)
    spoke = Edition.objects.public(at).given_out(at).filter(record__issuer=OuterRef("pk"))
    found = Issuer.objects.filter(Exists(spoke), key=key).first()
    if found is None:
        raise Http404(f"Nothing is published here by an issuer called “{key}”.")
    return Scope(found.name, f"{reverse('announcements:list')}?issuer={key}", editions, is_common=True)


def service(key: str, at: datetime) -> Scope:
    """Raises Http404 where no public notice names the service, as if there were none."""
    items = NoticeItem.objects.filter(service__key=key)
    named = NoticeItem.objects.filter(service=OuterRef("pk"), edition__in=Edition.objects.public(at).given_out(at))
    found = Service.objects.filter(Exists(named), key=key).first()
    if found is None:
        raise Http404(f"No notice is published here about a service called “{key}”.")
    return Scope(
        f"{found.name}, {found.place}", reverse("home"), Edition.objects.filter(pk__in=items.values("edition"))
    )


def audience(key: str, at: datetime) -> Scope:
    if key not in Audience.values:
        raise Http404(f"No guidance is addressed to an audience called “{key}”.")
    addressed = Exists(Addressee.objects.filter(edition=OuterRef("pk"), audience=key))
    to_act = Exists(Recommendation.objects.filter(edition=OuterRef("pk"), audience=key))
    editions = Edition.objects.filter(Q(addressed) | Q(to_act))
    title = f"Guidance for {Audience(key).label.lower()}"
    return Scope(title, f"{reverse('guidance:list')}?audience={key}", editions, is_common=True)


def record(key: str, at: datetime) -> Scope:
    """Raises Http404 where nothing of the record is public, as if there were none."""
    shown = Edition.objects.filter(record__key=key).showing(days.day_of(at), at).select_related("record").first()
    if shown is None:
        raise Http404("There is no public text at this address.")
    title = Kind(shown.record.kind).label if shown.is_retracted else shown.title
    label = "" if shown.record.is_official else "Third-party text: "
    return Scope(f"{label}{title}", shown.record.url(), Edition.objects.filter(record=shown.record_id))


def search(request, at: datetime) -> Scope:
    """The records in which the question of the search page has an answer, or had one in an earlier version, with all
    their entries: who follows a word is told when it is taken out. Raises Http404 where a day cannot be."""
    question = Question(
        text=request.GET.get("q", "").strip(),
        narrowed={name: request.GET.get(name, "").strip() for name in NARROWED},
        is_official=request.GET.get("official") == "1",
        is_old=True,
        first=asked_day(request, "from"),
        last=asked_day(request, "to"),
        on=asked_day(request, "on"),
    )
    records = answering(question, at=at)
    asked = request.GET.urlencode()
    page = reverse("search") + (f"?{asked}" if asked else "")
    editions = Edition.objects.filter(record__in=records)
    return Scope(f"Search for “{question.text[:100]}”", page, editions, is_search=True, question=asked)
