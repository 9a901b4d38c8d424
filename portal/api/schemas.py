"""The shapes of the answers, as JSON Schema (OpenAPI 3.1). A shape says everything that an answer holds; only the
document of an edition is open, because it grows with the parts that editions have."""

from announcements.models import Availability
from guidance.models import Audience
from portal.records.kinds import Kind
from portal.records.models import Edition
from portal.records.querysets import Standing
from portal.register.models import RegisterEntry

TEXT, BOOLEAN, URL = {"type": "string"}, {"type": "boolean"}, {"type": "string", "format": "uri"}
NUMBER = {"type": "integer", "minimum": 1}
DAY, MOMENT = {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
KEY = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}


def maybe(schema: dict) -> dict:
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(values) -> dict:
    return {"type": "string", "enum": [*values]}


def many(schema: dict) -> dict:
    return {"type": "array", "items": schema}


def named(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def shape(description: str, properties: dict, *, is_open: bool = False) -> dict:
    """An object that has all of these and, unless it is open, nothing else."""
    schema = {"type": "object", "description": description, "properties": properties, "required": [*properties]}
    return schema if is_open else {**schema, "additionalProperties": False}


def page(description: str, item: str, **more: dict) -> dict:
    following = {**maybe(URL), "description": "The address of the next page."}
    return shape(description, {**more, "items": many(named(item)), "next": following})


ISSUER = shape("A public body that speaks.", {"key": KEY, "name": TEXT})
WORDS = many(named("Words"))
ROW = {
    "key": KEY,
    "number": NUMBER,
    "kind": one_of(Kind.values),
    "official": {**BOOLEAN, "description": "False for a third-party text, which is never in effect."},
    "issuer": maybe(ISSUER),
    "title": TEXT,
    "subtitle": TEXT,
    "language": TEXT,
    "standing": named("Standing"),
    "published_at": MOMENT,
    "effective_from": maybe(DAY),
    "effective_until": {**maybe(DAY), "description": "The first day on which it no longer applies."},
    "withdrawn_from": maybe(DAY),
    "change_kind": one_of(["", *Edition.ChangeKind.values]),
    "change_note": TEXT,
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
    "posted_on": maybe(DAY),
    "effective_from": maybe(DAY),
    "effective_until": maybe(DAY),
}
CHANGE = {
    "op": one_of(["added", "removed", "changed", "unchanged"]),
    "key": KEY,
    "old_number": maybe(NUMBER),
    "new_number": maybe(NUMBER),
    "heading": WORDS,
    "text": WORDS,
    "facts": many(named("FactChange")),
}
FACT = {"anyOf": [TEXT, many(TEXT), {"type": "null"}]}
ITEM_CHANGE = {"op": one_of(["added", "removed", "changed"]), "old": maybe(TEXT), "new": maybe(TEXT)}
CHAINED = {"number": NUMBER, "hash": HASH, "previous": HASH}
ENTRY = {
    **CHAINED,
    "is_sealed": {"const": False},
    "action": one_of(RegisterEntry.Action.values),
    "public_at": MOMENT,
    "recorded_at": {**MOMENT, "description": "The clock of the database; nobody can set it."},
    "address": TEXT,
    "title": TEXT,
    "content_digest": HASH,
    "is_retracted": BOOLEAN,
    "content": {**maybe(TEXT), "description": "Canonical JSON; its SHA-256 is content_digest."},
}
LINE = {
    "availability": one_of(Availability.values),
    "heading": TEXT,
    "text": TEXT,
    "point": KEY,
    **{name: maybe(DAY) for name in ("posted_on", "effective_from", "effective_until", "review_on", "confirmed_on")},
    "is_upcoming": BOOLEAN,
    "is_stale": {**BOOLEAN, "description": "Nobody said when it ends, and the last word on it is old."},
    "key": KEY,
    "number": NUMBER,
    "title": TEXT,
    "url": URL,
    "edition": URL,
}
RECORD = {name: ROW[name] for name in ("key", "kind", "official", "issuer", "title", "url")} | {
    "showing": {**named("Edition"), "description": "What readers are shown today."},
    **dict.fromkeys(("editions", "in_force", "points", "differences"), URL),
}
SAID = shape(
    "What the edition says of itself, and what the register knows of it.",
    {name: ROW[name] for name in ("number", "title", "subtitle", "language", "published_at", "standing", "url")}
    | {"body": TEXT, "signed_on": maybe(DAY), "effective_from": maybe(DAY), "effective_until": maybe(DAY)}
    | {"recorded_at": MOMENT, "register_entry": NUMBER, "digest": HASH},
    is_open=True,
)
WITHDRAWAL = {
    "kind": one_of(Edition.WithdrawalKind.values),
    "reason": TEXT,
    "withdrawn_at": MOMENT,
    "withdrawn_from": DAY,
}
DOCUMENT = {
    "schema": {"type": "integer"},
    "record": shape("", {"key": KEY, "kind": ROW["kind"], "title": TEXT, "url": URL}, is_open=True),
    "official": BOOLEAN,
    "issuer": maybe(ISSUER),
    "edition": SAID,
    "points": many(named("Point")),
    "withdrawal": maybe(shape("", WITHDRAWAL, is_open=True)),
    "links": shape("", {"record": URL, "points": URL}),
}
STAGE = {
    "number": NUMBER,
    "published_at": MOMENT,
    "edition": URL,
    "point": named("Point"),
    "change": named("PointChange"),
}
POINTS_ITEM = shape("", {**POINT, "history": URL}, is_open=True)
PASSAGE = {"point": maybe(KEY), "number": maybe(NUMBER), "heading": many(named("Piece")), "text": many(named("Piece"))}
RESULT = {
    **ROW,
    "marked_title": many(named("Piece")),
    "passages": many(shape("", PASSAGE)),
    "other_numbers": many(NUMBER),
}
TOTAL = {
    "audience": one_of(Audience.values),
    "group": TEXT,
    "of": maybe(NUMBER),
    "at_least": maybe({"type": "integer", "minimum": 0}),
}
PROBLEM = {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}

SCHEMAS = {
    "Problem": shape("Problem details (RFC 9457).", PROBLEM, is_open=True),
    "Standing": one_of(standing.value for standing in Standing if standing != Standing.UNPUBLISHED),
    "Index": shape("Where to begin.", {"title": TEXT, "description": URL, "about": URL, "addresses": many(TEXT)}),
    "Description": {"type": "object", "description": "OpenAPI 3.1.", "required": ["openapi", "paths"]},
    "Edition": shape("One numbered text of a record, without the text.", ROW),
    "Editions": page("Newest first.", "Edition"),
    "EditionsInForce": page("What applied on a day, newest first.", "Edition", on=DAY),
    "Record": shape("The thing with a lasting address.", RECORD),
    "Document": shape("An edition with everything that it says.", DOCUMENT, is_open=True),
    "Point": shape("One numbered item of an edition; kinds add members.", POINT, is_open=True),
    "Points": shape(
        "The points of one edition.",
        {"number": NUMBER, "standing": named("Standing"), "edition": URL, "items": many(POINTS_ITEM)},
    ),
    "Acknowledgements": shape(
        "At least how many of a group had acknowledged a memo at the end of last Sunday, in steps; of small groups no "
        "number, and no items where nothing was asked that day.",
        {"as_of": DAY, "edition": maybe(URL), "items": many(shape("", TOTAL))},
    ),
    "PointHistory": shape("A point through all editions, oldest first.", {"key": KEY, "items": many(shape("", STAGE))}),
    "Words": shape("A run of words.", {"op": one_of(["equal", "insert", "delete"]), "text": TEXT}),
    "FactChange": shape(
        "What else differs.",
        {"name": TEXT, "label": TEXT, "old": FACT, "new": FACT, "items": many(shape("", ITEM_CHANGE))},
    ),
    "PointChange": shape("What became of a point.", CHANGE),
    "Differences": shape(
        "What differs between two editions.",
        {"old": URL, "new": URL, "summary": TEXT, "points": many(named("PointChange"))}
        | {"body": WORDS, "facts": many(named("FactChange")), "is_layout_changed": BOOLEAN},
    ),
    "Sealed": shape("Not public yet: its links in the chain.", {**CHAINED, "is_sealed": {"const": True}}),
    "ForOfficials": shape(
        "About a text for officials alone: its links in the chain, and when it was recorded.",
        {**CHAINED, "is_sealed": {"const": True}, "is_for_officials": {"const": True}, "recorded_at": MOMENT},
    ),
    "OpenEntry": shape("What happened, and the text as it was published.", ENTRY),
    "Entry": {"anyOf": [named("OpenEntry"), named("Sealed"), named("ForOfficials")]},
    "Entries": page("The register, oldest first.", "Entry"),
    "Line": shape("What a notice says of a service on the day.", LINE),
    "Service": shape(
        "What a resident comes for.", {"key": KEY, "name": TEXT, "place": TEXT, "lines": many(named("Line"))}
    ),
    "Services": page("Services by key, with the board of the day.", "Service", on=DAY),
    "Issuer": shape("A public body that speaks.", {"key": KEY, "name": TEXT, "short_name": TEXT}),
    "Issuers": page("Issuers by key.", "Issuer"),
    "Piece": shape("Words of a text.", {"kind": one_of(["found", "text", "cut"]), "text": TEXT}),
    "Result": shape("A record, by the edition that answers best.", RESULT),
    "Results": page(
        "The best first.",
        "Result",
        count={"type": "integer", "minimum": 0},
        is_more={**BOOLEAN, "description": "Whether there may be more than were counted."},
        meant={**maybe(TEXT), "description": "A question near this one that has an answer."},
    ),
}
