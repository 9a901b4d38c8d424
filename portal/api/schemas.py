"""JSON Schemas of the responses (OpenAPI 3.1). A schema lists every member; only the document of an edition is open,
because it grows with the parts that editions have."""

from announcements.models import Availability
from portal.accounts.audiences import get_audience_values
from portal.records.edition_columns import COLUMNS, Group
from portal.records.kinds import get_kind_values
from portal.records.models import Edition
from portal.records.querysets import Standing
from portal.register.models import RegisterEntry

TEXT, BOOLEAN, URL = {"type": "string"}, {"type": "boolean"}, {"type": "string", "format": "uri"}
NUMBER = {"type": "integer", "minimum": 1}
DAY, MOMENT = {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
KEY = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}


def nullable_schema(schema: dict) -> dict:
    return {"anyOf": [schema, {"type": "null"}]}


def enum_schema(values) -> dict:
    return {"type": "string", "enum": [*values]}


def array_schema(schema: dict) -> dict:
    return {"type": "array", "items": schema}


def schema_ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def object_schema(description: str, properties: dict, *, is_open: bool = False) -> dict:
    """Returns the schema of an object with all of these members and, unless it is open, no others."""
    schema = {"type": "object", "description": description, "properties": properties, "required": [*properties]}
    return schema if is_open else {**schema, "additionalProperties": False}


def page_schema(description: str, item: str, **more: dict) -> dict:
    following = {**nullable_schema(URL), "description": "The address of the next page."}
    return object_schema(description, {**more, "items": array_schema(schema_ref(item)), "next": following})


ISSUER = object_schema("A public body that publishes texts.", {"key": KEY, "name": TEXT})
WORDS = array_schema(schema_ref("Words"))
COLUMN_SCHEMAS = {
    "change_kind": enum_schema(["", *Edition.ChangeKind.values]),
    "effective_until": {**nullable_schema(DAY), "description": "The first day on which it no longer applies."},
}
"""Schemas of columns that are neither plain text nor a day."""


def build_column_schemas(group: Group) -> dict:
    """Returns the schemas of the group's columns in rows of lists."""
    return {
        column.name: COLUMN_SCHEMAS.get(column.name, nullable_schema(DAY) if column.is_day else TEXT)
        for column in COLUMNS
        if column.group == group and column.in_rows
    }


