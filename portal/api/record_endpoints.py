"""API endpoints for records, their editions and points."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef

from portal.api import serializers
from portal.api.problems import not_found_problem, retracted_problem
from portal.api.views import ApiRequest
from portal.lib.dates import get_local_date
from portal.lib.grammar import add_article
from portal.lib.pagination import fetch_page
from portal.lib.stored_querysets import StoredQuerySet
from portal.public import page_queries, renderers
from portal.public.list_views import annotate_list_rows, get_editions_after, paginate_editions
from portal.records.comparison import editions
from portal.records.models import Edition, Record
from portal.records.point_standing import get_point_standing
from portal.records.querysets import Standing

NO_PUBLIC_TEXT = "There is no public text at this address."


def get_shown_edition(ask: ApiRequest, key: str) -> Edition:
    """Returns the edition that readers see today. Raises ApiProblem if there is none or it was published in error."""
    today = get_local_date(ask.at)
    editions = page_queries.select_shown_edition("", key=key, on=today, known=ask.at)
    return require_readable(editions[0] if editions else None, ask, NO_PUBLIC_TEXT)


def get_public_record(ask: ApiRequest, key: str) -> Record:
    """Returns the record with the key. Raises ApiProblem unless one of its editions is or was public."""
    record = Record.objects.filter(
        Exists(Edition.objects.public(ask.at).filter(record=OuterRef("pk"))), key=key
    ).first()
    if record is None:
        raise not_found_problem(NO_PUBLIC_TEXT)
    return record


def get_applying_edition(ask: ApiRequest, key: str) -> Edition:
    """Returns the edition that applied on the day. Raises ApiProblem if there is none or it was published in error."""
    editions = select_applying_edition(key=key, on=ask.on, known=ask.known)
    otherwise = f"Nothing of this record applied on {ask.on}, within the range of the request."
    return require_readable(editions[0] if editions else None, ask, otherwise)


@StoredQuerySet
def select_applying_edition(*, key: str, on: date, known: datetime):
    return page_queries.select_record_editions("", key).applying(on, known).with_standing(on, known)


def require_readable(edition: Edition | None, ask: ApiRequest, otherwise: str) -> Edition:
    if edition is None:
        raise not_found_problem(otherwise)
    if edition.is_retracted_at(ask.at):
        raise retracted_problem(edition)
    return edition


def get_editions_by_number(ask: ApiRequest, key: str, *numbers: int) -> list[Edition]:
    """Returns the editions with these numbers. Raises ApiProblem if one is not public or was published in error."""
    rows = page_queries.select_numbered_editions(
        "", False, key=key, number=numbers[0], other=numbers[-1], on=get_local_date(ask.at), at=ask.at
    )
    editions_by_number = {edition.number: edition for edition in rows}
    return [
        require_readable(editions_by_number.get(number), ask, f"There is no version {number} of this text.")
        for number in numbers
    ]


def build_edition_page(ask: ApiRequest, editions) -> dict:
    """Returns a page of these editions. The queryset must not contain an edition twice."""
    if ask["issuer"]:
        editions = editions.filter(record__issuer__key=ask["issuer"])
    editions, cursor = paginate_editions(annotate_list_rows(editions.not_retracted(ask.at), ask.on, ask.known))
    return {"items": serializers.serialize_editions(editions, ask), "next": ask.following("after", cursor)}


def get_candidate_editions(ask: ApiRequest):
    """Returns the editions after the cursor. The filter by kind comes first because it excludes most."""
    editions = get_editions_after(ask["after"] or "")
    return editions.filter(record__kind=ask["kind"]) if ask["kind"] else editions


def record_list(ask: ApiRequest) -> dict:
    editions = get_candidate_editions(ask).showing(ask.on, ask.at)
    if ask["standing"]:
        editions = editions.of_standing([Standing(ask["standing"])], ask.on, ask.at)
    return build_edition_page(ask, editions)


def edition_list(ask: ApiRequest) -> dict:
    return build_edition_page(ask, get_candidate_editions(ask).public(ask.at))


def in_force_list(ask: ApiRequest) -> dict:
    return {
        "on": ask.on.isoformat(),
        **build_edition_page(ask, get_candidate_editions(ask).applying(ask.on, ask.known)),
    }


def record_detail(ask: ApiRequest, key: str) -> dict:
    edition = get_shown_edition(ask, key)
    return {
        "key": key,
        "kind": edition.record.kind,
        "official": edition.record.is_official,
        "issuer": serializers.serialize_issuer(edition.record),
        "title": edition.title,
        "url": ask.absolute(edition.record.get_absolute_url()),
        "showing": serializers.serialize_edition(edition, ask),
        "editions": ask.url("record-editions", key=key),
        "in_force": ask.url("record-in-force", key=key),
        "points": ask.url("points", key=key),
        "differences": ask.url("differences", key=key),
    }


def record_editions(ask: ApiRequest, key: str) -> dict:
    """Lists the editions of a record, newest first. The cursor is the last number of the previous page."""
    record = get_public_record(ask, key)
    editions = record.editions.public(ask.at).not_retracted(ask.at).with_standing(ask.on, ask.at)
    if ask["after"]:
        editions = editions.filter(number__lt=ask["after"])
    light = editions.select_related("record__issuer").defer("body", "provenance").order_by("-number")
    page, last = fetch_page(light)
    cursor = last.number if last else None
    return {"items": serializers.serialize_editions(page, ask), "next": ask.following("after", cursor)}


def serialize_document(edition: Edition, ask: ApiRequest) -> dict:
    links = {"record": ask.url("record", key=edition.record.key), "points": ask.url("points", key=edition.record.key)}
    return {**renderers.build_edition_data(edition, ask.on, ask.absolute), "links": links}


def edition_detail(ask: ApiRequest, key: str, number: int) -> dict:
    return serialize_document(get_editions_by_number(ask, key, number)[0], ask)


def record_in_force(ask: ApiRequest, key: str) -> dict:
    return serialize_document(get_applying_edition(ask, key), ask)


def point_list(ask: ApiRequest, key: str) -> dict:
    """Lists the points of the edition that readers see, or that applied on the requested day."""
    edition = get_applying_edition(ask, key) if ask["on"] or ask["known"] else get_shown_edition(ask, key)
    return {
        "number": edition.number,
        "standing": edition.standing_then,
        "edition": ask.url("edition", key=key, number=edition.number),
        "items": [
            {
                **point,
                "standing": get_point_standing(point, ask.on, edition.standing_then),
                "history": ask.url("point", key=key, point=point["key"]),
            }
            for point in edition.document["points"]
        ],
    }


def point_history(ask: ApiRequest, key: str, point: str) -> dict:
    """Returns one point in all editions, oldest first, each with its changes."""
    record = get_public_record(ask, key)
    stages = page_queries.get_point_stages(record, point, ask.at)
    if not stages:
        hidden = (
            page_queries.select_record_editions("", key)
            .public(ask.at)
            .filter(points__key=point)
            .order_by("number")
            .last()
        )
        raise (
            retracted_problem(hidden)
            if hidden
            else not_found_problem(f"No version has {add_article(record.point_noun)} with the key “{point}”.")
        )
    return {
        "key": point,
        "items": [
            {
                "number": stage.edition.number,
                "published_at": serializers.format_timestamp(stage.edition.published_at),
                "edition": ask.url("edition", key=key, number=stage.edition.number),
                "point": stage.point,
                "change": serializers.serialize_point_change(stage.change),
            }
            for stage in stages
        ],
    }


def edition_differences(ask: ApiRequest, key: str) -> dict:
    """Compares two editions in the requested order."""
    old, new = get_editions_by_number(ask, key, ask["old"], ask["new"])
    comparison = editions.compare_editions(old.document, new.document)
    return {
        "old": ask.url("edition", key=key, number=old.number),
        "new": ask.url("edition", key=key, number=new.number),
        **serializers.serialize_comparison(comparison, new.record.point_noun),
    }
