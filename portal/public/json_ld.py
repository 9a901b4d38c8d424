"""Describes an edition for search engines: schema.org terms in JSON-LD 1.1, made from the register's document.

The description adds nothing to the document: it has no opening hours that the document does not state, and a
third-party text has no author, publisher or legal force from the state."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from portal.lib.dates import get_last_day
from portal.records.models import Edition
from portal.records.querysets import Standing

SCHEMA_ORG = "https://schema.org/"
CURRENT_STANDINGS = (Standing.IN_EFFECT, Standing.UPCOMING)


def build_graph(edition: Edition, on: date, absolute: Callable[[str], str]) -> dict:
    """Returns the nodes of the text, of what its kind adds, such as services, and of the breadcrumbs, on the day `on`.
    `absolute` completes a URL of this site. The edition is frozen and annotated with its standing."""
    nodes = [build_text_node(edition, absolute), build_breadcrumbs(edition, absolute)]
    if edition.standing_then in CURRENT_STANDINGS and edition.document["official"]:
        nodes += edition.kind.build_json_ld_nodes(edition, on, absolute)
    return {"@context": "https://schema.org", "@graph": nodes}


def build_text_node(edition: Edition, absolute) -> dict:
    document = edition.document
    facts, official = document["edition"], document["official"]
    node = {
        "@type": edition.kind.json_ld_type if official else "CreativeWork",
        "@id": absolute(edition.url()),
        "url": absolute(edition.url()),
        "mainEntityOfPage": absolute(edition.record.get_absolute_url()),
        "name": facts["title"],
        "alternativeHeadline": facts["subtitle"],
        "inLanguage": facts["language"],
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
    issuer, facts = build_organization(document), document["edition"]
    return {
        "author": issuer,
        "publisher": issuer,
        "datePublished": facts["published_at"],
        "expires": facts["effective_until"],
        "temporalCoverage": format_period(facts["effective_from"], facts["effective_until"]),
    }


def build_organization(document: dict) -> dict:
    return {"@type": "GovernmentOrganization", "name": document["issuer"]["name"]}


def format_period(first: str | None, end: str | None) -> str | None:
    """Formats a span as ISO 8601. That includes both days, so the end is the day before the half-open end."""
    if not first:
        return None
    return f"{first}/{get_last_iso_day(end) or '..'}"


def get_last_iso_day(end: str | None) -> str | None:
    return get_last_day(date.fromisoformat(end)).isoformat() if end else None


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
    """Returns the node without empty values."""
    return {name: value for name, value in node.items() if value not in (None, "")}