EDITION_ROW = {
    "key": KEY,
    "number": NUMBER,
    "kind": enum_schema(get_kind_values()),
    "official": {**BOOLEAN, "description": "False for a third-party text, which is never in effect."},
    "issuer": nullable_schema(ISSUER),
    **build_column_schemas("text"),
    "standing": schema_ref("Standing"),
    "published_at": MOMENT,
    **build_column_schemas("days"),
    "withdrawn_from": nullable_schema(DAY),
    **build_column_schemas("change"),
    "url": {**URL, "description": "The page for readers."},
    "record": URL,
    "edition": URL,
}
POINT = {
    "key": {**KEY, "description": "Stays the same in every edition."},
    "number": NUMBER,
    "heading": TEXT,
    "text": {**TEXT, "description": "Markdown."},
    "text_hash": HASH,
    "posted_on": nullable_schema(DAY),
    "effective_from": nullable_schema(DAY),
    "effective_until": nullable_schema(DAY),
}
POINT_CHANGE = {
    "op": enum_schema(["added", "removed", "changed", "unchanged"]),
    "key": KEY,
    "old_number": nullable_schema(NUMBER),
    "new_number": nullable_schema(NUMBER),
    "heading": WORDS,
    "text": WORDS,
    "facts": array_schema(schema_ref("FactChange")),
}
FACT = {"anyOf": [TEXT, array_schema(TEXT), {"type": "null"}]}
ITEM_CHANGE = {
    "op": enum_schema(["added", "removed", "changed"]),
    "old": nullable_schema(TEXT),
    "new": nullable_schema(TEXT),
}
CHAIN_LINKS = {"number": NUMBER, "hash": HASH, "previous": HASH}
ENTRY = {
    **CHAIN_LINKS,
    "is_sealed": {"const": False},
    "action": enum_schema([value for value in RegisterEntry.Action.values if value != RegisterEntry.Action.CANCELED]),
    "public_at": MOMENT,
    "recorded_at": {**MOMENT, "description": "By the clock of the database; nobody can set it."},
    "address": TEXT,
    "title": TEXT,
    "content_digest": HASH,
    "is_retracted": BOOLEAN,
    "content": {**nullable_schema(TEXT), "description": "Canonical JSON; its SHA-256 is content_digest."},
}
BOARD_LINE = {
    "availability": enum_schema(Availability.values),
    "heading": TEXT,
    "text": TEXT,
    "point": KEY,
    **{
        name: nullable_schema(DAY)
        for name in ("posted_on", "effective_from", "effective_until", "review_on", "confirmed_on")
    },
    "is_upcoming": BOOLEAN,
    "is_stale": {**BOOLEAN, "description": "It has no end date, and its last confirmation is old."},
    "is_overridden": {**BOOLEAN, "description": "Another item replaces it while both apply."},
    "is_contradicted": {**BOOLEAN, "description": "Another notice says otherwise, and the days decide nothing."},
    "key": KEY,
    "number": NUMBER,
    "title": TEXT,
    "url": URL,
    "edition": URL,
}
RECORD = {name: EDITION_ROW[name] for name in ("key", "kind", "official", "issuer", "title", "url")} | {
    "showing": {**schema_ref("Edition"), "description": "The edition that readers see today."},
    **dict.fromkeys(("editions", "in_force", "points", "differences"), URL),
}
EDITION_FACTS = object_schema(
    "The edition's own facts and those of its register entry.",
    {name: EDITION_ROW[name] for name in ("number", "title", "subtitle", "language", "published_at", "standing", "url")}
    | {"body": TEXT}
    | {column.name: nullable_schema(DAY) for column in COLUMNS if column.is_day and column.in_documents}
    | {"recorded_at": MOMENT, "register_entry": NUMBER, "digest": HASH},
    is_open=True,
)
WITHDRAWAL = {
    "kind": enum_schema(Edition.WithdrawalKind.values),
    "reason": TEXT,
    "withdrawn_at": MOMENT,
    "withdrawn_from": DAY,
}
POINT_STANDING = {
    **schema_ref("Standing"),
    "description": "That of the edition unless it is in effect; otherwise by the days of the point.",
}
DOCUMENT = {
    "schema": {"type": "integer"},
    "record": object_schema("", {"key": KEY, "kind": EDITION_ROW["kind"], "title": TEXT, "url": URL}, is_open=True),
    "official": BOOLEAN,
    "issuer": nullable_schema(ISSUER),
    "edition": EDITION_FACTS,
    "points": array_schema(schema_ref("Point")),
    "point_standings": {
        "type": "object",
        "description": "The standing of each point by its key, on the day of the request.",
        "additionalProperties": POINT_STANDING,
    },
    "withdrawal": nullable_schema(object_schema("", WITHDRAWAL, is_open=True)),
    "links": object_schema("", {"record": URL, "points": URL}),
}
POINT_STAGE = {
    "number": NUMBER,
    "published_at": MOMENT,
    "edition": URL,
    "point": schema_ref("Point"),
    "change": schema_ref("PointChange"),
}
POINTS_ITEM = object_schema("", {**POINT, "standing": POINT_STANDING, "history": URL}, is_open=True)
PASSAGE = {
    "point": nullable_schema(KEY),
    "number": nullable_schema(NUMBER),
    "standing": nullable_schema(POINT_STANDING),
    "heading": array_schema(schema_ref("Piece")),
    "text": array_schema(schema_ref("Piece")),
}
RESULT = {
    **EDITION_ROW,
    "marked_title": array_schema(schema_ref("Piece")),
    "passages": array_schema(object_schema("", PASSAGE)),
    "other_numbers": array_schema(NUMBER),
}
TOTAL = {
    "audience": enum_schema(get_audience_values()),
    "group": TEXT,
    "of": nullable_schema(NUMBER),
    "at_least": nullable_schema({"type": "integer", "minimum": 0}),
}
PROBLEM = {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}

