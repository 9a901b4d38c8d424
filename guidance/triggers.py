"""Database triggers that keep what officials did as it was recorded, and refuse unknown audiences."""

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
            table, "audience", get_audience_values(), "This audience is not registered."
        )
    ]


def build_acknowledgement_triggers(vendor: str) -> list[Trigger]:
    # INSERT OR REPLACE replaces a row with the same value in any unique column.
    has_same_digest = f"EXISTS (SELECT 1 FROM {ACKNOWLEDGEMENT_TABLE} x WHERE x.digest = NEW.digest)"
    has_same_point = (
        f"EXISTS (SELECT 1 FROM {POINT_TABLE} x"
        " WHERE x.acknowledgement_id = NEW.acknowledgement_id AND x.key = NEW.key)"
    )
    is_old = CLOCK_SKEW_SQL[vendor].replace("NEW.recorded_at", "a.recorded_at")
    is_late = f"EXISTS (SELECT 1 FROM {ACKNOWLEDGEMENT_TABLE} a WHERE a.id = NEW.acknowledgement_id AND ({is_old}))"
    late_message = "Points can only be added when the acknowledgement is made."
    return [
        *build_append_only_triggers(ACKNOWLEDGEMENT_TABLE, MESSAGE),
        *build_append_only_triggers(POINT_TABLE, MESSAGE),
        Trigger(f"{ACKNOWLEDGEMENT_TABLE}_no_other", ACKNOWLEDGEMENT_TABLE, "INSERT", MESSAGE, when=has_same_digest),
        build_clock_trigger(ACKNOWLEDGEMENT_TABLE, vendor),
        Trigger(f"{POINT_TABLE}_no_other", POINT_TABLE, "INSERT", MESSAGE, when=has_same_point),
        Trigger(f"{POINT_TABLE}_at_once", POINT_TABLE, "INSERT", late_message, when=is_late),
    ]


def build_inquiry_triggers(table: str, vendor: str) -> list[Trigger]:
    append_only = build_append_only_triggers(table, "Questions and answers cannot change: add a new one.")
    return [*append_only, build_clock_trigger(table, vendor)]


def build_clock_trigger(table: str, vendor: str) -> Trigger:
    message = "recorded_at is the database clock."
    return Trigger(f"{table}_clock", table, "INSERT", message, when=CLOCK_SKEW_SQL[vendor])
