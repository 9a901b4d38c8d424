"""Makes the rows that a parsed file asks for: a source document and drafts that cite it.

Points and parts are found through the registries of the records: this app knows neither announcements nor guidance."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher

from django.utils.text import slugify

from portal.records.kinds import Kind
from portal.records.markdown import POINTS_HERE
from portal.records.models import Attachment, Edition, Issuer, Record
from portal.records.models.parts import part_classes
from portal.records.models.point import point_class
from portal.sources.models import Citation, SourceDocument
from portal.sources.parsing import Document
from portal.sources.parsing.contacts import Contact
from portal.sources.parsing.effective import INCLUSIVE
from portal.sources.parsing.facts import Item
from portal.sources.parsing.spans import Found, Span

KINDS = {
    "notice": Kind.SERVICE_NOTICE,
    "press_release": Kind.PRESS_RELEASE,
    "memo": Kind.MEMO,
    "qa": Kind.QUESTIONS,
}
UNASSIGNED = "Not yet assigned"
AVAILABILITIES = (
    ("by_appointment", r"by appointment\b|appointments? (?:is|are) required|con cita\b"),
    ("by_mail_only", r"by mail only\b|only by mail|mail only\b"),
    (
        "requirement_suspended",
        r"\bsuspen(?:sion|d\w*) (?:of )?(?:the )?requirement|requirements? .{0,60}(?:suspended|waived)\b",
    ),
    ("no_service", r"\bno service|closed\b|suspended\b|cancel+ed\b|not available|unavailable|cerrad\w+\b"),
    ("limited", r"\blimit\w*|reduced|curbside"),
    ("regular_hours", r"\bregular (?:business )?hours|normal hours|fully open\b"),
)
AUDIENCES = (("police_chiefs", "police chief"), ("school_superintendents", "superintendent"))
PHONE_COLUMNS = {"office": "office_phone", "cell": "cell_phone", "fax": "fax"}
SMALL_WORDS = frozenset("the of and for in on a connecticut state".split())
LIKE_ENOUGH = 0.75


@dataclass
class Drafted:
    """`said` are sentences about what was made and what is left to do."""

    source: SourceDocument
    editions: list[Edition] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def known(text: str) -> SourceDocument | None:
    """The source document that holds these very words already."""
    digest = SourceDocument._meta.get_field("sha256").pre_save(SourceDocument(text=text), True)
    return SourceDocument.objects.filter(sha256=digest).first()


def draft(text: str, file_name: str, documents: list[Document]) -> Drafted:
    """Keeps the text and makes a draft of each document that has a kind of record. Run it in a transaction."""
    made = Drafted(keep(text, file_name, documents))
    made.said.append(f"Kept as source document “{made.source.key}”.")
    for one in documents:
        if one.kind not in KINDS:
            made.said.append(f"No draft of the {one.kind.replace('_', ' ')}: it is kept as a source document only.")
            continue
        if one.official and one.issuer is None:
            made.said.append("No draft: an official record needs an issuer, and the text names none.")
            continue
        edition, notes = draft_of(made.source, text, one, file_name)
        made.editions.append(edition)
        count = edition.points.count()
        made.said += [f"Draft “{edition.record.key}” with {count} point{'s' * (count != 1)}.", *notes]
    return made


def keep(text: str, file_name: str, documents: list[Document]) -> SourceDocument:
    first = next((one for one in documents if one.title), documents[0])
    alone = documents[0] if len(documents) == 1 else None
    kind = "page" if any(one.official for one in documents) else documents[0].kind
    name = unused(SourceDocument, "file_name", file_name[-110:], 120)
    days = [one.published_on.value for one in documents if one.published_on]
    commented = next((one for one in documents if one.comments_span), None)
    title = first.title.value if first.title else file_name
    return SourceDocument.objects.create(
        key=unused(SourceDocument, "key", slugify(title)[:70] or "source", 80),
        kind=kind if kind in SourceDocument.Kind.values else "other",
        title=title[:300],
        publisher=first.issuer.value[:200] if first.issuer and first.official else "",
        byline=alone.byline.value[:200] if alone and alone.byline else "",
        url=alone.source_url.value if alone and alone.source_url and len(alone.source_url.value) <= 500 else "",
        dated_on=days[0] if days else None,
        is_official=any(one.official for one in documents),
        file_name=name,
        text=text,
        comment_count=sum(one.comments for one in documents),
        withheld_from=commented.comments_span[0] if commented else None,
        withheld_until=commented.comments_span[1] if commented else None,
    )


def unused(model, column: str, wanted: str, longest: int) -> str:
    """The wanted name, or it with the first number that makes it new."""
    name, number = wanted[:longest], 1
    while model.objects.filter(**{column: name}).exists():
        number += 1
        name = f"{wanted[: longest - 6]}-{number}"
    return name


def draft_of(source: SourceDocument, text: str, one: Document, file_name: str) -> tuple[Edition, list[str]]:
    kind, notes = KINDS[one.kind], []
    title = one.title.value[:300] if one.title else f"{kind.label} in {file_name}"[:300]
    if not one.title:
        notes.append("The text has no title; the draft has a working one.")
    record = Record.objects.create(
        key=unused(Record, "key", slugify(title)[:110] or "record", 120),
        kind=kind,
        issuer=issuer(one.issuer.value, notes) if one.official else None,
        is_official=one.official,
    )
    edition = record.draft(
        by=None,
        title=title,
        subtitle=one.subtitle.value[:300] if one.subtitle else "",
        language=one.language,
        provenance=f"Made from the source document “{source.title}”, as it was found.",
        is_reconstructed=one.published_on is not None,
        signed_on=one.published_on.value if kind == Kind.MEMO and one.published_on else None,
        effective_from=one.effective_dates[0].value if kind == Kind.MEMO and one.effective_dates else None,
    )
    cited: list[tuple[str, str, Span]] = []
    add_points(edition, text, one, cited, notes)
    edition.body = body(text, one, edition.points.exists())
    edition.save()
    add_parts(edition, one, cited)
    cite(edition, source, one, cited)
    if one.warnings:
        notes.append(f"To check: {' '.join(one.warnings)}")
    return edition, notes


def issuer(words: str, notes: list[str]) -> Issuer:
    """The issuer of that name or short name, the only one whose every word stands in the words, or a new one."""
    every = list(Issuer.objects.all())
    for one in every:
        if words.casefold() in (one.name.casefold(), one.short_name.casefold()):
            return one
    said = significant(words)
    near = [one for one in every if len(significant(one.name)) >= 2 and significant(one.name) <= said]
    near = near or [one for one in every if len(said) >= 2 and said <= significant(one.name)]
    if len(near) == 1:
        return near[0]
    notes.append(f"“{words}” is a new issuer.")
    name = words[:200]
    return Issuer.objects.create(key=unused(Issuer, "key", slugify(name)[:50] or "issuer", 60), name=name)


def significant(words: str) -> set[str]:
    return set(re.findall(r"\w+", words.lower())) - SMALL_WORDS


def add_points(edition: Edition, text: str, one: Document, cited: list, notes: list[str]) -> None:
    model, keys = point_class(edition.record.kind), set()
    own = own_columns(edition, model, one, notes)
    if own is None:
        return
    for number, (heading, said, days) in enumerate(points(one), 1):
        words = (heading or said).value
        key = slugify(" ".join(words.split()[:8]))[:72] or "point"
        while key in keys:
            key = f"{key[:70]}-{number}"
        keys.add(key)
        facts = {name: day for name, (day, _) in days.items()}
        model.objects.create(
            edition=edition, key=key, number=number, heading=heading.value[:400] if heading else "",
            text=markdown(text[said.start : said.end]) if said else "", **facts, **own(words),
        )  # fmt: skip
        cited += [("heading", key, heading.span)] if heading else []
        cited += [("text", key, said.span)] if said else []
        cited += [(name, key, found.span) for name, (_, found) in days.items()]


def points(one: Document) -> list[tuple[Found | None, Found | None, dict[str, tuple[date, Found]]]]:
    """Heading, text and days of each point, whatever the kind."""
    if one.kind == "notice":
        return [(None, item.text, item_days(item)) for item in one.items]
    if one.kind == "qa":
        return [(asked.question, asked.answer, {}) for asked in one.questions]
    return [(None, found, {}) for found in one.recommendations]


def item_days(item: Item) -> dict[str, tuple[date, Found]]:
    """The days as the database keeps them: the end is the first day on which the item no longer applies."""
    days = {}
    for name in ("posted_on", "effective_from", "effective_until"):
        if found := getattr(item, name):
            on = date.fromisoformat(found.value)
            if name == "effective_until" and found.basis == INCLUSIVE:
                on += timedelta(days=1)
            days[name] = on, found
    if {"effective_from", "effective_until"} <= days.keys() and days["effective_until"][0] <= days["effective_from"][0]:
        del days["effective_until"]
    return days


def own_columns(edition: Edition, model, one: Document, notes: list[str]):
    """What gives the columns that only this kind of point has, from its words; None where they cannot be filled."""
    names = {column.name for column in model._meta.fields}
    if "service" in names:
        services = model._meta.get_field("service").related_model
        place = edition.title[:200]
        return lambda words: {"service": service(services, place, words, notes), "availability": availability(words)}
    if "audience" in names and one.recommendations:
        to = one.addressee.value.lower() if one.addressee else ""
        meant = [audience for audience, words in AUDIENCES if words in to]
        if len(meant) != 1:
            notes.append("Its recommendations stay in the text: whom they are for is for the desk to say.")
            return None
        return lambda words: {"audience": meant[0]}
    return lambda words: {}


def availability(words: str) -> str:
    return next((name for name, form in AVAILABILITIES if re.search(form, words, re.IGNORECASE)), "information")


def service(model, place: str, words: str, notes: list[str]):
    """The service whose name the words say, or nearly; a new one by the words before a colon; else one for the desk
    to replace."""
    said = set(re.findall(r"\w+", words.lower()))
    lead = words.partition(":")[0] if ":" in words[:60] else ""
    for one in model.objects.all():
        named = significant(one.name)
        if (
            len(named) >= 2
            and named <= said
            or lead
            and SequenceMatcher(None, one.name.lower(), lead.lower()).ratio() > LIKE_ENOUGH
        ):
            return one
    name = (
        lead
        if lead and len(lead.split()) <= 5 and lead[0].isupper() and not any(c.isdigit() for c in lead)
        else UNASSIGNED
    )
    found = model.objects.filter(place=place, name=name).first()
    if found is None:
        found = model.objects.create(
            key=unused(model, "key", slugify(f"{name} {place}")[:72] or "service", 80), name=name, place=place
        )
        notes.append(f"“{name}” is a new service of “{place}”.")
    return found


def body(text: str, one: Document, has_points: bool) -> str:
    """The running text as Markdown, with a mark in the place of the points."""
    taken = [found.span for found in one.recommendations] if has_points else []
    parts: list[str] = []
    for start, end in one.body:
        if any(start < last and first < end for first, last in taken):
            parts += [POINTS_HERE] if POINTS_HERE not in parts else []
        else:
            parts.append(markdown(text[start:end]))
    return "\n\n".join(parts)


def markdown(words: str) -> str:
    """Markdown that says exactly the words: each line a paragraph, numbered lines a list."""
    blocks: list[str] = []
    was_numbered = False
    for line in filter(None, (" ".join(line.split()) for line in words.split("\n"))):
        numbered = bool(re.match(r"\d{1,3}\.\s", line))
        escaped = re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", line)
        if numbered and was_numbered:
            blocks[-1] += f"\n{escaped}"
        else:
            blocks.append(escaped)
        was_numbered = numbered
    return "\n\n".join(blocks)


def add_parts(edition: Edition, one: Document, cited: list) -> None:
    parts = {model.part_name: model for model in part_classes()}
    for position, contact in enumerate(one.contacts, 1):
        parts["contacts"].objects.create(edition=edition, position=position, **contact_columns(contact))
        cited.append(("contact", "", contact_span(contact)))
    for position, attached in enumerate(one.attachments, 1):
        Attachment.objects.create(edition=edition, position=position, title=attached.title.value[:300])
        cited.append(("attachment", "", attached.title.span))
    if one.kind == "press_release" and (one.dateline or one.release_line):
        lines = {name: found.value for name in ("dateline", "release_line") if (found := getattr(one, name))}
        parts["release"].objects.create(edition=edition, **{name: words[:100] for name, words in lines.items()})
    if one.kind == "memo" and one.byline:
        parts["signers"].objects.create(edition=edition, name=one.byline.value[:200])
        cited.append(("signers", "", one.byline.span))
    to = one.addressee.value.lower() if one.kind == "memo" and one.addressee else ""
    for position, (audience, words) in enumerate(AUDIENCES, 1):
        if words in to:
            parts["addressees"].objects.create(edition=edition, position=position, audience=audience)


def contact_columns(contact: Contact) -> dict[str, str]:
    columns = {
        "name": (contact.name or contact.office or contact.email or contact.phones[0].number).value[:200],
        "office": contact.office.value[:200] if contact.office else "",
        "email": contact.email.value[:254] if contact.email else "",
    }
    for phone in contact.phones:
        column = PHONE_COLUMNS.get(phone.type.value if phone.type else "", "other_phone")
        columns.setdefault(column if column not in columns else "other_phone", phone.number.value[:40])
    return columns


def contact_span(contact: Contact) -> Span:
    found = [one for one in (contact.name, contact.office, contact.email) if one]
    found += [phone.number for phone in contact.phones]
    return min(one.start for one in found), max(one.end for one in found)


def cite(edition: Edition, source: SourceDocument, one: Document, cited: list[tuple[str, str, Span]]) -> None:
    for name in ("title", "subtitle", "dateline", "published_on", "release_line"):
        if found := getattr(one, name):
            cited.append((name, "", found.span))
    cited += [("body", "", span) for span in one.body]
    cited.sort(key=lambda row: row[2])
    Citation.objects.bulk_create(
        Citation(
            edition=edition,
            position=min(position, 32767),
            field=name,
            point_key=key,
            source=source,
            start=start,
            end=end,
        )
        for position, (name, key, (start, end)) in enumerate(cited, 1)
        if end > start
    )
