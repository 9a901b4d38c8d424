"""What the database refuses, so that what officials did stays as it was recorded."""

from portal.register.guards import LATE
from portal.register.triggers import Refusal, append_only

ACT, POINT, RESPONSE = "guidance_acknowledgement", "guidance_acknowledgedpoint", "guidance_response"
INQUIRIES = ("guidance_inquiry", "guidance_inquiryanswer", "guidance_inquiryplacement")
MESSAGE = "Acknowledgements are kept as they were made."


def refusals(vendor: str) -> list[Refusal]:
    # INSERT OR REPLACE would take the place of a row by any of its unique columns.
    taken = f"EXISTS (SELECT 1 FROM {ACT} x WHERE x.digest = NEW.digest)"
    also = f"EXISTS (SELECT 1 FROM {POINT} x WHERE x.acknowledgement_id = NEW.acknowledgement_id AND x.key = NEW.key)"
    act_is_old = LATE[vendor].replace("NEW.recorded_at", "a.recorded_at")
    return [
        *append_only(ACT, MESSAGE),
        *append_only(POINT, MESSAGE),
        *[one for table in INQUIRIES for one in append_only(table, "Questions and answers are kept: add a new one.")],
        *[
            Refusal(f"{table}_clock", table, "INSERT", "recorded_at is the database clock.", when=LATE[vendor])
            for table in INQUIRIES
        ],
        *append_only(RESPONSE, "Responses are kept: add a new one."),
        Refusal(f"{RESPONSE}_clock", RESPONSE, "INSERT", "recorded_at is the database clock.", when=LATE[vendor]),
        Refusal(f"{ACT}_no_other", ACT, "INSERT", MESSAGE, when=taken),
        Refusal(f"{ACT}_clock", ACT, "INSERT", "recorded_at is the database clock.", when=LATE[vendor]),
        Refusal(f"{POINT}_no_other", POINT, "INSERT", MESSAGE, when=also),
        Refusal(
            f"{POINT}_at_once", POINT, "INSERT", "Points are acknowledged when the acknowledgement is made.",
            when=f"EXISTS (SELECT 1 FROM {ACT} a WHERE a.id = NEW.acknowledgement_id AND {act_is_old})",
        ),
    ]  # fmt: skip
