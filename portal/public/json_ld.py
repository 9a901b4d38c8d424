"""What machines are told of an edition: schema.org terms in JSON-LD 1.1, made from the register's document.

Nothing is said that the document does not say: no opening hours that nobody stated, and a third-party text has no
author, publisher or legal force from the state."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from portal.records.kinds import Kind
from portal.records.models import Edition
from portal.records.querysets import Standing

SCHEMA_ORG = "https://schema.org/"
KIND_TYPES = {
    Kind.SERVICE_NOTICE: "SpecialAnnouncement",
    Kind.PRESS_RELEASE: "NewsArticle",
    Kind.MEMO: "Legislation",
    Kind.QUESTIONS: "Legislation",
}
"""Guidance is no statute, but schema.org's Legislation alone has words for a version and whether it is in force."""
CHANNEL_NAMES = {"by_appointment": "By appointment", "by_mail_only": "By mail only", "limited": "Limited"}
CURRENT_STANDINGS = (Standing.IN_EFFECT, Standing.UPCOMING)


def build_graph(edition: Edition, on: date, absolute: Callable[[str], str]) -> dict:
    """The text, the services that it is about, and the place of the page, on the day `on`. `absolute` makes an
    address of this site complete; the edition is frozen and has its standing."""
    nodes = [build_text_node(edition, absolute), build_breadcrumbs(edition, absolute)]
    if edition.standing_then in CURRENT_STANDINGS and edition.document["official"]:
        nodes += build_services(edition, on, absolute)
    return {"@context": "https://schema.org", "@graph": nodes}


def build_text_node(edition: Edition, absolute) -> dict:
    document = edition.document
    said, official = document["edition"], document["official"]
    node = {
        "@type": KIND_TYPES[edition.kind] if official else "CreativeWork",
        "@id": absolute(edition.url()),
        "url": absolute(edition.url()),
        "mainEntityOfPage": absolute(edition.record.get_absolute_url()),
        "name": said["title"],
        "alternativeHeadline": said["subtitle"],
        "inLanguage": said["language"],
        "version": str(edition.number),
        "genre": edition.kind.label,
        "creativeWorkStatus": Standing(edition.standing_then).label,
        "identifier": {"@type": "PropertyValue", "propertyID": "SHA-256", "value": edition.publication.content_digest},
    }
    if official:
        node |= build_official_properties(document) | build_kind_properties(edition)
    else:
        node["creditText"] = "Third-party text, not the words of the state"
    return remove_empty_values(node)


def build_official_properties(document: dict) -> dict:
    issuer, said = build_organization(document), document["edition"]
    return {
        "author": issuer,
        "publisher": issuer,
        "datePublished": said["published_at"],
        "expires": said["effective_until"],
        "temporalCoverage": format_period(said["effective_from"], said["effective_until"]),
    }


def build_kind_properties(edition: Edition) -> dict:
    """What only a kind's own type has."""
    said = edition.document["edition"]
    if edition.kind == Kind.PRESS_RELEASE:
        return {"headline": said["title"]}
    if edition.kind == Kind.SERVICE_NOTICE:
        return {"datePosted": said["published_at"]}
    in_force = edition.standing_then == Standing.IN_EFFECT
    return {
        "legislationType": edition.kind.label,
        "legislationDate": said["signed_on"],
        "legislationDateVersion": said["effective_from"],
        "legislationResponsible": build_organization(edition.document),
        "legislationLegalForce": SCHEMA_ORG + ("InForce" if in_force else "NotInForce"),
    }


def build_organization(document: dict) -> dict:
    return {"@type": "GovernmentOrganization", "name": document["issuer"]["name"]}


def format_period(first: str | None, end: str | None) -> str | None:
    """ISO 8601: both days belong to it, so the half-open end is a day earlier."""
    if not first:
        return None
    return f"{first}/{get_last_day(end) or '..'}"


def get_last_day(end: str | None) -> str | None:
    return date.fromordinal(date.fromisoformat(end).toordinal() - 1).isoformat() if end else None


def build_services(edition: Edition, on: date, absolute) -> list[dict]:
    """The services of a notice whose items have not ended."""
    items = [point for point in edition.document["points"] if point.get("service")]
    today = on.isoformat()
    return [
        build_service(edition, item, absolute)
        for item in items
        if not (item["effective_until"] and item["effective_until"] <= today)
    ]


def build_service(edition: Edition, item: dict, absolute) -> dict:
    place = {"@type": "Place", "name": item["service"]["place"]}
    channel = {"@type": "ServiceChannel", "name": CHANNEL_NAMES.get(item["availability"]), "serviceLocation": place}
    return remove_empty_values(
        {
            "@type": "GovernmentService",
            "@id": f"{absolute(edition.url())}#{item['key']}",
            "name": item["service"]["name"],
            "serviceOperator": build_organization(edition.document),
            "provider": build_organization(edition.document),
            "availableChannel": remove_empty_values(channel),
            "hoursAvailable": build_closed_hours(item, edition.document["edition"]["effective_until"]),
            "subjectOf": {"@id": absolute(edition.url())},
        }
    )


def build_closed_hours(item: dict, notice_until: str | None) -> dict | None:
    """The one exception of opening hours that notices state in data: no service from a day on, until the item or the
    whole notice ends. Equal hours of opening and closing are how a closed day is written."""
    end = min(filter(None, [item["effective_until"], notice_until]), default=None)
    if item["availability"] != "no_service" or not item["effective_from"]:
        return None
    return remove_empty_values(
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00:00",
            "closes": "00:00:00",
            "validFrom": item["effective_from"],
            "validThrough": get_last_day(end),
        }
    )


def build_breadcrumbs(edition: Edition, absolute) -> dict:
    section = edition.record.section
    places = [
        ("Home", reverse("home")),
        (section.capitalize(), reverse(f"{section}:list")),
        (edition.document["edition"]["title"], edition.record.get_absolute_url()),
    ]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(address)}
        for position, (name, address) in enumerate(places, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def remove_empty_values(node: dict) -> dict:
    """Without what is not stated."""
    return {name: value for name, value in node.items() if value not in (None, "")}
