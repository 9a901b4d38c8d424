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
MESSAGE = "Acknowledgements are kept as they were made."


def build_triggers(vendor: str) -> list[Trigger]:
    # INSERT OR REPLACE would take the place of a row by any of its unique columns.
    taken = f"EXISTS (SELECT 1 FROM {ACKNOWLEDGEMENT_TABLE} x WHERE x.digest = NEW.digest)"
    also = (
        f"EXISTS (SELECT 1 FROM {POINT_TABLE} x"
        " WHERE x.acknowledgement_id = NEW.acknowledgement_id AND x.key = NEW.key)"
    )
    act_is_old = CLOCK_SKEW_SQL[vendor].replace("NEW.recorded_at", "a.recorded_at")
    return [
        *[
            trigger
            for table in ("guidance_addressee", "guidance_recommendation")
            for trigger in build_choice_triggers(
                table, "audience", get_audience_values(), "Nobody registers this audience."
            )
        ],
        *build_append_only_triggers(ACKNOWLEDGEMENT_TABLE, MESSAGE),
        *build_append_only_triggers(POINT_TABLE, MESSAGE),
        *[
            one
            for table in INQUIRY_TABLES
            for one in build_append_only_triggers(table, "Questions and answers are kept: add a new one.")
        ],
        *[
            Trigger(
                f"{table}_clock", table, "INSERT", "recorded_at is the database clock.", when=CLOCK_SKEW_SQL[vendor]
            )
            for table in INQUIRY_TABLES
        ],
        *build_append_only_triggers(RESPONSE_TABLE, "Responses are kept: add a new one."),
        Trigger(
            f"{RESPONSE_TABLE}_clock",
            RESPONSE_TABLE,
            "INSERT",
            "recorded_at is the database clock.",
            when=CLOCK_SKEW_SQL[vendor],
        ),
        Trigger(f"{ACKNOWLEDGEMENT_TABLE}_no_other", ACKNOWLEDGEMENT_TABLE, "INSERT", MESSAGE, when=taken),
        Trigger(
            f"{ACKNOWLEDGEMENT_TABLE}_clock",
            ACKNOWLEDGEMENT_TABLE,
            "INSERT",
            "recorded_at is the database clock.",
            when=CLOCK_SKEW_SQL[vendor],
        ),
        Trigger(f"{POINT_TABLE}_no_other", POINT_TABLE, "INSERT", MESSAGE, when=also),
        Trigger(
            f"{POINT_TABLE}_at_once",
            POINT_TABLE,
            "INSERT",
            "Points are acknowledged when the acknowledgement is made.",
            when=f"EXISTS (SELECT 1 FROM {ACKNOWLEDGEMENT_TABLE} a"
            f" WHERE a.id = NEW.acknowledgement_id AND {act_is_old})",
        ),
    ]
