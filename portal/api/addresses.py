"""Every address of the API, once: portal/api/urls.py and openapi.json are both made from this."""

from dataclasses import replace

from guidance.models import Audience
from portal.api import acknowledgements, chain, public_bodies, records, search
from portal.api.answering import Address
from portal.api.description import describe, index
from portal.api.parameters import CURSOR, SLUG, choice, day, flag, matching, number, slug, text
from portal.records.kinds import Kind
from portal.records.querysets import Standing

STANDINGS = [standing.value for standing in Standing if standing != Standing.UNPUBLISHED]
LAST = "Where the page before ended; it is in the address under `next`."

ON = day("on", "The day that is asked about; today if it is not given.")
KNOWN = day("known", "Only what was public by the end of this day counts; by now if it is not given.")
KIND = choice("kind", "Records of one kind.", Kind.values)
ISSUER = slug("issuer", "Records of one issuer, by its key.")
STANDING = choice("standing", "What the edition is today.", STANDINGS)
AFTER = matching("after", LAST, CURSOR, "where a page ended")
AFTER_KEY = matching("after", LAST, SLUG, "where a page ended")
AFTER_NUMBER = number("after", LAST)
AFTER_ENTRY = matching("after", LAST, "^[0-9]{1,18}$", "the number of a register entry", int)
SEARCHED = (
    text("q", "Words, “phrases”, and words after a minus that must not occur.", most=500),
    KIND,
    choice("audience", "Memos addressed to one audience.", Audience.values),
    ISSUER,
    slug("service", "Notices about one service, by its key."),
    flag("official", "Whether to leave out third-party texts."),
    day("from", "Published on this day or later."),
    day("to", "Published on this day or earlier."),
    replace(ON, description="What applied on this day; what readers are shown today if it is not given."),
    flag("old", "Whether to search every edition."),
    number("page", "The page of the results; a ranking has no key to go on from."),
)

ADDRESSES = [
    Address("v1/", "index", lambda ask: index(ask, ADDRESSES), "Where to begin", "Index"),
    Address("v1/openapi.json", "openapi", lambda ask: describe(ADDRESSES), "This description", "Description"),
    Address(
        "v1/records", "records", records.record_list, "Records, each by the edition that readers are shown today",
        "Editions", (KIND, ISSUER, STANDING, AFTER),
    ),
    Address("v1/records/<slug:key>", "record", records.record, "A record", "Record", can_be_gone=True),
    Address(
        "v1/records/<slug:key>/editions", "record-editions", records.record_editions, "The editions of a record",
        "Editions", (AFTER_NUMBER,),
    ),
    Address(
        "v1/records/<slug:key>/editions/<number:number>", "edition", records.edition,
        "An edition with everything that it says", "Document", can_be_gone=True,
    ),
    Address(
        "v1/records/<slug:key>/in-force", "record-in-force", records.record_in_force,
        "The edition of a record that applied on a day", "Document", (ON, KNOWN), can_be_gone=True,
    ),
    Address(
        "v1/records/<slug:key>/points", "points", records.points,
        "The points of the edition that readers are shown, or that applied on a day", "Points", (ON, KNOWN),
        can_be_gone=True,
    ),
    Address(
        "v1/records/<slug:key>/points/<slug:point>", "point", records.point, "A point through all editions",
        "PointHistory", can_be_gone=True,
    ),
    Address(
        "v1/records/<slug:key>/differences", "differences", records.differences,
        "What differs between two editions of a record", "Differences",
        (number("old", "The edition to begin from.", is_required=True),
         number("new", "The edition to compare with it.", is_required=True)),
        can_be_gone=True,
    ),
    Address(
        "v1/records/<slug:key>/acknowledgements", "acknowledgements", acknowledgements.totals,
        "How many have acknowledged a memo, where its issuer publishes that", "Acknowledgements",
    ),
    Address("v1/editions", "editions", records.edition_list, "All editions", "Editions", (KIND, ISSUER, AFTER)),
    Address(
        "v1/in-force", "in-force", records.in_force_list, "What applied on a day", "EditionsInForce",
        (ON, KNOWN, KIND, ISSUER, AFTER),
    ),
    Address(
        "v1/services", "services", public_bodies.service_list, "Services, with what each does on a day", "Services",
        (ON, KNOWN, AFTER_KEY),
    ),
    Address("v1/issuers", "issuers", public_bodies.issuer_list, "Issuers", "Issuers", (AFTER_KEY,)),
    Address("v1/register", "register", chain.entry_list, "The register", "Entries", (AFTER_ENTRY,)),
    Address("v1/register/<entry:number>", "entry", chain.entry, "An entry of the register", "Entry"),
    Address("v1/search", "search", search.found, "Search in everything published", "Results", SEARCHED),
]  # fmt: skip
