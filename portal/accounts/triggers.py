"""Triggers for posts: no two holders at once, and no change of a post into another one."""

from portal.accounts.audiences import get_agency_kind_choices, get_audience_values
from portal.lib.sql_triggers import Trigger, build_choice_triggers
from portal.register.triggers import CLOCK_SKEW_SQL

TABLE = "accounts_holding"
MESSAGE = "On some of these days somebody else holds the post."
END = "'9999-12-31'"
POST = "accounts_post"
LASTS = "The agency, the audience and the entry time of a post cannot change."
MOMENT = {"sqlite": "coalesce(julianday({}), 0)", "postgresql": "coalesce({}, 'epoch')"}


def build_triggers(vendor: str) -> list[Trigger]:
    """On PostgreSQL the trigger locks the post first, so that two holdings entered at the same time see each other."""
    lock = "PERFORM 1 FROM accounts_post p WHERE p.id = NEW.post_id FOR UPDATE;"
    clash = (
        f"NOT NEW.is_deputy AND EXISTS (SELECT 1 FROM {TABLE} h WHERE h.post_id = NEW.post_id AND NOT h.is_deputy"
        f" AND h.held_from < coalesce(NEW.held_until, {END}) AND NEW.held_from < coalesce(h.held_until, {END})"
    )
    moments = [MOMENT[vendor].format(f"{row}.recorded_at") for row in ("NEW", "OLD")]
    other = f"NEW.agency_id <> OLD.agency_id OR NEW.audience <> OLD.audience OR {moments[0]} <> {moments[1]}"
    # A file of agencies is loaded in one transaction, which may take longer than the one minute of tolerance.
    late = CLOCK_SKEW_SQL[vendor].replace("now()", "statement_timestamp()")
    return [
        Trigger(f"{TABLE}_one_holder", TABLE, "INSERT", MESSAGE, when=f"{clash})", lock=lock),
        Trigger(f"{TABLE}_still_one_holder", TABLE, "UPDATE", MESSAGE, when=f"{clash} AND h.id <> OLD.id)", lock=lock),
        # Reports on past days count the posts of those days, so no post may be moved, backdated or deleted.
        Trigger(f"{POST}_lasts", POST, "UPDATE", LASTS, when=other),
        Trigger(f"{POST}_stays", POST, "DELETE", "Posts cannot be deleted."),
        Trigger(f"{POST}_clock", POST, "INSERT", "recorded_at is the database clock.", when=late),
        *build_choice_triggers(POST, "audience", get_audience_values(), "This audience is not registered."),
        *build_choice_triggers(
            "accounts_agency",
            "kind",
            [kind for kind, _ in get_agency_kind_choices()],
            "This kind of agency is not registered.",
        ),
    ]
