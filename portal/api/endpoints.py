"""All addresses of the API. `urls.py` and openapi.json are generated from this list."""

from dataclasses import replace

from portal.accounts.audiences import get_audience_values
from portal.api import (
    acknowledgement_endpoints,
    issuer_service_endpoints,
    record_endpoints,
    register_endpoints,
    search_endpoints,
)
from portal.api.openapi import build_api_index, build_openapi
from portal.api.parameters import (
    CURSOR_PATTERN,
    SLUG_PATTERN,
    choice_parameter,
    day_parameter,
    flag_parameter,
    number_parameter,
    pattern_parameter,
    slug_parameter,
    text_parameter,
)
from portal.api.views import Endpoint
from portal.records.document_keys import list_search_filters
from portal.records.kinds import get_kind_values
from portal.records.querysets import Standing

STANDINGS = [standing.value for standing in Standing if standing != Standing.UNPUBLISHED]
AFTER_DESCRIPTION = "The position where the previous page ended. The address under `next` contains it."

ON = day_parameter("on", "The day of the request. Default: today.")
KNOWN = day_parameter("known", "Count only what was public by the end of this day. Default: now.")
KIND = choice_parameter("kind", "Records of one kind.", get_kind_values())
ISSUER = slug_parameter("issuer", "Records of one issuer, by its key.")
STANDING = choice_parameter("standing", "The standing of the edition today.", STANDINGS)
AFTER = pattern_parameter("after", AFTER_DESCRIPTION, CURSOR_PATTERN, "a position in this list")
AFTER_KEY = pattern_parameter("after", AFTER_DESCRIPTION, SLUG_PATTERN, "a position in this list")
AFTER_NUMBER = number_parameter("after", AFTER_DESCRIPTION)
AFTER_ENTRY = pattern_parameter("after", AFTER_DESCRIPTION, "^[0-9]{1,18}$", "the number of a register entry", int)
SEARCH_FILTERS = {
    "kind": KIND,
    "audience": choice_parameter("audience", "Memos addressed to one audience.", get_audience_values()),
    "issuer": ISSUER,
    "service": slug_parameter("service", "Notices about one service, by its key."),
}
"""Filters of the search whose values can be checked. Any other registered filter is a text."""
SEARCH_PARAMETERS = (
    text_parameter("q", "Words, “phrases”, and words to exclude after a minus.", most=500),
    *(
        SEARCH_FILTERS.get(item.name) or text_parameter(item.name, f"The filter “{item.label}”.", most=200)
        for item in list_search_filters()
    ),
    flag_parameter("official", "Whether to leave out third-party texts."),
    day_parameter("from", "Published on this day or later."),
    day_parameter("to", "Published on this day or earlier."),
    replace(ON, description="What applied on this day. Default: what readers see today."),
    flag_parameter("old", "Whether to search every edition."),
    number_parameter("page", "The page of the results. A ranking has no key to continue from."),
)

ENDPOINTS: list[Endpoint] = [
    Endpoint("v1/", "index", lambda ask: build_api_index(ask, ENDPOINTS), "The entry point", "Index"),
    Endpoint("v1/openapi.json", "openapi", lambda ask: build_openapi(ENDPOINTS), "This description", "Description"),
    Endpoint(
        "v1/records",
        "records",
        record_endpoints.record_list,
        "Records, each with the edition that readers see today",
        "Editions",
        (KIND, ISSUER, STANDING, AFTER),
    ),
    Endpoint("v1/records/<slug:key>", "record", record_endpoints.record_detail, "A record", "Record", can_be_gone=True),
    Endpoint(
        "v1/records/<slug:key>/editions",
        "record-editions",
        record_endpoints.record_editions,
        "The editions of a record",
        "Editions",
        (AFTER_NUMBER,),
    ),
    Endpoint(
        "v1/records/<slug:key>/editions/<number:number>",
        "edition",
        record_endpoints.edition_detail,
        "An edition with its full text",
        "Document",
        can_be_gone=True,
    ),
    Endpoint(
        "v1/records/<slug:key>/in-force",
        "record-in-force",
        record_endpoints.record_in_force,
        "The edition of a record that applied on a day",
        "Document",
        (ON, KNOWN),
        can_be_gone=True,
    ),
    Endpoint(
        "v1/records/<slug:key>/points",
        "points",
        record_endpoints.point_list,
        "The points of the edition that readers see, or that applied on a day",
        "Points",
        (ON, KNOWN),
        can_be_gone=True,
    ),
    Endpoint(
        "v1/records/<slug:key>/points/<slug:point>",
        "point",
        record_endpoints.point_history,
        "A point through all editions",
        "PointHistory",
        can_be_gone=True,
    ),
    Endpoint(
        "v1/records/<slug:key>/differences",
        "differences",
        record_endpoints.edition_differences,
        "The differences between two editions of a record",
        "Differences",
        (
            number_parameter("old", "The first edition of the comparison.", is_required=True),
            number_parameter("new", "The second edition of the comparison.", is_required=True),
        ),
        can_be_gone=True,
    ),
    Endpoint(
        "v1/records/<slug:key>/acknowledgements",
        "acknowledgements",
        acknowledgement_endpoints.acknowledgement_totals,
        "How many have acknowledged a memo, if its issuer publishes totals",
        "Acknowledgements",
    ),
    Endpoint(
        "v1/editions", "editions", record_endpoints.edition_list, "All editions", "Editions", (KIND, ISSUER, AFTER)
    ),
    Endpoint(
        "v1/in-force",
        "in-force",
        record_endpoints.in_force_list,
        "What applied on a day",
        "EditionsInForce",
        (ON, KNOWN, KIND, ISSUER, AFTER),
    ),
    Endpoint(
        "v1/services",
        "services",
        issuer_service_endpoints.service_list,
        "Services, with the state of each on a day",
        "Services",
        (ON, KNOWN, AFTER_KEY),
    ),
    Endpoint("v1/issuers", "issuers", issuer_service_endpoints.issuer_list, "Issuers", "Issuers", (AFTER_KEY,)),
    Endpoint("v1/register", "register", register_endpoints.entry_list, "The register", "Entries", (AFTER_ENTRY,)),
    Endpoint(
        "v1/register/<entry:number>", "entry", register_endpoints.entry_detail, "An entry of the register", "Entry"
    ),
    Endpoint(
        "v1/search",
        "search",
        search_endpoints.search_results,
        "Search all published texts",
        "Results",
        SEARCH_PARAMETERS,
    ),
]
