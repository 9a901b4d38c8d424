"""The services of a notice as schema.org data."""

from datetime import date

from portal.public.json_ld import build_organization, get_last_iso_day, remove_empty_values
from portal.records.models import Edition
from portal.records.point_standing import get_point_standing, split_ended_points
from portal.records.querysets import Standing

CHANNEL_NAMES = {"by_appointment": "By appointment", "by_mail_only": "By mail only", "limited": "Limited"}


def build_services(edition: Edition, on: date, absolute) -> list[dict]:
    """Returns the services whose items in the notice have not ended by the day `on`."""
    items = [point for point in edition.document["points"] if point.get("service")]
    current, _ = split_ended_points(items, on)
    return [build_service(edition, item, on, absolute) for item in current]


def build_service(edition: Edition, item: dict, on: date, absolute) -> dict:
    """Returns a service. schema.org has no days for a channel, so one that begins later is left out."""
    is_begun = get_point_standing(item, on, edition.standing_then) == Standing.IN_EFFECT
    place = {"@type": "Place", "name": item["service"]["place"]}
    channel = {"@type": "ServiceChannel", "name": CHANNEL_NAMES.get(item["availability"]), "serviceLocation": place}
    return remove_empty_values(
        {
            "@type": "GovernmentService",
            "@id": f"{absolute(edition.url())}#{item['key']}",
            "name": item["service"]["name"],
            "serviceOperator": build_organization(edition.document),
            "provider": build_organization(edition.document),
            "availableChannel": remove_empty_values(channel) if is_begun else None,
            "hoursAvailable": build_closed_hours(item, edition.document["edition"]["effective_until"]),
            "subjectOf": {"@id": absolute(edition.url())},
        }
    )


def build_closed_hours(item: dict, notice_until: str | None) -> dict | None:
    """Returns the opening hours of a service that is closed from a day on, until the item or the whole notice ends;
    notices state no other hours as data. schema.org writes a closed day as equal hours of opening and closing."""
    end = min(filter(None, [item["effective_until"], notice_until]), default=None)
    if item["availability"] != "no_service" or not item["effective_from"]:
        return None
    return remove_empty_values(
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00:00",
            "closes": "00:00:00",
            "validFrom": item["effective_from"],
            "validThrough": get_last_iso_day(end),
        }
    )
