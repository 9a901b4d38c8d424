"""What machines are told of an edition: schema.org terms in JSON-LD 1.1, made from the register's document.

Nothing is said that the document does not say: no opening hours that nobody stated, and a third-party text has no
author, publisher or legal force from the state."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from portal.records.models import Edition
from portal.records.querysets import Standing

SCHEMA_ORG = "https://schema.org/"
CURRENT_STANDINGS = (Standing.IN_EFFECT, Standing.UPCOMING)


def build_graph(edition: Edition, on: date, absolute: Callable[[str], str]) -> dict:
    """The text, what its kind adds, such as services, and the place of the page, on the day `on`. `absolute` makes an
    address of this site complete; the edition is frozen and has its standing."""
    nodes = [build_text_node(edition, absolute), build_breadcrumbs(edition, absolute)]
    if edition.standing_then in CURRENT_STANDINGS and edition.document["official"]:
        nodes += edition.kind.build_json_ld_nodes(edition, on, absolute)
    return {"@context": "https://schema.org", "@graph": nodes}


def build_text_node(edition: Edition, absolute) -> dict:
    document = edition.document
    said, official = document["edition"], document["official"]
    node = {
        "@type": edition.kind.json_ld_type if official else "CreativeWork",
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
        node |= build_official_properties(document) | edition.kind.build_json_ld_properties(edition)
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


def build_organization(document: dict) -> dict:
    return {"@type": "GovernmentOrganization", "name": document["issuer"]["name"]}


def format_period(first: str | None, end: str | None) -> str | None:
    """ISO 8601: both days belong to it, so the half-open end is a day earlier."""
    if not first:
        return None
    return f"{first}/{get_last_day(end) or '..'}"


def get_last_day(end: str | None) -> str | None:
    return date.fromordinal(date.fromisoformat(end).toordinal() - 1).isoformat() if end else None


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
