"""Answers about records, their editions and points."""

from django.conf import settings
from django.db.models import Exists, OuterRef

from portal.api import data
from portal.api.answering import Ask
from portal.api.problems import not_found, retracted
from portal.records import diffs, formats, reading
from portal.records.days import day_of
from portal.records.lists import after, one_page, rows_for_lists
from portal.records.models import Edition, Record
from portal.records.querysets import Standing

NOTHING = "There is no public text at this address."


def editions_of(key: str):
    return Edition.objects.filter(record__key=key).select_related("record__issuer", "publication", "withdrawal")


def shown(ask: Ask, key: str) -> Edition:
    """The edition that readers are shown today. Raises Problem where there is none or it was published in error."""
    today = day_of(ask.at)
    return readable(editions_of(key).showing(today, ask.at).with_standing(today, ask.at).first(), ask, NOTHING)


def public_record(ask: Ask, key: str) -> Record:
    """The record with that key, if it ever said anything in public."""
    found = Record.objects.filter(Exists(Edition.objects.public(ask.at).filter(record=OuterRef("pk"))), key=key).first()
    if found is None:
        raise not_found(NOTHING)
    return found


def applying(ask: Ask, key: str) -> Edition:
    """The edition that applied on the day."""
    found = editions_of(key).applying(ask.on, ask.known).with_standing(ask.on, ask.known).first()
    return readable(found, ask, f"Nothing of this record applied on {ask.on}, as far as is asked about.")


def readable(edition: Edition | None, ask: Ask, otherwise: str) -> Edition:
    if edition is None:
        raise not_found(otherwise)
    if data.is_gone(edition, ask.at):
        raise retracted(edition)
    return edition


def numbered(ask: Ask, key: str, *numbers: int) -> list[Edition]:
    """The editions with these numbers. Raises Problem where one is not public or was published in error."""
    rows = editions_of(key).public(ask.at).filter(number__in=numbers).with_standing(day_of(ask.at), ask.at)
    found = {edition.number: edition for edition in rows}
    return [readable(found.get(one), ask, f"There is no version {one} of this text.") for one in numbers]


def listed(ask: Ask, editions) -> dict:
    """A page of these editions, which have been narrowed to one for each record or to none twice."""
    if ask["issuer"]:
        editions = editions.filter(record__issuer__key=ask["issuer"])
    editions, cursor = one_page(rows_for_lists(editions.given_out(ask.at), ask.on, ask.known))
    return {"items": data.rows(editions, ask), "next": ask.following("after", cursor)}


def candidates(ask: Ask):
    """The editions after the cursor; the kind is asked first, for it narrows the most."""
    editions = after(ask["after"] or "")
    return editions.filter(record__kind=ask["kind"]) if ask["kind"] else editions


def record_list(ask: Ask) -> dict:
    editions = candidates(ask).showing(ask.on, ask.at)
    if ask["standing"]:
        editions = editions.of_standing([Standing(ask["standing"])], ask.on, ask.at)
    return listed(ask, editions)


def edition_list(ask: Ask) -> dict:
    return listed(ask, candidates(ask).public(ask.at))


def in_force_list(ask: Ask) -> dict:
    return {"on": ask.on.isoformat(), **listed(ask, candidates(ask).applying(ask.on, ask.known))}


def record(ask: Ask, key: str) -> dict:
    edition = shown(ask, key)
    return {
        "key": key,
        "kind": edition.record.kind,
        "official": edition.record.is_official,
        "issuer": data.issuer(edition.record),
        "title": edition.title,
        "url": ask.absolute(edition.record.get_absolute_url()),
        "showing": data.row(edition, ask),
        "editions": ask.url("record-editions", key=key),
        "in_force": ask.url("record-in-force", key=key),
        "points": ask.url("points", key=key),
        "differences": ask.url("differences", key=key),
    }


def record_editions(ask: Ask, key: str) -> dict:
    """Newest first; the cursor is the last number of the page before."""
    record = public_record(ask, key)
    editions = record.editions.public(ask.at).given_out(ask.at).with_standing(ask.on, ask.at)
    if ask["after"]:
        editions = editions.filter(number__lt=ask["after"])
    light = editions.select_related("record__issuer").defer("body", "provenance").order_by("-number")
    found = list(light[: settings.PAGE_SIZE + 1])
    page = found[: settings.PAGE_SIZE]
    cursor = page[-1].number if len(found) > len(page) else None
    return {"items": data.rows(page, ask), "next": ask.following("after", cursor)}


def whole(edition: Edition, ask: Ask) -> dict:
    links = {"record": ask.url("record", key=edition.record.key), "points": ask.url("points", key=edition.record.key)}
    return {**formats.as_data(edition, ask.absolute), "links": links}


def edition(ask: Ask, key: str, number: int) -> dict:
    return whole(numbered(ask, key, number)[0], ask)


def record_in_force(ask: Ask, key: str) -> dict:
    return whole(applying(ask, key), ask)


def points(ask: Ask, key: str) -> dict:
    """Those of the edition that readers are shown, or that applied on the day asked about."""
    one = applying(ask, key) if ask["on"] or ask["known"] else shown(ask, key)
    return {
        "number": one.number,
        "standing": one.standing_then,
        "edition": ask.url("edition", key=key, number=one.number),
        "items": [
            {**point, "history": ask.url("point", key=key, point=point["key"])} for point in one.document["points"]
        ],
    }


def point(ask: Ask, key: str, point: str) -> dict:
    """One point through all editions, oldest first, each with what had changed."""
    record = public_record(ask, key)
    stages = reading.point_stages(record, point, ask.at)
    if not stages:
        hidden = editions_of(key).public(ask.at).filter(points__key=point).order_by("number").last()
        raise retracted(hidden) if hidden else not_found(f"No version has a {record.point_noun} called “{point}”.")
    return {
        "key": point,
        "items": [
            {
                "number": stage.edition.number,
                "published_at": data.timestamp(stage.edition.published_at),
                "edition": ask.url("edition", key=key, number=stage.edition.number),
                "point": stage.point,
                "change": data.point_change(stage.change),
            }
            for stage in stages
        ],
    }


def differences(ask: Ask, key: str) -> dict:
    """Between two editions, in the order that is asked for."""
    old, new = numbered(ask, key, ask["old"], ask["new"])
    compared = diffs.compare(old.document, new.document)
    return {
        "old": ask.url("edition", key=key, number=old.number),
        "new": ask.url("edition", key=key, number=new.number),
        **data.comparison(compared, new.record.point_noun),
    }