SCHEMAS = {
    "Problem": object_schema("Problem details (RFC 9457).", PROBLEM, is_open=True),
    "Standing": enum_schema(standing.value for standing in Standing if standing != Standing.UNPUBLISHED),
    "Index": object_schema(
        "The entry point.", {"title": TEXT, "description": URL, "about": URL, "addresses": array_schema(TEXT)}
    ),
    "Description": {"type": "object", "description": "OpenAPI 3.1.", "required": ["openapi", "paths"]},
    "Edition": object_schema("An edition without its text.", EDITION_ROW),
    "Editions": page_schema("Newest first.", "Edition"),
    "EditionsInForce": page_schema("What applied on a day, newest first.", "Edition", on=DAY),
    "Record": object_schema("A record: announcement or guidance with a permanent address.", RECORD),
    "Document": object_schema("An edition with its full text.", DOCUMENT, is_open=True),
    "Point": object_schema("One numbered item of an edition. Kinds of records add members.", POINT, is_open=True),
    "Points": object_schema(
        "The points of one edition.",
        {"number": NUMBER, "standing": schema_ref("Standing"), "edition": URL, "items": array_schema(POINTS_ITEM)},
    ),
    "Acknowledgements": object_schema(
        "The minimum number of a group that had acknowledged a memo by the end of last Sunday, in steps. "
        "Small groups have no number, and there are no items if nothing was due that day.",
        {"as_of": DAY, "edition": nullable_schema(URL), "items": array_schema(object_schema("", TOTAL))},
    ),
    "PointHistory": object_schema(
        "A point in all editions, oldest first.",
        {"key": KEY, "items": array_schema(object_schema("", POINT_STAGE))},
    ),
    "Words": object_schema(
        "A sequence of words. Moved lines are deleted at one place and inserted at another.",
        {"op": enum_schema(["equal", "insert", "delete"]), "text": TEXT, "is_moved": {"type": "boolean"}},
    ),
    "FactChange": object_schema(
        "Another difference.",
        {"name": TEXT, "label": TEXT, "old": FACT, "new": FACT, "items": array_schema(object_schema("", ITEM_CHANGE))},
    ),
    "PointChange": object_schema("The change of a point.", POINT_CHANGE),
    "Differences": object_schema(
        "The differences between two editions.",
        {"old": URL, "new": URL, "summary": TEXT, "points": array_schema(schema_ref("PointChange"))}
        | {"body": WORDS, "facts": array_schema(schema_ref("FactChange")), "is_layout_changed": BOOLEAN},
    ),
    "Sealed": object_schema(
        "An entry that is not public: only its links in the chain.", {**CHAIN_LINKS, "is_sealed": {"const": True}}
    ),
    "ForOfficials": object_schema(
        "An entry about a text for officials only: its links in the chain, and when it was recorded.",
        {**CHAIN_LINKS, "is_sealed": {"const": True}, "is_for_officials": {"const": True}, "recorded_at": MOMENT},
    ),
    "OpenEntry": object_schema("A public entry: what happened, and the text as published.", ENTRY),
    "Entry": {"anyOf": [schema_ref("OpenEntry"), schema_ref("Sealed"), schema_ref("ForOfficials")]},
    "Entries": page_schema("The register, oldest first.", "Entry"),
    "Line": object_schema("The state of a service on the day, from a notice.", BOARD_LINE),
    "Service": object_schema(
        "A service that residents look for.",
        {"key": KEY, "name": TEXT, "place": TEXT, "lines": array_schema(schema_ref("Line"))},
    ),
    "Services": page_schema("Services by key, with the board of the day.", "Service", on=DAY),
    "Issuer": object_schema("A public body that publishes texts.", {"key": KEY, "name": TEXT, "short_name": TEXT}),
    "Issuers": page_schema("Issuers by key.", "Issuer"),
    "Piece": object_schema("Words of a text.", {"kind": enum_schema(["found", "text", "cut"]), "text": TEXT}),
    "Result": object_schema("A record with its best matching edition.", RESULT),
    "Results": page_schema(
        "Best first.",
        "Result",
        count={"type": "integer", "minimum": 0},
        is_more={**BOOLEAN, "description": "Whether more records than `count` may match."},
        meant={**nullable_schema(TEXT), "description": "A similar query that finds something."},
        is_partial={**BOOLEAN, "description": "Whether no text has all words, and the results have some of them."},
    ),
}
