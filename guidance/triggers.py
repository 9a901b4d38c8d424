"""What the database refuses, so that what officials did stays as it was recorded."""

from portal.accounts.audiences import get_audience_values
from portal.lib.sql_triggers import Trigger, build_append_only_triggers, build_choice_triggers
from portal.register.triggers import CLOCK_SKEW_SQL

ACKNOWLEDGEMENT_TABLE, POINT_TABLE, RESPONSE_TABLE = (
    "guidance_acknowledgement",
    "guidance_acknowledgedpoint",
    "guidance_response",
)
INQUIRY_TABLES = ("guidance_inquiry", "guidance_inquiryanswer", "guidance_inquiryplacement")
MESSAGE = "Acknowledgements cannot change."


def build_triggers(vendor: str) -> list[Trigger]:
    return [
        *build_audience_triggers(),
        *build_acknowledgement_triggers(vendor),
        *build_append_only_triggers(RESPONSE_TABLE, "Responses cannot change: add a new one."),
        build_clock_trigger(RESPONSE_TABLE, vendor),
        *[trigger for table in INQUIRY_TABLES for trigger in build_inquiry_triggers(table, vendor)],
    ]


def build_audience_triggers() -> list[Trigger]:
    return [
        trigger
        for table in ("guidance_addressee", "guidance_recommendation")
        for trigger in build_choice_triggers(
            table, "audience", get_audience_values(), "Nobody registers this audience."
        )
    ]


def build_acknowledgement_triggers(vendor: str) -> list[Trigger]:
    # INSERT OR REPLACE would take the place of a row by any of its unique columns.
    taken = f"EXISTS (SELECT 1 FROM {ACKNOWLEDGEMENT_TABLE} x WHERE x.digest = NEW.digest)"
    also = (
        f"EXISTS (SELECT 1 FROM {POINT_TABLE} x"
        " WHERE x.acknowledgement_id = NEW.acknowledgement_id AND x.key = NEW.key)"
    )
    is_old = CLOCK_SKEW_SQL[vendor].replace("NEW.recorded_at", "a.recorded_at")
    late = f"EXISTS (SELECT 1 FROM {ACKNOWLEDGEMENT_TABLE} a WHERE a.id = NEW.acknowledgement_id AND ({is_old}))"
    at_once = "Points are acknowledged when the acknowledgement is made."
    return [
        *build_append_only_triggers(ACKNOWLEDGEMENT_TABLE, MESSAGE),
        *build_append_only_triggers(POINT_TABLE, MESSAGE),
        Trigger(f"{ACKNOWLEDGEMENT_TABLE}_no_other", ACKNOWLEDGEMENT_TABLE, "INSERT", MESSAGE, when=taken),
        build_clock_trigger(ACKNOWLEDGEMENT_TABLE, vendor),
        Trigger(f"{POINT_TABLE}_no_other", POINT_TABLE, "INSERT", MESSAGE, when=also),
        Trigger(f"{POINT_TABLE}_at_once", POINT_TABLE, "INSERT", at_once, when=late),
    ]


def build_inquiry_triggers(table: str, vendor: str) -> list[Trigger]:
    kept = build_append_only_triggers(table, "Questions and answers cannot change: add a new one.")
    return [*kept, build_clock_trigger(table, vendor)]


def build_clock_trigger(table: str, vendor: str) -> Trigger:
    message = "recorded_at is the database clock."
    return Trigger(f"{table}_clock", table, "INSERT", message, when=CLOCK_SKEW_SQL[vendor])
